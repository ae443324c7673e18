"""Watching: what was asked and answered, told to whoever keeps count, without what was said.

A layer around the finished application, put there only when an operator wants a log or metrics.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from app.web.edge import Application, Message, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and its answer; the query and the bodies are no part of it."""

    method: str
    path: str
    status: int
    """0 where the client hung up before it was answered."""

    seconds: float
    sent: int
    """Bytes of the body that were sent."""

    request_id: str
    client: str | None


class Watch:
    """Tells observers of every request."""

    def __init__(self, app: Application, *observers: Callable[[Seen], None]) -> None:
        self._app = app
        self._observers = observers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer, and tell what could be seen of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, sent, request_id, begun = 0, 0, "", perf_counter()

        async def watching(message: Message) -> None:
            nonlocal status, sent, request_id
            if message["type"] == "http.response.start":
                status = message["status"]
                request_id = dict(message["headers"])[b"x-request-id"].decode()
            else:
                sent += len(message["body"])
            await send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            client = scope.get("client")
            seen = Seen(
                method=scope["method"],
                path=scope["raw_path"].decode("latin-1"),
                status=status,
                seconds=perf_counter() - begun,
                sent=sent,
                request_id=request_id,
                client=client[0] if client else None,
            )
            for observe in self._observers:
                observe(seen)
