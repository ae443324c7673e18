"""The rate limit: how many requests a client may make, and what it is told."""

import asyncio
from collections.abc import Iterator

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.edge import Message
from app.web.settings import Settings
from app.web.throttle import ThrottledEdge
from tests.conftest import Answer, Client


class From(Client):
    """A client with an address of its own."""

    def at(self, target: str, client: tuple[str, int] | None, method: str = "GET") -> Answer:
        edge = self.app

        async def with_address(scope: Message, receive: object, send: object) -> None:
            await edge({**scope, "client": client}, receive, send)  # type: ignore[arg-type]  # passed on

        self.app = with_address  # type: ignore[assignment]  # for one request
        try:
            return self.raw(target, method=method)
        finally:
            self.app = edge


@pytest.fixture
def limited(small: Catalogue, runner: asyncio.Runner) -> Iterator[From]:
    client = From(make_app(small, Settings(rate_limit="3/hour")), runner)
    yield client
    client.close()


def test_without_a_limit_nothing_is_said_of_one(client: Client) -> None:
    answer = client.raw("/v1")

    assert not isinstance(client.app, ThrottledEdge)
    assert "ratelimit" not in answer.headers


def test_each_answer_says_what_is_left_until_nothing_is(limited: From) -> None:
    answers = [limited.raw(target) for target in ("/v1", "/v1/nothing", "/v1?x=1", "/v1", "/v1")]

    assert [answer.status_code for answer in answers] == [200, 404, 400, 429, 429]
    said = [answer.headers["ratelimit"].partition(";t=") for answer in answers]
    assert [left for left, _, _ in said] == [f'"default";r={left}' for left in (2, 1, 0, 0, 0)]
    assert all(0 < int(seconds) <= 3600 for _, _, seconds in said)
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=3600'}


def test_a_refusal_is_a_problem_that_says_when_to_come_back(limited: From) -> None:
    for _ in range(3):
        limited.raw("/v1")

    answer = limited.raw("/v1")

    assert answer.json()["code"] == "too-many-requests"
    assert answer.json()["detail"] == "A client may make 3 requests in 3600 s."
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "RateLimit" in answer.headers["access-control-expose-headers"]


def test_the_answer_that_is_kept_says_nothing_of_the_limit(limited: From) -> None:
    first, second = limited.raw("/v1"), limited.raw("/v1")

    assert first.headers["ratelimit"].startswith('"default";r=2;')
    assert second.headers["ratelimit"].startswith('"default";r=1;')
    assert len(second.headers.get_list("ratelimit")) == 1


def test_the_health_of_the_server_is_always_told(limited: From) -> None:
    answers = [limited.raw("/health/live").status_code for _ in range(10)]

    assert set(answers) == {200}
    assert limited.raw("/v1").headers["ratelimit"].startswith('"default";r=2;')


def test_each_client_has_its_own(limited: From) -> None:
    for _ in range(3):
        limited.at("/v1", ("192.0.2.1", 1))

    assert limited.at("/v1", ("192.0.2.1", 2)).status_code == 429
    assert limited.at("/v1", ("192.0.2.2", 1)).status_code == 200


def test_one_network_of_ipv6_is_one_client(limited: From) -> None:
    """A client has 2 to the power of 64 addresses of its own."""
    for number in range(3):
        limited.at("/v1", (f"2001:db8:0:1::{number}", 1))

    assert limited.at("/v1", ("2001:db8:0:1:ffff::9", 1)).status_code == 429
    assert limited.at("/v1", ("2001:db8:0:2::1", 1)).status_code == 200


@pytest.mark.parametrize("client", [None, ("socket", 0)])
def test_who_has_no_address_is_one_client(client: tuple[str, int] | None, limited: From) -> None:
    statuses = [limited.at("/v1", client).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
