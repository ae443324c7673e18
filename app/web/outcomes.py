"""/v1/outcomes"""

from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.catalogue.flat_outcomes import StudyOutcome
from app.catalogue.outcomes import MEASURES, Course
from app.rendering import forest, outcomes_csv
from app.web.answers import Answers
from app.web.dependencies import TheAnswers
from app.web.edge import wanted_type
from app.web.listing import arrange, bad_parameter, choose, named_record
from app.web.listings import LISTINGS
from app.web.queries import WORDS, ListQuery
from app.web.resources import OutcomeList

router = APIRouter(prefix="/v1/outcomes", tags=["evidence"])

MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml"}


class OutcomeQuery(ListQuery):
    """Parameters of the list of outcomes."""

    measure: Annotated[str | None, Query(max_length=60, pattern=WORDS)] = None
    """Only outcomes of this measure, for example `neda`."""

    study: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only outcomes of this study (id or alias)."""

    regimen: Annotated[str | None, Query(max_length=64, pattern=WORDS)] = None
    """Only outcomes of arms that had this regimen (id or alias)."""

    ms_course: Course | None = None
    """Only outcomes for this course of the disease."""

    months_from: Annotated[int | None, Query(ge=0, le=600)] = None
    """Only outcomes at this many months or later."""

    months_to: Annotated[int | None, Query(ge=0, le=600)] = None
    """Only outcomes at this many months or earlier."""

    format: Literal["json", "csv", "svg"] | None = None
    """`json`, `csv` (all rows, no pages) or `svg` (a forest plot); unless given, by `Accept`."""


def outcomes_for(answers: Answers, query: OutcomeQuery) -> list[StudyOutcome]:
    """Return the outcomes that the filters leave."""
    catalogue = answers.catalogue
    outcomes = list(catalogue.outcomes)
    if query.measure is not None:
        if query.measure not in MEASURES:
            raise bad_parameter("measure", "The measure is unknown.", MEASURES)
        outcomes = [outcome for outcome in outcomes if outcome.measure == query.measure]
    if query.study is not None:
        study = named_record(catalogue.studies, "study", query.study)
        outcomes = [outcome for outcome in outcomes if outcome.study == study]
    if query.regimen is not None:
        regimen = named_record(catalogue.regimens, "regimen", query.regimen)
        outcomes = [outcome for outcome in outcomes if regimen in outcome.regimens]
    return [outcome for outcome in outcomes if _fits(outcome, query)]


def _fits(outcome: StudyOutcome, query: OutcomeQuery) -> bool:
    if query.ms_course not in (None, outcome.ms_course):
        return False
    if query.months_from is None and query.months_to is None:
        return True
    if outcome.months is None:
        return False
    low = Decimal(query.months_from or 0)
    high = Decimal(query.months_to if query.months_to is not None else 600)
    return low <= outcome.months <= high


@router.get(
    "",
    response_model=OutcomeList,
    operation_id="listOutcomes",
    summary="Outcomes for charts",
    responses={
        200: {
            "content": {
                "text/csv": {"schema": {"type": "string"}},
                "image/svg+xml": {"schema": {"type": "string"}},
            }
        }
    },
)
async def list_outcomes(
    query: Annotated[OutcomeQuery, Query()], answers: TheAnswers, request: Request
) -> Response:
    """Outcomes of all studies in one list, each with its study beside it: as JSON, as CSV, or as a
    forest plot with intervals. Populations differ; no figure stands without its own.
    """
    outcomes = outcomes_for(answers, query)
    format = query.format or _format_of(request)
    if format == "json":
        return answers.page(LISTINGS["outcomes"], outcomes, query, path="/v1/outcomes")
    chosen = choose(answers.catalogue.outcomes, outcomes, query)
    rows = arrange(LISTINGS["outcomes"], chosen, query)
    if format == "csv":
        return answers.file(outcomes_csv.render(rows), MEDIA_TYPES["csv"])
    title = MEASURES[query.measure] if query.measure else "Outcomes"
    return answers.file(forest.render(rows, title=title), MEDIA_TYPES["svg"])


def _format_of(request: Request) -> str:
    wanted = wanted_type(request.state.accept)
    return {"text/csv": "csv", "image/svg+xml": "svg"}.get(wanted, "json")
