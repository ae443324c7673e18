"""python -m benchmarks.faults [NAME ...]: provoke faults, and say what the server made of them.

    world            a server with its own settings, its memory and open files; the figures
    clients          clients that ask in a loop, and tell what became of each request
    held             10,000 connections held open
    saturation       60 s of as many requests as can be made
    slow             1,000 clients that send a byte now and then
    busting          60 s of queries that nobody asked before
    killed           kill -9 of a worker under load
    stopped          SIGTERM under load
    fuzzed           100,000 inputs that are nearly HTTP
    unwritable       a folder, and a system, in which nothing can be written

The exit status is 1 if one of them was not survived.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from benchmarks.cores import choose_cores
from benchmarks.faults import busting, fuzzed, held, killed, saturation, slow, stopped, unwritable
from benchmarks.faults.world import Figures, allow_files

FAULTS: Final[Mapping[str, Callable[[Figures], None]]] = {
    "held": held.provoke,
    "saturation": saturation.provoke,
    "slow": slow.provoke,
    "busting": busting.provoke,
    "killed": killed.provoke,
    "stopped": stopped.provoke,
    "fuzzed": fuzzed.provoke,
    "unwritable": unwritable.provoke,
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.faults", description="Provoke faults.", allow_abbrev=False
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(FAULTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}")
    if sys.platform != "linux":
        print("The faults are provoked by means of /proc and of wrk: they need Linux.")
        return 1
    allow_files()
    print(f"{choose_cores().said}; load average {os.getloadavg()[0]:.2f}", flush=True)
    survived = [_provoke(name, quick=options.quick) for name in options.names or FAULTS]
    return 0 if all(survived) else 1


def _provoke(name: str, *, quick: bool) -> bool:
    print(f"\n{name}", flush=True)
    figures = Figures(quick=quick)
    FAULTS[name](figures)
    print("  survived" if figures.survived else "  NOT SURVIVED", flush=True)
    return figures.survived


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
