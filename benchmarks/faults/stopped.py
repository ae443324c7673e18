"""Stopped: SIGTERM under load; every request that was taken is answered in full."""

import asyncio
import signal
import time
from typing import Final

from benchmarks.faults.clients import Client, Told
from benchmarks.faults.world import Figures, Server, pin_to_load, serving

CLIENTS: Final = 64
SECONDS: Final = 3.0
ROUNDS: Final = 5
TARGET: Final = "/v1/references?limit=200"


def provoke(figures: Figures) -> None:
    pin_to_load()
    for workers in (1, 2):
        for _ in range(figures.scaled(ROUNDS)):
            with serving(workers=str(workers)) as server:
                asyncio.run(_stop(figures, server, workers))


async def _stop(figures: Figures, server: Server, workers: int) -> None:
    told = Told()
    end = time.monotonic() + SECONDS + 1
    clients = [Client(server.port, told, lambda: TARGET) for _ in range(CLIENTS)]
    asking = [asyncio.create_task(client.ask_until(end)) for client in clients]
    await asyncio.sleep(SECONDS)
    server.signal(signal.SIGTERM)
    begun = time.monotonic()
    await asyncio.gather(*asking)
    status = await asyncio.to_thread(server.process.wait, 40)
    dropped = told.unanswered["lost"] + told.unanswered["torn"]
    figures.check(
        f"{workers} worker(s): {told.answered[200]:,} answered, {dropped} dropped, "
        f"{told.unanswered['reset']} new connections not taken, "
        f"{told.unanswered['refused']} refused after it; "
        f"last answer {max(told.moments) - begun:.2f} s after the signal, exit {status}",
        good=not dropped and status == 0 and "Traceback" not in server.said,
    )
