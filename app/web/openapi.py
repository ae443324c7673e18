"""/openapi.json: the typed routes as a document, with every error and an executed example.

Examples are answers of the application itself, with long lists shortened.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from app.web.answers import json_response
from app.web.asgi import ask
from app.web.problems import KINDS, Problem
from app.web.queries import Query as NoQuery

router = APIRouter(include_in_schema=False)

TITLE: Final = "Day Zero API"

DESCRIPTION: Final = """\
Autologous haematopoietic stem cell transplantation (aHSCT) for multiple sclerosis as typed JSON in
which every value says where it was read.

**The procedure has four stages.** `harvest`: blood-forming stem cells are brought into the blood
and collected. `processing`: the cells are tested, usually frozen, and stored. `conditioning`:
chemotherapy, anti-thymocyte globulin and, in a few programmes, monoclonal antibodies take the
immune system down. `reinfusion`: the cells go back on day 0, and blood and immune system grow anew.

**Start** with `GET /v1/pipeline` for the whole procedure in one call, or with
`GET /v1/regimens/mist` for one regimen with its doses, days and gaps.

**Every value has an evidence status.** `reported`: read in the source cited. `secondary`: read in
a page about that source. `derived`: arithmetic on reported values, the sum in `note`.
`extrapolated`: reported for another disease. `not_reported`: nobody we could read says; the value
is null. A gap is shown as a gap.

**The promise.** No key, no account, nothing stored; open to every origin (CORS). Reads carry a weak
`ETag` and answer 304. HEAD works wherever GET does, and OPTIONS lists the methods. Unknown
parameters are refused with the list of known ones. Every error is `application/problem+json`.

**Intended use.** Reference and education. Not medical advice, not a prescription.
"""

TAGS: Final = (
    ("start", "Where to begin, and what is being served."),
    ("pipeline", "The whole procedure in one call."),
    ("stages", "Harvest, processing, conditioning, reinfusion."),
    ("agents", "Drugs, antibodies, growth factors and radiation."),
    ("regimens", "Doses and days of mobilisation and conditioning."),
    ("condition", "Multiple sclerosis."),
    ("claims", "Popular statements, checked."),
    ("terms", "Glossary."),
    ("references", "Sources."),
    ("service", "Schemas, problems and health."),
)

EXAMPLES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "getEntry": ("/v1", {}),
    "getMeta": ("/v1/meta", {}),
    "getPipeline": ("/v1/pipeline", {}),
    "listStages": ("/v1/stages", {}),
    "getStage": ("/v1/stages/{id}", {"id": "conditioning"}),
    "listAgentsOfStage": ("/v1/stages/{id}/agents", {"id": "conditioning"}),
    "listRegimensOfStage": ("/v1/stages/{id}/regimens", {"id": "conditioning"}),
    "listAgents": ("/v1/agents", {}),
    "getAgent": ("/v1/agents/{id}", {"id": "alemtuzumab"}),
    "listRegimens": ("/v1/regimens", {}),
    "getRegimen": ("/v1/regimens/{id}", {"id": "cyclophosphamide-200-ratg-6"}),
    "getCondition": ("/v1/condition", {}),
    "listClaims": ("/v1/claims", {}),
    "getClaim": ("/v1/claims/{id}", {"id": "the-immune-system-is-reset"}),
    "listTerms": ("/v1/terms", {}),
    "getTerm": ("/v1/terms/{id}", {"id": "conditioning"}),
    "listReferences": ("/v1/references", {}),
    "getReference": ("/v1/references/{id}", {"id": "burt-2019"}),
    "listSchemas": ("/v1/schemas", {}),
    "getSchema": ("/v1/schemas/{name}", {"name": "problem"}),
    "listProblems": ("/v1/problems", {}),
    "getProblem": ("/v1/problems/{code}", {"code": "not-found"}),
    "getLiveness": ("/health/live", {}),
    "getReadiness": ("/health/ready", {}),
}
"""Operation -> the request that its example answers."""

STATUSES: Final[Mapping[str, str]] = {
    "400": "invalid-parameter",
    "404": "not-found",
    "405": "method-not-allowed",
    "406": "not-acceptable",
    "414": "uri-too-long",
    "431": "headers-too-large",
    "500": "internal-error",
}
"""Status -> the problem that every operation may answer with it."""

MOST_PLAIN_VALUES: Final = 4
"""Left of a list in an example: the four stages of the procedure have to be four."""

HEADERS: Final[Mapping[str, str]] = {
    "ETag": "Weak validator of the answer; send it back in `If-None-Match` to be answered 304.",
    "Cache-Control": "How long the answer may be kept.",
    "Link": "Related resources (RFC 8288): self, canonical, first, prev, next, describedby.",
    "X-Request-Id": "Id of the request: the UUID that was sent, or a new one.",
    "Dayzero-Dataset-Version": "Calendar version of the dataset.",
}


async def document(app: FastAPI) -> dict[str, Any]:
    """Make the OpenAPI document of an application."""
    made: dict[str, Any] = get_openapi(
        title=TITLE,
        version=app.version,
        openapi_version="3.1.0",
        summary="Stem cell transplantation for multiple sclerosis, sourced and typed.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS],
        license_info={"name": "Apache-2.0 (code); data CC BY 4.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/", "description": "The server that answers this document."}],
    )
    _replace_components(made)
    for operation in _operations(made):
        await _complete(operation, app)
    return made


def _operations(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in made["paths"].values():
        yield from methods.values()


def _replace_components(made: dict[str, Any]) -> None:
    components = made["components"]
    schemas = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    template = "#/components/schemas/{model}"
    problem = TypeAdapter(Problem).json_schema(mode="serialization", ref_template=template)
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    components["responses"] = {
        _response_name(code): _problem_response(status, code) for status, code in STATUSES.items()
    } | {"NotModified": {"description": "The answer is the one the client has."}}
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string", "maxLength": 4000}}
        for name, text in HEADERS.items()
    }


def _response_name(code: str) -> str:
    return "".join(word.capitalize() for word in code.split("-"))


def _problem_response(status: str, code: str) -> dict[str, Any]:
    kind = KINDS[code]
    example = {
        "type": f"http://127.0.0.1:8000/v1/problems/{code}",
        "title": kind.title,
        "status": int(status),
        "detail": kind.explanation,
        "instance": "urn:uuid:00000000-0000-4000-8000-000000000000",
        "code": code,
        "request_id": "00000000-0000-4000-8000-000000000000",
        "errors": [],
    }
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": kind.title, "content": {"application/problem+json": content}}


async def _complete(operation: dict[str, Any], app: FastAPI) -> None:
    """Put the errors, the headers, the redirect and the example into one operation."""
    path, values = EXAMPLES[operation["operationId"]]
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    success = responses["200"]
    success["description"] = "The answer."
    success["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS}
    status, headers, body = await ask(app, path.format(**values))
    assert status == 200, (path, body)  # noqa: PLR2004  an example that fails is a fault in EXAMPLES
    media_type = headers["content-type"]
    content = success["content"].pop("application/json")
    example = json.loads(body)
    if media_type == "application/json":
        example = shorten(example)
    success["content"] = {media_type: {**content, "example": example}}
    if "{id}" in path:
        responses["308"] = {
            "description": "The id is an alias; `Location` has the path of the record.",
            "headers": {"Location": {"schema": {"type": "string", "maxLength": 2000}}},
        }
    responses["304"] = {"$ref": "#/components/responses/NotModified"}
    for number, code in STATUSES.items():
        if number != "404" or values:
            responses[number] = {"$ref": f"#/components/responses/{_response_name(code)}"}
    operation["responses"] = dict(sorted(responses.items()))


def shorten(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Shorten every list inside a JSON value: of objects to the first, of plain values to four.

    >>> shorten({"a": [{"b": []}, {}], "c": [1, 2, 3, 4, 5]})
    {'a': [{'b': []}], 'c': [1, 2, 3, 4]}
    """
    if isinstance(value, dict):
        return {name: shorten(inner) for name, inner in value.items()}
    if isinstance(value, list):
        most = 1 if value and isinstance(value[0], dict) else MOST_PLAIN_VALUES
        return [shorten(item) for item in value[:most]]
    return value


@router.get("/openapi.json")
async def read_openapi(_: Annotated[NoQuery, Query()], request: Request) -> Response:
    """The OpenAPI document of this API."""
    state = request.app.state
    if not hasattr(state, "openapi"):
        made = await document(request.app)
        state.openapi = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()
    return json_response(state.openapi, caching="public, max-age=300")
