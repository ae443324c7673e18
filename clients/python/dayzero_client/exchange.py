"""Exchanges: how a call becomes a request and a response its content, however it is sent."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple

import httpx
from pydantic import ValidationError

from app.web.problems import Problem
from dayzero_client.calls import Call
from dayzero_client.errors import ProblemAnswer, UnexpectedAnswer, Unreachable

KEPT = "dayzero_client.kept"
"""Where a request carries the answer that is kept for it: it may be let go before the response."""


class Kept(NamedTuple):
    """An answer that is only asked about again."""

    etag: str
    content: bytes


class Exchange:
    """What a client knows between two calls: the answers it keeps."""

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def request(self, http: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
        """Make the request of a call."""
        if call.body is not None:
            headers = {"content-type": "application/json"}
            return http.build_request(
                "POST", call.path, params=call.query, content=call.body, headers=headers
            )
        request = http.build_request("GET", call.path, params=call.query)
        kept = self._kept.get(str(request.url))
        if kept is not None:
            request.headers["if-none-match"] = kept.etag
            request.extensions[KEPT] = kept
        return request

    def content(self, request: httpx.Request, response: httpx.Response) -> bytes:
        """Return the content of a response; raise a DayZeroError for an error."""
        if response.status_code == HTTPStatus.NOT_MODIFIED and KEPT in request.extensions:
            kept: Kept = request.extensions[KEPT]
            return kept.content
        if response.status_code != HTTPStatus.OK:
            raise _error(response)
        if request.method == "GET" and "etag" in response.headers:
            self._remember(str(request.url), Kept(response.headers["etag"], response.content))
        return response.content

    def _remember(self, url: str, kept: Kept) -> None:
        with self._lock:
            self._kept[url] = kept
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)


def _error(response: httpx.Response) -> ProblemAnswer | UnexpectedAnswer:
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        try:
            return ProblemAnswer(Problem.model_validate_json(response.content))
        except ValidationError:
            pass  # what follows says as much as can be said
    return UnexpectedAnswer(f"Something that is not the API answered {response.status_code}.")


@contextmanager
def reaching(request: httpx.Request) -> Iterator[None]:
    """Turn a failure of the network into Unreachable."""
    try:
        yield
    except httpx.RequestError as error:
        where = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
        raise Unreachable(f"No answer from {where} ({type(error).__name__}).") from error
