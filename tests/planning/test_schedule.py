"""Schedules: the dates of a plan, and not one of its doses."""

from typing import Any

import pytest

from app.catalogue import Catalogue
from app.catalogue.prose import doses_in
from app.planning.errors import CannotPlan
from app.planning.schedule import Schedule, ScheduleRequest, build_schedule
from tests.planning.asking import DAY_ZERO, plan


def schedule(catalogue: Catalogue, **members: Any) -> Schedule:  # noqa: ANN401  members as JSON has them
    usual = {"conditioning": "exemplan-200", "day_zero": "2030-01-10"}
    return build_schedule(catalogue, ScheduleRequest.model_validate(usual | members))


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"mobilisation": "cyclophosphamide-2", "harvest_on": "2029-12-01"},
        {"conditioning": "every-basis"},
        {"conditioning": "inside"},
        {"conditioning": "aftercare"},
    ],
)
def test_a_schedule_has_the_dates_of_the_plan_and_none_of_its_doses(
    clinic: Catalogue, members: dict[str, Any]
) -> None:
    found, planned = schedule(clinic, **members), plan(clinic, **members)

    assert (found.stages, found.assumptions) == (planned.stages, planned.assumptions)
    assert [(e.date, e.until, e.title) for e in found.entries] == [
        (e.date, e.until, e.title) for e in planned.entries
    ]
    assert {entry.dose for entry in found.entries} == {None}
    assert [dose for entry in found.entries for dose in doses_in(entry.text)] == []


def test_a_schedule_says_how_often_and_not_how_much(clinic: Catalogue) -> None:
    found = schedule(clinic, conditioning="aftercare")

    texts = {entry.agent: entry.text for entry in found.entries if entry.agent is not None}
    assert texts["exemplan"] == "Exemplan, once on this day."
    assert texts["mesnan"] == "Mesnan."  # how often is not reported


def test_a_schedule_names_its_regimens(clinic: Catalogue) -> None:
    found = schedule(clinic, conditioning="ex200", mobilisation="growan-5")

    assert (found.conditioning, found.mobilisation, found.day_zero) == (
        *("exemplan-200", "growan-5", DAY_ZERO),
    )


def test_what_cannot_be_planned_cannot_be_scheduled(clinic: Catalogue) -> None:
    with pytest.raises(CannotPlan) as refused:
        schedule(clinic, conditioning="undated")

    assert refused.value.member == "/conditioning"
