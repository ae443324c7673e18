"""References -> RelatedArtifact: where a definition was read."""

from collections.abc import Iterable

from app.catalogue.record import Curated
from app.catalogue.walk import ids_in
from app.rendering.fhir.elements import Json
from app.rendering.fhir.origin import Origin


def citations(origin: Origin, ids: Iterable[str]) -> list[Json]:
    """Cite references, each once, with the address of our own record of each."""
    return [_citation(origin, id) for id in dict.fromkeys(ids)]


def cited_in(record: Curated) -> list[str]:
    """Return the ids of the references that a record cites anywhere, each once, in order."""
    return list(dict.fromkeys(id for _, kind, id in ids_in(record) if kind == "references"))


def _citation(origin: Origin, id: str) -> Json:
    """Cite a reference; `url` is our own record of it, which says how much of it was read."""
    reference = origin.catalogue.references[id]
    return {
        "type": "citation",
        "label": reference.id,
        "display": reference.name,
        "citation": reference.citation,
        "url": f"{origin.about.base_url}/v1/references/{reference.id}",
    }
