"""The access log: what was asked and answered, and nothing of what was said."""

import asyncio
import json
from io import StringIO
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.web.access_log import access_log
from app.web.app import make_app, watched
from app.web.edge import Edge, Message, Receive, Scope, Send
from app.web.settings import Settings
from app.web.watch import Watch
from tests.conftest import Answer, Client


@pytest.fixture
def edge(small: Catalogue) -> Edge:
    return make_app(small, Settings())


def logged(
    edge: Edge, runner: asyncio.Runner, target: str, *, clients: bool = False, method: str = "GET"
) -> tuple[Answer, dict[str, Any]]:
    """Ask once; return the answer and the one line that was logged."""
    out = StringIO()
    client = Client(Watch(edge, access_log(clients=clients, out=out)), runner)  # type: ignore[arg-type]  # an application
    answer = client.raw(target, method=method)
    (line,) = out.getvalue().splitlines()
    return answer, json.loads(line)


def test_a_line_says_what_was_asked_and_answered(edge: Edge, runner: asyncio.Runner) -> None:
    answer, line = logged(edge, runner, "/v1/agents")

    assert list(line) == ["at", "method", "path", "status", "seconds", "bytes", "request_id"]
    assert (line["method"], line["path"], line["status"]) == ("GET", "/v1/agents", 200)
    assert line["bytes"] == len(answer.content)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert 0 < line["seconds"] < 5
    assert line["at"].endswith("+00:00")


@pytest.mark.parametrize(
    ("target", "method", "status"),
    [("/v1/agents?q=secret", "GET", 200), ("/v1/nothing?secret", "GET", 404),
     ("/v1/agents?q=secret", "HEAD", 200), ("/v1?secret=1", "DELETE", 405)],
)  # fmt: skip
def test_a_query_is_not_logged(
    target: str, method: str, status: int, edge: Edge, runner: asyncio.Runner
) -> None:
    _, line = logged(edge, runner, target, method=method)

    assert line["status"] == status
    assert "secret" not in json.dumps(line)


def test_an_address_is_logged_only_where_it_is_wanted(edge: Edge, runner: asyncio.Runner) -> None:
    _, without = logged(edge, runner, "/v1")
    _, line = logged(edge, runner, "/v1", clients=True)

    assert "client" not in without
    assert line["client"] == "localhost"


def test_a_long_path_is_cut_and_cannot_forge_a_line(edge: Edge, runner: asyncio.Runner) -> None:
    _, line = logged(edge, runner, "/v1/%0A{" + "a" * 3000)

    assert len(line["path"]) == 500
    assert line["path"].startswith("/v1/%0A{aaa")


def test_a_failure_of_the_application_is_seen_too(runner: asyncio.Runner) -> None:
    async def failing(_: Scope, __: Receive, ___: Send) -> None:
        raise RuntimeError

    out = StringIO()
    client = Client(Watch(failing, access_log(clients=True, out=out)), runner)  # type: ignore[arg-type]  # an application

    with pytest.raises(RuntimeError):
        client.raw("/v1")

    assert json.loads(out.getvalue())["status"] == 0


def test_a_log_that_nobody_reads_stops_nothing(edge: Edge, runner: asyncio.Runner) -> None:
    out = StringIO()
    out.close()
    client = Client(Watch(edge, access_log(clients=False, out=out)), runner)  # type: ignore[arg-type]  # an application

    assert client.raw("/v1").status_code == 200


def test_the_log_is_written_to_standard_output(
    edge: Edge, runner: asyncio.Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    client = Client(watched(edge, Settings(access_log="on")), runner)  # type: ignore[arg-type]  # an application

    client.raw("/v1")

    assert json.loads(capsys.readouterr().out)["path"] == "/v1"


def test_what_is_off_is_not_there(edge: Edge) -> None:
    assert watched(edge, Settings()) is edge


def test_what_is_not_http_is_passed_through(runner: asyncio.Runner) -> None:
    passed: list[str] = []

    async def inner(scope: Scope, _: Receive, __: Send) -> None:
        passed.append(scope["type"])

    async def receive() -> Message:
        raise NotImplementedError

    async def send(_: Message) -> None:
        raise NotImplementedError

    runner.run(Watch(inner)({"type": "lifespan"}, receive, send))

    assert passed == ["lifespan"]


def test_who_has_no_address_is_logged_as_nobody(edge: Edge, runner: asyncio.Runner) -> None:
    out = StringIO()
    watch = Watch(edge, access_log(clients=True, out=out))

    async def nowhere(scope: Scope, receive: Receive, send: Send) -> None:
        await watch({**scope, "client": None}, receive, send)

    client = Client(nowhere, runner)  # type: ignore[arg-type]  # an application
    client.raw("/v1")

    assert json.loads(out.getvalue())["client"] is None
