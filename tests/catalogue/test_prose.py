"""Prose: the doses in it, and whether it is safe to read aloud."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.prose import (
    WORDINGS,
    Dose,
    Wording,
    dose_of,
    dose_of_ucum,
    doses_in,
    misreadable,
)
from app.catalogue.record import Quantity
from app.units import UNITS, say, say_number


def mass(milligrams: str, per: str = "") -> Dose:
    return Dose(Decimal(milligrams), "mass", per)


def grays(amount: str) -> Dose:
    return Dose(Decimal(amount), "radiation", "")


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        ("It is 50 mg per kg.", [mass("50", "kg")]),
        ("It is 50 mg/kg.", [mass("50", "kg")]),
        ("It is 100 mg per m².", [mass("100", "m2")]),
        ("It is 100 mg per m² a day, on two days.", [mass("100", "m2")]),
        ("1,000 mg", [mass("1000")]),
        ("1 g", [mass("1000")]),  # 1 g = 1,000 mg
        ("10 micrograms per kg", [mass("0.01", "kg")]),  # 1 microgram = 0.001 mg
        ("1 microgram", [mass("0.001")]),
        ("0.5 mg per kg", [mass("0.5", "kg")]),
        ("2 to 4 g per m²", [mass("2000", "m2"), mass("4000", "m2")]),
        ("2-4 g", [mass("2000"), mass("4000")]),
        ("2\N{EN DASH}4 g", [mass("2000"), mass("4000")]),
        ("160/800 mg", [mass("160"), mass("800")]),
        ("5 or 10 mg", [mass("5"), mass("10")]),
        ("5 and 10 mg", [mass("5"), mass("10")]),
        ("200 cGy twice", [grays("2")]),  # 100 cGy = 1 Gy
        ("12 Gy", [grays("12")]),
        ("50mg", [mass("50")]),  # found although it is badly written
        ("first 5 mg, then 6 mg per L", [mass("5"), mass("6", "L")]),
        ("9 g per dL", [mass("9000", "dL")]),
    ],
)
def test_a_dose_in_a_text_is_found(text: str, doses: list[Dose]) -> None:
    assert list(doses_in(text)) == doses


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("50 milligrams", mass("50")),
        ("5 grams", mass("5000")),
        ("2 grays", grays("2")),
        ("50 mg per kilogram", mass("50", "kg")),
    ],
)
def test_a_dose_in_units_written_out_is_found(text: str, dose: Dose) -> None:
    assert list(doses_in(text)) == [dose]


def test_a_dose_is_found_in_the_words_in_which_a_quantity_is_said() -> None:
    quantity = Quantity(value=Decimal(50), low=Decimal(40), high=Decimal(60), unit="mg/kg")

    doses = set(doses_in(quantity.text or ""))

    assert doses == {mass("50", "kg"), mass("40", "kg"), mass("60", "kg")}


def test_every_dose_of_a_list_is_found() -> None:
    doses = doses_in("It is 0.5, 1 and 1.5 mg per kg.")

    assert list(doses) == [mass("0.5", "kg"), mass("1", "kg"), mass("1.5", "kg")]


@pytest.mark.parametrize(
    "text",
    [
        "on days -5 to -2",
        "2 million per kg",
        "in 2019",
        "50 kg",
        "10 mL",
        "1 hour",
        "CD34 mg",  # the number belongs to the name
        "3 G-CSF",
        "",
    ],
)
def test_what_is_no_dose_is_not_taken_for_one(text: str) -> None:
    assert list(doses_in(text)) == []


@pytest.mark.parametrize(
    ("number", "ucum", "dose"),
    [
        ("50", "mg/kg", mass("50", "kg")),
        ("2", "g/m2", mass("2000", "m2")),
        ("10", "ug/kg", mass("0.01", "kg")),
        ("10", "ug/kg/d", mass("0.01", "kg")),  # a day's dose is said with its day in words
        ("800", "mg/d", mass("800")),
        ("9", "g/dL", mass("9000", "dL")),
        ("800", "cGy", grays("8")),
        ("8", "Gy", grays("8")),
    ],
)
def test_a_quantity_of_a_drug_is_a_dose(number: str, ucum: str, dose: Dose) -> None:
    assert dose_of_ucum(Decimal(number), ucum) == dose


@pytest.mark.parametrize("ucum", ["d", "%", "10*6/kg", "kg", "mL", "1", "/uL", "Cel", "m2"])
def test_a_quantity_of_something_else_is_no_dose(ucum: str) -> None:
    assert dose_of_ucum(Decimal(1), ucum) is None


@given(
    number=st.decimals(0, 10**6, places=4),
    unit=st.sampled_from(["mg", "g", "cGy", "Gy", "mg/kg", "g/m2", "ug/kg", "mg/m2/d"]),
)
def test_a_dose_that_we_say_is_found_again(number: Decimal, unit: str) -> None:
    said = say(say_number(number), unit)

    assert list(doses_in(f"They give {said}.")) == [dose_of_ucum(number, unit)]


@given(st.decimals(0, 10**6, places=4))
def test_units_are_converted_exactly(number: Decimal) -> None:
    micrograms, grams = dose_of(number, "micrograms", ""), dose_of(number, "g", "")

    assert Fraction(micrograms.amount) == Fraction(number) / 1000
    assert Fraction(grams.amount) == Fraction(number) * 1000


@pytest.mark.parametrize("unit", UNITS)
def test_no_unit_is_said_so_that_it_can_be_misread(unit: str) -> None:
    said = [say(number, unit) for number in ("1", "2", "0.5", "1,600", "10")]

    assert [advice for text in said for advice in misreadable(text)] == []


BAD = {
    "write a zero before the decimal point": ("It is .5 mg.", "It is .25 Gy."),
    "leave out the trailing zero": ("It is 1.0 mg.", "It is 1.50 mg.", "It is 2.0 Gy."),
    "put a space before the unit": ("It is 1,500mg.", "It is 10mL.", "It is 0.5micrograms."),
    "write thousands with a comma": ("It is 1500 mg.", "It is 10000 micrograms."),
    "write units and micrograms in full": (
        *("10 U", "10 IU", "5 mcg", "5 ug", "5 \N{MICRO SIGN}g"),
        *("5 \N{GREEK SMALL LETTER MU}g", "5 cc"),
    ),
    "write the frequency in words": (
        *("QD", "OD", "QOD", "BID", "TID", "QID", "bid", "tid", "b.i.d.", "t.i.d.", "q12h"),
    ),
    "write the sign in words": (
        *("< 5", "> 5", "5 @ 6", "this & that", "\N{LESS-THAN OR EQUAL TO} 5"),
        "\N{GREATER-THAN OR EQUAL TO} 5",
    ),
    "write plus or and in words": ("this + that",),
}
"""Advice -> texts that need it."""

GOOD = (
    "It is 0.5 mg.",
    "It is 1 mg, or 10 mg, or 100 Gy.",
    "It is 0.05 mg.",
    "It is 1.5 mg.",
    "It is 10 mL.",
    "It is 1,500 mg.",
    "It is 1,234,500 mg.",
    "In 2019 it was given to 1500 people.",
    "Version 1.0 of it.",
    "It is 10 units, or 5 micrograms.",
    "It is given twice a day.",
    "The bidding is at least 5.",
    "CD34+ cells are counted.",
    "Cy and rATG are abbreviations.",
    "Days -5 to -2.",
)
"""Texts that need none."""


def test_every_wording_has_examples() -> None:
    assert set(BAD) == {wording.advice for wording in WORDINGS}


@pytest.mark.parametrize("wording", WORDINGS, ids=[wording.advice for wording in WORDINGS])
def test_a_text_that_can_be_misread_is_advised(wording: Wording) -> None:
    advised = [text for text in BAD[wording.advice] if _advice(text) == [wording.advice]]

    assert advised == list(BAD[wording.advice])


@pytest.mark.parametrize("text", GOOD)
def test_a_text_that_cannot_be_misread_is_left_alone(text: str) -> None:
    assert list(misreadable(text)) == []


@pytest.mark.parametrize(
    "name",
    [
        *("Cy", "CTX", "ATG", "rATG", "hATG", "Ara-C", "BCNU", "VP16", "VP-16", "G-CSF", "GCSF"),
        *("Mel", "Bu", "Flu", "MP", "RTX", "TMP-SMX"),
    ],
)
def test_a_drug_with_a_dose_has_its_name_in_full(name: str) -> None:
    advice = list(misreadable(f"{name} 50 mg per kg."))

    assert advice == [f"'{name}': write the drug's name in full where there is a dose"]


def test_every_way_of_misreading_is_advised_at_once() -> None:
    assert list(misreadable("Cy 1500mg BID & more")) == [
        "'1500mg': put a space before the unit",
        "'1500mg': write thousands with a comma",
        "'BID': write the frequency in words",
        "'&': write the sign in words",
        "'Cy': write the drug's name in full where there is a dose",
    ]


@given(
    st.text(st.sampled_from("QBITDObtidqh.,019 mgkLµ<>@&+\N{LESS-THAN OR EQUAL TO}-/"), max_size=12)
)
def test_no_text_is_passed_over_that_a_wording_advises(text: str) -> None:
    """A quick look decides which texts are read closely; it must not decide wrongly."""
    wanted = [wording.advice for wording in WORDINGS if wording.pattern.search(text)]

    assert _advice(text)[: len(wanted)] == wanted


def _advice(text: str) -> list[str]:
    return [said.split(": ", 1)[1] for said in misreadable(text)]
