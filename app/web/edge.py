"""The edge: what every request and every answer has in common, before and after the routes.

A thin ASGI layer around the finished application. It refuses what no route should see, answers
known GETs from the store of encoded answers, and does for all of them what routes need not do:
HEAD, conditional requests, compression, `Accept`, CORS, request ids and the date. An answer that
is not in the store is made by the routes, sent the same way, and kept if it is public.
"""

import logging
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

from starlette.requests import ClientDisconnect

from app.rendering.fhir.elements import MEDIA_TYPE
from app.web.accept import accepts, accepts_gzip, weight
from app.web.failures import told
from app.web.fhir.outcomes import write_problem
from app.web.headers import Header, common_headers, completed
from app.web.ids import new_id
from app.web.problems import KINDS, MOST_FAULTS, Fault, ProblemError, caching_of
from app.web.store import WORTH_COMPRESSING, Entry, Key, Store, entry_of

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_HEADER_BYTES: Final = 16 * 1024
MOST_TARGET_BYTES: Final = 8 * 1024
PREFLIGHT: Final[list[tuple[bytes, bytes]]] = [
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST, QUERY"),
    (b"access-control-allow-headers", b"*"),
    (b"access-control-max-age", b"86400"),
    (b"vary", b"Origin, Access-Control-Request-Method"),
]
FORMATS: Final[tuple[str, ...]] = (
    "text/csv", "image/svg+xml", "text/calendar", "text/html", MEDIA_TYPE
)  # fmt: skip
"""Types other than JSON that an Accept header can ask for; the answer is kept apart for each."""

_UUID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HOST: Final = re.compile(
    rb"(?:[\w.~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+(?::\d{0,5})?|\[[0-9A-Fa-f:.]+\](?::\d{0,5})?"
)
"""A name or an address, and perhaps a port (RFC 3986, section 3.2)."""

ARRIVED: Final = "dayzero.arrived"
"""Member of the scope: when the request was there, by the clock of the loop."""

RETRY: Final = {"retry-after": "1"}

EVERY_METHOD: Final[list[Header]] = [(b"allow", b"GET, HEAD, OPTIONS, POST, QUERY")]

_log = logging.getLogger("dayzero")


@dataclass(slots=True)
class Exchange:
    """One request, the way to answer it, and the few headers that the edge reads."""

    scope: Scope
    receive: Receive
    send: Send
    request_id: bytes
    accept: bytes = b""
    accept_encoding: bytes = b""
    if_none_match: bytes = b""
    if_modified_since: bytes = b""
    origin: bytes = b""
    preflight: bool = False

    @property
    def key(self) -> Key:
        """What the answer depends on: the target, and the type that Accept asks for."""
        wanted = wanted_type(self.accept) if self.accept else ""
        return self.scope["raw_path"], self.scope["query_string"], wanted

    @property
    def method(self) -> str:
        method: str = self.scope["method"]
        return method


class Edge:
    """The finished application, with the store of answers in front of it."""

    def __init__(  # noqa: PLR0913  all but the first are named
        self,
        app: Application,
        *,
        base_url: str,
        dataset_version: str,
        cors_origins: tuple[str, ...] = ("*",),
        store: Store | None = None,
        wait_seconds: float = 2,
    ) -> None:
        self._app = app
        self._base_url = base_url
        self._wait_seconds = wait_seconds
        self._origins = frozenset(origin.encode() for origin in cors_origins)
        self._any_origin = b"*" in self._origins
        self.store = Store() if store is None else store  # an empty store is falsy
        self._common: list[Header] = [
            *common_headers(base_url=base_url, cors_origins=cors_origins),
            (b"dayzero-dataset-version", dataset_version.encode()),
        ]
        self._second = 0
        self._date: Header = (b"date", b"")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, b"")
        try:
            _read_head(exchange)
            await self._answer(exchange)
        except ProblemError as error:
            await self._send_problem(exchange, error)

    async def _answer(self, exchange: Exchange) -> None:
        method = exchange.method
        if method in ("GET", "HEAD"):
            entry = self.store.get(exchange.key)
            await self._send_entry(exchange, entry or await self._make_entry(exchange))
            return
        _check_target(exchange.scope)
        if method == "OPTIONS":
            await self._answer_options(exchange)
            return
        status, headers, body = await self._ask(exchange, method)
        if status == HTTPStatus.OK:
            _check_accept(exchange, dict(headers).get(b"content-type", b"").decode("latin-1"))
        await self._send(exchange, status, headers, body)

    async def _make_entry(self, exchange: Exchange) -> Entry:
        """Let the routes answer a GET, and keep the answer if it is public."""
        scope = exchange.scope
        _check_target(scope)
        status, headers, body = await self._ask(exchange, "GET")
        if status != HTTPStatus.OK:
            return self._other(status, headers, body)
        entry = entry_of(body, headers, self._common)
        if _is_public(headers) and scope["raw_path"] == scope["path"].encode():
            self.store.keep(exchange.key, entry)
        return entry

    def _other(self, status: int, headers: list[Header], body: bytes) -> Entry:
        """Make an entry of an answer that is not 200: it has no validator and is not kept."""
        return Entry(
            body=body, media_type="", etag=b"", last_modified=None, status=status,
            head=completed(headers, self._common), head_unchanged=[],
        )  # fmt: skip

    async def _ask(self, exchange: Exchange, method: str) -> tuple[int, list[Header], bytes]:
        """Let the routes answer, and collect what they say."""
        self._check_turn(exchange)
        status, headers, chunks = 500, list[Header](), list[bytes]()

        async def collect(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], list(message.get("headers", ()))
            else:
                chunks.append(message.get("body", b""))

        inner = {**exchange.scope, "method": method, "state": _state(exchange)}
        try:
            await self._app(inner, exchange.receive, collect)
        except ClientDisconnect:
            raise ProblemError("request-timeout", "The body did not arrive.") from None
        except Exception as error:  # noqa: BLE001  whatever failed, the client gets a problem
            _log.error("request %s failed\n%s", exchange.request_id.decode(), told(error))
            raise ProblemError("internal-error", "The server failed to answer.") from None
        return status, headers, b"".join(chunks)

    def _check_turn(self, exchange: Exchange) -> None:
        """Refuse a request that has waited so long that its client may not wait any more.

        Only what has to be computed is refused: a kept answer costs less than a refusal.
        """
        arrived = exchange.scope.get(ARRIVED)
        if arrived is not None and time.monotonic() - arrived > self._wait_seconds:
            raise ProblemError(
                "overloaded", "The request waited too long for its turn.", headers=RETRY
            )

    async def _answer_options(self, exchange: Exchange) -> None:
        if exchange.preflight and exchange.origin:
            await self._send(exchange, HTTPStatus.NO_CONTENT, PREFLIGHT, b"")
            return
        if exchange.scope["raw_path"] == b"*":  # of the server as a whole
            await self._send(exchange, HTTPStatus.NO_CONTENT, EVERY_METHOD, b"")
            return
        status, headers, body = await self._ask(exchange, "OPTIONS")
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            allow = [header for header in headers if header[0] in (b"allow", b"accept-query")]
            await self._send(exchange, HTTPStatus.NO_CONTENT, allow, b"")
            return
        await self._send(exchange, status, headers, body)

    async def _send_entry(self, exchange: Exchange, entry: Entry) -> None:
        # The hottest path: plain numbers, because looking up HTTPStatus.OK costs what a dict does.
        if entry.status != 200:  # noqa: PLR2004
            await self._finish(exchange, entry.status, entry.head, entry.body)
            return
        if exchange.accept and exchange.accept != b"*/*":
            _check_accept(exchange, entry.media_type)
        conditional = exchange.if_none_match or exchange.if_modified_since
        if conditional and _is_unchanged(exchange, entry):
            await self._finish(exchange, 304, entry.head_unchanged, b"")
        elif exchange.accept_encoding and _is_zipped_for(exchange, entry):
            if entry.zipped is None:
                self.store.zip(entry)
            await self._finish(exchange, 200, entry.head_zipped, entry.zipped or b"")
        else:
            await self._finish(exchange, 200, entry.head, entry.body)

    async def _send(
        self, exchange: Exchange, status: int, headers: list[Header], body: bytes
    ) -> None:
        await self._finish(exchange, status, completed(headers, self._common), body)

    async def _finish(
        self, exchange: Exchange, status: int, headers: list[Header], body: bytes
    ) -> None:
        """Send an answer, with the headers that no two answers share."""
        own = [*headers, self._now(), (b"x-request-id", exchange.request_id)]
        if not self._any_origin and exchange.origin:
            own.append((b"vary", b"Origin"))
            if exchange.origin in self._origins:
                own.append((b"access-control-allow-origin", exchange.origin))
        send = exchange.send
        await send({"type": "http.response.start", "status": status, "headers": own})
        body = b"" if exchange.method == "HEAD" else body
        await send({"type": "http.response.body", "body": body})

    async def _send_problem(self, exchange: Exchange, error: ProblemError) -> None:
        request_id = exchange.request_id.decode("ascii")
        media_type, body = write_problem(
            error, path=exchange.scope["path"], base_url=self._base_url, request_id=request_id
        )
        headers = [
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", caching_of(error.code).encode()),
            *((name.encode(), value.encode()) for name, value in error.headers.items()),
        ]
        await self._send(exchange, KINDS[error.code].status, headers, body)

    def _now(self) -> Header:
        second = int(time.time())
        if second != self._second:
            self._second = second
            self._date = (b"date", formatdate(second, usegmt=True).encode())
        return self._date


def _read_head(exchange: Exchange) -> None:
    """Read the headers; raise a problem where they are too large or have not one Host."""
    scope = exchange.scope
    hosts, size, host = 0, 0, b""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"host":
            hosts += 1
            host = value
        elif name in _READ:
            found[name] = found[name] + b"," + value if name in found else value
    exchange.request_id = _request_id(found.get(b"x-request-id", b"")) if found else new_id()
    if found:
        _keep_head(exchange, found)
    if size > MOST_HEADER_BYTES:
        raise ProblemError("headers-too-large", "The headers are larger than 16 kB together.")
    if hosts != 1 or not _is_host(host):
        _check_host(hosts, scope["http_version"])


@lru_cache(maxsize=512)
def _is_host(value: bytes) -> bool:
    return _HOST.fullmatch(value) is not None


def _check_host(hosts: int, version: str) -> None:
    """Refuse a request that does not say, once, to whom it is sent."""
    if hosts == 0 and version == "1.0":
        return
    said = (
        "has no Host header" if hosts == 0
        else "has more than one Host header" if hosts > 1
        else "has a Host header that names no host"
    )  # fmt: skip
    fault = Fault(code="host", detail=f"The request {said}.", header="Host")
    raise ProblemError("invalid-request", f"The request {said}.", errors=(fault,))


def _keep_head(exchange: Exchange, found: dict[bytes, bytes]) -> None:
    get = found.get
    exchange.accept = get(b"accept", b"")
    exchange.accept_encoding = get(b"accept-encoding", b"")
    exchange.if_none_match = get(b"if-none-match", b"")
    exchange.if_modified_since = get(b"if-modified-since", b"")
    exchange.origin = get(b"origin", b"")
    exchange.preflight = b"access-control-request-method" in found


_READ: Final = frozenset(
    {b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"origin",
     b"access-control-request-method", b"x-request-id"}
)  # fmt: skip


def _request_id(sent: bytes) -> bytes:
    """Return the id that the client sent if it is a UUID, or a new one."""
    if not sent:
        return new_id()
    lowered = sent.lower()
    return lowered if _UUID.fullmatch(lowered) else new_id()


def _state(exchange: Exchange) -> dict[str, Any]:
    said = {"request_id": exchange.request_id.decode(), "accept": exchange.accept}
    return {**exchange.scope.get("state", {}), **said}


@lru_cache(maxsize=512)
def wanted_type(accept: bytes) -> str:
    """Return the type other than JSON that an Accept header wants most, or nothing."""
    best = max(FORMATS, key=lambda media_type: weight(accept, media_type))
    return best if weight(accept, best) > weight(accept, "application/json") else ""


def _check_target(scope: Scope) -> None:
    """Refuse a path or a query that no route should have to understand."""
    path, query = scope["raw_path"], scope["query_string"]
    if len(path) + len(query) > MOST_TARGET_BYTES:
        raise ProblemError("uri-too-long", "The path and query are longer than 8 kB together.")
    for part, name in ((path, "path"), (query, "query")):
        if not _is_clean(part):
            raise ProblemError(
                "invalid-request",
                f"The {name} holds bytes that are not UTF-8 text, or control characters.",
            )
    names = Counter(name for name, _ in parse_qsl(query.decode("ascii"), keep_blank_values=True))
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        faults = tuple(
            Fault(
                code="repeated", detail="The parameter stands more than once.", parameter=name[:100]
            )
            for name in twice[:MOST_FAULTS]
        )
        raise ProblemError("invalid-parameter", "A query parameter stands twice.", errors=faults)


def _is_clean(part: bytes) -> bool:
    try:
        text = unquote_to_bytes(part).decode("utf-8")
        part.decode("ascii")
    except UnicodeDecodeError:
        return False
    return text.isprintable() or not any(ord(c) < 32 or ord(c) == 127 for c in text)  # noqa: PLR2004  ASCII control characters


def _check_accept(exchange: Exchange, media_type: str) -> None:
    if exchange.accept and not _takes(exchange, media_type):
        plain = media_type.partition(";")[0]
        fault = Fault(
            code="media_type", detail="No accepted type is served.", header="Accept",
            allowed=[plain],
        )  # fmt: skip
        raise ProblemError(
            "not-acceptable", f"This resource is served as {plain}.", errors=(fault,)
        )


def _takes(exchange: Exchange, media_type: str) -> bool:
    """Whether a client takes a type; one that takes JSON takes every kind of it.

    The `_format` of FHIR, which the route has read, goes before `Accept`.
    """
    if accepts(exchange.accept, media_type):
        return True
    if media_type == MEDIA_TYPE and b"_format=" in exchange.scope["query_string"]:
        return True
    return "+json" in media_type and accepts(exchange.accept, "application/json")


def _is_public(headers: list[Header]) -> bool:
    return dict(headers).get(b"cache-control", b"").startswith(b"public")


def _is_zipped_for(exchange: Exchange, entry: Entry) -> bool:
    return len(entry.body) > WORTH_COMPRESSING and accepts_gzip(exchange.accept_encoding)


def _is_unchanged(exchange: Exchange, entry: Entry) -> bool:
    """Compare weakly; If-None-Match decides alone where it was sent (RFC 9110, section 13)."""
    if exchange.if_none_match:
        if exchange.if_none_match == entry.etag or exchange.if_none_match.strip() == b"*":
            return True
        bare = entry.etag.removeprefix(b"W/")
        tags = (tag.strip().removeprefix(b"W/") for tag in exchange.if_none_match.split(b","))
        return bare in tags
    if entry.last_modified is None:
        return False
    try:
        since = parsedate_to_datetime(exchange.if_modified_since.decode("latin-1"))
        return parsedate_to_datetime(entry.last_modified.decode("latin-1")) <= since
    except (ValueError, TypeError):
        return False
