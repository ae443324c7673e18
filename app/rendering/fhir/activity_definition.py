"""Dose lines -> ActivityDefinition: one agent, one dose, and how often."""

from app.catalogue.agents import Agent
from app.catalogue.regimens import DoseLine, Regimen
from app.planning.entries import sources_of
from app.rendering.fhir.canonical import canonical, copyright_of
from app.rendering.fhir.citation import citations
from app.rendering.fhir.dosage import dosage, say_line, timing_of_a_day
from app.rendering.fhir.elements import Json, address, concept, known
from app.rendering.fhir.extensions import evidence
from app.rendering.fhir.medication import agent_concept, is_medication
from app.rendering.fhir.origin import Origin
from app.rendering.format import About


def line_id(regimen: Regimen, number: int) -> str:
    """Return the id of the definition of a line, which counts the lines of a regimen from 1."""
    return f"{regimen.id}.{number}"


def status_of(regimen: Regimen) -> str:
    """Return the status of a regimen's definitions: a historic one is not to be used any more."""
    return "retired" if regimen.standing == "historic" else "active"


def activity_definitions(origin: Origin, regimen: Regimen) -> list[Json]:
    """Make the ActivityDefinition of each dose line of a regimen."""
    return [
        activity_definition(origin, regimen, number, line)
        for number, line in enumerate(regimen.dose_lines, 1)
    ]


def activity_definition(origin: Origin, regimen: Regimen, number: int, line: DoseLine) -> Json:
    about = origin.about
    agent = origin.catalogue.agents[line.agent]
    begun = canonical(
        origin, "ActivityDefinition", line_id(regimen, number),
        title=f"{agent.name}, line {number} of {regimen.name}",
        description=say_line(agent, line), status=status_of(regimen),
    )  # fmt: skip
    given = _drug if is_medication(agent) else _radiation
    return {
        **begun,
        "extension": [*begun["extension"], evidence(about, line.evidence)],
        "usage": about.intended_use,
        "copyright": copyright_of(origin),
        "topic": [concept(about, "purpose", line.purpose)],
        "relatedArtifact": citations(origin, sources_of(line)),
        "library": [address(about, "Library", "dataset")],
        "intent": "proposal",
        **given(about, agent, line),
    }


def _drug(about: About, agent: Agent, line: DoseLine) -> Json:
    return {
        "kind": "MedicationRequest",
        "productReference": {"reference": f"Medication/{agent.id}", "display": agent.name},
        "dosage": [dosage(about, agent, line)],
    }


def _radiation(about: About, agent: Agent, line: DoseLine) -> Json:
    return {
        "kind": "ServiceRequest",
        "code": agent_concept(about, agent),
        "timingTiming": timing_of_a_day(about, line),
        "quantity": with_evidence(known(line.dose), evidence(about, line.dose.evidence)),
    }


def with_evidence(quantity: Json, status: Json) -> Json:
    """Add an evidence status to a quantity, which may be absent and have an extension already."""
    return {**quantity, "extension": [status, *quantity.get("extension", ())]}
