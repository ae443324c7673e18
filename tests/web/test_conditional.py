"""Conditional requests: 304 where the client already has the answer (RFC 9110, section 13)."""

from typing import Final

import pytest

from tests.conftest import Answer, Client

RELEASED: Final = b"Thu, 10 Jan 2030 00:00:00 GMT"

ADDRESSES = (
    "/v1",
    "/v1/agents",
    "/v1/agents/exemplan",
    "/v1/schemas/agent",
    "/docs",
    "/health/live",
)


def ask(client: Client, address: str, **headers: bytes) -> Answer:
    named = ((name.replace("_", "-").encode(), value) for name, value in headers.items())
    return client.raw(address, *named)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_etag_is_weak_and_stays(address: str, client: Client) -> None:
    first, second = client.get(address), client.get(address)

    assert first.headers["etag"] == second.headers["etag"]
    assert first.headers["etag"].startswith('W/"')
    assert first.headers["etag"].endswith('"')


def test_different_answers_have_different_etags(client: Client) -> None:
    addresses = ("/v1/agents", "/v1/agents?fields=name", "/v1/agents?limit=1", "/v1/agents/growan")

    etags = {client.get(address).headers["etag"] for address in addresses}

    assert len(etags) == len(addresses)


def test_catalogue_answers_say_when_the_dataset_was_released(client: Client) -> None:
    for address in ("/v1", "/v1/agents", "/v1/agents/exemplan", "/v1/pipeline"):
        answer = client.get(address)

        assert answer.headers["last-modified"].encode() == RELEASED


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_answer_is_304_without_a_body(
    address: str, method: str, client: Client
) -> None:
    whole = client.raw(address)

    answer = client.raw(address, (b"if-none-match", whole.headers["etag"].encode()), method=method)

    assert answer.status_code == 304
    assert answer.content == b""
    assert "content-length" not in answer.headers
    assert "content-type" not in answer.headers
    for name in ("etag", "cache-control", "vary", "last-modified", "link"):
        assert answer.headers.get(name) == whole.headers.get(name)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "pattern",
    ["{weak}", "{strong}", '"x", {weak}', '{strong},"x"', 'W/"x" ,  {strong}  , "y"', "*", " * "],
)
def test_any_tag_of_the_list_may_match_weakly(pattern: str, client: Client) -> None:
    weak = client.get("/v1").headers["etag"]
    sent = pattern.format(weak=weak, strong=weak.removeprefix("W/"))

    answer = ask(client, "/v1", if_none_match=sent.encode())

    assert answer.status_code == 304


def test_tags_may_be_sent_in_two_headers(client: Client) -> None:
    etag = client.get("/v1").headers["etag"].encode()

    answer = client.raw("/v1", (b"if-none-match", b'"x"'), (b"if-none-match", etag))

    assert answer.status_code == 304


@pytest.mark.parametrize("sent", [b'"x"', b'W/"x"', b"x", b",", b'"', b"W/", b"**", b"\xff"])
def test_a_wrong_tag_is_answered_whole(sent: bytes, client: Client) -> None:
    answer = ask(client, "/v1", if_none_match=sent)

    assert answer.status_code == 200
    assert answer.content


def test_a_tag_of_another_address_is_wrong(client: Client) -> None:
    etag = client.get("/v1/agents/growan").headers["etag"].encode()

    answer = ask(client, "/v1/agents/exemplan", if_none_match=etag)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "since", [RELEASED, b"Fri, 11 Jan 2030 00:00:00 GMT", b"Thu, 10 Jan 2030 01:00:00 +0100"]
)
def test_nothing_changed_since_the_release(since: bytes, client: Client) -> None:
    answer = ask(client, "/v1/agents", if_modified_since=since)

    assert answer.status_code == 304
    assert answer.content == b""


@pytest.mark.parametrize(
    "since",
    [
        b"Wed, 09 Jan 2030 23:59:59 GMT",
        b"yesterday",
        b"0",
        b"\xff",
        b"Thu, 10 Jan 2030 00:00:00 -0000",  # a date of an unknown zone
        b"Thu, 99 Jan 2030 00:00:00 GMT",
    ],
)
def test_an_older_or_unreadable_date_is_answered_whole(since: bytes, client: Client) -> None:
    answer = ask(client, "/v1/agents", if_modified_since=since)

    assert answer.status_code == 200


def test_an_answer_without_a_date_is_never_unmodified(client: Client) -> None:
    answer = ask(client, "/docs", if_modified_since=RELEASED)

    assert "last-modified" not in answer.headers
    assert answer.status_code == 200


def test_a_tag_decides_alone_where_a_date_was_sent_too(client: Client) -> None:
    etag = client.get("/v1").headers["etag"].encode()

    wrong_tag = ask(client, "/v1", if_none_match=b'"x"', if_modified_since=RELEASED)
    right_tag = ask(
        client, "/v1", if_none_match=etag, if_modified_since=b"Wed, 09 Jan 2030 00:00:00 GMT"
    )

    assert wrong_tag.status_code == 200
    assert right_tag.status_code == 304


@pytest.mark.parametrize("address", ["/v1/nope", "/v1?x=1", "/v1/agents/ex"])
def test_errors_and_redirects_are_never_unchanged(address: str, client: Client) -> None:
    answer = ask(client, address, if_none_match=b"*", if_modified_since=RELEASED)

    assert answer.status_code == client.raw(address).status_code
    assert "etag" not in answer.headers


def test_what_is_not_acceptable_is_not_unchanged(client: Client) -> None:
    answer = ask(client, "/v1", if_none_match=b"*", accept=b"text/csv")

    assert answer.status_code == 406
