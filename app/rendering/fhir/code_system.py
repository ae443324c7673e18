"""CodeSystems: our own codes, each with its meaning."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from app.catalogue.stages import Stage
from app.planning.warnings import RULES
from app.rendering.fhir.canonical import canonical, copyright_of
from app.rendering.fhir.elements import Json, address, words
from app.rendering.fhir.origin import USE, USE_DISPLAY, Origin

Meanings = Mapping[str, str]
"""Code -> what it means."""


class System(NamedTuple):
    """A code system: what its codes are of, and the codes."""

    title: str
    description: str
    concepts: Meanings | Callable[[Origin], Iterator[Json]]


EVIDENCE: Final[Meanings] = {
    "reported": "Read in the study, registry record, handbook or label cited.",
    "secondary": "Read in a page about that source.",
    "derived": "Arithmetic on reported values.",
    "extrapolated": "Reported for another disease; a convention, not a regimen for multiple "
    "sclerosis.",
    "not_reported": "Nobody we could read says; the value is absent.",
}

PURPOSES: Final[Meanings] = {
    "mobilisation": "To bring stem cells into the blood.",
    "conditioning": "To take the immune system down before the graft.",
    "lymphodepletion": "To remove lymphocytes.",
    "uroprotection": "To protect the bladder.",
    "premedication": "To prevent reactions to what is given next.",
    "flare_prevention": "To prevent a flare of the disease during mobilisation.",
    "engraftment_syndrome_prevention": "To prevent engraftment syndrome.",
    "growth_factor_support": "To speed recovery after the graft.",
    "b_cell_depletion": "To remove B cells.",
    "prophylaxis": "To prevent harm, such as infection.",
    "rescue": "When mobilisation alone does not yield enough cells.",
}

CLASSES: Final[Meanings] = {
    "chemotherapy": "A cytotoxic drug.",
    "anti_thymocyte_globulin": "Antibodies of an animal against human T cells.",
    "monoclonal_antibody": "A monoclonal antibody.",
    "growth_factor": "A growth factor of blood cells.",
    "mobilising_agent": "A drug that brings stem cells into the blood and is no growth factor.",
    "uroprotectant": "A drug that protects the bladder.",
    "corticosteroid": "A corticosteroid.",
    "cryoprotectant": "What protects cells while they are frozen.",
    "radiation": "Ionising radiation.",
    "anti_infective": "A drug against infection.",
    "supportive": "Antiemetics, premedication and the like.",
}

STANDINGS: Final[Meanings] = {
    "recommended": "Recommended by a guideline.",
    "in_use": "In use in some programmes.",
    "in_trial": "In trial.",
    "historic": "Historic; its definition is retired.",
    "convention": "A convention from outside multiple sclerosis.",
}

PLANNABLE: Final[Meanings] = {
    "yes": "Every line that makes the regimen can be dated and dosed.",
    "partly": "Some lines can be dated and dosed.",
    "dates_only": "Days are known, doses are not.",
    "no": "Neither days nor doses are known.",
}

ROUTES: Final[Meanings] = {
    "intravenous": "Into a vein.",
    "subcutaneous": "Under the skin.",
    "oral": "By mouth.",
    "external_beam": "By external beam.",
}

UNTIL: Final[Meanings] = {
    "last_collection": "The last leukapheresis.",
    "neutrophil_recovery": "The recovery of the neutrophils.",
}

WEIGHTS: Final[Meanings] = {
    "actual": "Actual body weight.",
    "ideal": "Ideal body weight by Devine.",
    "adjusted_25": "Ideal weight and a quarter of what the actual weight is above it.",
    "adjusted_40": "Ideal weight and two fifths of what the actual weight is above it.",
    "lesser_of_actual_and_ideal": "The lesser of actual and ideal weight.",
}


def _concept(code: str, display: str, definition: str | None = None) -> Json:
    said = {"code": code, "display": display}
    return said if definition is None else said | {"definition": definition}


def _stages(origin: Origin) -> Iterator[Json]:
    stages: tuple[Stage, ...] = tuple(origin.catalogue.stages)
    yield from (_concept(stage.id, stage.name, stage.summary) for stage in stages)


def _agents(origin: Origin) -> Iterator[Json]:
    for agent in origin.catalogue.agents:
        yield _concept(agent.id, agent.name, agent.summary)


def _use(_: Origin) -> Iterator[Json]:
    yield _concept(USE, USE_DISPLAY, "To learn from. Not for decisions about treatment.")


def _warnings(_: Origin) -> Iterator[Json]:
    yield from (_concept(rule.code, rule.title) for rule in RULES)


def _problems(origin: Origin) -> Iterator[Json]:
    yield from (_concept(code, title) for code, title in origin.problems.items())


SYSTEMS: Final[Mapping[str, System]] = {
    "evidence": System(
        "Evidence status", "How far a value has been traced to its sources.", EVIDENCE
    ),
    "stage": System("Stage", "The four stages of the procedure, in order.", _stages),
    "agent": System(
        "Agent", "The drugs, antibodies, growth factors and radiation of the procedure.", _agents
    ),
    "agent-class": System("Class of agent", "What sort of agent it is.", CLASSES),
    "purpose": System("Purpose", "Why an agent is given in a regimen.", PURPOSES),
    "route": System("Route", "How an agent is given.", ROUTES),
    "standing": System("Standing", "Where a regimen stands.", STANDINGS),
    "plannable": System(
        "Plannable", "How much of a regimen can be dated and dosed.", PLANNABLE
    ),
    "until": System("Until", "The events up to which something goes on daily.", UNTIL),
    "weight-basis": System(
        "Weight basis", "The body weights that a dose can be reckoned on.", WEIGHTS
    ),
    "warning": System("Warning", "What the reader of a plan must see.", _warnings),
    "problem": System("Problem", "The errors of this server.", _problems),
    "use": System("Use", "What a resource is for.", _use),
}  # fmt: skip
"""Id -> code system."""


def code_system(origin: Origin, id: str) -> Json:
    """Make the CodeSystem of one set of our codes."""
    system = SYSTEMS[id]
    if callable(system.concepts):
        concepts = list(system.concepts(origin))
    else:
        concepts = [_concept(code, words(code), said) for code, said in system.concepts.items()]
    return {
        **canonical(
            origin, "CodeSystem", id, title=system.title, description=system.description
        ),
        "copyright": copyright_of(origin),
        "caseSensitive": True,
        "valueSet": address(origin.about, "ValueSet", id),
        "content": "complete",
        "count": len(concepts),
        "concept": concepts,
    }  # fmt: skip


def value_set(origin: Origin, id: str) -> Json:
    """Make the ValueSet of all codes of one of our code systems."""
    system = SYSTEMS[id]
    return {
        **canonical(origin, "ValueSet", id, title=system.title, description=system.description),
        "immutable": True,
        "copyright": copyright_of(origin),
        "compose": {"include": [{"system": address(origin.about, "CodeSystem", id)}]},
    }
