"""/v1/workup"""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.catalogue.workup import Domain
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.resources import WorkupDocument, WorkupList

router = APIRouter(prefix="/v1/workup", tags=["evidence"])


class WorkupQuery(ListQuery):
    """Parameters of the list of the work-up."""

    domain: Domain | None = None
    """Only items of this domain, for example `heart`."""


@router.get(
    "",
    response_model=WorkupList,
    operation_id="listWorkup",
    summary="Work-up before the transplant",
)
async def list_workup(query: Annotated[WorkupQuery, Query()], answers: TheAnswers) -> Response:
    """What is checked before the transplant, and the limits that programmes and trials set."""
    chosen = [w for w in answers.catalogue.workup if query.domain in (None, w.domain)]
    return answers.page(LISTINGS["workup"], chosen, query, path="/v1/workup")


@router.get(
    "/{id}",
    response_model=WorkupDocument,
    operation_id="getWorkup",
    summary="One item of the work-up",
)
async def read_one(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One item of the work-up."""
    return answers.one(LISTINGS["workup"], id, query)
