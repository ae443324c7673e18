"""Vectors: known answers that anyone who computes doses or dates can check against."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.catalogue.record import Curated, Slug, Whole
from app.units import Number

CalendarDate = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    AfterValidator(lambda text: date.fromisoformat(text).isoformat()),
]
"""A date of the Gregorian calendar, `YYYY-MM-DD`."""

Unit = Annotated[str, StringConstraints(min_length=1, max_length=20)]
"""A UCUM code."""

WeightBasis = Literal["actual", "ideal", "adjusted_25", "adjusted_40", "lesser_of_actual_and_ideal"]
"""Which body weight a dose is reckoned on."""

Formula = Literal["mosteller", "du_bois"]
"""Formula of the body surface area."""

Sex = Literal["female", "male"]
"""Sex, for the formula of the ideal weight."""


Said = Annotated[str, StringConstraints(min_length=1, max_length=400)]
"""Words, in which doses are examples and nobody's."""


class Vector(Curated):
    """One known answer."""

    id: Slug
    """Identifier within its group; never reused."""

    working: Said
    """The arithmetic in words, so that the answer can be checked by hand."""


class BodySurfaceVector(Vector):
    """A body surface area."""

    formula: Formula
    """Formula of the body surface area."""

    weight_kg: Number
    """Body weight in kg."""

    height_cm: Number
    """Height in cm."""

    expected_m2: Number
    """Body surface area in m2, rounded to four places."""


class WeightVector(Vector):
    """A body weight on one basis."""

    basis: WeightBasis
    """The weight asked for."""

    sex: Sex
    """Sex, for the formula of the ideal weight."""

    weight_kg: Number
    """Actual body weight in kg."""

    height_cm: Number
    """Height in cm."""

    expected_kg: Number | None
    """Weight in kg, rounded to four places; null where the formula is not defined."""


class DoseVector(Vector):
    """The amount of one administration."""

    dose: Number
    """Dose of one administration in `unit`."""

    unit: Literal["mg", "mg/kg", "mg/m2", "ug/kg", "ug/m2"]
    """UCUM code of the dose: flat, by weight or by surface."""

    sex: Sex
    """Sex, for the formula of the ideal weight."""

    weight_kg: Number
    """Actual body weight in kg."""

    height_cm: Number
    """Height in cm."""

    basis: WeightBasis
    """Weight that the dose is reckoned on, by itself or within the surface."""

    formula: Formula
    """Formula of the body surface area."""

    cap_m2: Number | None
    """Largest body surface area to reckon with, in m2; null for no cap."""

    expected: Number
    """Amount in `expected_unit`, rounded half up to a hundredth at the end and nowhere before."""

    expected_unit: Literal["mg", "ug"]
    """UCUM code of the amount."""


class RoundingVector(Vector):
    """An amount rounded to a step."""

    amount: Number
    """Exact amount in `unit`."""

    unit: Literal["mg", "ug"]
    """UCUM code of the amount."""

    step_mg: Number | None
    """Step in mg to which it is rounded; null for no step, which means to a hundredth of `unit`."""

    expected: Number
    """Rounded amount in `unit`; what lies in the middle is rounded up."""


class DayVector(Vector):
    """A date a number of days away from an event."""

    anchor: Literal["day_zero", "mobilisation_start", "collection", "neutrophil_recovery"]
    """The event. The first day of mobilisation is its day 1; the others are their day 0."""

    anchor_on: CalendarDate
    """Date of the event, `YYYY-MM-DD`."""

    day: Whole
    """Day counted from the event."""

    expected_on: CalendarDate
    """Date of that day, `YYYY-MM-DD`."""


class MonthVector(Vector):
    """A date a number of months later."""

    start_on: CalendarDate
    """First date, `YYYY-MM-DD`."""

    months: Whole
    """Months later."""

    expected_on: CalendarDate
    """Date that many months later, `YYYY-MM-DD`; the last day of a month stands for a day that it
    does not have."""


class NumberTextVector(Vector):
    """A number in words."""

    number: Number
    """The number."""

    expected: Said
    """How it is said: commas in thousands, a zero before the decimal point, none at the end."""


class QuantityTextVector(Vector):
    """A quantity in words."""

    number: Number | None
    """The number in `unit`; null where only a range is given."""

    low: Number | None = None
    """Lower end of the range in `unit`; null where there is no range."""

    high: Number | None = None
    """Upper end of the range in `unit`; null where there is no range."""

    bound: Literal["at_least", "at_most", "above", "below", "about"] | None = None
    """How the number limits; null if it is exact."""

    unit: Unit
    """UCUM code."""

    expected: Said
    """How it is said."""


class DayTextVector(Vector):
    """A list of days in words."""

    days: Annotated[tuple[Whole, ...], Field(min_length=1)]
    """The days in rising order."""

    expected: Said
    """How they are said: days in a row as a span, the last joined with and."""


class Vectors(Curated):
    """Known answers, worked out by hand or by independent arithmetic, never by this software."""

    id: Literal["vectors"]
    """Always `vectors`."""

    version: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]*$")]
    """Version of the vectors. A vector is never changed within a version, only added."""

    body_surfaces: tuple[BodySurfaceVector, ...]
    """Body surface areas by Mosteller and by Du Bois."""

    weights: tuple[WeightVector, ...]
    """Ideal, adjusted and lesser weights, and where they are not defined."""

    doses: tuple[DoseVector, ...]
    """Amounts of one administration by weight, by surface and flat."""

    rounding: tuple[RoundingVector, ...]
    """Amounts rounded to steps, with ties."""

    days: tuple[DayVector, ...]
    """Dates counted in days: across months, years and leap days."""

    months: tuple[MonthVector, ...]
    """Dates counted in months."""

    number_texts: tuple[NumberTextVector, ...]
    """Numbers in words."""

    quantity_texts: tuple[QuantityTextVector, ...]
    """Quantities in words."""

    day_texts: tuple[DayTextVector, ...]
    """Lists of days in words."""
