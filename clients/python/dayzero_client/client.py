"""The clients: one sends calls, the other awaits them; both share everything but the sending."""

from collections.abc import AsyncIterator, Iterator
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from dayzero_client.calls import Call, ListCall
from dayzero_client.exchange import Exchange, reaching

T = TypeVar("T")
L = TypeVar("L")
I = TypeVar("I")  # noqa: E741  the item of a list L

LOCAL = "http://127.0.0.1:8000"


class Client:
    """Sends calls to one server. Threads may share it; close it, or use it in a `with`."""

    def __init__(
        self,
        base_url: str = LOCAL,
        *,
        timeout: float = 10,
        keep: int = 0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Make a client.

        `timeout` is in seconds, for each of connecting, sending and reading. `keep` is how many
        answers are kept and asked for again with `If-None-Match`.
        """
        self._http = httpx.Client(base_url=base_url, timeout=timeout, transport=transport)
        self._exchange = Exchange(keep)

    def send(self, call: Call[T]) -> T:
        """Send a call and read its answer; raise a DayZeroError where that fails."""
        return call.read(self._content(call))

    def each(self, listing: ListCall[L, I]) -> Iterator[I]:
        """Go through every item of a list, page after page."""
        rest: ListCall[L, I] | None = listing
        while rest is not None:
            items, rest = rest.turn(self._content(rest))
            yield from items

    def _content(self, call: Call[Any]) -> bytes:
        request = self._exchange.request(self._http, call)
        with reaching(request):
            response = self._http.send(request, follow_redirects=call.body is None)
        return self._exchange.content(request, response)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncClient:
    """Sends calls to one server from a running event loop; use it in an `async with`."""

    def __init__(
        self,
        base_url: str = LOCAL,
        *,
        timeout: float = 10,
        keep: int = 0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Make a client; see `Client`."""
        self._http = httpx.AsyncClient(base_url=base_url, timeout=timeout, transport=transport)
        self._exchange = Exchange(keep)

    async def send(self, call: Call[T]) -> T:
        """Send a call and read its answer; raise a DayZeroError where that fails."""
        return call.read(await self._content(call))

    async def each(self, listing: ListCall[L, I]) -> AsyncIterator[I]:
        """Go through every item of a list, page after page."""
        rest: ListCall[L, I] | None = listing
        while rest is not None:
            items, rest = rest.turn(await self._content(rest))
            for item in items:
                yield item

    async def _content(self, call: Call[Any]) -> bytes:
        request = self._exchange.request(self._http, call)
        with reaching(request):
            response = await self._http.send(request, follow_redirects=call.body is None)
        return self._exchange.content(request, response)

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()
