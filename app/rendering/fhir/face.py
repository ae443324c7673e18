"""The face: every published resource by type and id, made when first asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.rendering.fhir.activity_definition import activity_definitions
from app.rendering.fhir.capability_statement import capability_statement
from app.rendering.fhir.code_system import SYSTEMS, code_system, value_set
from app.rendering.fhir.elements import Json
from app.rendering.fhir.extensions import EXTENSIONS
from app.rendering.fhir.library import library
from app.rendering.fhir.medication import is_medication, medication
from app.rendering.fhir.operation_definition import operation_definition
from app.rendering.fhir.origin import Origin
from app.rendering.fhir.plan_definition import plan_definition
from app.rendering.fhir.procedure_definition import procedure_definition
from app.rendering.fhir.structure_definition import structure_definition


def _plans(origin: Origin) -> Iterator[Json]:
    yield procedure_definition(origin)
    yield from (plan_definition(origin, regimen) for regimen in origin.catalogue.regimens)


def _activities(origin: Origin) -> Iterator[Json]:
    for regimen in origin.catalogue.regimens:
        yield from activity_definitions(origin, regimen)


def _medications(origin: Origin) -> Iterator[Json]:
    agents = filter(is_medication, origin.catalogue.agents)
    yield from (medication(origin, agent) for agent in agents)


MAKERS: Final[Mapping[str, Callable[[Origin], Iterator[Json]]]] = {
    "PlanDefinition": _plans,
    "ActivityDefinition": _activities,
    "Medication": _medications,
    "Library": lambda origin: iter([library(origin)]),
    "CodeSystem": lambda origin: (code_system(origin, id) for id in SYSTEMS),
    "ValueSet": lambda origin: (value_set(origin, id) for id in SYSTEMS),
    "StructureDefinition": lambda origin: (structure_definition(origin, id) for id in EXTENSIONS),
    "OperationDefinition": lambda origin: iter([operation_definition(origin)]),
    "CapabilityStatement": lambda origin: iter([capability_statement(origin)]),
}
"""Type -> all resources of the type."""


class Face:
    """Every published resource."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._made: dict[str, Mapping[str, Json]] = {}

    def __getitem__(self, type: str) -> Mapping[str, Json]:
        """Return the resources of a type by id; raise KeyError for a type that is not served."""
        if type not in self._made:
            made = MAKERS[type](self.origin)
            self._made[type] = {resource["id"]: resource for resource in made}
        return self._made[type]
