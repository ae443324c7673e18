"""Words that more than one format needs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from app.planning.plan import Plan
from app.rendering.words import (
    count_warnings,
    months_between,
    names_of,
    say_amount,
    say_amounts,
    say_often,
    say_undated,
    say_when,
    unbroken,
)
from tests.rendering.plans import entry


def dose(value: int | None, unit: str | None) -> dict[str, Any]:
    amount = {"value": value, "unit": unit}
    return {
        "per_administration": amount, "unrounded": amount, "difference_percent": 0,
        "per_day": amount, "weight_basis": None, "working": "none",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("amounts", "times", "said"),
    [
        ([(5500, "mg")], [1], "5,500 mg"),
        ([(5500, "mg"), (5500, "mg")], [1, 1], "5,500 mg"),
        ([(55, "mg"), (165, "mg"), (110, "mg")], [1, 1, 1], "55 to 165 mg"),
        ([(500, "mg"), (1, "g")], [1, 1], "500 mg, 1 g"),
        ([(200, "mg"), (200, "mg")], [2, 2], "200 mg, twice"),
        ([(200, "mg"), (200, "mg")], [1, 3], "200 mg, once or 3 times"),
        ([(200, "mg")], [None], "200 mg"),
        ([(None, None)], [2], "dose not shown"),
    ],
)
def test_the_amounts_of_several_days_are_said_together(
    amounts: list[tuple[int | None, str | None]], times: list[int | None], said: str
) -> None:
    entries = [
        entry(dose=dose(*amount), times_per_day=often)
        for amount, often in zip(amounts, times, strict=True)
    ]

    assert say_amounts(entries) == said


def test_a_unit_that_nobody_can_say_shows_no_dose() -> None:
    assert say_amounts([entry(dose=dose(1, "furlong"))]) == "dose not shown"
    assert say_amount(entry(dose=dose(1, "furlong"))) == "dose not shown"


def test_entries_without_doses_show_none() -> None:
    assert say_amounts([entry(), entry()]) == "dose not shown"
    assert say_amount(entry()) == "dose not shown"


@pytest.mark.parametrize(("times", "said"), [(None, ""), (1, "once"), (2, "twice"), (4, "4 times")])
def test_how_often_is_said_in_words(times: int | None, said: str) -> None:
    assert say_often(entry(times_per_day=times)) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (None, None, "not known"),
        (None, date(2030, 1, 5), "up to 2030-01-05"),
        (date(2030, 1, 3), None, "2030-01-03"),
        (date(2030, 1, 3), date(2030, 1, 5), "2030-01-03 to 2030-01-05"),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(
    first: date | None, last: date | None, said: str
) -> None:
    assert say_when(entry(date=first, until=last)) == said


def test_what_has_no_first_date_is_said_with_its_last() -> None:
    step = entry(date=None, until=date(2030, 1, 5), title="Line", agent=None, kind="step")

    assert say_undated(step) == "up to 2030-01-05: Line"
    assert say_undated(entry(date=None)) == "Exemplan by mouth."


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2030, 1, 10), date(2030, 2, 10), 1),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2030, 8, 31), date(2031, 2, 28), 6),
    ],
)
def test_months_are_counted_by_their_names(first: date, last: date, months: int) -> None:
    assert months_between(first, last) == months


def test_a_name_that_is_not_known_is_its_id() -> None:
    assert names_of(("one", "two"), {"one": "One"}) == ("One", "two")


def test_warnings_are_counted_by_severity(plans: Mapping[str, Plan]) -> None:
    warnings = plans["mist"].warnings
    first = {severity: next(w for w in warnings if w.severity == severity)
             for severity in ("serious", "caution", "information")}  # fmt: skip

    assert count_warnings([]) == "none"
    assert count_warnings(first.values()) == "1 serious, 1 caution, 1 for information"
    assert count_warnings([first["caution"]] * 2) == "2 cautions"


def test_no_line_can_end_between_a_number_and_its_unit() -> None:
    assert unbroken("at 2 g per m², 50 mg per kg") == (
        "at 2\N{NO-BREAK SPACE}g per m², 50\N{NO-BREAK SPACE}mg per kg"
    )
