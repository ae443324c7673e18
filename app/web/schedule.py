"""/v1/regimens/{id}/schedule"""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response

from app.catalogue.record import Prose, Slug
from app.planning.request import Day
from app.planning.schedule import Schedule, ScheduleRequest, build_schedule, plan_without_doses
from app.rendering import FORMATS
from app.rendering.plan_calendar import render_schedule
from app.web.about import about
from app.web.dependencies import RecordId, TheAnswers, TheSettings
from app.web.plans import CAVEAT, format_wanted, named_file, schedule_path
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/regimens", tags=["plans"])


class ScheduleQuery(NoQuery):
    """Parameters of a schedule."""

    day_zero: Day
    """Date of the infusion of the graft, `YYYY-MM-DD`."""

    mobilisation: Slug | None = None
    """Id or alias of a mobilisation regimen to date before it."""

    harvest_on: Day | None = None
    """Date of the first leukapheresis; unless given, placed by the reported intervals."""

    format: Literal["json", "ics"] | None = None
    """`json`, or `ics` for a calendar to subscribe to; unless given, by `Accept`."""


class ScheduleDocument(Schedule):
    """A schedule as it is served."""

    type: Literal["schedule"]
    """Always `schedule`."""

    caveat: Prose
    """What the schedule is not."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


@router.get(
    "/{id}/schedule",
    response_model=ScheduleDocument,
    operation_id="getSchedule",
    summary="The dates of a regimen",
    responses={200: {"content": {"text/calendar": {"schema": {"type": "string"}}}}},
)
async def read_schedule(
    id: RecordId,
    query: Annotated[ScheduleQuery, Query()],
    answers: TheAnswers,
    settings: TheSettings,
    request: Request,
) -> Response:
    """The days of a regimen as dates around day 0, without doses and without a body, so that it can
    be kept and subscribed to: `format=ics` is a calendar.
    """
    regimen = answers.record("regimens", id, rest="/schedule").id
    asked = ScheduleRequest(
        conditioning=regimen,
        mobilisation=query.mobilisation,
        day_zero=query.day_zero,
        harvest_on=query.harvest_on,
    )
    if (query.format or format_wanted(request)) == "ics":
        plan = plan_without_doses(answers.catalogue, asked)
        body = render_schedule(plan, about(answers, settings))
        response = answers.file(body, FORMATS["ics"].media_type)
        return named_file(response, FORMATS["ics"], f"{regimen}-{query.day_zero}")
    schedule = build_schedule(answers.catalogue, asked)
    path = schedule_path(schedule, harvest_on=query.harvest_on)
    document = ScheduleDocument.model_construct(
        **dict(schedule),
        type="schedule",
        caveat=CAVEAT,
        links={"self": path, "calendar": f"{path}&format=ics"},
        meta=answers.meta,
    )
    return answers.plain(document, path=path)
