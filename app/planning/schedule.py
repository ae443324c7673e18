"""Catalogue + ScheduleRequest -> Schedule: a regimen dated, without a body and without doses."""

from datetime import date as Date  # noqa: N812  a field is called date
from decimal import Decimal
from typing import Final

from app.catalogue import Catalogue
from app.catalogue.record import Curated, Label, Prose, Slug
from app.planning.build import build_plan
from app.planning.plan import Entry, Plan, StageWindow
from app.planning.request import Asked, Body, Day, PlanRequest
from app.planning.wording import say_times


class ScheduleRequest(Asked):
    """What a schedule is computed from."""

    conditioning: Slug
    """Id or alias of the conditioning regimen."""

    mobilisation: Slug | None = None
    """Id or alias of the mobilisation regimen; null to plan without one."""

    day_zero: Day
    """Date of the infusion of the graft."""

    harvest_on: Day | None = None
    """Date of the first leukapheresis; null to place it by the reported intervals."""


class Schedule(Curated):
    """A regimen dated around day 0, without doses."""

    conditioning: Slug
    """Id of the conditioning regimen."""

    name: Label
    """Its name."""

    mobilisation: Slug | None
    """Id of the mobilisation regimen; null if none was asked for."""

    day_zero: Date
    """Date of the infusion of the graft."""

    stages: tuple[StageWindow, ...]
    """The four stages with their dates."""

    assumptions: tuple[Prose, ...]
    """How dates were placed that were not given."""

    entries: tuple[Entry, ...]
    """Everything, in order of time, without doses; what has no date stands last."""


SOME_BODY: Final = Body(weight_kg=Decimal(70), height_cm=Decimal(170), sex="female")
"""Dates are the same for every body; no dose that is reckoned on this one leaves this module."""


def build_schedule(catalogue: Catalogue, asked: ScheduleRequest) -> Schedule:
    """Date a regimen; raise CannotPlan as `build_plan` does."""
    plan = plan_without_doses(catalogue, asked)
    return Schedule(
        conditioning=plan.conditioning,
        name=plan.conditioning_name,
        mobilisation=plan.mobilisation,
        day_zero=plan.day_zero,
        stages=plan.stages,
        assumptions=plan.assumptions,
        entries=plan.entries,
    )


def plan_without_doses(catalogue: Catalogue, asked: ScheduleRequest) -> Plan:
    """Make a plan of which only the dates are left, for a format that draws plans."""
    request = PlanRequest(
        conditioning=asked.conditioning,
        mobilisation=asked.mobilisation,
        day_zero=asked.day_zero,
        harvest_on=asked.harvest_on,
        body=SOME_BODY,
    )
    plan = build_plan(catalogue, request)
    return plan.model_copy(
        update={
            "entries": tuple(map(_without_dose, plan.entries)),
            "measures": (),
            "totals": (),
            "alternatives": (),
            "warnings": (),
            "calculation": (),
        }
    )


def _without_dose(entry: Entry) -> Entry:
    if entry.kind != "dose":
        return entry
    times = entry.times_per_day
    often = "" if times is None else f", {say_times(times)} on this day"
    return entry.model_copy(update={"dose": None, "text": f"{entry.title}{often}.", "note": None})
