"""/v1/schemas: the JSON Schema of each kind of resource."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import TypeAdapter

from app.catalogue.flat_outcomes import StudyOutcome
from app.catalogue.record import Curated
from app.web import resources as r
from app.web.answers import CATALOGUE_CACHING, json_response
from app.web.dependencies import TheAnswers, TheSettings
from app.web.health import Health
from app.web.limits import say_limits
from app.web.problems import Fault, Problem, ProblemError
from app.web.queries import Query as NoQuery
from app.web.resources import Links, Meta

router = APIRouter(prefix="/v1/schemas", tags=["service"])

MODELS: Final[Mapping[str, Any]] = {
    "pipeline": r.PipelineDocument,
    "stage": r.StageResource,
    "agent": r.AgentResource,
    "regimen": r.RegimenResource,
    "claim": r.ClaimResource,
    "study": r.StudyResource,
    "outcome": StudyOutcome,
    "guideline": r.GuidelineResource,
    "adverse-event": r.AdverseEventResource,
    "workup-item": r.WorkupResource,
    "term": r.TermResource,
    "reference": r.ReferenceResource,
    "condition": r.ConditionDocument,
    "problem": Problem,
    "health": Health,
}
"""Name -> what the schema describes; the same definitions as in the OpenAPI document."""


class Schemas(Curated):
    """The schemas that are served."""

    type: Literal["schemas"]
    """Always `schemas`."""

    names: tuple[str, ...]
    """Name of each schema."""

    links: Links

    meta: Meta
    """Versions, licence and intended use."""


@cache
def schema_of(name: str, base_url: str) -> bytes:
    """Write the JSON Schema (2020-12) of a kind of resource."""
    schema = TypeAdapter(MODELS[name]).json_schema(mode="serialization")
    say_limits(schema)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url}/v1/schemas/{name}",
        **schema,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@router.get("", response_model=Schemas, operation_id="listSchemas", summary="JSON Schemas")
async def list_schemas(_: Annotated[NoQuery, Query()], answers: TheAnswers) -> Response:
    """The names of the JSON Schemas."""
    schemas = Schemas(
        type="schemas",
        names=tuple(MODELS),
        links={"self": "/v1/schemas", **{name: f"/v1/schemas/{name}" for name in MODELS}},
        meta=answers.meta,
    )
    return answers.plain(schemas, path="/v1/schemas")


@router.get(
    "/{name}",
    response_model=dict[str, Any],
    operation_id="getSchema",
    summary="One JSON Schema",
)
async def read_schema(
    name: Annotated[
        str,
        Path(
            description="Name of the schema, one of those at `/v1/schemas`.",
            json_schema_extra={"pattern": "^[a-z]+(-[a-z]+)*$", "maxLength": 64},
        ),
    ],
    _: Annotated[NoQuery, Query()],
    settings: TheSettings,
) -> Response:
    """The JSON Schema (2020-12) of one kind of resource, the same as in the OpenAPI document."""
    if name not in MODELS:
        raise unknown("schemas", tuple(MODELS))
    return json_response(
        schema_of(name, settings.base_url),
        caching=CATALOGUE_CACHING,
        media_type="application/schema+json",
    )


def unknown(kind: str, allowed: tuple[str, ...]) -> ProblemError:
    """Make the problem of a name that is not in a short list."""
    fault = Fault(code="unknown", detail="No such name.", allowed=list(allowed))
    return ProblemError("not-found", f"No record among the {kind} has this name.", errors=(fault,))
