"""Several processes behind one port answer as one."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.web.examples import BODIES, EXAMPLES
from tests.server.process import PATIENCE, Server, running
from tests.server.wire import get, reply

TARGETS = [
    *(path.format(**values) for name, (path, values) in EXAMPLES.items() if name not in BODIES),
    "/", "/docs", "/redoc", "/openapi.json", "/assets/page.css", "/assets/swagger-ui-bundle.js",
    "/.well-known/api-catalog",
    "/v1/regimens?limit=3&q=cyclophosphamide",
    "/v1/agents?fields=name,codes&sort=-name&limit=5",
    "/v1/regimens/cyclophosphamide-200-ratg-6?expand=agents,references",
    "/v1/outcomes?measure=neda&format=csv",
    "/v1/outcomes?measure=neda&format=svg",
    "/v1/regimens/mist/schedule?day_zero=2030-01-10&format=ics",
    "/v1/search?q=retuximab",
    "/v1/nothing",
]  # fmt: skip
"""Every operation that is read, every page, every format, and what each parameter does."""

PLAN = (
    b'{"conditioning":"cyclophosphamide-200-ratg-6","day_zero":"2030-01-10",'
    b'"body":{"weight_kg":110,"height_cm":165,"sex":"female"}}'
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(workers="2") as server:
        yield server


def test_every_worker_answers_the_same_bytes_and_etags(server: Server) -> None:
    answers = []

    for awake, asleep in (server.workers, server.workers[::-1]):
        with _stopped(asleep):
            answers.append({t: reply(server.port, get(t)) for t in TARGETS})
        assert awake != asleep

    first, second = answers
    for target in TARGETS:
        one, other = first[target], second[target]
        assert one.status == other.status
        assert _lasting(one.headers) == _lasting(other.headers)
        if one.status == 200:
            assert one.body == other.body
            assert one.headers["etag"].startswith('W/"')
    assert [t for t in TARGETS if first[t].status != 200] == [
        "/v1/regimens/mist/schedule?day_zero=2030-01-10&format=ics",  # an alias
        "/v1/nothing",
    ]


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "image/svg+xml", "text/html"])
def test_every_worker_makes_the_same_plan(server: Server, accept: str) -> None:
    request = get(
        "/v1/plans", "Content-Type: application/json", f"Content-Length: {len(PLAN)}",
        f"Accept: {accept}", method="POST",
    )  # fmt: skip
    bodies = []

    for asleep in server.workers:
        with _stopped(asleep):
            bodies.append(reply(server.port, request + PLAN).body)

    assert bodies[0] == bodies[1]
    assert len(bodies[0]) > 1000


def _lasting(headers: dict[str, str]) -> dict[str, str]:
    return {name: said for name, said in headers.items() if name not in {"date", "x-request-id"}}


def test_a_cursor_of_one_worker_is_taken_by_the_other(server: Server) -> None:
    one, other = server.workers
    with _stopped(other):
        page = reply(server.port, get("/v1/references?limit=2"))
    link = page.headers["link"]
    (target,) = (part[part.index("<") + 1 : part.index(">")]
                 for part in link.split(",") if 'rel="next"' in part)  # fmt: skip

    with _stopped(one):
        following = reply(server.port, get(target))

    assert following.status == 200
    assert following.body != page.body


def test_an_etag_of_one_worker_is_known_to_the_other(server: Server) -> None:
    one, other = server.workers
    with _stopped(other):
        etag = reply(server.port, get("/v1/pipeline")).headers["etag"]

    with _stopped(one):
        answer = reply(server.port, get("/v1/pipeline", f"If-None-Match: {etag}"))

    assert answer.status == 304


def test_a_worker_that_dies_is_replaced_and_the_others_go_on() -> None:
    with running(workers="2") as server:
        victim, other = server.workers
        os.kill(victim, signal.SIGKILL)

        statuses = [reply(server.port, get("/v1/terms")).status for _ in range(20)]
        end = time.monotonic() + PATIENCE
        while len(server.workers) < 3 and time.monotonic() < end:
            time.sleep(0.05)
        with _stopped(other):
            by_the_new_one = reply(server.port, get("/v1/terms")).status

    assert set(statuses) == {200}
    assert by_the_new_one == 200


@contextmanager
def _stopped(worker: int) -> Iterator[None]:
    """Let one worker sleep, so that the other must answer."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)
