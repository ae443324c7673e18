"""Slow: clients that send a byte now and then, so that they are never done (slow loris)."""

import asyncio
import time
from collections import Counter
from typing import Final

from benchmarks.client import HOST
from benchmarks.faults.clients import Client, Told
from benchmarks.faults.world import Figures, Server, pin_to_load, serving

ATTACKERS: Final = 1_000
SECONDS: Final = 30
MOST_P99_MS: Final = 50.0
MOST_TIMES: Final = 3.0
"""The latency beside the attack is below so many ms, or times that of the same clients alone: other
programs on the machine disturb both."""

HEAD: Final = b"GET /v1 HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY: Final = (
    b"POST /v1/plans HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b"Content-Length: 30000\r\n\r\n"
)


def provoke(figures: Figures) -> None:
    pin_to_load()
    with serving(read_seconds="5") as server:
        asyncio.run(_attack(figures, server))
        figures.check("nothing in the log", good="Traceback" not in server.said)


async def _attack(figures: Figures, server: Server) -> None:
    count, seconds = figures.scaled(ATTACKERS), max(12, figures.scaled(SECONDS))
    before_it = await _measure(server, 5)
    before = server.rss()
    cut: Counter[int] = Counter()
    end = time.monotonic() + seconds
    attack = [
        asyncio.create_task(_drip(server.port, HEAD if number % 2 else BODY, end, cut))
        for number in range(count)
    ]
    await asyncio.sleep(1)
    beside = await _measure(server, seconds - 2)
    held = server.files()
    await asyncio.gather(*attack)
    after_it = await _measure(server, 5)
    alone = max(before_it.ms(99), after_it.ms(99))
    for told, moment in ((before_it, "before"), (after_it, "after")):
        figures.tell(f"alone, {moment}: p50 {told.ms(50):.2f} ms, p99 {told.ms(99):.2f} ms")
    failed = sum(beside.unanswered.values()) + sum(beside.answered.values()) - beside.answered[200]
    figures.check(
        f"beside {count:,} slow clients ({held:,} files open): {beside.answered[200]} answers, "
        f"{failed} failures, p50 {beside.ms(50):.2f} ms, p99 {beside.ms(99):.2f} ms",
        good=not failed and beside.ms(99) < max(MOST_P99_MS, MOST_TIMES * alone),
    )
    figures.check(
        f"slow clients cut off {sum(cut.values()):,} times, {cut[408]:,} of them with a 408",
        good=cut[408] >= count,
    )
    figures.tell(f"memory {before:.0f} to {server.rss():.0f} MB")


async def _measure(server: Server, seconds: float) -> Told:
    told = Told()
    clients = [Client(server.port, told, lambda: "/v1/agents?limit=10") for _ in range(4)]
    end = time.monotonic() + seconds
    await asyncio.gather(*(client.ask_until(end, pause=0.01) for client in clients))
    return told


async def _drip(port: int, begun: bytes, end: float, cut: Counter[int]) -> None:
    """Begin a request, send a byte each second, and come back when cut off."""
    while time.monotonic() < end:
        try:
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(begun)
            answer = asyncio.create_task(reader.read(1000))
            while not answer.done() and time.monotonic() < end:
                writer.write(b"a")
                await asyncio.wait([answer], timeout=1)
            if answer.done():
                said = answer.result()
                cut[int(said.split()[1]) if said else 0] += 1
            answer.cancel()
            writer.close()
        except OSError:
            cut[0] += 1
