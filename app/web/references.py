"""/v1/references"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.resources import ReferenceDocument, ReferenceList

router = APIRouter(prefix="/v1/references", tags=["references"])


class ReferenceQuery(ListQuery):
    """Parameters of the list of references."""

    kind: Annotated[str | None, Query(max_length=40, pattern="^[a-z_]+$")] = None
    """Only sources of this kind, for example `registry_record`."""

    year: Annotated[int | None, Query(ge=1900, le=2100)] = None
    """Only sources of this year."""


@router.get("", response_model=ReferenceList, operation_id="listReferences", summary="References")
async def list_references(
    query: Annotated[ReferenceQuery, Query()], answers: TheAnswers
) -> Response:
    """Where the claims were read: identifiers, a link, and how much of each source was read."""
    chosen = [
        reference
        for reference in answers.catalogue.references
        if query.kind in (None, reference.kind) and query.year in (None, reference.year)
    ]
    return answers.page(LISTINGS["references"], chosen, query, path="/v1/references")


@router.get(
    "/{id}", response_model=ReferenceDocument, operation_id="getReference", summary="One reference"
)
async def read_reference(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One source, and the resources that cite it."""
    return answers.one(LISTINGS["references"], id, query)
