"""Searching resources: which of a type are asked for, by R4's rules for each sort of parameter."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from app.catalogue.search import fold
from app.rendering.fhir.capability_statement import SEARCHES
from app.rendering.fhir.elements import Json
from app.web.problems import Fault, ProblemError

STATUSES: Final = (
    "",
    "http://hl7.org/fhir/publication-status",
    "http://hl7.org/fhir/CodeSystem/medication-status",
)
"""Systems that a status may be named with."""


def search(type: str, resources: Iterable[Json], asked: Mapping[str, str]) -> list[Json]:
    """Return the resources that every parameter fits; commas separate alternatives.

    Raises a problem for a parameter that the type is not searched by.
    """
    known = SEARCHES[type]
    unknown = [name for name in asked if name.partition(":")[0] not in known]
    if unknown:
        faults = tuple(
            Fault(
                code="unknown_parameter", detail=f"{type} is not searched by this parameter.",
                parameter=name, allowed=list(known),
            )
            for name in unknown
        )  # fmt: skip
        raise ProblemError("invalid-parameter", "Unknown search parameter.", errors=faults)
    wanted = {name: _alternatives(value) for name, value in asked.items()}
    return [
        resource
        for resource in resources
        if all(
            any(FITS[name](resource, value) for value in values) for name, values in wanted.items()
        )
    ]


def _alternatives(value: str) -> list[str]:
    """Split at commas; one after a backslash is a part of the text."""
    return [part.replace("\\,", ",") for part in re.split(r"(?<!\\),", value)]


def _begins(member: str) -> Callable[[Json, str], bool]:
    return lambda resource, value: fold(resource[member]).startswith(fold(value))


def _contains(member: str) -> Callable[[Json, str], bool]:
    return lambda resource, value: fold(value) in fold(resource[member])


def _equals(member: str) -> Callable[[Json, str], bool]:
    return lambda resource, value: bool(resource[member] == value)


def _has_status(resource: Json, value: str) -> bool:
    system, _, code = value.rpartition("|")
    return system in STATUSES and bool(resource["status"] == code)


def _has_code(resource: Json, value: str) -> bool:
    system, bar, code = value.rpartition("|")
    return any(
        coding["code"] == code and (not bar or coding["system"] == system)
        for coding in resource["code"]["coding"]
    )


FITS: Final[Mapping[str, Callable[[Json, str], bool]]] = {
    "_id": _equals("id"),
    "url": _equals("url"),
    "name": _begins("name"),
    "name:contains": _contains("name"),
    "name:exact": _equals("name"),
    "title": _begins("title"),
    "title:contains": _contains("title"),
    "title:exact": _equals("title"),
    "status": _has_status,
    "code": _has_code,
}
"""Parameter -> whether a resource fits a value of it."""
