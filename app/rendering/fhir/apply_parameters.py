"""What $apply takes: the members of a plan request as FHIR parameters, in one table."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pydantic import BaseModel

from app.planning.request import Body, Graft, PlanRequest


class Input(NamedTuple):
    """One parameter: its type, or its parts; and its unit where it is a measure."""

    type: str | None = None
    unit: str | None = None
    parts: Mapping[str, "Input"] = {}
    keyed: bool = False
    """Whether it may repeat, each time with an agent and the value for that agent."""

    required: bool = False


CODE: Final = Input("code")

INPUTS: Final[Mapping[str, Input]] = {
    "day_zero": Input("date", required=True),
    "mobilisation": CODE,
    "body": Input(
        parts={
            "weight_kg": Input("decimal", "kg", required=True),
            "height_cm": Input("decimal", "cm", required=True),
            "sex": Input("code", required=True),
        },
        required=True,
    ),
    "weight_basis": CODE,
    "weight_basis_by_agent": Input(
        parts={"agent": Input("code", required=True), "value": Input("code", required=True)},
        keyed=True,
    ),
    "bsa_formula": CODE,
    "bsa_cap_m2": Input("decimal", "m2"),
    "rounding_step_mg": Input(
        parts={
            "agent": Input("code", required=True),
            "value": Input("decimal", "mg", required=True),
        },
        keyed=True,
    ),
    "harvest_on": Input("date"),
    "graft": Input(
        parts={
            "cd34_million_per_kg": Input("decimal", "10*6/kg", required=True),
            "volume_ml": Input("decimal", "mL"),
            "dmso_percent": Input("decimal", "%"),
        }
    ),
}
"""Name of a parameter -> what it is; named as the members of `POST /v1/plans`."""

MOST_KEYED: Final = 20
"""Agents that may have a value of their own."""

SUBJECT: Final = (
    "Reference to the patient, for example Patient/123. It is put into the answer as it is and "
    "not stored. Without it the answer says where the reference belongs."
)

KEYED: Final[Mapping[str, str]] = {
    "agent": "Id or alias of the agent.",
    "value": "The value for this agent.",
}


def described(name: str, part: str | None = None) -> str:
    """Say what a parameter or a part of one means: the words of the plan request."""
    if part is None:
        return _words(PlanRequest, name)
    models: dict[str, type[BaseModel]] = {"body": Body, "graft": Graft}
    return _words(models[name], part) if name in models else KEYED[part]


def _words(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].description or ""
