"""Clients: each asks in a loop, and tells what became of every request."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles
from typing import Final

from benchmarks.client import HOST

SECONDS: Final = 20.0
"""After so many seconds without an answer a request is lost."""


@dataclass
class Told:
    """What became of the requests of all clients."""

    answered: Counter[int] = field(default_factory=Counter)
    """By status."""

    unanswered: Counter[str] = field(default_factory=Counter)
    """`refused`: no connection. `reset`: a new connection was cut before any byte. `lost`: a
    connection that had answered before was cut before any byte. `torn`: within an answer."""

    seconds: list[float] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    """When each answer was there."""

    def ms(self, percent: int) -> float:
        """Return the milliseconds in which so many percent of the answers were there."""
        return quantiles(self.seconds, n=100)[percent - 1] * 1000

    @property
    def longest_gap(self) -> float:
        """The longest time in which nobody was answered."""
        moments = sorted(self.moments)
        pairs = pairwise(moments)
        return max((later - earlier for earlier, later in pairs), default=0.0)


class Torn(Exception):
    """The connection ended within an answer."""


class Client:
    """One connection at a time, made anew when it ends."""

    def __init__(self, port: int, told: Told, target: Callable[[], str]) -> None:
        self._port = port
        self._told = told
        self._target = target
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask_until(self, moment: float, pause: float = 0.0) -> None:
        """Ask again and again until a moment."""
        while time.monotonic() < moment:
            await self.ask()
            await asyncio.sleep(pause)
        self.hang_up()

    async def ask(self) -> int:
        """Ask once; return the status, or 0 if there was no answer."""
        is_new = self._streams is None
        begun = time.monotonic()
        try:
            status = await asyncio.wait_for(self._exchange(), SECONDS)
        except ConnectionRefusedError:
            await asyncio.sleep(0.05)
            return self._failed("refused")
        except Torn:
            return self._failed("torn")
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return self._failed("reset" if is_new else "lost")
        now = time.monotonic()
        self._told.answered[status] += 1
        self._told.seconds.append(now - begun)
        self._told.moments.append(now)
        return status

    def hang_up(self) -> None:
        if self._streams is not None:
            with suppress(OSError):
                self._streams[1].close()
            self._streams = None

    def _failed(self, how: str) -> int:
        self._told.unanswered[how] += 1
        self.hang_up()
        return 0

    async def _exchange(self) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(HOST, self._port)
        reader, writer = self._streams
        writer.write(f"GET {self._target()} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        first = await reader.readexactly(1)
        try:
            head = first + await reader.readuntil(b"\r\n\r\n")
            lines = head.decode("latin-1").lower().split("\r\n")
            headers = dict(line.split(": ", 1) for line in lines[1:] if line)
            await reader.readexactly(int(headers["content-length"]))
        except (OSError, asyncio.IncompleteReadError) as error:
            raise Torn from error
        if headers.get("connection") == "close":
            self.hang_up()
        return int(lines[0].split()[1])
