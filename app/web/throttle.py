"""Throttle: the edge of an operator who allows each client only so many requests.

Counted in this process alone: of several workers, each allows as many.
"""

from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time
from typing import Any, Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from app.web.edge import Edge, Exchange
from app.web.headers import Header
from app.web.health import PROBES
from app.web.problems import ProblemError

IPV6_PREFIX: Final = 64
"""Bits of an IPv6 address that one client cannot change at will."""


class ThrottledEdge(Edge):
    """An edge that counts the requests of each client, and says how many are left."""

    def __init__(self, *arguments: Any, rate: str, **named: Any) -> None:  # noqa: ANN401  those of the edge
        super().__init__(*arguments, **named)
        self._rate = parse(rate)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        quota = f'"default";q={self._rate.amount};w={self._rate.get_expiry()}'
        self._policy: Header = (b"ratelimit-policy", quota.encode())

    async def _answer(self, exchange: Exchange) -> None:
        if not exchange.scope["path"].startswith(PROBES):
            self._count(exchange)
        await super()._answer(exchange)

    def _count(self, exchange: Exchange) -> None:
        if not self._limiter.hit(self._rate, client_of(exchange)):
            seconds = self._left(exchange)[1]
            raise ProblemError(
                "too-many-requests",
                f"A client may make {self._rate.amount} requests in {self._rate.get_expiry()} s.",
                headers={"retry-after": str(seconds)},
            )

    def _left(self, exchange: Exchange) -> tuple[int, int]:
        """Return how many requests are left to the client, and for how many seconds."""
        reset, left = self._limiter.get_window_stats(self._rate, client_of(exchange))
        return left, max(1, ceil(reset - time()))

    async def _finish(
        self, exchange: Exchange, status: int, headers: list[Header], body: bytes
    ) -> None:
        left, seconds = self._left(exchange)
        said = [self._policy, (b"ratelimit", f'"default";r={left};t={seconds}'.encode())]
        await super()._finish(exchange, status, [*headers, *said], body)


def client_of(exchange: Exchange) -> str:
    """Name the client that requests are counted for: its address, or its part of an IPv6 one."""
    client = exchange.scope.get("client")
    name = client[0] if client else ""
    try:
        address = ip_address(name)
    except ValueError:  # no address, as over a Unix socket
        return name
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> IPV6_PREFIX << IPV6_PREFIX))
    return name
