"""Origin: what the published resources are made from, and what each says of where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.catalogue import Catalogue
from app.rendering.fhir.elements import Json, coding
from app.rendering.format import About

PUBLISHER: Final = "Day Zero API"

USE: Final = "reference-and-education"
USE_DISPLAY: Final = "Reference and education"


@dataclass(frozen=True)
class Origin:
    """The catalogue, and what rendering is told beside it."""

    catalogue: Catalogue
    about: About

    problems: Mapping[str, str]
    """Code -> title of each problem that this server answers with."""

    software_version: str


def tags(about: About) -> list[Json]:
    """Return the label that every resource carries: for reference and education."""
    return [coding(about, "use", USE, USE_DISPLAY)]


def published_meta(about: About) -> Json:
    """Return when a resource was last changed, with its label."""
    return {"lastUpdated": f"{about.released_on}T00:00:00Z", "tag": tags(about)}
