"""Extensions: what we say and R4 has no element for. Each is published as a StructureDefinition."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final, NamedTuple

from app.catalogue.record import Evidence
from app.rendering.fhir.elements import Json, address
from app.rendering.format import About
from app.units import as_json


class Extension(NamedTuple):
    """One extension: what it is, the type of its value, and where it stands."""

    title: str
    description: str
    type: str
    contexts: tuple[str, ...]
    codes: str | None = None
    """Our code system that its value must be of; None where it is not a code."""


EXTENSIONS: Final[Mapping[str, Extension]] = {
    "intended-use": Extension(
        "Intended use",
        "What the resource may be used for, and what it must not be used for.",
        "markdown",
        ("DomainResource", "Meta"),
    ),
    "evidence": Extension(
        "Evidence status",
        "How far what the element says has been traced to its sources. A value that is "
        "extrapolated was reported for another disease; one that is not reported is absent.",
        "code",
        ("Element",),
        "evidence",
    ),
    "source": Extension(
        "Source",
        "Address of a reference on which what the element says rests.",
        "url",
        ("Element",),
    ),
    "day": Extension(
        "Day of the plan",
        "The day of a plan counted from day 0, the infusion of the graft; days before it are "
        "negative.",
        "integer",
        ("Element",),
    ),
    "assumed": Extension(
        "Assumed date",
        "Whether a date rests on an event that was placed by usual intervals and not given; the "
        "notes of the CarePlan say how.",
        "boolean",
        ("Element",),
    ),
    "until": Extension(
        "Continues until",
        "The event up to which something goes on daily after its last listed day.",
        "code",
        ("Element",),
        "until",
    ),
    "unrounded": Extension(
        "Dose before rounding",
        "The amount of one administration before the one rounding at the end, to four places.",
        "Quantity",
        ("Element",),
    ),
    "difference-percent": Extension(
        "Change by rounding",
        "By how much rounding changed the amount of one administration, in percent.",
        "decimal",
        ("Element",),
    ),
    "per-day": Extension(
        "Amount of the day",
        "The amount of the whole day: administrations times amount. It is no maximum.",
        "Quantity",
        ("Element",),
    ),
    "weight-basis": Extension(
        "Weight basis",
        "The body weight that a dose was reckoned on.",
        "code",
        ("Element",),
        "weight-basis",
    ),
    "working": Extension(
        "Working",
        "The arithmetic of a dose in words.",
        "string",
        ("Element",),
    ),
    "agent-class": Extension(
        "Class of agent",
        "What sort of agent a medication is.",
        "code",
        ("Medication",),
        "agent-class",
    ),
    "related-code": Extension(
        "Related code",
        "A public code of something narrower or wider than the medication; its display says what.",
        "Coding",
        ("Medication",),
    ),
}
"""Name -> the extension; the name is the id of its StructureDefinition."""


def extension(about: About, name: str, value: Any) -> Json:  # noqa: ANN401  of the type the table says
    """Return an extension with its value."""
    type = EXTENSIONS[name].type
    said = as_json(value) if isinstance(value, Decimal) else value
    return {
        "url": address(about, "StructureDefinition", name),
        f"value{type[0].upper()}{type[1:]}": said,
    }


def intended_use(about: About) -> Json:
    return extension(about, "intended-use", about.intended_use)


def evidence(about: About, status: Evidence) -> Json:
    return extension(about, "evidence", status.value)


def sources(about: About, ids: Iterable[str]) -> list[Json]:
    """Return an extension for each reference, with its address."""
    return [extension(about, "source", f"{about.base_url}/v1/references/{id}") for id in ids]
