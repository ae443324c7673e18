"""/v1/terms"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.record import StageId
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.resources import TermDocument, TermList

router = APIRouter(prefix="/v1/terms", tags=["terms"])


class TermQuery(ListQuery):
    """Parameters of the list of terms."""

    stage: StageId | None = None
    """Only words used in this stage."""


@router.get("", response_model=TermList, operation_id="listTerms", summary="Terms")
async def list_terms(query: Annotated[TermQuery, Query()], answers: TheAnswers) -> Response:
    """The words of the procedure, explained plainly and clinically."""
    chosen = [
        term for term in answers.catalogue.terms if not query.stage or query.stage in term.stages
    ]
    return answers.page(LISTINGS["terms"], chosen, query, path="/v1/terms")


@router.get("/{id}", response_model=TermDocument, operation_id="getTerm", summary="One term")
async def read_term(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One word of the glossary."""
    return answers.one(LISTINGS["terms"], id, query)
