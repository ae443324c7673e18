"""Dose lines: days in words, the basis of a dose, its evidence and its sum."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.catalogue import Catalogue
from app.catalogue.record import CitedQuantity, Evidence
from app.catalogue.regimens import (
    Anchor,
    CitedCount,
    CitedDays,
    DoseLine,
    GraftHandling,
    IntensityClass,
)

REPORTED = Evidence.REPORTED


def line(
    amount: str | None = "50",
    unit: str | None = "mg/kg",
    times: int | None = 1,
    on: tuple[int, ...] | None = (-5, -4, -3, -2),
    **members: object,
) -> DoseLine:
    return DoseLine.model_validate(
        {
            "agent": "exemplan",
            "purpose": "conditioning",
            "dose": CitedQuantity(
                value=None if amount is None else Decimal(amount), unit=unit, evidence=REPORTED
            ),
            "times_per_day": CitedCount(value=times, evidence=REPORTED),
            "days": CitedDays(value=on, evidence=REPORTED),
            "route": None,
            **members,
        }
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((-5, -4, -3, -2), "days -5 to -2"),
        ((-1, 0, 1), "days -1 to 1"),
        ((0,), "day 0"),
        ((1, 3), "days 1 and 3"),
        ((-5, -3, -1, 1, 3, 5), "days -5, -3, -1, 1, 3 and 5"),
        ((-11, -10, -2, -1), "days -11 to -10 and -2 to -1"),
        ((-7, -6, -4), "days -7 to -6 and -4"),
    ],
)
def test_days_are_said_in_runs(days: tuple[int, ...], said: str) -> None:
    assert CitedDays(value=days, evidence=REPORTED).text == said


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("last_collection", "days 1 to 2, then daily until the last collection"),
        ("neutrophil_recovery", "days 1 to 2, then daily until the neutrophils recover"),
    ],
)
def test_days_without_an_end_say_what_ends_them(until: str, said: str) -> None:
    days = CitedDays.model_validate({"value": (1, 2), "until": until, "evidence": "reported"})

    assert days.text == said


def test_days_that_nobody_reports_are_not_said() -> None:
    days = CitedDays(value=None, evidence=Evidence.NOT_REPORTED)

    assert (days.text, days.claim_is_null) == (None, True)


def test_no_day_at_all_is_not_a_day() -> None:
    with pytest.raises(ValidationError):
        CitedDays(value=(), evidence=REPORTED)


@pytest.mark.parametrize("day", [-61, 801])
def test_a_day_out_of_reach_is_refused(day: int) -> None:
    with pytest.raises(ValidationError):
        CitedDays(value=(day,), evidence=REPORTED)


@pytest.mark.parametrize(
    ("unit", "basis"),
    [
        ("mg/kg", "body_weight"),
        ("ug/kg", "body_weight"),
        ("10*6/kg", "body_weight"),
        ("mg/m2", "body_surface"),
        ("g/m2", "body_surface"),
        ("cGy", "absorbed_dose"),
        ("Gy", "absorbed_dose"),
        ("mg", "flat"),
        ("mg/kg/d", "body_weight"),
        ("mg/m2/d", "body_surface"),
    ],
)
def test_the_unit_of_a_dose_says_what_it_is_reckoned_on(unit: str, basis: str) -> None:
    assert line(unit=unit).basis == basis


def test_a_dose_that_nobody_reports_has_no_basis() -> None:
    assert line(amount=None, unit=None).basis is None


@pytest.mark.parametrize(
    ("dose", "times", "days", "weakest"),
    [
        ("reported", "reported", "reported", "reported"),
        ("secondary", "reported", "reported", "secondary"),
        ("secondary", "derived", "reported", "derived"),
        ("reported", "derived", "extrapolated", "extrapolated"),
        ("extrapolated", "not_reported", "derived", "not_reported"),
    ],
)
def test_a_line_is_as_good_as_its_weakest_evidence(
    dose: str, times: str, days: str, weakest: str
) -> None:
    each = line(
        dose={"evidence": dose}, times_per_day={"evidence": times}, days={"evidence": days}
    )  # fmt: skip

    assert each.evidence == weakest


def test_a_line_adds_up_to_dose_times_administrations_times_days() -> None:
    assert line("200", "cGy", times=2, on=(-5, -4)).sum == (Decimal(800), "cGy")  # 200 x 2 x 2 days


@given(
    dose=st.decimals(Decimal("0.0001"), 10_000, places=4),
    times=st.integers(1, 24),
    days=st.lists(st.integers(-60, 800), min_size=1, unique=True).map(sorted).map(tuple),
)
def test_a_sum_is_exact(dose: Decimal, times: int, days: tuple[int, ...]) -> None:
    summed = line(str(dose), times=times, on=days).sum

    assert summed is not None
    assert Fraction(summed[0]) == Fraction(dose) * times * len(days)


@pytest.mark.parametrize(
    "open_line",
    [
        line(amount=None, unit=None),
        line(amount=None),
        line(times=None),
        line(on=None),
        line(on=None, times=None),
        line().model_copy(
            update={"days": CitedDays(value=(1,), until="last_collection", evidence=REPORTED)}
        ),
    ],
    ids=["no dose", "a unit alone", "no times", "no days", "neither", "no last day"],
)
def test_a_line_with_something_open_has_no_sum(open_line: DoseLine) -> None:
    assert open_line.sum is None


def test_lines_of_other_evidence_have_the_same_schedule() -> None:
    here = line()
    there = line(times_per_day={"value": 1, "evidence": "derived", "note": "Once."}, route="oral")

    assert here.schedule == there.schedule


@pytest.mark.parametrize(
    "other",
    [
        line(amount="60"),
        line(unit="mg"),
        line(times=2),
        line(on=(-5, -4, -3)),
        line(days={"value": (-5, -4, -3, -2), "anchor": Anchor.COLLECTION, "evidence": "reported"}),
        line(agent="antiserum"),
        line(purpose="mobilisation"),
        line(dose={"low": 50, "high": 60, "unit": "mg/kg", "evidence": "reported"}),
    ],
    ids=["dose", "unit", "times", "days", "anchor", "agent", "purpose", "range"],
)
def test_any_difference_in_dose_or_days_is_another_schedule(other: DoseLine) -> None:
    assert other.schedule != line().schedule


def test_an_agent_dosed_twice_is_named_once(small: Catalogue) -> None:
    regimen = small.regimens["exemplan-200"]
    twice = regimen.model_copy(update={"dose_lines": regimen.dose_lines * 2})

    assert twice.agents_dosed == ("exemplan", "antiserum")


def test_a_class_without_a_label_is_missing() -> None:
    claim = IntensityClass(label=None, scheme=None, evidence=Evidence.NOT_REPORTED)

    assert claim.claim_is_null


@pytest.mark.parametrize(
    ("handling", "storage", "missing"),
    [
        (None, None, True),
        ("unmanipulated", None, False),
        (None, "fresh", False),
        ("cd34_selected", "cryopreserved", False),
    ],
)
def test_a_graft_is_missing_only_if_nothing_is_known(
    handling: str | None, storage: str | None, *, missing: bool
) -> None:
    graft = GraftHandling.model_validate(
        {"handling": handling, "storage": storage, "evidence": "reported"}
    )

    assert graft.claim_is_null is missing
