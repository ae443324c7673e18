"""/v1/guidelines"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.catalogue.outcomes import Course
from app.web.dependencies import RecordId, TheAnswers
from app.web.listings import LISTINGS
from app.web.queries import ItemQuery, ListQuery
from app.web.resources import GuidelineDocument, GuidelineList

router = APIRouter(prefix="/v1/guidelines", tags=["evidence"])


class GuidelineQuery(ListQuery):
    """Parameters of the list of guidelines."""

    kind: (
        Literal["guideline", "position", "national", "centre", "trial_eligibility", "other_disease"]
        | None
    ) = None
    """Only documents of this sort."""

    ms_course: Course | None = None
    """Only documents with a statement about this course of the disease."""


@router.get("", response_model=GuidelineList, operation_id="listGuidelines", summary="Guidelines")
async def list_guidelines(
    query: Annotated[GuidelineQuery, Query()], answers: TheAnswers
) -> Response:
    """Guidelines, positions and criteria: statements by course of the disease, criteria as data."""
    chosen = [
        guideline
        for guideline in answers.catalogue.guidelines
        if query.kind in (None, guideline.kind)
        and (
            query.ms_course is None
            or any(query.ms_course in said.courses for said in guideline.statements)
        )
    ]
    return answers.page(LISTINGS["guidelines"], chosen, query, path="/v1/guidelines")


@router.get(
    "/{id}", response_model=GuidelineDocument, operation_id="getGuideline", summary="One guideline"
)
async def read_one(
    id: RecordId, query: Annotated[ItemQuery, Query()], answers: TheAnswers
) -> Response:
    """One guideline: its statements and its criteria, one by one."""
    return answers.one(LISTINGS["guidelines"], id, query)
