"""The small parts that resources are made of."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from app.catalogue.record import Quantity
from app.rendering.format import About
from app.units import UNITS, as_json

Json: TypeAlias = dict[str, Any]
"""A resource or a part of one, as it stands in JSON."""

MEDIA_TYPE: Final = "application/fhir+json"

UCUM: Final = "http://unitsofmeasure.org"
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

SYSTEMS: Final[Mapping[str, str]] = {
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "atc": "http://www.whocc.no/atc",
    "unii": "http://fdasis.nlm.nih.gov",
}
"""Code system of an agent -> its address in FHIR, in the order in which codes are given."""


def address(about: About, type: str, id: str) -> str:
    """Return the address of a resource on this server, which is also its canonical one."""
    return f"{about.base_url}/fhir/{type}/{id}"


def versioned(about: About, type: str, id: str) -> str:
    """Return the canonical address of a resource with its version."""
    return f"{address(about, type, id)}|{about.dataset_version}"


def absent(reason: str = "unknown") -> Json:
    """Return what stands where a value is missing: why it does."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def coding(about: About, system: str, code: str, display: str | None = None) -> Json:
    """Return a code of one of our own code systems."""
    said = {"system": address(about, "CodeSystem", system), "code": code}
    return said if display is None else said | {"display": display}


def concept(about: About, system: str, code: str, display: str | None = None) -> Json:
    """Return a concept of one of our own code systems, said in words as well."""
    said = display or words(code)
    return {"coding": [coding(about, system, code, said)], "text": said}


def words(code: str) -> str:
    """Say a code in words.

    >>> words("anti_thymocyte_globulin")
    'anti thymocyte globulin'
    """
    return code.replace("_", " ")


def measured(value: Decimal, unit: str) -> Json:
    """Return a Quantity: the number, the unit in words, and its UCUM code."""
    said = UNITS[unit].replace("{}", "").strip()
    named = {"unit": said} if said else {}
    return {"value": as_json(value), **named, "system": UCUM, "code": unit}


def known(quantity: Quantity) -> Json:
    """Return a quantity that is a single number; why it is absent where it is not."""
    if quantity.value is None or quantity.unit is None:
        return absent()
    return measured(quantity.value, quantity.unit)


def duration(days: int) -> Json:
    """Return a number of days."""
    return measured(Decimal(days), "d")


def range_of(low: Decimal | None, high: Decimal | None, unit: str) -> Json:
    """Return a Range; an end that is not known is left out."""
    ends = {"low": low, "high": high}
    return {name: measured(end, unit) for name, end in ends.items() if end is not None}
