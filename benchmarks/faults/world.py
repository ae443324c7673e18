"""The world of a fault: a server with its own settings, what it holds, and the figures found."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.client import HOST, get
from benchmarks.cores import choose_cores

ROOT: Final = Path(__file__).parent.parent.parent
PROBE: Final = "/health/live"
PATIENCE: Final = 30.0


class Figures:
    """What was found; each figure that is wrong means that the fault was not survived."""

    def __init__(self, *, quick: bool) -> None:
        self.quick = quick
        self.survived = True

    def scaled(self, number: int) -> int:
        """Return a number, or a tenth of it for a quick look."""
        return max(1, number // 10) if self.quick else number

    def tell(self, figure: str) -> None:
        print(f"  {figure}", flush=True)

    def check(self, figure: str, *, good: bool) -> None:
        """Tell a figure that has to be good."""
        self.survived = self.survived and good
        self.tell(figure if good else f"{figure}  <-- WRONG")


@dataclass(frozen=True)
class Server:
    """A running server, and what its processes hold."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that answer, the dead ones among them."""
        return [int(id) for id in re.findall(r"Started server process \[(\d+)\]", self.said)]

    def rss(self) -> float:
        """Read the resident memory of all that answer, in MB."""
        return sum(_rss(id) for id in self.workers)

    def files(self) -> int:
        """Count the open files of all that answer."""
        return sum(_files(id) for id in self.workers)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait_for(self, workers: int) -> None:
        """Wait until so many processes have been started and one answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(OSError):
                if len(self.workers) >= workers and get(self.port, PROBE).status == 200:
                    return
            time.sleep(0.02)
        raise TimeoutError(f"The server did not answer in {PATIENCE:g} s: {self.said}")


@contextmanager
def serving(**settings: str) -> Iterator[Server]:
    """Run the API on a free port with these settings, on the core for servers."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen(
            [*choose_cores().server, sys.executable, "-m", "app"],
            cwd=ROOT, env=environment(port=str(port), **settings),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        server = Server(process, port, Path(log.name))
        try:
            server.wait_for(int(settings.get("workers", "1")))
            yield server
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYZERO_")}
    return kept | {f"DAYZERO_{name.upper()}": value for name, value in settings.items()}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def allow_files() -> None:
    """Let this process open as many files as the system allows it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pin_to_load() -> None:
    """Keep this process on the core for the load, so that it does not disturb the server."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})


def _rss(id: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{id}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def _files(id: int) -> int:
    with suppress(OSError):
        return len(os.listdir(f"/proc/{id}/fd"))  # noqa: PTH208  counted only
    return 0
