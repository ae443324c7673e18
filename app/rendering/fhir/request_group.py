"""A plan -> RequestGroup: its requests by stage, each with its date."""

from collections.abc import Iterator

from app.planning.plan import Entry
from app.rendering.fhir.applied import Applied
from app.rendering.fhir.elements import Json, absent, concept, versioned


def is_requested(entry: Entry) -> bool:
    """Whether an entry has a request of its own: a dose, or the graft."""
    return entry.kind in ("dose", "graft")


def protocols(applied: Applied) -> list[str]:
    """Return the canonical addresses of the regimens that a plan follows."""
    plan = applied.plan
    ids = (plan.mobilisation, plan.conditioning)
    return [versioned(applied.about, "PlanDefinition", id) for id in ids if id is not None]


def request_group(applied: Applied) -> Json:
    """Make the RequestGroup of a plan."""
    plan = applied.plan
    title = f"{plan.conditioning_name}, day 0 on {plan.day_zero}"
    return {
        **applied.begin("RequestGroup", "request-group", title, "Every dose and the graft."),
        "identifier": [applied.identifier],
        "instantiatesCanonical": protocols(applied),
        "groupIdentifier": applied.identifier,
        "status": "draft",
        "intent": "proposal",
        "subject": applied.patient,
        "action": list(_stages(applied)),
    }


def _stages(applied: Applied) -> Iterator[Json]:
    for window in applied.plan.stages:
        actions = [
            _action(applied, position, entry)
            for position, entry in enumerate(applied.plan.entries)
            if is_requested(entry) and entry.stage == window.stage
        ]
        if actions:
            yield {
                "id": window.stage,
                "title": window.name,
                "code": [concept(applied.about, "stage", window.stage, window.name)],
                "timingPeriod": {"start": str(window.from_date), "end": str(window.to_date)},
                "groupingBehavior": "logical-group",
                "selectionBehavior": "all",
                "action": actions,
            }


def _action(applied: Applied, position: int, entry: Entry) -> Json:
    """Make the action of one request: R4 wants either a resource in it or actions, not both."""
    on = {"_timingDateTime": absent()}
    return {
        "id": f"action-{position}",
        "extension": applied.traced(entry),
        "title": entry.title,
        "description": entry.text,
        **(on if entry.date is None else {"timingDateTime": str(entry.date)}),
        "resource": applied.request(position),
    }
