"""Load: one run of wrk, and what it found."""

import re
import shutil
import subprocess
from collections.abc import Collection
from typing import NamedTuple

from benchmarks.client import HOST

MISSING = (
    "wrk makes the load and is not here: install the Debian package wrk "
    "(apt install wrk), or elsewhere the wrk of https://github.com/wg/wrk."
)


class Load(NamedTuple):
    """What one run of wrk found."""

    requests: int
    per_second: float
    p99: float
    """Milliseconds in which 99 of 100 answers were there."""

    refused: int
    """Answers with a status of 400 or more."""

    broken: int
    """Connections that failed, and answers that came too late."""


class Wrk:
    """The load generator: one thread, which keeps some connections busy."""

    def __init__(self, prefix: tuple[str, ...], *, connections: int, seconds: int) -> None:
        program = shutil.which("wrk")
        if program is None:
            raise FileNotFoundError(MISSING)
        self._command = (*prefix, program, "--latency", "-t1", f"-c{connections}", f"-d{seconds}s")

    def run(
        self, port: int, target: str, headers: Collection[str], script: str | None = None
    ) -> Load:
        """Ask for one target again and again, as a Lua script says if one is given."""
        options = [option for header in headers for option in ("-H", header)]
        if script is not None:
            options += ["-s", script]
        url = f"http://{HOST}:{port}{target}"
        finished = subprocess.run(
            [*self._command, *options, url],
            check=True,
            capture_output=True,
            text=True,
        )
        return _read(finished.stdout)


def _read(said: str) -> Load:
    p99, unit = _found(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)
    socket_errors = re.search(r"Socket errors: (.*)", said)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(
        requests=int(_found(r"(\d+) requests in", said)[0]),
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", said)[0]),
        p99=float(p99) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit],
        refused=int(refused[1]) if refused else 0,
        broken=sum(map(int, re.findall(r"\d+", socket_errors[1]))) if socket_errors else 0,
    )


def _found(pattern: str, said: str) -> tuple[str, ...]:
    match = re.search(pattern, said)
    if match is None:
        raise ValueError(f"wrk did not say what was expected, but:\n{said}")
    return tuple(map(str, match.groups()))
