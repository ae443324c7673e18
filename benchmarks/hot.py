"""Hot requests: the same bytes from our server and from the bare one, in turns."""

from collections.abc import Mapping
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple

from benchmarks.client import Answer, Connection, get
from benchmarks.cores import Cores
from benchmarks.load import Wrk
from benchmarks.servers import Server, bare_server

OURS = "ours"
BARE = "bare, same bytes"
SHORT = "bare, two headers"


class Case(NamedTuple):
    """One thing to ask for."""

    name: str
    target: str
    status: int = 200
    headers: tuple[str, ...] = ()
    conditional: bool = False
    """Whether the validator of the answer is sent back, to be told that nothing changed."""

    shortened: bool = False
    """Whether it is also measured against an answer with the two headers it needs at least."""


CASES = (
    Case("stage", "/v1/stages/conditioning", shortened=True),
    Case("list of 10", "/v1/agents?limit=10", shortened=True),
    Case("list", "/v1/agents", shortened=True),
    Case("304", "/v1/stages/conditioning", status=304, conditional=True),
    Case("gzip", "/v1/agents", headers=("Accept-Encoding: gzip",)),
    Case("404", "/v1/agents/no-such-agent", status=404),
)


class Sample(NamedTuple):
    """One server in one round."""

    per_second: float
    cpu: float
    """Microseconds of processor time per request."""

    p99: float
    """Milliseconds in which 99 of 100 answers were there."""


class Measured(NamedTuple):
    """A case, measured."""

    case: Case
    answer: Answer
    samples: Mapping[str, list[Sample]]
    faults: tuple[str, ...]
    """What makes the figures doubtful, in sentences."""

    def ratios(self, other: str) -> list[float]:
        """Return our requests per second as a part of another server's, round by round."""
        pairs = zip(self.samples[OURS], self.samples[other], strict=True)
        return [ours.per_second / theirs.per_second for ours, theirs in pairs]

    @property
    def ratio(self) -> float:
        return median(self.ratios(BARE))


def measure(case: Case, ours: Server, wrk: Wrk, cores: Cores, *, rounds: int) -> Measured:
    """Measure one case: every server once in each round."""
    headers = case.headers
    if case.conditional:
        etag = get(ours.port, case.target).header(b"etag").decode()
        headers = (*headers, f"If-None-Match: {etag}")
    answer = get(ours.port, case.target, headers)
    faults: list[str] = []
    if answer.status != case.status:
        faults.append(f"{case.name}: the status is {answer.status}, not {case.status}.")
    with ExitStack() as stack:
        servers = {OURS: ours, BARE: stack.enter_context(bare_server(answer, cores.server))}
        if case.shortened:
            short = answer.reduced_to((b"content-type", b"content-length"))
            servers[SHORT] = stack.enter_context(bare_server(short, cores.server))
        if get(servers[BARE].port, case.target, headers) != answer:
            faults.append(f"{case.name}: the bare server does not send the same bytes.")
        for server in servers.values():
            _warm(server, case.target, headers)
        samples: dict[str, list[Sample]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, server in servers.items():
                before = server.cpu_seconds()
                load = wrk.run(server.port, case.target, headers)
                cpu = (server.cpu_seconds() - before) / load.requests * 1e6
                samples[name].append(Sample(load.per_second, cpu, load.p99))
                if load.broken or load.refused != (load.requests if answer.status >= 400 else 0):
                    faults.append(
                        f"{case.name}, {name}: of {load.requests} requests {load.refused} "
                        f"were refused and {load.broken} broken."
                    )
    return Measured(case, answer, samples, tuple(faults))


def _warm(server: Server, target: str, headers: tuple[str, ...]) -> None:
    """Ask often enough for the interpreter to have specialised the code."""
    with Connection(server.port) as connection:
        for _ in range(1000):
            connection.get(target, headers)
