"""Plan -> Bundle: CarePlan, RequestGroup, a request for each day, an issue for each warning."""

import json
from collections.abc import Iterator

from app.planning.plan import Plan
from app.rendering.fhir.applied import Applied, issue_name, request_name
from app.rendering.fhir.care_plan import care_plan
from app.rendering.fhir.detected_issue import detected_issue
from app.rendering.fhir.elements import MEDIA_TYPE, Json
from app.rendering.fhir.extensions import intended_use
from app.rendering.fhir.origin import tags
from app.rendering.fhir.request_group import is_requested, request_group
from app.rendering.fhir.requests import request
from app.rendering.format import About, Format


def plan_bundle(plan: Plan, about: About, *, subject: str | None = None) -> Json:
    """Make the Bundle of a plan; its resources refer to one another by `urn:uuid:` addresses."""
    applied = Applied(plan, about, subject)
    return {
        "resourceType": "Bundle",
        "id": plan.id,
        "meta": {"extension": [intended_use(about)], "tag": tags(about)},
        "language": "en",
        "identifier": applied.identifier,
        "type": "collection",
        "entry": [
            {"fullUrl": applied.urn(name), "resource": resource}
            for name, resource in _resources(applied)
        ],
    }


def _resources(applied: Applied) -> Iterator[tuple[str, Json]]:
    yield "care-plan", care_plan(applied)
    yield "request-group", request_group(applied)
    for position, entry in enumerate(applied.plan.entries):
        if is_requested(entry):
            yield request_name(position), request(applied, position, entry)
    for position, warning in enumerate(applied.plan.warnings):
        yield issue_name(position), detected_issue(applied, position, warning)


def written(resource: Json, *, pretty: bool = False) -> bytes:
    """Write a resource as JSON, whose numbers are those of `units.as_json` and so exact."""
    if pretty:
        return json.dumps(resource, ensure_ascii=False, indent=2).encode()
    return json.dumps(resource, ensure_ascii=False, separators=(",", ":")).encode()


def render(plan: Plan, about: About) -> bytes:
    """Write the Bundle of a plan."""
    return written(plan_bundle(plan, about))


FORMAT = Format("fhir", MEDIA_TYPE, "json", render)
