"""Body measures: surface, ideal and adjusted weight, mass index, each with its working."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import Final

from app.catalogue.record import Curated, Quantity, Slug
from app.planning.request import Body, BsaFormula, WeightBasis
from app.units import say_number

EXACT: Final = Context(prec=34)
"""Arithmetic is carried to 34 digits and rounded once, at the end."""

SHOWN: Final = Decimal("0.0001")

CM_PER_INCH: Final = Decimal("2.54")
DEVINE_FROM: Final = 60 * CM_PER_INCH
"""Height in cm below which Devine's formula is not defined."""

BASES: Final[tuple[WeightBasis, ...]] = (
    "actual", "ideal", "adjusted_25", "adjusted_40", "lesser_of_actual_and_ideal"
)  # fmt: skip


class Working(Curated):
    """One step of arithmetic, so that it can be checked by hand."""

    id: str
    """Name of the step, for programs."""

    name: str
    """What is worked out."""

    formula: str
    """The formula in letters."""

    working: str
    """The formula with the numbers put in."""

    result: Quantity
    """The result, shown to four places; nothing else is rounded before the end."""

    sources: tuple[Slug, ...]
    """Ids of the references of the formula; empty for plain arithmetic."""

    note: str | None = None
    """What to know about it; null if nothing."""


def shown(number: Decimal) -> Decimal:
    """Round a number to the four places in which it is shown."""
    return number.quantize(SHOWN, ROUND_HALF_EVEN)


def mosteller(*, weight: Decimal, height: Decimal) -> Decimal:
    """Body surface area in m2 by Mosteller: the root of weight in kg times height in cm by 3600.

    Source: Mosteller RD. N Engl J Med 1987;317:1098.

    >>> mosteller(weight=Decimal(80), height=Decimal(180)) == 2
    True
    """
    return EXACT.sqrt(EXACT.divide(EXACT.multiply(weight, height), Decimal(3600)))


def du_bois(*, weight: Decimal, height: Decimal) -> Decimal:
    """Body surface area in m2 by Du Bois and Du Bois.

    Source: Du Bois D, Du Bois EF. Arch Intern Med 1916;17:863.

    >>> round(du_bois(weight=Decimal(80), height=Decimal(180)), 3)
    Decimal('1.996')
    """
    by_height = EXACT.power(height, Decimal("0.725"))
    by_weight = EXACT.power(weight, Decimal("0.425"))
    return EXACT.multiply(EXACT.multiply(Decimal("0.007184"), by_height), by_weight)


def devine(*, height: Decimal, sex: str) -> Decimal | None:
    """Ideal weight in kg by Devine; None below 60 inches, where the formula is not defined.

    Source: Devine BJ 1974, as given by the calculator cited in the reference.

    >>> round(devine(height=Decimal(165), sex="female"), 6)
    Decimal('56.909449')
    """
    if height < DEVINE_FROM:
        return None
    start = Decimal(50) if sex == "male" else Decimal("45.5")
    inches_above = EXACT.divide(EXACT.subtract(height, DEVINE_FROM), CM_PER_INCH)
    return EXACT.add(start, EXACT.multiply(Decimal("2.3"), inches_above))


def adjusted(*, actual: Decimal, ideal: Decimal, factor: Decimal) -> Decimal:
    """Adjusted weight in kg: the ideal and a share of what lies between it and the actual.

    >>> adjusted(actual=Decimal(110), ideal=Decimal(60), factor=Decimal("0.25"))
    Decimal('72.50')
    """
    return EXACT.add(ideal, EXACT.multiply(factor, EXACT.subtract(actual, ideal)))


@dataclass(frozen=True)
class Measures:
    """Everything worked out from one body."""

    body: Body
    weights: Mapping[WeightBasis, Decimal | None]
    """Weight in kg for each basis; None where the ideal weight is not defined."""

    formula: BsaFormula
    cap: Decimal | None

    def surface(self, basis: WeightBasis) -> Decimal | None:
        """Body surface area in m2 on a weight basis, with the cap; None without a weight."""
        surface = self.uncapped(basis)
        return surface if surface is None or self.cap is None else min(surface, self.cap)

    def uncapped(self, basis: WeightBasis) -> Decimal | None:
        """Body surface area in m2 on a weight basis, whatever the cap; None without a weight."""
        return self._surfaces[basis]

    @cached_property
    def _surfaces(self) -> Mapping[WeightBasis, Decimal | None]:
        """The surface on every basis: roots and powers are what a plan spends most time on."""
        formula, height = SURFACES[self.formula], self.body.height_cm
        return {
            basis: None if weight is None else formula(weight=weight, height=height)
            for basis, weight in self.weights.items()
        }

    def is_capped(self, basis: WeightBasis) -> bool:
        """Whether the cap lowers the surface on a weight basis."""
        return self.surface(basis) != self.uncapped(basis)


SURFACES: Final = {"mosteller": mosteller, "du_bois": du_bois}


def measure(
    body: Body, *, formula: BsaFormula = "mosteller", cap: Decimal | None = None
) -> Measures:
    """Work out the weights of a body on every basis."""
    actual, ideal = body.weight_kg, devine(height=body.height_cm, sex=body.sex)
    weights: dict[WeightBasis, Decimal | None] = {"actual": actual, "ideal": ideal}
    for basis, factor in FACTORS.items():
        weights[basis] = (
            None if ideal is None else adjusted(actual=actual, ideal=ideal, factor=factor)
        )
    weights["lesser_of_actual_and_ideal"] = None if ideal is None else min(actual, ideal)
    return Measures(body=body, weights=weights, formula=formula, cap=cap)


FACTORS: Final[Mapping[WeightBasis, Decimal]] = {
    "adjusted_25": Decimal("0.25"),
    "adjusted_40": Decimal("0.40"),
}


def workings(measures: Measures) -> tuple[Working, ...]:
    """Show how each measure was worked out."""
    return (
        _surface(measures, "mosteller"),
        _surface(measures, "du_bois"),
        _ideal(measures),
        *(_adjusted(measures, basis) for basis in FACTORS),
        _lesser(measures),
        _mass_index(measures),
    )


def _surface(measures: Measures, formula: BsaFormula) -> Working:
    body = measures.body
    weight, height = say_number(body.weight_kg), say_number(body.height_cm)
    exact = SURFACES[formula](weight=body.weight_kg, height=body.height_cm)
    if formula == "mosteller":
        letters = "square root of (height in cm times weight in kg divided by 3600)"
        numbers = f"square root of ({height} times {weight} divided by 3600)"
    else:
        letters = "0.007184 times (height in cm)^0.725 times (weight in kg)^0.425"
        numbers = f"0.007184 times {height}^0.725 times {weight}^0.425"
    note = None
    if measures.cap is not None and exact > measures.cap:
        note = (
            f"Above the cap: doses by this surface are reckoned with {say_number(measures.cap)} "
            "m\N{SUPERSCRIPT TWO}."
        )
    return Working(
        id=f"body_surface_{formula}",
        name=f"Body surface area, {'Mosteller' if formula == 'mosteller' else 'Du Bois'}",
        formula=letters,
        working=numbers,
        result=Quantity(value=shown(exact), unit="m2"),
        sources=("mosteller-1987",) if formula == "mosteller" else ("du-bois-1916",),
        note=note,
    )


def _ideal(measures: Measures) -> Working:
    body, ideal = measures.body, measures.weights["ideal"]
    numbers = "not defined below 60 inches"
    if ideal is not None:
        start = "50" if body.sex == "male" else "45.5"
        inches = shown(EXACT.divide(body.height_cm, CM_PER_INCH))
        numbers = f"{start} and 2.3 times ({say_number(inches)} less 60)"
    return Working(
        id="ideal_weight_devine",
        name="Ideal weight, Devine",
        formula="start and 2.3 for each inch above 60 inches; start 50 kg (male), 45.5 kg (female)",
        working=numbers,
        result=Quantity(value=None if ideal is None else shown(ideal), unit="kg"),
        sources=("devine-1974",),
        note=(
            "Below 60 inches (152.4 cm) the formula is not defined, and no value is given."
            if ideal is None
            else None
        ),
    )


def _adjusted(measures: Measures, basis: WeightBasis) -> Working:
    ideal, weight = measures.weights["ideal"], measures.weights[basis]
    factor = say_number(FACTORS[basis])
    numbers = "not defined without an ideal weight"
    if ideal is not None:
        said, actual = say_number(shown(ideal)), say_number(measures.body.weight_kg)
        numbers = f"{said} and {factor} times ({actual} less {said})"
    return Working(
        id=f"{basis}_weight",
        name=f"Adjusted weight, {basis.removeprefix('adjusted_')} percent",
        formula=f"ideal and {factor} times (actual less ideal)",
        working=numbers,
        result=Quantity(value=None if weight is None else shown(weight), unit="kg"),
        sources=("ebmt-handbook-2024-ch67", "devine-1974"),
    )


def _lesser(measures: Measures) -> Working:
    weight = measures.weights["lesser_of_actual_and_ideal"]
    return Working(
        id="lesser_of_actual_and_ideal_weight",
        name="Lesser of actual and ideal weight",
        formula="the smaller of the two",
        working="not defined without an ideal weight"
        if weight is None
        else "the smaller of the two",
        result=Quantity(value=None if weight is None else shown(weight), unit="kg"),
        sources=(),
    )


def _mass_index(measures: Measures) -> Working:
    body = measures.body
    metres = EXACT.divide(body.height_cm, Decimal(100))
    index = EXACT.divide(body.weight_kg, EXACT.multiply(metres, metres))
    return Working(
        id="body_mass_index",
        name="Body mass index",
        formula="weight in kg divided by the square of height in m",
        working=f"{say_number(body.weight_kg)} divided by the square of {say_number(metres)}",
        result=Quantity(value=shown(index), unit="kg/m2"),
        sources=(),
    )
