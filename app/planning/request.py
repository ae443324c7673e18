"""Requests: what a plan and body measures are computed from."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.catalogue.record import Slug
from app.units import Number

FIRST_DAY: Final = date(1970, 1, 1)
LAST_DAY: Final = date(2199, 12, 31)

WeightBasis = Literal["actual", "ideal", "adjusted_25", "adjusted_40", "lesser_of_actual_and_ideal"]
"""Which body weight a dose is reckoned on."""

BsaFormula = Literal["mosteller", "du_bois"]
"""Formula of the body surface area."""


_WRITTEN: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_date(value: object) -> date:
    """Take a date, or the ten characters of one: no number, no time, no week."""
    day = value
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValueError("must be a date of the calendar written YYYY-MM-DD") from None
    if type(day) is not date:  # a datetime is a date too, but says more than a day
        raise ValueError("must be a date written YYYY-MM-DD")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must be from {FIRST_DAY} to {LAST_DAY}")
    return day


Day = Annotated[
    date,
    BeforeValidator(_as_date),
    WithJsonSchema({"type": "string", "format": "date", "minLength": 10, "maxLength": 10}),
]


class Asked(BaseModel):
    """Base of what is sent: strict about its members, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Body(Asked):
    """The measures that doses are reckoned on."""

    weight_kg: Annotated[Number, Field(ge=20, le=350)]
    """Actual body weight in kg, 20 to 350."""

    height_cm: Annotated[Number, Field(ge=100, le=230)]
    """Height in cm, 100 to 230."""

    sex: Literal["female", "male"]
    """Sex, for the formula of the ideal weight."""


class BodyMeasuresRequest(Body):
    """What body measures are computed from."""

    bsa_cap_m2: Annotated[Number, Field(ge=1, le=4)] | None = None
    """Largest body surface area to reckon with, in m2; null for no cap."""


class Graft(Asked):
    """The graft that was collected, for the check of whether it is enough."""

    cd34_million_per_kg: Annotated[Number, Field(ge=0, le=100)]
    """CD34+ cells collected, in million per kg."""

    volume_ml: Annotated[Number, Field(gt=0, le=5000)] | None = None
    """Volume to be infused in mL; null if unknown or not frozen."""

    dmso_percent: Annotated[Number, Field(ge=0, le=20)] | None = None
    """Dimethyl sulfoxide in the frozen product, in percent by volume; null if unknown."""


class PlanRequest(Asked):
    """What a plan is computed from."""

    conditioning: Slug
    """Id or alias of the conditioning regimen."""

    mobilisation: Slug | None = None
    """Id or alias of the mobilisation regimen; null to plan without one."""

    day_zero: Day
    """Date of the infusion of the graft."""

    body: Body
    """Measures that doses are reckoned on."""

    weight_basis: WeightBasis = "actual"
    """Weight that doses are reckoned on."""

    weight_basis_by_agent: Mapping[Slug, WeightBasis] = Field(default={}, max_length=20)
    """Agent id -> weight for that agent, where it differs from `weight_basis`."""

    bsa_formula: BsaFormula = "mosteller"
    """Formula of the body surface area."""

    bsa_cap_m2: Annotated[Number, Field(ge=1, le=4)] | None = None
    """Largest body surface area to reckon with, in m2; null for no cap."""

    rounding_step_mg: Mapping[Slug, Annotated[Number, Field(gt=0, le=1000)]] = Field(
        default={}, max_length=20
    )
    """Agent id -> step in mg to which each administration is rounded; empty for no rounding."""

    harvest_on: Day | None = None
    """Date of the first leukapheresis; null to place it by the reported intervals."""

    graft: Graft | None = None
    """The collected graft; null if not known."""
