"""/openapi.json: the typed routes as a document, with every error and an executed example.

Examples are answers of the application itself, with long lists shortened.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from app.rendering.fhir.elements import MEDIA_TYPE
from app.web.answers import json_response
from app.web.asgi import ask
from app.web.examples import BODIES, EXAMPLES
from app.web.fhir.outcomes import outcome_body
from app.web.health import PROBES
from app.web.limits import say_limits
from app.web.problems import KINDS, Problem, ProblemError
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
parameters are refused with the list of known ones. Every error is `application/problem+json`, and
under `/fhir` an OperationOutcome, unless the request was refused before its path counted: too slow,
too large to be read, or one connection too many.

**Intended use.** Reference and education. Not medical advice, not a prescription.
"""

TAGS: Final = (
    ("start", "Where to begin, and what is being served."),
    ("pipeline", "The whole procedure in one call."),
    ("stages", "Harvest, processing, conditioning, reinfusion."),
    ("agents", "Drugs, antibodies, growth factors and radiation."),
    ("regimens", "Doses and days of mobilisation and conditioning."),
    ("plans", "A regimen dated and dosed for one body, and the arithmetic behind it."),
    ("evidence", "Studies, outcomes, guidelines, adverse events, work-up, eligibility."),
    ("fhir", "Regimens and plans as FHIR R4 (4.0.1), for records of hospitals."),
    ("condition", "Multiple sclerosis."),
    ("claims", "Popular statements, checked."),
    ("terms", "Glossary."),
    ("references", "Sources."),
    ("search", "Across every kind."),
    ("releases", "The versions of the dataset, and what changed between them."),
    ("service", "Schemas, problems and health."),
)

STATUSES: Final[Mapping[str, str]] = {
    "400": "invalid-parameter",
    "404": "not-found",
    "405": "method-not-allowed",
    "406": "not-acceptable",
    "408": "request-timeout",
    "414": "uri-too-long",
    "429": "too-many-requests",
    "431": "headers-too-large",
    "500": "internal-error",
    "503": "overloaded",
}
"""Status -> the problem that every operation may answer with it."""

BODY_STATUSES: Final[Mapping[str, str]] = {
    "413": "content-too-large",
    "415": "unsupported-media-type",
    "422": "invalid-body",
}
"""Status -> the problem that an operation with a body may answer with it."""

MOST_PLAIN_VALUES: Final = 4
"""Left of a list in an example: the four stages of the procedure have to be four."""

HEADERS: Final[Mapping[str, str]] = {
    "ETag": "Weak validator of the answer; send it back in `If-None-Match` to be answered 304.",
    "Cache-Control": "How long the answer may be kept.",
    "Link": "Related resources (RFC 8288): self, canonical, first, prev, next, describedby.",
    "X-Request-Id": "Id of the request: the UUID that was sent, or a new one.",
    "Dayzero-Dataset-Version": "Calendar version of the dataset.",
    "Access-Control-Allow-Origin": (
        "Origins whose pages may read the answer: `*`, or the sender's where only some may."
    ),
    "Accept-Query": "Type of body that the method QUERY (RFC 10008) reads here.",
    "Allow": "Methods that the resource answers.",
    "Retry-After": "Seconds after which to ask again.",
    "RateLimit": "Requests that are left to this client (`r`), and for how many seconds (`t`).",
    "RateLimit-Policy": "Requests that a client may make (`q`) in how many seconds (`w`).",
}

NUMBERS: Final[Mapping[str, Any]] = {
    "Retry-After": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400},
}
"""Header that is a number -> its schema."""

OF_ALL: Final = (
    "Cache-Control", "X-Request-Id", "Dayzero-Dataset-Version", "Access-Control-Allow-Origin"
)  # fmt: skip
OF_READS: Final = ("ETag", "Link", *OF_ALL)
OF_BODIES: Final = (*OF_ALL, "Accept-Query")
"""Headers of every answer, of an answer to a GET, and of one to a body."""

OF_PROBLEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "method-not-allowed": (*OF_ALL, "Allow"),
    "request-timeout": tuple(name for name in OF_ALL if name != "Dayzero-Dataset-Version"),
    "too-many-requests": (*OF_ALL, "Retry-After", "RateLimit", "RateLimit-Policy"),
    "overloaded": (*OF_ALL, "Retry-After"),
}
"""Code -> headers of its problems, where they are not those of every answer."""

UNREAD: Final = frozenset({"request-timeout"})
"""Problems of requests that no application sees: the server answers them alike under every path."""

MOST_CHARACTERS_OF_A_FILE: Final = 10_000_000
"""Of an answer that is not JSON."""


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
        servers=[
            {
                "url": "/",
                "description": "The server that answers this document, local or in production.",
                "x-internal": False,
            }
        ],
    )
    made["security"] = []  # said, and not merely left out: no key, no account
    _replace_components(made)
    for operation in _operations(made):
        await _complete(operation, app)
    _limit(made)
    return made


def _operations(made: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in made["paths"].values():
        yield from methods.values()


def _limit(made: Mapping[str, Any]) -> None:
    for schema in made["components"]["schemas"].values():
        say_limits(schema)
    for operation in _operations(made):
        for parameter in operation.get("parameters", ()):
            say_limits(parameter["schema"])
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                say_limits(content["schema"])


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _replace_components(made: dict[str, Any]) -> None:
    components = made["components"]
    schemas = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    template = "#/components/schemas/{model}"
    problem = TypeAdapter(Problem).json_schema(mode="serialization", ref_template=template)
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for model, _ in BODIES.values():
        body = TypeAdapter(model).json_schema(ref_template=template)
        shared = body.pop("$defs", {})
        schemas.update(shared)
        schemas[model.__name__] = body
        for name in (model.__name__, *shared):
            _say_names(schemas[name])
    components["responses"] = {
        name: response
        for status, code in (*STATUSES.items(), *BODY_STATUSES.items())
        for name, response in (
            (_response_name(code), _problem_response(status, code)),
            (_response_name(code, fhir=True), _outcome_response(code)),
        )
        if code not in UNREAD or not name.startswith("Fhir")
    } | {
        "NotModified": {
            "description": "The answer is the one the client has.",
            "headers": _headers(*OF_READS),
        }
    }
    components["headers"] = {
        name: {
            "description": text,
            "schema": NUMBERS.get(name, {"type": "string", "maxLength": 4000}),
        }
        for name, text in HEADERS.items()
    }


def _say_names(schema: Mapping[str, Any]) -> None:
    """Rewrite `patternProperties`, which most generators of clients do not read."""
    for member in schema["properties"].values():
        if "patternProperties" in member:
            ((pattern, values),) = member.pop("patternProperties").items()
            member["propertyNames"] = {"pattern": pattern, **member["propertyNames"]}
            member["additionalProperties"] = values


def _response_name(code: str, *, fhir: bool = False) -> str:
    said = "".join(word.capitalize() for word in code.split("-"))
    return f"Fhir{said}" if fhir else said


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
    return {
        "description": kind.title,
        "headers": _headers(*OF_PROBLEMS.get(code, OF_ALL)),
        "content": {"application/problem+json": content},
    }


def _outcome_response(code: str) -> dict[str, Any]:
    kind = KINDS[code]
    error = ProblemError(code, kind.explanation)
    example = json.loads(outcome_body(error, base_url="http://127.0.0.1:8000"))
    content = {"schema": {"$ref": "#/components/schemas/FhirResource"}, "example": example}
    return {
        "description": kind.title,
        "headers": _headers(*OF_PROBLEMS.get(code, OF_ALL)),
        "content": {MEDIA_TYPE: content},
    }


async def _complete(operation: dict[str, Any], app: FastAPI) -> None:
    """Put the errors, the headers, the redirect and the example into one operation."""
    name = operation["operationId"]
    fhir = operation["tags"] == ["fhir"]
    target, values = EXAMPLES[name]
    given = dict(parse_qsl(target.partition("?")[2])) | dict(values)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in given:
            parameter["example"] = given[parameter["name"]]
    responses: dict[str, Any] = operation["responses"]
    responses.pop("422", None)
    await _show_success(responses["200"], target.format(**values), name, app)
    errors = dict(STATUSES)
    if name in BODIES:
        model, example = BODIES[name]
        media_type = MEDIA_TYPE if fhir else "application/json"
        operation["requestBody"] = _request_body(model, example, media_type)
        errors |= BODY_STATUSES
    else:
        responses["304"] = {"$ref": "#/components/responses/NotModified"}
    if "{id}" in target:
        responses["308"] = {
            "description": "The id is an alias; `Location` has the path of the record.",
            "headers": {
                "Location": {"schema": {"type": "string", "maxLength": 2000}},
                **_headers(*OF_ALL),
            },
        }
    for number, code in errors.items():
        if (number != "404" or values) and not (number == "429" and target.startswith(PROBES)):
            response = _response_name(code, fhir=fhir and code not in UNREAD)
            responses[number] = {"$ref": f"#/components/responses/{response}"}
    operation["responses"] = dict(sorted(responses.items()))


def _request_body(
    model: type[BaseModel], example: Mapping[str, Any], media_type: str
) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {media_type: {"schema": schema, "example": dict(example)}}
    return {"required": True, "content": content}


async def _show_success(success: dict[str, Any], target: str, name: str, app: FastAPI) -> None:
    """Describe the answer of an operation, with an example that the application made."""
    success["description"] = "The answer."
    sent = json.dumps(BODIES[name][1]).encode() if name in BODIES else None
    status, headers, body = await ask(app, target, sent)
    assert status == 200, (target, body)  # noqa: PLR2004  an example that fails is a fault in EXAMPLES
    own = OF_BODIES if name in BODIES else OF_READS
    success["headers"] = _headers(*(one for one in own if one != "Link" or "link" in headers))
    media_type = headers["content-type"]
    content = success["content"].pop("application/json")
    example = json.loads(body)
    if media_type in ("application/json", MEDIA_TYPE):
        example = shorten(example)
    others = success["content"]
    if MEDIA_TYPE in others:
        _, _, body = await ask(app, f"{target}?format=fhir", sent)
        others[MEDIA_TYPE]["example"] = shorten(json.loads(body))
    for other, file in others.items():
        if other != MEDIA_TYPE:
            file["schema"]["maxLength"] = MOST_CHARACTERS_OF_A_FILE
    success["content"] = {media_type: {**content, "example": example}, **others}


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
