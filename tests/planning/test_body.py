"""Body measures, against an independent reckoning with fractions."""

from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

import pytest
from hypothesis import example, given, settings

from app.catalogue import Catalogue
from app.catalogue.prose import misreadable
from app.planning.body import (
    BASES,
    DEVINE_FROM,
    SURFACES,
    Working,
    adjusted,
    devine,
    measure,
    shown,
    workings,
)
from app.planning.request import Body
from app.units import say_number
from tests.planning import oracle
from tests.planning.asking import exactly
from tests.planning.bodies import bodies

NEAR: Final = Fraction(1, 10**28)
"""What thirty-four digits of a number below 1,000 leave open."""

KNOWN: Final = Body(weight_kg=Decimal(80), height_cm=Decimal(180), sex="male")
HEAVY: Final = Body(weight_kg=Decimal(110), height_cm=Decimal(165), sex="female")
SHORT: Final = Body(weight_kg=Decimal(60), height_cm=Decimal(150), sex="female")
LIGHT: Final = Body(weight_kg=Decimal(55), height_cm=Decimal(180), sex="male")


def working(body: Body, id: str, cap: Decimal | None = None) -> Working:
    found = {one.id: one for one in workings(measure(body, cap=cap))}
    return found[id]


@settings(max_examples=300)
@given(bodies)
@example(HEAVY)
@example(Body(weight_kg=Decimal(20), height_cm=Decimal(100), sex="female"))
@example(Body(weight_kg=Decimal(350), height_cm=Decimal(230), sex="male"))
@example(Body(weight_kg=Decimal(60), height_cm=Decimal("152.4"), sex="male"))
@example(Body(weight_kg=Decimal(60), height_cm=Decimal("152.3999"), sex="male"))
def test_every_measure_is_that_of_the_oracle(body: Body) -> None:
    measures = measure(body)

    kg, cm = exactly(body.weight_kg), exactly(body.height_cm)
    for formula, surface in SURFACES.items():
        found = surface(weight=body.weight_kg, height=body.height_cm)
        assert abs(exactly(found) - oracle.SURFACES[formula](kg, cm)) < NEAR
    for basis, weight in oracle.weights(kg, cm, body.sex).items():
        own = measures.weights[next(known for known in BASES if known == basis)]
        assert (own is None) == (weight is None)
        assert own is None or weight is None or abs(exactly(own) - weight) < NEAR


@given(bodies)
def test_what_is_shown_is_the_exact_measure_to_four_places(body: Body) -> None:
    measures = measure(body)

    found = {one.id: one.result.value for one in workings(measures)}

    for basis, id in (
        ("ideal", "ideal_weight_devine"),
        ("adjusted_25", "adjusted_25_weight"),
        ("adjusted_40", "adjusted_40_weight"),
        ("lesser_of_actual_and_ideal", "lesser_of_actual_and_ideal_weight"),
    ):
        weight = measures.weights[next(known for known in BASES if known == basis)]
        assert found[id] == (None if weight is None else shown(weight))
    surface = measures.surface("actual")
    assert surface is not None
    assert found["body_surface_mosteller"] == shown(surface)


@given(bodies)
def test_no_working_can_be_misread(body: Body) -> None:
    for cap in (None, Decimal(1)):
        for one in workings(measure(body, cap=cap)):
            texts = (one.name, one.formula, one.working, one.note or "", one.result.text or "")
            assert [said for text in texts for said in misreadable(text)] == []


@given(bodies)
def test_adjusted_weights_lie_between_the_ideal_and_the_actual(body: Body) -> None:
    weights = measure(body).weights

    ideal = weights["ideal"]
    if ideal is not None:
        lower, upper = sorted((ideal, body.weight_kg))
        for basis in BASES:
            weight = weights[basis]
            assert weight is not None
            assert lower <= weight <= upper


def test_the_known_answers_for_80_kg_and_180_cm() -> None:
    mosteller = working(KNOWN, "body_surface_mosteller").result.value
    du_bois = working(KNOWN, "body_surface_du_bois").result.value

    assert mosteller == 2  # the root of 180 x 80 / 3600 = 4
    assert du_bois == Decimal("1.9964")  # 0.007184 x 180^0.725 x 80^0.425, published as 1.996


def test_a_surface_shows_its_formula_its_numbers_and_its_source() -> None:
    one = working(KNOWN, "body_surface_du_bois")

    assert one.formula == "0.007184 times (height in cm)^0.725 times (weight in kg)^0.425"
    assert one.working == "0.007184 times 180^0.725 times 80^0.425"
    assert (one.result.unit, one.sources, one.note) == ("m2", ("du-bois-1916",), None)


def test_the_ideal_weight_of_the_worked_example() -> None:
    one = working(HEAVY, "ideal_weight_devine")

    # 45.5 + 2.3 x (165 / 2.54 - 60) = 45.5 + 2.3 x 4.9606299... = 56.9094488...
    assert one.result.value == Decimal("56.9094")
    assert one.working == "45.5 and 2.3 times (64.9606 less 60)"


def test_the_adjusted_weights_of_the_worked_example() -> None:
    # 56.9094488 + 0.25 x (110 - 56.9094488) = 70.1820866; with 0.4: 78.1456693
    assert working(HEAVY, "adjusted_25_weight").result.value == Decimal("70.1821")
    assert working(HEAVY, "adjusted_40_weight").result.value == Decimal("78.1457")
    assert working(HEAVY, "adjusted_25_weight").working == (
        "56.9094 and 0.25 times (110 less 56.9094)"
    )


def test_a_man_starts_at_50_kg() -> None:
    assert devine(height=DEVINE_FROM, sex="male") == 50
    assert devine(height=DEVINE_FROM, sex="female") == Decimal("45.5")


def test_below_60_inches_nothing_is_reckoned_and_it_says_so() -> None:
    for id in ("ideal_weight_devine", "adjusted_25_weight", "lesser_of_actual_and_ideal_weight"):
        one = working(SHORT, id)

        assert one.result.value is None
        assert one.result.unit == "kg"
        assert "not defined" in one.working
        assert not any(character in one.working for character in "45.5")
    assert "(152.4 cm)" in (working(SHORT, "ideal_weight_devine").note or "")


def test_the_lesser_of_a_light_body_is_its_actual_weight() -> None:
    weights = measure(LIGHT).weights

    assert weights["lesser_of_actual_and_ideal"] == 55
    # 50 + 2.3 x (180 / 2.54 - 60) = 74.992...; 74.992 + 0.25 x (55 - 74.992) = 69.994
    assert round(weights["adjusted_25"] or 0, 3) == Decimal("69.994")


def test_the_mass_index_is_weight_by_height_squared() -> None:
    one = working(KNOWN, "body_mass_index")

    assert one.result.value == Decimal("24.6914")  # 80 / 1.8^2 = 80 / 3.24
    assert one.working == "80 divided by the square of 1.8"


@pytest.mark.parametrize("formula", ["mosteller", "du_bois"])
def test_a_cap_holds_the_surface_and_is_said(formula: Literal["mosteller", "du_bois"]) -> None:
    measures = measure(HEAVY, formula=formula, cap=Decimal(2))

    # 165 cm and 110 kg: 2.2454 m2 by Mosteller, 2.1454 m2 by Du Bois
    assert measures.surface("actual") == 2
    assert measures.is_capped("actual")
    assert "reckoned with 2 m\N{SUPERSCRIPT TWO}" in (
        working(HEAVY, f"body_surface_{formula}", Decimal(2)).note or ""
    )


def test_a_cap_above_the_surface_changes_nothing() -> None:
    measures = measure(KNOWN, cap=Decimal(3))

    assert measures.surface("actual") == 2
    assert not measures.is_capped("actual")
    assert working(KNOWN, "body_surface_mosteller", Decimal(3)).note is None


def test_a_cap_is_held_against_the_surface_on_the_weight_asked_for() -> None:
    measures = measure(HEAVY, cap=Decimal(2))

    surface = measures.surface("ideal")
    assert surface is not None
    assert round(surface, 4) == Decimal("1.6150")  # the root of 165 x 56.9094488 / 3600
    assert not measures.is_capped("ideal")


def test_without_a_weight_there_is_no_surface() -> None:
    measures = measure(SHORT, cap=Decimal(2))

    assert (measures.surface("ideal"), measures.is_capped("ideal")) == (None, False)


def test_an_adjusted_weight_is_the_ideal_and_a_share_of_the_difference() -> None:
    weight = adjusted(actual=Decimal(100), ideal=Decimal(60), factor=Decimal("0.4"))

    assert weight == 76  # 60 + 0.4 x 40


def test_the_sources_of_the_formulas_are_records(curated: Catalogue) -> None:
    cited = {id for one in workings(measure(HEAVY)) for id in one.sources}

    assert cited == {"mosteller-1987", "du-bois-1916", "devine-1974", "ebmt-handbook-2024-ch67"}
    assert all(id in curated.references for id in cited)


def test_workings_say_their_numbers_as_numbers_are_said() -> None:
    body = Body(weight_kg=Decimal("72.50"), height_cm=Decimal("168.5"), sex="female")

    one = working(body, "body_surface_mosteller")

    assert one.working == "square root of (168.5 times 72.5 divided by 3600)"
    assert say_number(body.weight_kg) == "72.5"
