"""Problems -> OperationOutcome: what is wrong and where, as FHIR clients read it."""

import re
from collections.abc import Mapping
from typing import Final

from app.rendering.fhir.elements import MEDIA_TYPE
from app.rendering.fhir.operation_outcome import Issue, operation_outcome
from app.rendering.fhir.plan_bundle import written
from app.web.problems import KINDS, Fault, ProblemError, problem_body

TYPES: Final[Mapping[str, str]] = {
    "invalid-request": "structure",
    "invalid-parameter": "value",
    "not-found": "not-found",
    "method-not-allowed": "not-supported",
    "not-acceptable": "not-supported",
    "request-timeout": "timeout",
    "content-too-large": "too-long",
    "uri-too-long": "too-long",
    "unsupported-media-type": "not-supported",
    "invalid-body": "value",
    "too-many-requests": "throttled",
    "headers-too-large": "too-long",
    "internal-error": "exception",
    "overloaded": "throttled",
}
"""Kind of problem -> the type of issue that R4 has for it."""

FINER: Final[Mapping[str, str]] = {
    "missing": "required",
    "unknown_parameter": "not-supported",
    "unknown_member": "structure",
    "json": "structure",
    "object": "structure",
    "contradiction": "business-rule",
    "cannot_plan": "business-rule",
    "repeated": "multiple-matches",
}
"""Sort of fault -> the type of issue, where it is finer than that of the problem."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_VALUE: Final = re.compile(r"value[A-Z][A-Za-z0-9]*")


def write_problem(
    error: ProblemError, *, path: str, base_url: str, request_id: str
) -> tuple[str, bytes]:
    """Write an error as the clients of a path read it; return its media type and the body."""
    if path == "/fhir" or path.startswith("/fhir/"):
        return MEDIA_TYPE, outcome_body(error, base_url=base_url)
    body = problem_body(error, base_url=base_url, request_id=request_id)
    return "application/problem+json", body


def outcome_body(error: ProblemError, *, base_url: str) -> bytes:
    """Write an OperationOutcome with an issue for each fault."""
    type = TYPES[error.code]
    issues = [_issue(fault, type) for fault in error.errors]
    whole = [Issue(type, error.detail, None, None)]
    title = KINDS[error.code].title
    return written(operation_outcome(base_url, error.code, title, issues or whole))


def _issue(fault: Fault, type: str) -> Issue:
    allowed = None if fault.allowed is None else f"Accepted: {', '.join(fault.allowed)}."
    return Issue(FINER.get(fault.code, type), fault.detail, expression_of(fault), allowed)


def expression_of(fault: Fault) -> str | None:
    """Say where a fault is: `http.` and a name, or a path into the Parameters that were sent."""
    outside = fault.parameter or fault.header
    if outside is not None:
        return f"http.{outside}"
    return None if fault.pointer is None else _path(fault.pointer)


def _path(pointer: str) -> str:
    """Turn a JSON pointer into a path of FHIR, which ends where a name is none of FHIR's.

    >>> _path("/parameter/2/part/0/valueDecimal")
    'Parameters.parameter[2].part[0].value'
    """
    path = "Parameters"
    for part in pointer.split("/")[1:]:
        if part.isdecimal():
            path += f"[{part}]"
        elif _NAME.fullmatch(part):
            path += ".value" if _VALUE.fullmatch(part) else f".{part}"
        else:
            return path
    return path
