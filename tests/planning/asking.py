"""Requests as tests make them: a few members, and the rest as it mostly is."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.catalogue import Catalogue
from app.planning.build import build_plan
from app.planning.plan import Entry, Plan
from app.planning.request import PlanRequest

DAY_ZERO: Final = date(2030, 1, 10)

BODY: Final = {"weight_kg": 80, "height_cm": 180, "sex": "male"}

HEAVY: Final = {"weight_kg": 110, "height_cm": 165, "sex": "female"}
"""The worked example: 165 cm, 110 kg, female."""

SHORT: Final = {"weight_kg": 60, "height_cm": 150, "sex": "female"}
"""Below 152.4 cm, so without an ideal weight."""


def ask(**members: Any) -> PlanRequest:  # noqa: ANN401  members as JSON has them
    usual = {"conditioning": "exemplan-200", "day_zero": "2030-01-10", "body": BODY}
    return PlanRequest.model_validate(usual | members)


def plan(catalogue: Catalogue, **members: Any) -> Plan:  # noqa: ANN401  members as JSON has them
    return build_plan(catalogue, ask(**members))


def doses(plan: Plan, agent: str) -> list[Entry]:
    """Return the entries of one agent."""
    return [entry for entry in plan.entries if entry.agent == agent]


def titled(plan: Plan, title: str) -> list[Entry]:
    """Return the entries with a title."""
    return [entry for entry in plan.entries if entry.title == title]


def codes(plan: Plan) -> list[str]:
    """Return the codes of the warnings."""
    return [warning.code for warning in plan.warnings]


def exactly(number: Decimal | int) -> Fraction:
    return Fraction(number)
