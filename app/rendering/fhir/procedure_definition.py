"""The procedure -> PlanDefinition: stages, their steps, and the regimens to choose from."""

from app.catalogue.regimens import Anchor
from app.catalogue.stages import Stage, Step
from app.rendering.fhir.canonical import canonical
from app.rendering.fhir.citation import citations, cited_in
from app.rendering.fhir.elements import Json, absent, concept, versioned
from app.rendering.fhir.extensions import evidence
from app.rendering.fhir.origin import Origin
from app.rendering.fhir.plan_definition import protocol
from app.rendering.fhir.related_action import EVENTS, between_days

CHOICE = {"harvest": "at-most-one", "conditioning": "exactly-one"}
"""Stage with regimens -> how many of them are chosen."""

EVENTS_OF = {
    "harvest": (Anchor.MOBILISATION_START, Anchor.COLLECTION),
    "reinfusion": (Anchor.DAY_ZERO, Anchor.NEUTROPHIL_RECOVERY),
}
"""Stage -> the events that happen in it."""


def procedure_definition(origin: Origin) -> Json:
    """Make the PlanDefinition of the procedure as a whole."""
    procedure = origin.catalogue.procedure
    return {
        **canonical(
            origin, "PlanDefinition", "procedure",
            title=procedure.name, description=procedure.summary,
        ),
        **protocol(origin),
        "relatedArtifact": citations(origin, cited_in(procedure)),
        "action": [_stage(origin, stage) for stage in origin.catalogue.stages],
    }  # fmt: skip


def _stage(origin: Origin, stage: Stage) -> Json:
    events = [
        {"id": EVENTS[anchor][0], "title": EVENTS[anchor][1]}
        for anchor in EVENTS_OF.get(stage.id, ())
    ]
    choice = [_choice(origin, stage.id)] if stage.id in CHOICE else []
    return {
        "id": stage.id,
        "title": stage.name,
        "description": stage.summary,
        "code": [concept(origin.about, "stage", stage.id, stage.name)],
        "documentation": citations(origin, stage.sources),
        "groupingBehavior": "logical-group",
        "selectionBehavior": "all",
        "action": [*events, *choice, *(_step(origin, stage, step) for step in stage.steps)],
    }


def _choice(origin: Origin, stage: str) -> Json:
    regimens = [regimen for regimen in origin.catalogue.regimens if regimen.stage == stage]
    return {
        "id": f"{stage}-regimen",
        "title": "One of the regimens",
        "groupingBehavior": "logical-group",
        "selectionBehavior": CHOICE[stage],
        "action": [
            {
                "id": f"regimen-{regimen.id}",
                "title": regimen.name,
                "definitionCanonical": versioned(origin.about, "PlanDefinition", regimen.id),
            }
            for regimen in regimens
        ],
    }


def _step(origin: Origin, stage: Stage, step: Step) -> Json:
    window = step.window
    related = between_days(window.anchor, window.from_day, window.to_day)
    when = {"relatedAction": [related]} if related else {"_timingDateTime": absent()}
    return {
        "id": f"{stage.id}-{step.id}",
        "extension": [evidence(origin.about, window.evidence)],
        "title": step.name,
        "description": step.summary,
        "documentation": citations(origin, step.sources),
        **when,
    }
