"""Regimens -> PlanDefinition: stages and dose lines as actions, days as offsets from an event."""

from collections.abc import Iterator

from app.catalogue.record import StageId
from app.catalogue.regimens import Anchor, CitedDays, DoseLine, Regimen
from app.planning.entries import AFTER_THE_GRAFT, MOBILISING, OPEN_ENDS, sources_of
from app.rendering.fhir.activity_definition import line_id, status_of
from app.rendering.fhir.canonical import canonical, copyright_of
from app.rendering.fhir.citation import citations, cited_in
from app.rendering.fhir.dosage import say_line, timing
from app.rendering.fhir.elements import Json, address, concept, versioned
from app.rendering.fhir.extensions import evidence, extension
from app.rendering.fhir.origin import Origin
from app.rendering.fhir.related_action import EVENTS, on_day

TYPES = "http://terminology.hl7.org/CodeSystem/plan-definition-type"


def plan_definition(origin: Origin, regimen: Regimen) -> Json:
    """Make the PlanDefinition of a regimen."""
    about = origin.about
    return {
        **canonical(
            origin, "PlanDefinition", regimen.id,
            title=regimen.name, description=regimen.summary, status=status_of(regimen),
        ),
        **protocol(origin),
        "topic": [
            concept(about, "standing", regimen.standing),
            concept(about, "plannable", regimen.plannable.value),
        ],
        "relatedArtifact": citations(origin, cited_in(regimen)),
        "action": list(_stages(origin, regimen)),
    }  # fmt: skip


def protocol(origin: Origin) -> Json:
    """Return what every PlanDefinition of ours is and is for."""
    about = origin.about
    focus = {
        "system": "http://terminology.hl7.org/CodeSystem/usage-context-type",
        "code": "focus",
    }
    condition = {"text": origin.catalogue.condition.name}
    return {
        "type": {"coding": [{"system": TYPES, "code": "clinical-protocol"}]},
        "useContext": [{"code": focus, "valueCodeableConcept": condition}],
        "usage": about.intended_use,
        "copyright": copyright_of(origin),
        "library": [address(about, "Library", "dataset")],
    }


def stage_of(regimen: Regimen, line: DoseLine) -> StageId:
    """Return the stage that a line belongs to by what it is for and when it is given."""
    days = line.days
    if regimen.stage == "harvest" or line.purpose == "mobilisation" or days.anchor in MOBILISING:
        return "harvest"
    after = line.purpose in AFTER_THE_GRAFT or days.anchor is Anchor.NEUTROPHIL_RECOVERY
    return "reinfusion" if after or (days.value and days.value[0] >= 0) else "conditioning"


def _stages(origin: Origin, regimen: Regimen) -> Iterator[Json]:
    """Yield an action for each stage that the regimen has a part in."""
    lines = list(enumerate(regimen.dose_lines, 1))
    for stage in origin.catalogue.stages:
        inside = [
            _line(origin, regimen, *line)
            for line in lines
            if stage_of(regimen, line[1]) == stage.id
        ]
        events = [_event(origin, regimen, anchor) for anchor in _events(regimen, stage.id)]
        if events or inside:
            yield {
                "id": stage.id,
                "title": stage.name,
                "code": [concept(origin.about, "stage", stage.id, stage.name)],
                "groupingBehavior": "logical-group",
                "selectionBehavior": "all",
                "action": [*events, *inside],
            }


def _events(regimen: Regimen, stage: str) -> Iterator[Anchor]:
    """Yield the events of a stage to which an action of the regimen is related."""
    used = {line.days.anchor for line in regimen.dose_lines if line.days.value is not None}
    if regimen.stage == "conditioning":
        used.add(Anchor.DAY_ZERO)
    if regimen.collection_days is not None:
        used |= {Anchor.COLLECTION, regimen.collection_days.anchor}
    for anchor in Anchor:
        if anchor in used and ("harvest" if anchor in MOBILISING else "reinfusion") == stage:
            yield anchor


def _event(origin: Origin, regimen: Regimen, anchor: Anchor) -> Json:
    """Make the action that is an event, with its own days where the regimen gives them."""
    id, title, _ = EVENTS[anchor]
    action = {"id": id, "title": title}
    days = _days_of_event(regimen, anchor)
    if days is None or days.value is None:
        return action
    return {
        **action,
        "extension": [evidence(origin.about, days.evidence)],
        "documentation": citations(origin, days.sources),
        "action": list(_days(id, days, {})),
    }


def _days_of_event(regimen: Regimen, anchor: Anchor) -> CitedDays | None:
    if anchor is Anchor.COLLECTION:
        return regimen.collection_days
    if anchor is Anchor.DAY_ZERO and regimen.graft is not None:
        return regimen.graft.infusion_days
    return None


def _line(origin: Origin, regimen: Regimen, number: int, line: DoseLine) -> Json:
    """Make the action of a dose line, with an action for each of its days.

    The definition stands on each day, and on the line itself where no day is known.
    """
    about = origin.about
    agent = origin.catalogue.agents[line.agent]
    id = f"line-{number}"
    definition = {
        "definitionCanonical": versioned(about, "ActivityDefinition", line_id(regimen, number))
    }
    days = list(_days(id, line.days, definition))
    if line.days.until is not None:
        days.append(_rest(origin, id, line.days, definition))
    return {
        "id": id,
        "extension": [evidence(about, line.evidence)],
        "title": agent.name,
        "description": say_line(agent, line),
        "code": [concept(about, "purpose", line.purpose)],
        "documentation": citations(origin, sources_of(line)),
        "timingTiming": timing(about, line),
        **({"selectionBehavior": "all", "action": days} if days else definition),
    }


def _days(id: str, days: CitedDays, more: Json) -> Iterator[Json]:
    for number, day in enumerate(days.value or (), 1):
        yield {
            "id": f"{id}-{number}",
            "title": f"Day {day}",
            "relatedAction": [on_day(days.anchor, day)],
            **more,
        }


def _rest(origin: Origin, id: str, days: CitedDays, more: Json) -> Json:
    """Make the action of the days after the last one listed, of which only the end is known."""
    assert days.until is not None
    return {
        "id": f"{id}-rest",
        "extension": [extension(origin.about, "until", days.until)],
        "title": OPEN_ENDS[days.until],
        **more,
    }
