"""Agents -> Medication, with their public codes; radiation is a service and none."""

from app.catalogue.agents import Agent, AgentClass
from app.rendering.fhir.elements import SYSTEMS, Json, coding
from app.rendering.fhir.extensions import extension, intended_use
from app.rendering.fhir.narrative import narrative
from app.rendering.fhir.origin import Origin, published_meta
from app.rendering.format import About


def is_medication(agent: Agent) -> bool:
    return agent.agent_class is not AgentClass.RADIATION


def medication(origin: Origin, agent: Agent) -> Json:
    """Make the Medication of an agent."""
    about = origin.about
    return {
        "resourceType": "Medication",
        "id": agent.id,
        "meta": published_meta(about),
        "language": "en",
        "text": narrative(agent.name, agent.summary, about.intended_use),
        "extension": [
            intended_use(about),
            extension(about, "agent-class", agent.agent_class.value),
            *(extension(about, "related-code", code) for code in related_codes(agent)),
        ],
        "code": agent_concept(about, agent),
        "status": "active",
    }


def agent_concept(about: About, agent: Agent) -> Json:
    """Name an agent by our own code and by every public code of exactly the agent.

    Displays of public codes are left out: they are words of the code system that we have not read.
    """
    public = [
        {"system": address, "code": code.code}
        for system, address in SYSTEMS.items()
        for code in agent.codes
        if code.system == system and code.code is not None and code.meaning is None
    ]
    return {"coding": [coding(about, "agent", agent.id, agent.name), *public], "text": agent.name}


def related_codes(agent: Agent) -> list[Json]:
    """Return public codes of what is narrower or wider than the agent."""
    return [
        {"system": SYSTEMS[code.system], "code": code.code, "display": code.meaning}
        for code in agent.codes
        if code.system in SYSTEMS and code.code is not None and code.meaning is not None
    ]
