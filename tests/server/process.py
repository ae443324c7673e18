"""A real server: `python -m app` in a process of its own, on a free port, always cleaned up."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.server.wire import ask, get

ROOT: Final = Path(__file__).parent.parent.parent
PATIENCE: Final = 120.0
"""Most seconds to wait for anything; nothing here takes one tenth of it on an idle machine."""


@dataclass(frozen=True)
class Ended:
    """What a process that has ended said, and how it ended."""

    status: int
    out: str
    err: str


class Server:
    """A server that answers."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
        self._process = process
        self._folder = folder
        self.port = port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def out(self) -> str:
        return (self._folder / "out").read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return (self._folder / "err").read_text(encoding="utf-8")

    @property
    def workers(self) -> list[int]:
        """The ids of the processes that answer, from the log."""
        return [int(id) for id in re.findall(r"Started server process \[(\d+)\]", self.err)]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Send a signal and wait for the end."""
        self._process.send_signal(number)
        status = self._process.wait(PATIENCE)
        return Ended(status, self.out, self.err)

    def wait_until_it_answers(self, workers: int) -> None:
        """Wait until every worker has been started and one has answered."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            assert self._process.poll() is None, f"The server ended: {self.err}"
            with suppress(OSError):
                if len(self.workers) >= workers and ask(self.port, get("/health/live")):
                    return
            time.sleep(0.02)
        raise AssertionError(f"The server did not answer in {PATIENCE:g} s: {self.err}")


@contextmanager
def running(*, folder: Path = ROOT, port: int | None = None, **settings: str) -> Iterator[Server]:
    """Run a server until the end of the block; settings are named as `public_url`."""
    port = port or free_port()
    environment = environment_with(port=str(port), **settings)
    with TemporaryDirectory() as temporary:
        said = Path(temporary)
        with (said / "out").open("wb") as out, (said / "err").open("wb") as err:
            process = subprocess.Popen(
                [sys.executable, "-m", "app"],
                cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                start_new_session=True,
            )  # fmt: skip
        server = Server(process, port, said)
        try:
            server.wait_until_it_answers(int(settings.get("workers", "1")))
            yield server
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # with its workers: they would outlive it
                process.wait(PATIENCE)


def run(*arguments: str, folder: Path = ROOT, **settings: str) -> Ended:
    """Run `python -m app` to its end."""
    ended = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "app", *arguments],
        cwd=folder, env=environment_with(**settings), stdin=subprocess.DEVNULL,
        capture_output=True, timeout=PATIENCE, check=False, text=True,
    )  # fmt: skip
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def environment_with(**settings: str) -> Mapping[str, str]:
    """Return this environment, with these settings and no others."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DAYZERO_")}
    said = {f"DAYZERO_{name.upper()}": value for name, value in settings.items()}
    return {**own, **said, "PYTHONDONTWRITEBYTECODE": "1"}


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
