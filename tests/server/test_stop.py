"""A server stops when it is told to, and says nothing it need not."""

import os
import signal
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.server.process import running
from tests.server.wire import ask, get


@pytest.mark.parametrize(
    ("number", "status"),
    [
        (signal.SIGTERM, 0),  # from a supervisor: a stop as asked for
        (signal.SIGINT, 130),  # from Ctrl-C: 128 and the number of the signal, as shells do
    ],
)
def test_a_signal_stops_the_server_also_with_a_connection_open(
    number: signal.Signals, status: int
) -> None:
    with running() as server, closing(HTTPConnection("127.0.0.1", server.port)) as idle:
        idle.request("GET", "/health/live")
        idle.getresponse().read()

        ended = server.stop(number)

    assert ended.status == status
    assert "Traceback" not in ended.err
    with pytest.raises(ConnectionRefusedError):
        ask(server.port, get("/health/live"))


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_a_signal_stops_every_worker(number: signal.Signals, status: int) -> None:
    with running(workers="2") as server:
        workers = server.workers

        ended = server.stop(number)

        assert len(workers) == 2
        for worker in workers:
            with pytest.raises(ProcessLookupError):
                os.kill(worker, 0)
    assert ended.status == status
    assert "Traceback" not in ended.err
