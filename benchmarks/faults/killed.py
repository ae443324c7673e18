"""Killed: a worker that is gone at once, under load; the others go on and it is replaced."""

import asyncio
import os
import signal
import time
from typing import Final

from benchmarks.faults.clients import Client, Told
from benchmarks.faults.world import Figures, Server, pin_to_load, serving

WORKERS: Final = 2
CLIENTS: Final = 32
SECONDS: Final = 5.0
"""Before the kill, and after it."""


def provoke(figures: Figures) -> None:
    pin_to_load()
    with serving(workers=str(WORKERS)) as server:
        asyncio.run(_kill(figures, server))
        figures.check("nothing in the log", good="Traceback" not in server.said)


async def _kill(figures: Figures, server: Server) -> None:
    told = Told()
    end = time.monotonic() + 2 * SECONDS
    clients = [Client(server.port, told, lambda: "/v1/agents?limit=10") for _ in range(CLIENTS)]
    asking = [asyncio.create_task(client.ask_until(end)) for client in clients]
    await asyncio.sleep(SECONDS)
    victim = server.workers[0]
    os.kill(victim, signal.SIGKILL)
    killed = time.monotonic()
    while len(server.workers) == WORKERS and time.monotonic() < killed + 20:  # noqa: ASYNC110  a process, not an event
        await asyncio.sleep(0.02)
    replaced = time.monotonic() - killed
    await asyncio.gather(*asking)
    after = sum(moment > killed for moment in told.moments)
    broken = told.unanswered["lost"] + told.unanswered["torn"] + told.unanswered["reset"]
    figures.check(
        f"{told.answered[200]:,} answers, {after:,} of them after the kill; "
        f"longest time without any {told.longest_gap * 1000:.0f} ms",
        good=after > 0 and sum(told.answered.values()) == told.answered[200],
    )
    figures.check(
        f"cut off with the worker: {broken} of {CLIENTS} connections; "
        f"connections refused: {told.unanswered['refused']}",
        good=broken <= CLIENTS and not told.unanswered["refused"],
    )
    figures.check(f"a new worker after {replaced:.1f} s", good=len(server.workers) == WORKERS + 1)
