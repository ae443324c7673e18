"""Several processes behind one port answer as one."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.server.process import Server, running
from tests.server.wire import get, reply

TARGETS = ["/v1/pipeline", "/v1/regimens?limit=3&q=cyclophosphamide", "/v1/terms", "/openapi.json"]


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
        assert first[target].status == 200
        assert first[target].body == second[target].body
        assert first[target].headers["etag"] == second[target].headers["etag"]


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


@contextmanager
def _stopped(worker: int) -> Iterator[None]:
    """Let one worker sleep, so that the other must answer."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)
