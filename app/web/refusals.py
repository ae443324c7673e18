"""Refusals: problem documents for requests that never reach the edge.

They are problem documents under every path, also where FHIR is asked for: the path is not read yet,
or is part of what cannot be read.
"""

from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus

from app.web.headers import Header, common_headers
from app.web.ids import new_id
from app.web.problems import KINDS, ProblemError, caching_of, problem_body
from app.web.settings import Settings


def _let_be(_: str) -> None:
    """Count nothing."""


class Refusals:
    """Writes what the protocol answers itself; each refusal ends its connection."""

    def __init__(self, settings: Settings) -> None:
        self._base_url = settings.base_url
        self._common = common_headers(
            base_url=settings.base_url, cors_origins=settings.cors_origins
        )
        self._count: Callable[[str], None] = _let_be
        if settings.metrics:
            from app.web.metrics import count_refused  # noqa: PLC0415  an optional dependency

            self._count = count_refused

    def answer(self, code: str, detail: str) -> tuple[int, list[Header], bytes]:
        """Make the status, the headers and the body of a refusal."""
        self._count(code)
        status, id = KINDS[code].status, new_id()
        error = ProblemError(code, detail)
        body = problem_body(error, base_url=self._base_url, request_id=id.decode())
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", caching_of(code).encode()),
            (b"connection", b"close"),
            (b"date", formatdate(usegmt=True).encode()),
            (b"x-request-id", id),
            *self._common,
        ]
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.append((b"retry-after", b"1"))
        return status, headers, body

    def wire(self, code: str, detail: str) -> bytes:
        """Write a refusal as it goes over the wire, for what is no request an application sees."""
        status, headers, body = self.answer(code, detail)
        first = f"HTTP/1.1 {status:d} {HTTPStatus(status).phrase}".encode()
        lines = [first, *(name + b": " + value for name, value in headers), b"", body]
        return b"\r\n".join(lines)
