"""Quantities: exact in, exact out, and every unit said as it is meant."""

import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from ucumvert import PintUcumRegistry, get_ucum_parser

from app.units import LARGEST, SINGULAR, UNITS, Number, as_decimal, as_json, say, say_number

NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)
"""As a field of a record has it."""

numbers = st.decimals(-LARGEST + 1, LARGEST - 1, places=4) | st.integers(
    1 - int(LARGEST), int(LARGEST) - 1
).map(Decimal)

WRITTEN = re.compile(rb"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
"""A JSON number without exponent and without trailing zero."""

SAID = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]*[1-9])?")
"""The same with commas."""


@given(numbers)
@example(Decimal("0.0001"))  # the smallest: 1e-4 in other encoders
@example(LARGEST - Decimal("0.0003"))  # the most digits: 12 before the point and 4 after
def test_json_has_every_digit_and_no_exponent(number: Decimal) -> None:
    written = NUMBER.dump_json(NUMBER.validate_python(number))

    assert WRITTEN.fullmatch(written)
    assert Decimal(written.decode()) == number


@given(numbers)
def test_an_integral_number_is_a_json_integer(number: Decimal) -> None:
    said = as_json(number)

    assert isinstance(said, int) == (number % 1 == 0)


@given(numbers)
def test_a_number_said_can_be_read_back(number: Decimal) -> None:
    said = say_number(number)

    assert SAID.fullmatch(said)
    assert Decimal(said.replace(",", "")) == number


def test_nothing_below_nothing_is_nothing() -> None:
    zero = NUMBER.validate_python(Decimal("-0.0"))

    assert (say_number(zero), NUMBER.dump_json(zero)) == ("0", b"0")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1600", "1,600"),
        ("1000000", "1,000,000"),
        ("100", "100"),  # zeros before the point stay
        ("100.00", "100"),
        ("0.240", "0.24"),
        ("-5.50", "-5.5"),
        ("1E+3", "1,000"),
    ],
)
def test_a_number_has_commas_and_no_trailing_zero(written: str, said: str) -> None:
    assert say_number(Decimal(written)) == said


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("50", "without quotes"),
        (True, "without quotes"),
        (0.1, "without quotes"),  # a binary float is not a tenth
        (None, "without quotes"),
        (Decimal("NaN"), "finite"),
        (Decimal("sNaN"), "finite"),
        (Decimal("-Infinity"), "finite"),
        (10**12, "finite number below"),
        (-(10**12), "finite number below"),
        (Decimal("1E+999999"), "finite number below"),
        (Decimal("0.00001"), "four decimal places"),
        (Decimal("1E-999999"), "four decimal places"),
    ],
)
def test_what_cannot_be_kept_exactly_is_refused(value: object, advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        NUMBER.validate_python(value)


def test_zeros_after_the_fourth_place_are_no_places() -> None:
    assert as_decimal(Decimal("0.00010000")) == Decimal("0.0001")


def test_a_number_may_be_just_below_the_limit() -> None:
    assert as_decimal(10**11 - 1) == 99_999_999_999  # eleven nines


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_ucum(unit: str) -> None:
    assert _ucum().parse(unit).children  # raises where the grammar of UCUM has no such unit


@pytest.mark.parametrize("unit", UNITS)
def test_no_number_is_lost_in_its_unit(unit: str) -> None:
    assert say("2", unit).startswith("2")
    assert UNITS[unit].count("{}") == 1


NOT_IN_PINT = {
    "Cel": "has its zero elsewhere than the kelvin",
    "Cel/min": "has its zero elsewhere than the kelvin",
    "{copies}/mL": "is an annotation of UCUM",
    "{fold}": "is an annotation of UCUM",
    "{log}": "is an annotation of UCUM",
    "%": "is a word of its own",
    "1": "has no word",
}
"""Units that Pint cannot multiply, and why."""

IN_PINT = {
    "m\N{SUPERSCRIPT TWO}": "m**2",
    "\N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT EIGHT}": "1e8",
    "\N{MULTIPLICATION SIGN} 10\N{SUPERSCRIPT NINE}": "1e9",
    "thousand": "1e3",
    "million": "1e6",
    "mmHg": "mmHg",
}
"""Words of ours that Pint writes otherwise."""


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit not in NOT_IN_PINT])
def test_the_words_of_a_unit_mean_the_unit(unit: str) -> None:
    """Never mg for microgram: Pint reads our words, ucumvert the code."""
    words = UNITS[unit].replace("{}", "").strip()
    for ours, theirs in IN_PINT.items():
        words = words.replace(ours, theirs)
    numerator, *denominators = words.split("per ")

    said = _pint().Quantity("/".join([numerator.strip() or "1", *denominators]))
    meant = 1 * _pint().from_ucum(unit)

    assert said.dimensionality == meant.dimensionality
    assert said.to_base_units().magnitude == pytest.approx(meant.to_base_units().magnitude)


@pytest.mark.parametrize("unit", SINGULAR)
def test_one_is_singular_and_more_are_not(unit: str) -> None:
    one, two = say("1", unit), say("2", unit)

    assert not one.endswith("s")
    assert two == f"2 {one.removeprefix('1 ')}s"


def test_a_unit_without_a_singular_is_said_as_it_is() -> None:
    assert say("1", "mg/kg") == "1 mg per kg"


def test_a_percentage_has_no_space() -> None:
    assert say("73", "%") == "73%"


def test_a_unit_outside_the_table_cannot_be_said() -> None:
    with pytest.raises(KeyError):
        say("1", "mcg")


@cache
def _ucum() -> Any:  # noqa: ANN401  ucumvert ships no types
    return get_ucum_parser()


@cache
def _pint() -> Any:  # noqa: ANN401  ucumvert ships no types
    return PintUcumRegistry()
