"""Warnings of a plan -> DetectedIssue."""

from typing import Final

from app.planning.plan import PlanWarning
from app.rendering.fhir.applied import Applied, issue_name
from app.rendering.fhir.elements import Json, coding
from app.rendering.fhir.extensions import sources

SEVERITIES: Final = {"serious": "high", "caution": "moderate", "information": "low"}
"""How much a warning matters -> the code that R4 has for it."""


def detected_issue(applied: Applied, position: int, warning: PlanWarning) -> Json:
    """Make the DetectedIssue of a warning, which names the requests that it is about."""
    begun = applied.begin("DetectedIssue", issue_name(position), warning.title, warning.detail)
    concerned = [
        applied.request(number)
        for number, entry in enumerate(applied.plan.entries)
        if entry.agent is not None and entry.agent in warning.agents
    ]
    return {
        **begun,
        "extension": [*begun["extension"], *sources(applied.about, warning.sources)],
        "status": "preliminary",
        "code": {
            "coding": [coding(applied.about, "warning", warning.code, warning.title)],
            "text": warning.title,
        },
        "severity": SEVERITIES[warning.severity],
        "patient": applied.patient,
        **({"implicated": concerned} if concerned else {}),
        "detail": warning.detail,
    }
