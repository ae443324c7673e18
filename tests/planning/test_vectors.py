"""Known answers: the oracle agrees with them, and so does the engine."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest

from app.catalogue import Catalogue
from app.catalogue.prose import misreadable
from app.catalogue.record import Quantity
from app.catalogue.regimens import Anchor, CitedDays, DoseLine
from app.catalogue.vectors import (
    BodySurfaceVector,
    DayTextVector,
    DayVector,
    DoseVector,
    MonthVector,
    NumberTextVector,
    QuantityTextVector,
    RoundingVector,
    Vector,
    Vectors,
    WeightVector,
)
from app.planning.body import SURFACES, measure, shown
from app.planning.calendar import Anchors
from app.planning.dosing import administer, round_to
from app.planning.entries import add_months
from app.planning.request import Body
from app.units import say_number
from tests.planning import oracle
from tests.planning.asking import exactly

PLACES: Final = Fraction(1, 10_000)


@pytest.fixture(scope="session")
def vectors(curated: Catalogue) -> Vectors:
    return curated.vectors


def each(vectors: Vectors) -> list[Vector]:
    groups = (getattr(vectors, name) for name in Vectors.model_fields)
    return [vector for group in groups if isinstance(group, tuple) for vector in group]


def test_there_are_vectors_of_every_kind(vectors: Vectors) -> None:
    kinds = Counter(type(vector) for vector in each(vectors))

    assert set(kinds) == set(ANSWERS) == set(Vector.__subclasses__())
    assert min(kinds.values()) >= 8


def test_ids_are_unique_within_their_kind(vectors: Vectors) -> None:
    ids = Counter((type(vector), vector.id) for vector in each(vectors))

    assert set(ids.values()) == {1}


def test_no_working_can_be_misread(vectors: Vectors) -> None:
    assert [said for vector in each(vectors) for said in misreadable(vector.working)] == []


def test_the_known_answers_of_the_literature_are_among_them(vectors: Vectors) -> None:
    known = {
        vector.id: round(vector.expected_m2, 3)
        for vector in vectors.body_surfaces
        if vector.weight_kg == 80 and vector.height_cm == 180
    }

    assert known == {"mosteller-known": 2, "du-bois-known": Decimal("1.996")}


def test_the_small_world_has_vectors_too(small: Catalogue) -> None:
    (vector,) = small.vectors.body_surfaces

    assert vector.expected_m2 == 1  # the root of 36 x 100 / 3600


def _body(vector: WeightVector | DoseVector) -> Body:
    return Body(weight_kg=vector.weight_kg, height_cm=vector.height_cm, sex=vector.sex)


def surface(vector: BodySurfaceVector) -> object:
    exact = SURFACES[vector.formula](weight=vector.weight_kg, height=vector.height_cm)
    return vector.expected_m2 == shown(exact)


def surface_by_oracle(vector: BodySurfaceVector) -> object:
    exact = oracle.SURFACES[vector.formula](exactly(vector.weight_kg), exactly(vector.height_cm))
    return exactly(vector.expected_m2) == oracle.half_up(exact, PLACES)


def weight(vector: WeightVector) -> object:
    exact = measure(_body(vector)).weights[vector.basis]
    return vector.expected_kg == (None if exact is None else shown(exact))


def weight_by_oracle(vector: WeightVector) -> object:
    weights = oracle.weights(exactly(vector.weight_kg), exactly(vector.height_cm), vector.sex)
    exact = weights[vector.basis]
    if exact is None or vector.expected_kg is None:
        return exact == vector.expected_kg
    return exactly(vector.expected_kg) == oracle.half_up(exact, PLACES)


def dose(vector: DoseVector) -> object:
    claim = {"evidence": "reported", "sources": ("somebody",)}
    line = DoseLine.model_validate(
        {
            "agent": "exemplan",
            "purpose": "conditioning",
            "dose": {"value": vector.dose, "unit": vector.unit, **claim},
            "times_per_day": {"value": 1, **claim},
            "days": {"value": (0,), **claim},
            "route": None,
        }
    )
    measures = measure(_body(vector), formula=vector.formula, cap=vector.cap_m2)
    amount = administer(line, measures, vector.basis, None)
    assert amount is not None
    return (vector.expected, vector.expected_unit) == (amount.rounded, amount.unit)


def dose_by_oracle(vector: DoseVector) -> object:
    height = exactly(vector.height_cm)
    kg = oracle.weights(exactly(vector.weight_kg), height, vector.sex)[vector.basis]
    assert kg is not None
    m2 = oracle.SURFACES[vector.formula](kg, height)
    if vector.cap_m2 is not None:
        m2 = min(m2, exactly(vector.cap_m2))
    mass, _, per = vector.unit.partition("/")
    exact = exactly(vector.dose) * {"kg": kg, "m2": m2, "": Fraction(1)}[per]
    rounded = oracle.half_up(exact, Fraction(1, 100))
    return (exactly(vector.expected), vector.expected_unit) == (rounded, mass)


def rounded(vector: RoundingVector) -> object:
    return vector.expected == round_to(vector.amount, vector.unit, vector.step_mg)


def rounded_by_oracle(vector: RoundingVector) -> object:
    step = Fraction(1, 100)
    if vector.step_mg is not None:
        step = exactly(vector.step_mg) * {"mg": 1, "ug": 1000}[vector.unit]
    return exactly(vector.expected) == oracle.half_up(exactly(vector.amount), step)


def day(vector: DayVector) -> object:
    on = date.fromisoformat(vector.anchor_on)
    anchors = Anchors(
        day_zero=on, conditioning_from=-1, mobilisation_start=on, collection=on,
        last_collection=on, neutrophil_recovery=on, assumed={}, conditioning_assumed=None,
    )  # fmt: skip
    return anchors.at(Anchor(vector.anchor), vector.day) == date.fromisoformat(vector.expected_on)


def day_by_oracle(vector: DayVector) -> object:
    year, month, number = map(int, vector.anchor_on.split("-"))
    later = vector.day - (vector.anchor == "mobilisation_start")
    found = oracle.civil_from_days(oracle.days_from_civil(year, month, number) + later)
    return vector.expected_on == "{:04}-{:02}-{:02}".format(*found)


def month(vector: MonthVector) -> object:
    found = add_months(date.fromisoformat(vector.start_on), Decimal(vector.months))
    return found == date.fromisoformat(vector.expected_on)


def month_by_oracle(vector: MonthVector) -> object:
    start, expected = map(date.fromisoformat, (vector.start_on, vector.expected_on))
    months = 12 * (expected.year - start.year) + expected.month - start.month
    ends = (expected + timedelta(days=1)).month != expected.month
    clamped = expected.day < start.day and ends
    return months == vector.months and (expected.day == start.day or clamped)


def number_text(vector: NumberTextVector) -> object:
    return vector.expected == say_number(vector.number)


def number_by_oracle(vector: NumberTextVector) -> object:
    whole, _, places = vector.expected.partition(".")
    groups = whole.removeprefix("-").split(",")
    return (
        Decimal(vector.expected.replace(",", "")) == vector.number
        and all(len(group) == 3 for group in groups[1:])
        and not places.endswith("0")
    )


def quantity_text(vector: QuantityTextVector) -> object:
    quantity = Quantity(
        value=vector.number, low=vector.low, high=vector.high, bound=vector.bound, unit=vector.unit
    )
    return vector.expected == quantity.text


def quantity_by_oracle(vector: QuantityTextVector) -> object:
    words = vector.expected.translate(str.maketrans("", "", ",()%")).split()
    numbers = (vector.number, vector.low, vector.high)
    said = all(f"{n:f}" in words for n in numbers if n is not None)
    bound = (vector.bound or "").replace("_", " ")
    return said and vector.expected.startswith(bound) and not list(misreadable(vector.expected))


def day_text(vector: DayTextVector) -> object:
    days = CitedDays.model_validate(
        {"value": vector.days, "evidence": "reported", "sources": ("somebody",)}
    )
    return vector.expected == days.text


def day_text_by_oracle(vector: DayTextVector) -> object:
    named: list[int] = []
    parts = vector.expected.removeprefix("days ").removeprefix("day ").replace(" and ", ", ")
    for part in parts.split(", "):
        first, _, last = part.partition(" to ")
        named += range(int(first), int(last or first) + 1)
    return tuple(named) == vector.days


ANSWERS: Final[dict[type[Vector], tuple[Callable[[Any], object], Callable[[Any], object]]]] = {
    BodySurfaceVector: (surface_by_oracle, surface),
    WeightVector: (weight_by_oracle, weight),
    DoseVector: (dose_by_oracle, dose),
    RoundingVector: (rounded_by_oracle, rounded),
    DayVector: (day_by_oracle, day),
    MonthVector: (month_by_oracle, month),
    NumberTextVector: (number_by_oracle, number_text),
    QuantityTextVector: (quantity_by_oracle, quantity_text),
    DayTextVector: (day_text_by_oracle, day_text),
}
"""Kind of vector -> whether the oracle agrees, and whether the engine does."""


def test_an_independent_reckoning_gives_every_answer(vectors: Vectors) -> None:
    wrong = [vector for vector in each(vectors) if not ANSWERS[type(vector)][0](vector)]

    assert wrong == []


def test_the_engine_gives_every_answer(vectors: Vectors) -> None:
    wrong = [vector for vector in each(vectors) if not ANSWERS[type(vector)][1](vector)]

    assert wrong == []
