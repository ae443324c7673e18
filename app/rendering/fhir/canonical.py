"""Canonical resources: what every definition that we publish says of itself."""

from app.rendering.fhir.elements import Json, address
from app.rendering.fhir.extensions import intended_use
from app.rendering.fhir.narrative import narrative
from app.rendering.fhir.origin import PUBLISHER, Origin, published_meta


def canonical(  # noqa: PLR0913  what every definition has
    origin: Origin,
    type: str,
    id: str,
    *,
    title: str,
    description: str,
    status: str = "active",
) -> Json:
    """Begin a definition: identity, version, narrative and intended use.

    `experimental` is always true: R4 means by it what is for education and not for genuine use.
    """
    about = origin.about
    return {
        "resourceType": type,
        "id": id,
        "meta": published_meta(about),
        "language": "en",
        "text": narrative(title, description, about.intended_use),
        "extension": [intended_use(about)],
        "url": address(about, type, id),
        "version": about.dataset_version,
        "name": name_of(id),
        "title": title,
        "status": status,
        "experimental": True,
        "date": about.released_on,
        "publisher": PUBLISHER,
        "description": description,
    }


def name_of(id: str) -> str:
    """Return the name for programs that an id gives.

    >>> name_of("cyclophosphamide-200-ratg-6.1")
    'Cyclophosphamide200Ratg6_1'
    """
    parts = id.replace(".", "-_").split("-")
    return "".join(part.capitalize() for part in parts)


def copyright_of(origin: Origin) -> str:
    return origin.catalogue.dataset.attribution
