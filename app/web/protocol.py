"""The protocol: what uvicorn leaves open to a client that is slow, wrong, or one too many.

uvicorn reads requests before any application sees them. It waits for them without end, keeps what
it has read without bound, and refuses in plain text. This subclass of its protocol gives each
connection a deadline and a size, and answers what it refuses with a problem document.

A request that arrives whole sets no timer of ours: only what has to be waited for is watched. The
methods and attributes of uvicorn that are used here were read in its release 0.54, and every one
of them is met by a test over a real socket.
"""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.web.edge import ARRIVED, MOST_HEADER_BYTES, MOST_TARGET_BYTES, Receive, Scope, Send
from app.web.files import unsent
from app.web.refusals import Refusals
from app.web.settings import Settings

MOST_HEAD_BYTES: Final = MOST_HEADER_BYTES + MOST_TARGET_BYTES
"""Bytes of a head that are read before it is whole; the edge looks at the parts of a whole one."""

MOST_BODY_BYTES: Final = 4 * 1024 * 1024
"""Bytes of a body that are read although nobody wants them, to keep the connection for the next."""

SPARE_CONNECTIONS: Final = 256
"""Connections above the most that are let in to be told so; those above them are cut off."""

FAREWELL_SECONDS: Final = 2.0
"""Seconds in which a client that was refused has to read the answer."""

PARTING_SECONDS: Final = 0.5
"""How long a connection without a request lives once the server stops: one may be on its way."""


_log: Final = logging.getLogger("dayzero.connection")
_log.setLevel(logging.ERROR)  # what anybody can send is no warning: it would fill the disk


@dataclass(frozen=True)
class Limits:
    """What a client may take, in one process."""

    connections: int
    """Connections at once."""

    read_seconds: float
    """For the head of a request, and again for its body."""

    idle_seconds: float
    """Between two requests of a connection, and for an answer to be taken."""


def limits_of(settings: Settings, *, connections: int) -> Limits:
    """Take the limits from the settings, with the connections that the system allows."""
    return Limits(
        connections=min(settings.max_connections, connections),
        read_seconds=settings.read_seconds,
        idle_seconds=settings.idle_seconds,
    )


class Protocol(HttpToolsProtocol):
    """One connection: uvicorn's, with deadlines, limits and problem documents."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        limits: Limits,
        refusals: Refusals,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.logger = _log
        self._limits = limits
        self._refusals = refusals
        self._deadline: asyncio.TimerHandle | None = None
        self._taking: asyncio.TimerHandle | None = None
        self._awaited: object = None
        self._read = 0
        self._ended: object = None
        self._answering: RequestResponseCycle = None  # type: ignore[assignment]  # as uvicorn's cycle
        self._stopping = False
        self._parted = False

    # The connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        super().connection_made(transport)
        if len(self.connections) > self._limits.connections + SPARE_CONNECTIONS:
            transport.abort()
        else:
            self._expect(self._limits.read_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._unset_keepalive_if_required()  # uvicorn leaves it where the client hung up rudely
        for cycle in (self._answering, *(cycle for cycle, _ in self.pipeline)):
            if cycle and not cycle.response_complete:  # uvicorn tells the last one only
                cycle.disconnected = True
                cycle.message_event.set()
        self._met()
        self.resume_writing()

    def shutdown(self) -> None:
        """Finish what was begun; a connection without a request has a moment to bring one."""
        self._stopping = True
        if self._parted:
            return
        if self._is_idle():
            self._unset_keepalive_if_required()
            self._expect(PARTING_SECONDS)
        else:
            self._end_with(self.cycle)

    # Reading

    def on_message_complete(self) -> None:
        self._ended = self.scope
        super().on_message_complete()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle = self.cycle
        if self._ended is not self.scope or cycle is None or cycle.response_complete:
            self._await_rest(len(data))
        elif self._deadline is not None:
            self._met()

    def _is_whole(self) -> bool:
        return self._ended is self.scope

    def _is_idle(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _is_in_head(self) -> bool:
        return self.cycle is None or self.cycle.scope is not self.scope

    def _await_rest(self, read: int) -> None:
        """Give the rest of a request its time, and no more room than it can need."""
        if self._parted or self.transport.is_closing():
            return
        if self._is_whole():  # nothing was asked: an empty line, or the end of a body nobody wanted
            self._rest()
            return
        part = (id(self.scope), self._is_in_head())
        if self._awaited != part:
            self._expect(self._limits.read_seconds)
            self._awaited, self._read = part, 0
        self._read += read
        if self._is_in_head():
            if self._read > MOST_HEAD_BYTES:
                self._refuse_head()
        elif self._read > MOST_BODY_BYTES:
            self._refuse("content-too-large", "The body is larger than 32 kB.")

    def _rest(self) -> None:
        """Wait for the next request as long as uvicorn does after an answer."""
        if self.cycle is not None:
            self._met()
            self._unset_keepalive_if_required()
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _expect(self, seconds: float) -> None:
        self._met()
        self._deadline = self.loop.call_later(seconds, self._miss)

    def _met(self) -> None:
        self._awaited = None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _miss(self) -> None:
        """The deadline has passed: say so where a request was begun, and hang up."""
        if self._is_whole():
            self._close()
        else:
            self._refuse("request-timeout", "The request did not arrive in time.")

    # Answering

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # noqa: ANN401  as uvicorn's
        self._answering = cycle
        cycle.scope[ARRIVED] = self.loop.time()  # type: ignore[typeddict-unknown-key]  # read by the edge
        if len(self.connections) > self._limits.connections:
            app = self._answer_busy
            self._end_with(cycle)
        elif self._stopping or not cycle.keep_alive:
            self._end_with(cycle)
        super()._start_asgi_task(cycle, app)

    async def _answer_busy(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        detail = "The server has as many connections as it can serve."
        status, headers, body = self._refusals.answer("overloaded", detail)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _end_with(self, cycle: RequestResponseCycle) -> None:
        """Make an answer the last of its connection."""
        cycle.keep_alive = False
        cycle.on_response = self._on_last_response

    def _on_last_response(self) -> None:
        self.on_response_complete()
        self._watch()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  uvicorn's words
        self._refuse("invalid-request", "The request is not valid HTTP.")

    def _refuse_head(self) -> None:
        if len(self.url) > MOST_TARGET_BYTES:
            self._refuse("uri-too-long", "The path and query are longer than 8 kB together.")
        else:
            self._refuse("headers-too-large", "The headers are larger than 16 kB together.")

    def _refuse(self, code: str, detail: str) -> None:
        """Answer the request that is being read with a problem, and end the connection.

        Where another answer stands before it, that one is the last.
        """
        self._met()
        last = self._answered_before()
        if last is not None:
            self._end_with(last)
            self.flow.pause_reading()
            return
        if not self._is_idle():  # it waits for its body, and need not answer any more
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        elif not self._is_whole() and not self._is_in_head():  # it was answered without its body
            self._close()
            return
        self._parted = True
        self.transport.write(self._refusals.wire(code, detail))
        self.flow.resume_reading()
        self.transport.set_protocol(Farewell(self, self.transport))
        self.transport.write_eof()

    def _answered_before(self) -> RequestResponseCycle | None:
        """Return the answer after which a refusal would stand, if it is not yet given.

        The request that is being read leaves the queue: it is not answered any more.
        """
        if self._is_idle():
            return None
        if self._is_whole() or self._is_in_head() or self.cycle.response_started:
            return self.cycle
        if not self.pipeline:
            return None
        self.pipeline.popleft()
        self.cycle = self.pipeline[0][0] if self.pipeline else self._answering
        return self.cycle

    # Parting

    def timeout_keep_alive_handler(self) -> None:
        self._close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _close(self) -> None:
        self.transport.close()
        self._watch()

    def _watch(self) -> None:
        """Cut off a client that takes nothing of what it is sent: closing would wait for it."""
        left = self._untaken()
        if left and self._taking is None:
            self._taking = self.loop.call_later(self._limits.idle_seconds, self._look, left)

    def _untaken(self) -> int:
        """Count the bytes that wait for the client: here, and then in the system."""
        here = self.transport.get_write_buffer_size()
        return here and here + unsent(self.transport.get_extra_info("socket").fileno())

    def _look(self, before: int) -> None:
        self._taking = None
        if self._untaken() < before:
            self._watch()
        else:
            self.transport.abort()


class Farewell(asyncio.Protocol):
    """The end of a connection that was refused: what still arrives is read and thrown away.

    A socket that is closed with bytes unread is reset, and the answer is lost on its way.
    """

    def __init__(self, spoken: Protocol, transport: asyncio.Transport) -> None:
        self._spoken = spoken
        self._transport = transport
        self._timer = spoken.loop.call_later(FAREWELL_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self._spoken.connection_lost(exc)
