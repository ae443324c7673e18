"""Cores: the server on one and the load on another, so that neither disturbs the other."""

import os
import shutil
import sys
from typing import NamedTuple


class Cores(NamedTuple):
    """What to put before a command so that it stays on its core."""

    server: tuple[str, ...]
    load: tuple[str, ...]
    said: str


def choose_cores() -> Cores:
    """Give the server and the load a core each, where there are two."""
    if sys.platform != "linux":
        return Cores((), (), "not pinned, this is not Linux: ratios are rough")
    cores = sorted(os.sched_getaffinity(0))
    taskset = shutil.which("taskset")
    if len(cores) < 2:
        return Cores((), (), "not pinned, there is one core only: ratios are rough")
    if taskset is None:
        return Cores((), (), "not pinned, taskset (of util-linux) is missing: ratios are rough")
    pin = (taskset, "--cpu-list")
    return Cores(
        (*pin, str(cores[0])),
        (*pin, str(cores[-1])),
        f"server on core {cores[0]}, load on core {cores[-1]}",
    )
