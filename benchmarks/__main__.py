"""python -m benchmarks: measure the API on this machine, against the limit of what it stands on.

    cores    which core the servers get, and which the load
    client   one request over a plain socket, and the exact bytes of its answer
    bare     the limit: an ASGI callable that sends those bytes and does nothing else
    servers  our server and the bare one, as processes
    load     wrk
    hot      the same request to both, in turns
    memory   what is held after the documentation, and after ever new queries
    report   tables, and the figures against what we want

It measures and does not judge: the exit status is 0 whatever it finds.
"""

import argparse
import os
import platform
import signal
import sys
from collections.abc import Sequence
from importlib.metadata import version
from statistics import median
from typing import Final

from benchmarks.cores import Cores, choose_cores
from benchmarks.hot import CASES, Measured, measure
from benchmarks.load import Wrk
from benchmarks.memory import Reading, bust_cache, read_documentation
from benchmarks.report import hot_table, memory_table, target_table, targets
from benchmarks.servers import CannotStart, Server, our_server


def main(arguments: Sequence[str]) -> None:
    options = _read_options(arguments)
    if sys.platform != "linux":
        print("The benchmark reads /proc and pins processes to cores: it needs Linux.")
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        _measure_all(options)
    except CannotStart as error:
        print(error, file=sys.stderr)
    except ConnectionError as error:
        print(f"A server hung up while it was measured: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)


QUICK: Final = {"rounds": 2, "seconds": 1, "starts": 3, "queries": 8_000}


def _read_options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the API.", allow_abbrev=False
    )
    parser.add_argument("--rounds", type=_count, default=5, help="rounds of each case (5)")
    parser.add_argument("--seconds", type=_count, default=3, help="seconds of each round (3)")
    parser.add_argument("--connections", type=_count, default=32, help="open at once (32)")
    parser.add_argument("--starts", type=_count, default=5, help="times it is started (5)")
    parser.add_argument("--queries", type=_count, default=20_000, help="different ones (20000)")
    parser.add_argument("--quick", action="store_true", help="a rough look, in under a minute")
    if "--quick" in arguments:
        parser.set_defaults(**QUICK)
    return parser.parse_args(arguments)


def _count(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"{word} is not a whole number above 0")
    return int(word)


def _end(number: int, _frame: object) -> None:
    """End by an exception, so that every server is stopped on the way out."""
    sys.exit(128 + number)


def _measure_all(options: argparse.Namespace) -> None:
    cores = choose_cores()
    print(_conditions(options, cores), flush=True)
    with our_server(cores.server) as ours:
        readings = [Reading("at the start", ours.rss())]
        hot = _measure_hot(ours, cores, options)
        readings.append(Reading("after the hot requests", ours.rss()))
        readings.append(read_documentation(ours))
        readings.extend(bust_cache(ours, options.queries))
    print(f"\n{memory_table(readings)}", flush=True)
    start_ups = [_start_up() for _ in range(options.starts)]
    each = ", ".join(f"{seconds:.2f}" for seconds in start_ups)
    print(f"\nstart-up, process to first answer: median {median(start_ups):.2f} s of {each}")
    print(f"load average at the end {os.getloadavg()[0]:.2f}, of which at most 2 is our own")
    print(f"\n{target_table(targets(hot, start_ups, readings))}")


def _conditions(options: argparse.Namespace, cores: Cores) -> str:
    stack = ", ".join(f"{name} {version(name)}" for name in ("uvicorn", "uvloop", "httptools"))
    return (
        f"Python {platform.python_version()}, {stack}; {cores.said}; "
        f"load average {os.getloadavg()[0]:.2f}\n"
        f"{options.rounds} rounds of {options.seconds} s in turns, "
        f"{options.connections} connections; medians; ours/it round by round"
    )


def _measure_hot(ours: Server, cores: Cores, options: argparse.Namespace) -> list[Measured]:
    try:
        wrk = Wrk(cores.load, connections=options.connections, seconds=options.seconds)
    except FileNotFoundError as error:
        print(f"\nHot requests are not measured. {error}")
        return []
    hot = [measure(case, ours, wrk, cores, rounds=options.rounds) for case in CASES]
    print(f"\n{hot_table(hot)}", flush=True)
    for measured in hot:
        for fault in measured.faults:
            print(f"Doubtful: {fault}")
    return hot


def _start_up() -> float:
    with our_server() as server:
        return server.start_up


if __name__ == "__main__":
    main(sys.argv[1:])
