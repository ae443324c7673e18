"""Headers of security: on every answer, and never against what an answer says of itself."""

import asyncio

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.settings import Settings
from tests.conftest import Client

NOTHING = "default-src 'none'; frame-ancestors 'none'"

ADDRESSES = (
    "/v1",
    "/v1/agents",
    "/v1/nothing",
    "/v1/agents?limit=0",
    "/v1/agents/",
    "/health/live",
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_every_answer_says_that_it_is_only_data(address: str, method: str, client: Client) -> None:
    answer = client.raw(address, method=method)

    assert answer.headers["content-security-policy"] == NOTHING
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "server" not in answer.headers


@pytest.mark.parametrize("address", ["/", "/docs", "/redoc"])
def test_a_page_has_one_policy_its_own(address: str, client: Client) -> None:
    answer = client.raw(address)

    (policy,) = answer.headers.get_list("content-security-policy")
    assert "script-src 'self'" in policy
    assert len(answer.headers.get_list("referrer-policy")) == 1


@pytest.mark.parametrize("address", ["/assets/icon.svg", "/v1/outcomes?measure=neda&format=svg"])
def test_a_picture_keeps_its_styles(address: str, curated_client: Client) -> None:
    answer = curated_client.raw(address)

    assert answer.headers["content-type"].startswith("image/svg+xml")
    (policy,) = answer.headers.get_list("content-security-policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@pytest.mark.parametrize("address", ["/", "/v1"])
def test_a_304_leaves_the_policies_of_what_the_client_has(address: str, client: Client) -> None:
    etag = client.raw(address).headers["etag"].encode()

    answer = client.raw(address, (b"if-none-match", etag))

    assert answer.status_code == 304
    assert "content-security-policy" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, None),
        ("http://api.example", None),
        ("https://api.example", "max-age=31536000"),
    ],
)
def test_only_a_server_reached_by_https_asks_for_it(
    url: str | None, said: str | None, small: Catalogue, runner: asyncio.Runner
) -> None:
    client = Client(make_app(small, Settings(public_url=url)), runner)

    for address in ("/v1", "/v1/nothing", "/"):
        assert client.raw(address).headers.get("strict-transport-security") == said
    client.close()
