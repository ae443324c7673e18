"""Saturation: as many requests as can be made, for a minute."""

import time
from threading import Thread
from typing import Final

from benchmarks.cores import choose_cores
from benchmarks.faults.world import Figures, serving
from benchmarks.load import Wrk

SECONDS: Final = 60
MOST_GROWTH: Final = 3.0
"""MB by which the memory may differ between the first third and the end."""


def provoke(figures: Figures) -> None:
    seconds = figures.scaled(SECONDS)
    wrk = Wrk(choose_cores().load, connections=128, seconds=seconds)
    with serving() as server:
        readings: list[float] = []

        def watch() -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                readings.append(server.rss())
                time.sleep(0.5)

        watcher = Thread(target=watch)
        watcher.start()
        load = wrk.run(server.port, "/v1/stages/conditioning", ())
        watcher.join()
        said = server.said
    early, late = readings[len(readings) // 3], readings[-1]
    figures.tell(
        f"{load.requests:,} requests in {seconds} s over 128 connections, "
        f"{load.per_second:,.0f} a second, p99 {load.p99:.1f} ms"
    )
    figures.check(
        f"errors {load.refused}, broken {load.broken}", good=not load.refused + load.broken
    )
    figures.check(
        f"memory {early:.1f} MB after a third, {late:.1f} MB at the end",
        good=late - early < MOST_GROWTH,
    )
    figures.check("nothing in the log", good="Traceback" not in said)
