"""Problems: every error of the API, in one table and one shape (RFC 9457)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

MOST_FAULTS: Final = 10
"""So many faults are told at once, so that an answer is never much longer than its request."""

MOST_FAULTS_OF_A_BODY: Final = 100
"""Faults that are named; a body of more is not a mistake."""


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )

    code: str
    """What sort of fault it is, for programs."""

    detail: str
    """What is wrong, in a sentence. Values that were sent are never repeated."""

    pointer: str | None = None
    """JSON pointer (RFC 6901) to the member of the body; null if the fault is elsewhere."""

    parameter: str | None = None
    """Name of the query parameter; null if the fault is elsewhere."""

    header: str | None = None
    """Name of the header; null if the fault is elsewhere."""

    allowed: list[str] | None = None
    """What would be accepted; null where that is not a list."""


class Problem(BaseModel):
    """An error, as `application/problem+json` (RFC 9457)."""

    model_config = ConfigDict(
        use_attribute_docstrings=True, json_schema_serialization_defaults_required=True
    )

    type: str
    """Absolute address of the explanation of this kind of problem."""

    title: str
    """What kind of problem it is; the same for every problem of the type."""

    status: Annotated[int, Field(ge=400, le=599)]
    """HTTP status."""

    detail: str
    """What happened this time, in a sentence or two."""

    instance: str
    """This occurrence: `urn:uuid:` and the request id."""

    code: str
    """The last part of `type`, for programs."""

    request_id: str
    """Id of the request, also in the header `X-Request-Id`."""

    errors: Annotated[list[Fault], Field(max_length=MOST_FAULTS_OF_A_BODY)] = []
    """Each thing that is wrong: the first ten of an address, the first hundred of a body; may be
    empty."""


class Kind(NamedTuple):
    """A kind of problem: its status, its title, and what a developer should do."""

    status: HTTPStatus
    title: str
    explanation: str
    remedy: str


KINDS: Final[Mapping[str, Kind]] = {
    "invalid-request": Kind(
        HTTPStatus.BAD_REQUEST,
        "The request is malformed",
        "The request line, a header or the body cannot be read: a missing or doubled Host header, "
        "bytes that are not UTF-8, or JSON that does not parse.",
        "Send the request with an ordinary HTTP client; look at `errors` for the place.",
    ),
    "invalid-parameter": Kind(
        HTTPStatus.BAD_REQUEST,
        "A query parameter is wrong",
        "A query parameter is unknown, stands twice, or has a value outside what is allowed. "
        "Unknown parameters are refused so that a misspelt filter is not silently ignored.",
        "`errors` names each parameter and what is allowed.",
    ),
    "not-found": Kind(
        HTTPStatus.NOT_FOUND,
        "There is nothing here",
        "No resource has this path or this id.",
        "`errors` holds up to three near ids; `/v1` lists every collection.",
    ),
    "method-not-allowed": Kind(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "This method is not allowed here",
        "The resource exists and does not answer this method.",
        "The header `Allow` lists the methods it answers.",
    ),
    "not-acceptable": Kind(
        HTTPStatus.NOT_ACCEPTABLE,
        "None of the accepted types can be served",
        "The header `Accept` names no media type in which this resource exists.",
        "Send `Accept: application/json`, or leave the header out; `errors` lists the types.",
    ),
    "request-timeout": Kind(
        HTTPStatus.REQUEST_TIMEOUT,
        "The request took too long to arrive",
        "The headers, or the body, were not there in the time that the server waits for them.",
        "Send the request at once; if the line is slow, send it again.",
    ),
    "content-too-large": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        "The body is larger than any valid request.",
        "Send only the documented members.",
    ),
    "uri-too-long": Kind(
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "The address is too long",
        "The path and query are longer than any valid request.",
        "Ask for fewer ids or fields at once.",
    ),
    "unsupported-media-type": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body has a type that is not supported",
        "Bodies are read as JSON only.",
        "Send `Content-Type: application/json`.",
    ),
    "invalid-body": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The body is not valid",
        "The body is JSON, but a member is missing, unknown or outside its range.",
        "`errors` points to each member and says what is allowed.",
    ),
    "too-many-requests": Kind(
        HTTPStatus.TOO_MANY_REQUESTS,
        "Too many requests",
        "This client has made as many requests as the operator of this server allows in a while.",
        "Wait for the seconds in `Retry-After`; `RateLimit` says how many requests are left.",
    ),
    "headers-too-large": Kind(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "The headers are too large",
        "The headers are larger than any valid request.",
        "Send fewer or smaller headers; this API reads no cookies.",
    ),
    "internal-error": Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The server failed",
        "An error in the server. The request may have been right.",
        "Try again; if it stays, report the `request_id`.",
    ),
    "overloaded": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The server is busy",
        "The server has as many connections or requests as it can answer in time.",
        "Try again after the seconds in `Retry-After`.",
    ),
}
"""Every kind of problem by its code. A code is never reused."""


class ProblemError(Exception):
    """Raised anywhere in `web` to answer with a problem of one of the kinds."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})


def problem_body(error: ProblemError, *, base_url: str, request_id: str) -> bytes:
    """Write a problem document."""
    kind = KINDS[error.code]
    problem = Problem(
        type=f"{base_url}/v1/problems/{error.code}",
        title=kind.title,
        status=kind.status,
        detail=error.detail,
        instance=f"urn:uuid:{request_id}",
        code=error.code,
        request_id=request_id,
        errors=list(error.errors),
    )
    return problem.model_dump_json().encode()


def caching_of(code: str) -> str:
    """Say how long a problem may be kept: a missing page for a minute, nothing else."""
    return "public, max-age=60" if code == "not-found" else "no-store"
