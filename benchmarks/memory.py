"""Memory: what the server holds after it was asked for much, and for ever new things."""

import re
import secrets
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from benchmarks.client import Connection
from benchmarks.servers import Server

PAGES = ("/", "/docs", "/redoc", "/openapi.json")
_LINKED = re.compile(rb"""(?:src|href)=["']?(/assets/[^"'> ]+)""")
_LONGEST = 100
"""Characters that `q` may have."""
_FIRST = 0x1F300
"""First of 256 characters that take four bytes, which is twelve in a URL."""


class Reading(NamedTuple):
    """The resident memory at one moment."""

    moment: str
    rss: float
    """MB."""

    said: str = ""
    busted: bool = False
    """Whether the store of answers had been filled with answers that nobody wants again."""


def read_documentation(server: Server) -> Reading:
    """Ask for every page and what it loads, compressed and not, as browsers and tools do."""
    targets = dict.fromkeys(PAGES)
    statuses: list[int] = []
    size = 0
    with Connection(server.port) as connection:
        for page in PAGES:
            found = _LINKED.findall(connection.get(page).body)
            targets.update(dict.fromkeys(path.decode() for path in found))
        for target in targets:
            for headers in ((), ("Accept-Encoding: gzip",)):
                answer = connection.get(target, headers)
                statuses.append(answer.status)
                size += len(answer.body)
    said = f"{len(targets)} addresses, plain and gzip, {size / 1e6:.1f} MB, {_counted(statuses)}"
    return Reading("after the documentation", server.rss(), said)


def bust_cache(server: Server, count: int) -> Iterator[Reading]:
    """Ask for a list with ever new words that take most room; read the memory at each step."""
    each_step = max(count // 4, 1)
    with Connection(server.port) as connection:
        for step in range(1, 5):
            started = time.perf_counter()
            statuses = [
                connection.get(f"/v1/agents?q={_new_words()}").status for _ in range(each_step)
            ]
            taken = (time.perf_counter() - started) / each_step * 1e6
            said = f"{taken:,.0f} us each, {_counted(statuses)}"
            moment = f"after {step * each_step:,} different queries"
            yield Reading(moment, server.rss(), said, busted=True)


def _new_words() -> str:
    """Return as many characters as `q` may have, of the kind that is longest in a URL."""
    return quote("".join(chr(_FIRST + part) for part in secrets.token_bytes(_LONGEST)))


def _counted(statuses: list[int]) -> str:
    return ", ".join(
        f"{statuses.count(status):,} times {status}" for status in sorted(set(statuses))
    )
