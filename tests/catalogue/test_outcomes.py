"""Outcomes: each is the kind of figure it says, and could be true."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter, ValidationError

from app.catalogue import Catalogue
from app.catalogue.outcomes import MEASURES, AnyOutcome, Outcome

KINDS = {
    "proportion": "%",
    "hazard_ratio": "1",
    "rate_ratio": "1",
    "mean_difference": "1",
    "mean": "1",
    "median": "1",
    "rate": "1",
}
"""Kind of figure -> the unit it has unless it says another."""

OUTCOME: TypeAdapter[Outcome] = TypeAdapter(AnyOutcome)


def outcome(**members: Any) -> Outcome:  # noqa: ANN401  any JSON value
    known = {"id": "an-outcome", "type": "proportion", "measure": "neda", "evidence": "reported"}
    return OUTCOME.validate_python({**known, **members})


def interval(low: str, high: str | None) -> dict[str, Any]:
    ends = {"low": Decimal(low), "high": None if high is None else Decimal(high)}
    return {**ends, "level": 95, "kind": "confidence"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_of_the_kind_it_says(kind: str) -> None:
    given = outcome(type=kind, estimate=1)

    assert type(given).__name__.lower() == kind.replace("_", "")
    assert given.unit == KINDS[kind]


def test_there_is_no_other_kind_of_figure() -> None:
    union, _ = get_args(AnyOutcome.__value__)

    kinds = {get_args(model.model_fields["type"].annotation) for model in get_args(union)}

    assert kinds == {(kind,) for kind in KINDS}
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        outcome(type="odds_ratio")


def test_a_proportion_is_in_percent() -> None:
    with pytest.raises(ValidationError, match="Input should be '%'"):
        outcome(unit="1", estimate=1)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_has_a_name(measure: str) -> None:
    assert outcome(measure=measure, estimate=1).measure_label == MEASURES[measure]


def test_a_measure_without_a_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="'happiness' is not in the table of measures"):
        outcome(measure="happiness")


@pytest.mark.parametrize(("events", "total"), [(0, 1), (1, 1), (3, None), (None, 20), (None, None)])
def test_counts_may_be_known_in_part(events: int | None, total: int | None) -> None:
    given = outcome(events=events, total=total)

    assert (given.events, given.total) == (events, total)


def test_there_cannot_be_more_events_than_patients() -> None:
    with pytest.raises(ValidationError, match="there are more events than patients"):
        outcome(events=21, total=20)


@pytest.mark.parametrize(
    ("estimate", "low", "high"),
    [("73", "66", "81"), ("66", "66", "81"), ("81", "66", "81"), ("89", "84", None)],
)
def test_an_estimate_lies_in_its_interval(estimate: str, low: str, high: str | None) -> None:
    given = outcome(estimate=Decimal(estimate), interval=interval(low, high))

    assert given.estimate == Decimal(estimate)


@pytest.mark.parametrize(
    ("estimate", "low", "high"),
    [("65.9", "66", "81"), ("81.1", "66", "81"), ("83.9", "84", None)],
)
def test_an_estimate_outside_its_interval_is_refused(
    estimate: str, low: str, high: str | None
) -> None:
    with pytest.raises(ValidationError, match="the estimate lies outside its interval"):
        outcome(estimate=Decimal(estimate), interval=interval(low, high))


def test_an_interval_may_be_all_that_is_known() -> None:
    given = outcome(interval=interval("66", "81"), events=3)

    assert given.estimate is None


@pytest.mark.parametrize(
    ("members", "is_null"),
    [({}, True), ({"total": 20}, True), ({"events": 0}, False), ({"estimate": 0}, False)],
)
def test_an_outcome_is_null_without_estimate_and_count(
    members: dict[str, int],
    is_null: bool,  # noqa: FBT001  a column of the table
) -> None:
    assert outcome(**members).claim_is_null is is_null


@pytest.mark.parametrize("p_value", ["0.012", ".012", "<0.001", "p < 0.001", "P=.005", "= 0.29"])
def test_a_p_value_is_kept_as_it_is_printed(p_value: str) -> None:
    assert outcome(estimate=1, p_value=p_value).p_value == p_value


@pytest.mark.parametrize("p_value", ["significant", "1.2", "<0.001 (two-sided)", "=0.1;0.2", ""])
def test_what_is_no_p_value_is_refused(p_value: str) -> None:
    with pytest.raises(ValidationError, match="p_value"):
        outcome(estimate=1, p_value=p_value)


def test_a_study_has_the_courses_of_its_patients_and_of_its_outcomes(small: Catalogue) -> None:
    exam = small.studies["exam-1"]

    widened = exam.model_copy(
        update={"outcomes": (outcome(estimate=1, ms_course="relapsing"), outcome(estimate=2))}
    )

    assert exam.courses == {"relapsing_remitting"}
    assert widened.courses == {"relapsing_remitting", "relapsing"}
    assert small.studies["exam-2"].courses == frozenset()


def test_a_study_has_the_regimens_of_its_arms_each_once(small: Catalogue) -> None:
    exam = small.studies["exam-1"]

    twice = exam.model_copy(update={"arms": (*exam.arms, *exam.arms)})

    assert exam.regimen_ids == twice.regimen_ids == ("exemplan-200",)
