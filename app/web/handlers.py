"""Handlers: every error of the routes becomes a problem or a redirect, in one place."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic.fields import FieldInfo
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from app.catalogue import UnknownRecord
from app.planning.errors import CannotPlan
from app.web.answers import ACCEPT_QUERY, Moved, problem_response
from app.web.problems import MOST_FAULTS, Fault, ProblemError

CODES: Final[Mapping[int, str]] = {
    400: "invalid-request",
    404: "not-found",
    405: "method-not-allowed",
    413: "content-too-large",
    415: "unsupported-media-type",
}
"""Status that the framework raises -> the kind of problem it is."""

DETAILS: Final[Mapping[str, str]] = {
    "invalid-request": "The request cannot be read.",
    "not-found": "Nothing is served at this path; /v1 and /fhir/metadata list what is.",
    "method-not-allowed": "The resource does not answer this method.",
    "content-too-large": "The body is larger than 32 kB.",
    "unsupported-media-type": "The body must be JSON.",
    "internal-error": "The server failed to answer.",
}


def install_handlers(app: FastAPI) -> None:
    """Give every error of the routes one shape."""
    app.add_exception_handler(ProblemError, _answer_problem)
    app.add_exception_handler(UnknownRecord, _answer_unknown)
    app.add_exception_handler(Moved, _answer_moved)
    app.add_exception_handler(CannotPlan, _answer_cannot_plan)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)


async def _answer_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem_response(
        error,
        path=request.scope["path"],
        base_url=request.app.state.settings.base_url,
        request_id=request.state.request_id,
    )


async def _answer_unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnknownRecord)
    fault = Fault(code="unknown_id", detail="No record has this id.", allowed=list(error.near))
    detail = str(error)
    if error.near:
        detail += f" Near: {', '.join(error.near)}."
    problem = ProblemError("not-found", detail, errors=(fault,) if error.near else ())
    return await _answer_problem(request, problem)


async def _answer_moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, Moved)
    return _redirect(request, error.path)


async def _answer_cannot_plan(request: Request, error: Exception) -> Response:
    """Name the member of the body, or of the query where the request has none.

    Of a schedule, the conditioning regimen is in the path: there is none of another regimen.
    """
    assert isinstance(error, CannotPlan)
    allowed = list(error.allowed) or None
    if request.method == "GET" and error.member == "/conditioning":
        fault = Fault(code="cannot_plan", detail=error.detail, allowed=allowed)
        problem = ProblemError("not-found", error.detail, errors=(fault,))
    elif request.method == "GET":
        name = error.member.removeprefix("/")
        fault = Fault(code="cannot_plan", detail=error.detail, parameter=name, allowed=allowed)
        problem = ProblemError("invalid-parameter", f"Wrong: {name}.", errors=(fault,))
    else:
        fault = Fault(
            code="cannot_plan", detail=error.detail, pointer=error.member, allowed=allowed
        )
        problem = ProblemError("invalid-body", f"Wrong: {error.member}.", errors=(fault,))
    return await _answer_problem(request, problem)


async def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    path: str = request.scope["path"]
    if error.status_code == 404 and path != "/" and path.endswith("/"):  # noqa: PLR2004  a slash variant
        return _redirect(request, quote("/" + path.strip("/")))
    code = CODES.get(error.status_code, "internal-error")
    headers = dict(error.headers or {})
    if "allow" in {name.lower() for name in headers}:
        headers = _allow(headers)
    problem = ProblemError(code, DETAILS[code], headers=headers)
    return await _answer_problem(request, problem)


async def _answer_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = tuple(_fault(request, fault) for fault in error.errors()[:MOST_FAULTS])
    names = ", ".join(dict.fromkeys(fault.parameter or "body" for fault in faults))
    problem = ProblemError("invalid-parameter", f"Wrong: {names}.", errors=faults)
    return await _answer_problem(request, problem)


def _fault(request: Request, fault: Mapping[str, Any]) -> Fault:
    """Describe one fault by name and by what is allowed; never by the value that was sent."""
    place, *names = (str(part) for part in fault["loc"])
    name = names[0] if names else place
    if fault["type"] == "extra_forbidden":
        known = sorted(_parameters(request))
        said = "This parameter is unknown." if known else "This resource takes no parameters."
        return Fault(code="unknown_parameter", detail=said, parameter=name[:100], allowed=known)
    context = fault.get("ctx", {})
    allowed = _expected(str(context.get("expected", "")))
    said = str(fault["msg"]).removeprefix("Value error, ")
    return Fault(code=fault["type"], detail=f"{said}.", parameter=name, allowed=allowed)


def _expected(said: str) -> list[str] | None:
    """Turn the framework's «'a', 'b' or 'c'» into a list."""
    names = [part for part in said.split("'")[1::2] if part]
    return names or None


def _parameters(request: Request) -> set[str]:
    """Return the names of the query parameters that the matched route takes."""
    dependant = request.scope["route"].dependant
    return {
        name
        for parameter in dependant.query_params
        for name in map(_name, parameter.field_info.annotation.model_fields.items())
    }


def _name(field: tuple[str, FieldInfo]) -> str:
    """Return the name by which a parameter is sent."""
    name, info = field
    return info.alias or name


def _redirect(request: Request, path: str) -> Response:
    query = request.url.query
    target = f"{path}?{query}" if query else path
    return RedirectResponse(target, 308, headers={"cache-control": "public, max-age=300"})


def _allow(headers: Mapping[str, str]) -> dict[str, str]:
    """Say which methods are answered, and which type of body QUERY reads where it is."""
    methods = {m.strip() for value in headers.values() for m in value.split(",")}
    if "GET" in methods:
        methods.add("HEAD")
    said = {"allow": ", ".join(sorted(methods | {"OPTIONS"}))}
    return said | {"accept-query": ACCEPT_QUERY} if "QUERY" in methods else said
