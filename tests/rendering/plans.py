"""The plans and the facts beside them that the tests of the formats stand on."""

from datetime import date
from typing import Any, Final

from pydantic import BaseModel

from app.catalogue import Catalogue
from app.planning.build import build_plan
from app.planning.plan import Entry, Plan
from app.planning.request import PlanRequest
from app.rendering.format import About

BODY: Final = {"weight_kg": 110, "height_cm": 165, "sex": "female"}

MIST: Final = "cyclophosphamide-200-ratg-6"
MOBILISATION: Final = "cyclophosphamide-2-filgrastim-10"

ASKED: Final[dict[str, dict[str, Any]]] = {
    "mist": {"conditioning": MIST, "mobilisation": MOBILISATION},
    "beam": {"conditioning": "beam-early-consensus"},
    "mexico": {"conditioning": "cyclophosphamide-rituximab-mexico"},
    "irradiation": {
        "conditioning": "tbi-8-cyclophosphamide-120-hatg-90", "mobilisation": "filgrastim-10"
    },
    "dates only": {"conditioning": "beam-ratg-nct00716066"},
    "long wait": {
        "conditioning": MIST, "mobilisation": MOBILISATION, "harvest_on": "2028-01-10"
    },
    "graft and rounding": {
        "conditioning": MIST,
        "weight_basis": "ideal",
        "rounding_step_mg": {"cyclophosphamide": 50},
        "graft": {"cd34_million_per_kg": 1, "volume_ml": 100, "dmso_percent": 10},
    },
    "graft of unknown volume": {
        "conditioning": MIST, "graft": {"cd34_million_per_kg": 9}
    },
    "month end": {"conditioning": MIST, "day_zero": "2030-02-01"},
    "leap day": {"conditioning": MIST, "day_zero": "2028-03-01"},
}  # fmt: skip
"""Name of a plan -> what is asked for beside the body and day 0."""

MARKUP: Final = "=</title></style><script>alert(\"1\")</script>& 'x' ]]>\\n,;: "
"""What no format may take for its own."""


def plan_of(catalogue: Catalogue, **asked: Any) -> Plan:  # noqa: ANN401  members of a request
    """Plan for the body of the tests, with day 0 on 10 January 2030 unless said otherwise."""
    members = {"day_zero": "2030-01-10", "body": BODY} | asked
    return build_plan(catalogue, PlanRequest.model_validate(members))


def all_plans(catalogue: Catalogue) -> dict[str, Plan]:
    """Return the plans of the tests by name."""
    plans = {name: plan_of(catalogue, **asked) for name, asked in ASKED.items()}
    plans["without doses"] = without_doses(plans["mist"])
    plans["bare"] = bare(plans["mexico"])
    return plans


NAMES: Final = (*ASKED, "without doses", "bare")


def without_doses(plan: Plan) -> Plan:
    """Return a plan as a schedule has it: with dates and no doses."""
    entries = tuple(
        entry.model_copy(update={"dose": None, "text": f"{entry.title}."}) for entry in plan.entries
    )
    return plan.model_copy(update={"entries": entries})


def bare(plan: Plan) -> Plan:
    """Return a plan with its dated doses only, each known in full: nothing to warn of or to add."""
    entries = [entry for entry in plan.entries if entry.agent and entry.date]
    nothing = dict.fromkeys(("assumptions", "warnings", "care", "alternatives", "calculation"), ())
    return plan.model_copy(update={"entries": tuple(map(_plain, entries)), **nothing})


def _plain(entry: Entry) -> Entry:
    return entry.model_copy(update={"note": None, "sources": (), "purpose": None})


def tainted(model: Any) -> Any:  # noqa: ANN401  any model of a plan
    """Return a model with markup before every text in it that somebody wrote."""
    if not isinstance(model, BaseModel):
        return tuple(map(tainted, model)) if isinstance(model, tuple) else model
    written = {
        name: MARKUP + value if name in TEXTS and isinstance(value, str) else tainted(value)
        for name, value in model
    }
    return model.model_copy(update=written)


TEXTS: Final = frozenset(
    {"name", "title", "text", "note", "detail", "formula", "working", "statement", "population",
     "conditioning_name", "mobilisation_name", "purpose"}
)  # fmt: skip


def about(catalogue: Catalogue) -> About:
    return About(
        dataset_version="2030.01.0",
        released_on="2029-11-23",
        intended_use=catalogue.procedure.intended_use,
        base_url="https://example.org",
        agent_names={agent.id: agent.name for agent in catalogue.agents},
        reference_names={reference.id: reference.name for reference in catalogue.references},
        agents={agent.id: agent for agent in catalogue.agents},
    )


def entry(**members: Any) -> Entry:  # noqa: ANN401  members of an entry
    """Return a dose of a fictional agent on day -1, with some members changed."""
    dose: dict[str, Any] = {
        "date": date(2030, 1, 9), "until": None, "day": -1, "anchor": "day_zero",
        "anchor_day": -1, "assumed": False, "kind": "dose", "stage": "conditioning",
        "title": "Exemplan", "agent": "exemplan", "purpose": "conditioning", "dose": None,
        "times_per_day": 1, "route": "oral", "text": "Exemplan by mouth.", "note": None,
        "evidence": "reported", "sources": ("doe-2020",),
    }  # fmt: skip
    return Entry.model_validate(dose | members)
