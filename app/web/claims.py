"""/v1/claims"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.claims import Verdict
from app.catalogue.record import StageId
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.resources import ClaimDocument, ClaimList

router = APIRouter(prefix="/v1/claims", tags=["claims"])


class ClaimQuery(ListQuery):
    """Parameters of the list of claims."""

    verdict: Verdict | None = None
    """Only claims with this verdict."""

    stage: StageId | None = None
    """Only claims about this stage."""


@router.get("", response_model=ClaimList, operation_id="listClaims", summary="Claims")
async def list_claims(query: Annotated[ClaimQuery, Query()], answers: TheAnswers) -> Response:
    """Popular statements about the procedure, each with a verdict and a plain correction."""
    chosen = [
        claim
        for claim in answers.catalogue.claims
        if query.verdict in (None, claim.verdict)
        and (not query.stage or query.stage in claim.stages)
    ]
    return answers.page(LISTINGS["claims"], chosen, query, path="/v1/claims")


@router.get("/{id}", response_model=ClaimDocument, operation_id="getClaim", summary="One claim")
async def read_claim(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One popular statement, its verdict, its correction and its sources."""
    return answers.one(LISTINGS["claims"], id, query)
