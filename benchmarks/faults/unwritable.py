"""Unwritable: a system in which nothing can be written, as a container with a read-only root."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from typing import Final

from benchmarks.client import get
from benchmarks.faults.world import PATIENCE, ROOT, Figures, environment, free_port

READ_ONLY: Final = (
    "for place in / /tmp /var/tmp /dev/shm; do "
    "mount --bind $place $place && mount -o remount,bind,ro $place || exit 99; done; "
    'cd "$0"; exec "$@"'
)
"""In a file system of its own: nothing outside the process changes."""


def provoke(figures: Figures) -> None:
    if _start("touch", "unwritten").wait() != 1 or (ROOT / "unwritten").exists():
        figures.check("no file system can be made read-only here: unshare is refused", good=False)
        return
    _serve(figures)
    _count_together(figures)


def _serve(figures: Figures) -> None:
    port = free_port()
    process = _start(sys.executable, "-m", "app", port=str(port))
    answers: list[int] = []
    end = time.monotonic() + PATIENCE
    while not answers and process.poll() is None and time.monotonic() < end:
        with suppress(OSError):
            answers = [get(port, target).status for target in ("/v1/pipeline", "/docs", "/")]
        time.sleep(0.02)
    process.terminate()
    _, said = process.communicate(timeout=PATIENCE)
    figures.check(f"pages answered {answers}", good=answers == [200, 200, 200])
    figures.check("nothing in the log", good="Traceback" not in said)


def _count_together(figures: Figures) -> None:
    """Several workers count in files: without a place for them the start is refused."""
    process = _start(sys.executable, "-m", "app", port=str(free_port()), workers="2", metrics="on")
    _, said = process.communicate(timeout=PATIENCE)
    figures.check(
        f"metrics of several workers, exit {process.returncode}: {said.strip()}",
        good=process.returncode == 1 and len(said.splitlines()) == 1 and "TMPDIR" in said,
    )


def _start(*command: str, **settings: str) -> subprocess.Popen[str]:
    unshare = shutil.which("unshare") or "unshare"
    own = () if os.geteuid() == 0 else ("--map-root-user",)
    return subprocess.Popen(
        [unshare, "--mount", *own, "/bin/sh", "-c", READ_ONLY, str(ROOT), *command],
        env=environment(**settings), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
