"""Servers: ours and the bare one, each a process of its own that never outlives the benchmark."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from benchmarks.client import HOST, Answer, get

ROOT = Path(__file__).parent.parent
FIRST_TARGET = "/v1/stages/conditioning"
PATIENCE = 60.0
"""Seconds after which a server that has not answered is given up."""


class CannotStart(Exception):
    """A server did not start, or not in order; the message holds what it said."""


@dataclass(frozen=True)
class Server:
    """A running server."""

    pid: int
    port: int
    start_up: float
    """Seconds from the start of the process to its first answer."""

    def cpu_seconds(self) -> float:
        """Read the processor time used so far, by the program and by the kernel for it."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Read the resident memory, in MB."""
        for line in Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise ProcessLookupError("The server has ended.")


@contextmanager
def our_server(prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    """Run the API as `make run` does, on a free port."""
    with _running((*prefix, sys.executable, "-m", "app"), b"") as server:
        status = get(server.port, FIRST_TARGET).status
        if status != 200:
            raise CannotStart(f"The server answers {FIRST_TARGET} with {status}.")
        yield server


@contextmanager
def bare_server(answer: Answer, prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    """Run the bare server, which sends one answer, on a free port."""
    wire = answer.head + answer.body
    with _running((*prefix, sys.executable, "-m", "benchmarks.bare"), wire) as server:
        yield server


@contextmanager
def validating_server(prefix: tuple[str, ...] = ()) -> Iterator[Server]:
    """Run the server that validates a plan's body and answers a constant, on a free port."""
    with _running((*prefix, sys.executable, "-m", "benchmarks.validating"), b"") as server:
        yield server


@contextmanager
def _running(command: tuple[str, ...], given: bytes) -> Iterator[Server]:
    port = _free_port()
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=_environment(port),
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=said,
        )
        try:
            _await_answer(process, port, said)
            yield Server(process.pid, port, time.perf_counter() - started)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(port: int) -> Mapping[str, str]:
    """Return our own environment with the default settings, whatever the operator has set."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYZERO_")}
    return {**kept, "DAYZERO_HOST": HOST, "DAYZERO_PORT": str(port)}


def _await_answer(process: subprocess.Popen[bytes], port: int, said: IO[bytes]) -> None:
    given_up = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < given_up:
        try:
            get(port, FIRST_TARGET)
        except OSError:
            time.sleep(0.002)
        else:
            return
    said.seek(0)
    words = said.read().decode(errors="replace").strip()
    raise CannotStart(f"The server did not start. It said:\n{words}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
