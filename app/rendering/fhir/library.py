"""The dataset -> Library: what is in it, and where its parts are served."""

from typing import Final

from app.rendering.fhir.canonical import canonical, copyright_of
from app.rendering.fhir.elements import Json, versioned
from app.rendering.fhir.origin import Origin

PARTS: Final = (
    ("pipeline", "The whole procedure"),
    ("stages", "Stages"),
    ("agents", "Agents"),
    ("regimens", "Regimens"),
    ("studies", "Studies"),
    ("outcomes", "Outcomes"),
    ("guidelines", "Guidelines"),
    ("adverse-events", "Adverse events"),
    ("references", "References"),
)
"""Last part of the path -> what is served there."""


def library(origin: Origin) -> Json:
    """Make the Library of the dataset."""
    about, catalogue = origin.about, origin.catalogue
    types = "http://terminology.hl7.org/CodeSystem/library-type"
    return {
        **canonical(
            origin, "Library", "dataset",
            title=f"Dataset {about.dataset_version}", description=catalogue.procedure.summary,
        ),
        "type": {"coding": [{"system": types, "code": "asset-collection"}]},
        "usage": about.intended_use,
        "copyright": copyright_of(origin),
        "relatedArtifact": [
            {
                "type": "composed-of",
                "display": name,
                "resource": versioned(about, "PlanDefinition", id),
            }
            for id, name in (
                ("procedure", catalogue.procedure.name),
                *((regimen.id, regimen.name) for regimen in catalogue.regimens),
            )
        ],
        "content": [
            {
                "contentType": "application/json",
                "url": f"{about.base_url}/v1/{path}",
                "title": title,
            }
            for path, title in PARTS
        ],
    }  # fmt: skip
