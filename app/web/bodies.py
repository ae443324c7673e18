"""Bodies: JSON read exactly, once, and refused by name where it is wrong.

Numbers keep their digits, a member may stand once only, and nothing that was sent is repeated in
the answer: it may be about somebody's health.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from app.web.problems import MOST_FAULTS_OF_A_BODY, Fault, ProblemError

MOST_BODY_BYTES: Final = 32 * 1024
"""Larger than any valid body by far."""

MOST_DIGITS: Final = 9
"""Of a length that is worth reading as a number."""

LIMITS: Final[Mapping[str, str]] = {
    "ge": "at least {}", "gt": "above {}", "le": "at most {}", "lt": "below {}",
    "multiple_of": "a multiple of {}",
}  # fmt: skip
"""Pydantic's name of a limit -> how it is said."""

M = TypeVar("M", bound=BaseModel)


async def read_body(
    request: Request, model: type[M], media_types: tuple[str, ...] = ("application/json",)
) -> M:
    """Read the body as a model; raise a problem that names each wrong member."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in media_types:
        fault = Fault(
            code="media_type", detail="Only JSON is read.", header="Content-Type",
            allowed=list(media_types),
        )  # fmt: skip
        said = f"The body must be {media_types[0]}."
        raise ProblemError("unsupported-media-type", said, errors=(fault,))
    return validated(model, parse(await _read(request)))


def validated(model: type[M], members: Mapping[str, Any]) -> M:
    """Make a model of members; raise a problem that names each wrong one."""
    try:
        return model.model_validate(members)
    except ValidationError as error:
        each = (fault for found in error.errors() for fault in _faults(found, model))
        faults = tuple(islice(each, MOST_FAULTS_OF_A_BODY))
        raise ProblemError("invalid-body", _detail(faults), errors=faults) from None


def body_of(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """Make the dependency that reads the body as a model."""

    async def read(request: Request) -> M:
        return await read_body(request, model)

    return read


def parse(body: bytes) -> dict[str, Any]:
    """Parse a JSON object exactly; raise a problem for anything else."""
    try:
        members = json.loads(
            body.decode("utf-8"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twins,
        )
    except _Refused as refused:
        fault = Fault(code="json", detail=str(refused), pointer="")
        raise ProblemError("invalid-request", str(refused), errors=(fault,)) from None
    except (ValueError, RecursionError, ArithmeticError):
        raise ProblemError("invalid-request", "The body is not valid JSON in UTF-8.") from None
    if not isinstance(members, dict):
        fault = Fault(code="object", detail="The body must be a JSON object.", pointer="")
        raise ProblemError("invalid-body", "The body must be a JSON object.", errors=(fault,))
    return members


async def _read(request: Request) -> bytes:
    """Read a body, as far as it is not too large; one that says it is, not at all.

    FastAPI's own `max_body_size` answers a large body in plain text wherever a problem is found
    before the body is read, and so does not keep the promise that every error is a problem.
    """
    said = request.headers.get("content-length", "").lstrip("0")
    if said.isdecimal() and (len(said) > MOST_DIGITS or int(said) > MOST_BODY_BYTES):
        raise ProblemError("content-too-large", "The body is larger than 32 kB.")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY_BYTES:
            raise ProblemError("content-too-large", "The body is larger than 32 kB.")
    return bytes(body)


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which an escape can write and UTF-8 cannot."""


class _Refused(ValueError):
    """JSON that Python would take and this API does not."""


def _no_constant(_: str) -> Any:  # noqa: ANN401  never returns
    raise _Refused("NaN and Infinity are not JSON.")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Refused("A member of an object stands twice.")
    if any(_SURROGATE.search(name) for name in members):
        raise _Refused("The name of a member is not Unicode text.")
    return members


def _faults(found: Any, model: type[BaseModel]) -> Iterator[Fault]:  # noqa: ANN401  Pydantic's ErrorDetails
    """Yield a fault for each member that is wrong; several may contradict each other."""
    known = [str(part) for part in found["loc"] if part != "[key]"]  # Pydantic's, for a map's key
    context = found.get("ctx", {})
    if found["type"] == "contradiction":
        for contradiction in context["found"]:
            for member, allowed in contradiction.allowed.items():
                yield Fault(
                    code="contradiction", detail=f"{contradiction.said}.",
                    pointer=_pointer([*known, member]), allowed=list(allowed),
                )  # fmt: skip
    elif found["type"] == "extra_forbidden":
        yield Fault(
            code="unknown_member", detail="This member is unknown.", pointer=_pointer(known),
            allowed=sorted(model.model_fields) if len(known) == 1 else None,
        )  # fmt: skip
    else:
        message = _DECIMAL.sub(r"\1", str(found["msg"]).removeprefix("Value error, "))
        yield Fault(
            code=found["type"], detail=f"{message}.", pointer=_pointer(known),
            allowed=_allowed(context),
        )  # fmt: skip


_DECIMAL: Final = re.compile(r"Decimal\('([^']*)'\)")
"""How Pydantic shows an exact number."""


def _allowed(context: Mapping[str, Any]) -> list[str] | None:
    """Return the names or the limits that Pydantic expected; None where it expected neither."""
    names = [part for part in str(context.get("expected", "")).split("'")[1::2] if part]
    limits = [
        said.format(_DECIMAL.sub(r"\1", str(context[name])))
        for name, said in LIMITS.items()
        if name in context
    ]
    return names or limits or None


def _pointer(parts: list[str]) -> str:
    return "".join(f"/{_escape(part)}" for part in parts)[:200]


def _escape(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _detail(faults: tuple[Fault, ...]) -> str:
    pointers = ", ".join(dict.fromkeys(fault.pointer or "the body" for fault in faults))
    return f"Wrong: {pointers}."
