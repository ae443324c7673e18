"""Held: many connections that stay open, each asked at the beginning and at the end."""

import asyncio
import time
from typing import Final

from benchmarks.client import HOST
from benchmarks.faults.clients import Client, Told
from benchmarks.faults.world import Figures, Server, pin_to_load, serving

CONNECTIONS: Final = 10_000
SECONDS: Final = 10
AT_ONCE: Final = 200
REQUEST: Final = f"GET /v1/stages/conditioning HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def provoke(figures: Figures) -> None:
    pin_to_load()
    with serving() as server:
        asyncio.run(_hold(figures, server))


async def _hold(figures: Figures, server: Server) -> None:
    count = figures.scaled(CONNECTIONS)
    before = server.rss()
    begun = time.monotonic()
    held = await _open(server.port, count)
    opened = time.monotonic() - begun
    figures.check(
        f"{len(held):,} connections held, opened in {opened:.1f} s", good=len(held) == count
    )
    each = (server.rss() - before) * 1000 / count
    figures.tell(f"memory {before:.0f} to {server.rss():.0f} MB, {each:.1f} kB for each connection")
    told = Told()
    other = Client(server.port, told, lambda: "/v1/agents?limit=10")
    await other.ask_until(time.monotonic() + figures.scaled(SECONDS), pause=0.005)
    failed = sum(told.unanswered.values()) + len(told.seconds) - told.answered[200]
    figures.check(
        f"another client meanwhile: {told.answered[200]} answers, {failed} failures, "
        f"p50 {told.ms(50):.1f} ms, p99 {told.ms(99):.1f} ms",
        good=not failed,
    )
    begun = time.monotonic()
    statuses = await asyncio.gather(*map(_ask, held))
    figures.check(
        f"all asked again at once: {statuses.count(200):,} of {count:,} answered 200 "
        f"in {time.monotonic() - begun:.1f} s",
        good=statuses.count(200) == count,
    )
    figures.check("nothing in the log", good="Traceback" not in server.said)


async def _open(port: int, count: int) -> list[Streams]:
    held: list[Streams] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def open_one(number: int) -> None:
        async with gate:
            source = f"127.0.0.{1 + number % 4}"  # each has its own ports
            try:
                streams = await asyncio.open_connection(HOST, port, local_addr=(source, 0))
                if await _ask(streams) == 200:
                    held.append(streams)
            except OSError as error:
                print(f"  {error}")

    await asyncio.gather(*map(open_one, range(count)))
    return held


async def _ask(streams: Streams) -> int:
    reader, writer = streams
    try:
        writer.write(REQUEST)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        lower = head.lower()
        length = int(lower.partition(b"content-length: ")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        return int(head.split()[1])
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return 0
