"""The two validators that are none of ours."""

import json
from typing import Any, NamedTuple

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from tests.node import run_node

Json = dict[str, Any]

SCRIPT = "tests/rendering/fhir/validate.mjs"


class Issue(NamedTuple):
    """What @medplum/core says of a resource."""

    severity: str
    text: str
    expression: str


def medplum(resources: list[Json]) -> list[list[Issue]]:
    """Validate resources with @medplum/core, in one process for all of them."""
    ended = run_node(SCRIPT, stdin=json.dumps(resources))
    assert ended.returncode == 0, ended.stderr
    return [[Issue(**issue) for issue in issues] for issues in json.loads(ended.stdout)]


def r4b(resource: Json) -> str | None:
    """Validate a resource with fhir.resources as R4B; return what is wrong."""
    try:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    except ValidationError as error:
        return str(error)
    return None
