"""Reading an OperationOutcome, and asking for a plan by $apply."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.conftest import Answer, Client
from tests.rendering.fhir.definitions import faults_of
from tests.rendering.fhir.validators import r4b
from tests.web.test_bad_input import MARKER
from tests.web.test_bodies import send

Json = dict[str, Any]

FHIR_JSON: Final = (b"content-type", b"application/fhir+json")

MIST: Final = "cyclophosphamide-200-ratg-6"

BODY: Final = {"weight_kg": 110, "height_cm": 165, "sex": "female"}


def issues_of(answer: Answer, status: int, code: str) -> list[tuple[str, str | None]]:
    """Check what every OperationOutcome owes; return the type and the place of each issue."""
    body = answer.json()
    assert answer.status_code == status, body
    assert answer.headers["content-type"] == "application/fhir+json"
    assert body["resourceType"] == "OperationOutcome"
    assert faults_of(body) == []
    assert r4b(body) is None
    assert MARKER.encode() not in answer.content
    assert b"Traceback" not in answer.content
    for issue in body["issue"]:
        assert issue["details"]["coding"][0]["code"] == code
        assert issue["severity"] == ("fatal" if status == 500 else "error")
    return [(issue["code"], *issue.get("expression", [None])) for issue in body["issue"]]


def parameters(members: Mapping[str, Any]) -> Json:
    """Write the members of a plan request as Parameters; the regimen stands in the address."""
    said: list[Json] = []
    for name, value in members.items():
        if name in ("weight_basis_by_agent", "rounding_step_mg"):
            said += [
                {"name": name, "part": [{"name": "agent", "valueCode": agent}, _one("value", one)]}
                for agent, one in value.items()
            ]
        elif isinstance(value, Mapping):
            said.append({"name": name, "part": [_one(part, one) for part, one in value.items()]})
        elif name != "conditioning" and value is not None:
            said.append(_one(name, value))
    return {"resourceType": "Parameters", "parameter": said}


def _one(name: str, value: Any) -> Json:  # noqa: ANN401  a number or a text
    if isinstance(value, str):
        is_date = name in ("day_zero", "harvest_on")
        return {"name": name, "valueDate" if is_date else "valueCode": value}
    return {"name": name, "valueDecimal": value}


def apply(  # noqa: PLR0913  what a request is made of
    client: Client,
    runner: asyncio.Runner,
    body: bytes | Sequence[bytes] | Mapping[str, Any],
    *,
    regimen: str = MIST,
    method: str = "POST",
    query: str = "",
    header: tuple[bytes, bytes] = FHIR_JSON,
) -> Answer:
    """Apply a regimen."""
    target = f"/fhir/PlanDefinition/{regimen}/$apply{query}"
    return send(client, runner, body, target=target, method=method, headers=[header])
