"""Busting: queries that nobody asked before, so that nothing kept is of use."""

import asyncio
import time
from itertools import count
from typing import Final

from benchmarks.faults.clients import Client, Told
from benchmarks.faults.world import Figures, Server, pin_to_load, serving

SECONDS: Final = 60
CLIENTS: Final = 16
MOST_GROWTH: Final = 5.0
"""MB by which the memory may grow after the store is full."""


def provoke(figures: Figures) -> None:
    pin_to_load()
    with serving() as server:
        asyncio.run(_bust(figures, server))
        figures.check("nothing in the log", good="Traceback" not in server.said)


async def _bust(figures: Figures, server: Server) -> None:
    seconds = figures.scaled(SECONDS)
    numbers = count()
    told = Told()
    clients = [Client(server.port, told, lambda: _target(next(numbers))) for _ in range(CLIENTS)]
    before = server.rss()
    readings: list[float] = []
    for _ in range(6):
        end = time.monotonic() + seconds / 6
        await asyncio.gather(*(client.ask_until(end) for client in clients))
        readings.append(server.rss())
    asked = sum(told.answered.values())
    failed = asked - told.answered[200] + sum(told.unanswered.values())
    figures.check(
        f"{asked:,} different queries in {seconds} s, {failed} failures, p99 {told.ms(99):.1f} ms",
        good=not failed,
    )
    each = ", ".join(f"{reading:.0f}" for reading in readings)
    figures.check(
        f"memory {before:.0f} MB before, then each sixth of the time {each} MB",
        good=figures.quick or readings[-1] - readings[2] < MOST_GROWTH,
    )


def _target(number: int) -> str:
    """Return an address of a list, of a search, or of another type, never the same twice."""
    kinds = ("/v1/references?limit=50&q=a{0}", "/v1/search?q=stem{0}", "/v1/agents?sort=name&q={0}")
    return kinds[number % len(kinds)].format(number)
