"""Accept and Accept-Encoding: what a client takes, and what it gets."""

import gzip
from collections.abc import Mapping

import pytest

from app.web.accept import accepts, accepts_gzip, weight
from app.web.store import WORTH_COMPRESSING
from tests.conftest import Answer, Client

JSON = "application/json"


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (b"", 1),
        (b"application/json", 1),
        (b"APPLICATION/JSON", 1),
        (b"application/json; charset=utf-8", 1),
        (b"application/json;q=0.5", 0.5),
        (b"application/json ; q=0.5", 0.5),
        (b"application/json;v=1;Q=0.5", 0.5),
        (b"application/*;q=0.4", 0.4),
        (b"*/*;q=0.3", 0.3),
        (b"text/html, */*;q=0.1", 0.1),
        (b"*/*, application/json;q=0.2", 0.2),  # the most specific range decides
        (b"application/*;q=0.6, */*;q=0.9", 0.6),
        (b"application/json;q=0", 0),
        (b"application/json;q=0, */*", 0),
        (b"*/*;q=0", 0),
        (b"text/html", 0),
        (b"application/problem+json", 0),
        (b"application/json;q=7", 1),
        (b"application/json;q=-7", 0),
        (b"application/json;q=much", 1),  # a weight that cannot be read is none
        (b"garbage", 1),  # a header that cannot be read is none
        (b";;,,", 1),
        (b"\xff\xfe", 1),
    ],
)
def test_the_most_specific_range_weighs_a_type(header: bytes, wanted: float) -> None:
    assert weight(header, JSON) == wanted
    assert accepts(header, JSON) is (wanted > 0)


def test_a_parameter_of_the_type_served_does_not_matter() -> None:
    assert accepts(b"text/html", "text/html; charset=utf-8")


@pytest.mark.parametrize(
    "header",
    [b"application/json", b"*/*", b"text/html,application/*;q=0.1", b"garbage", b"", b",",
     b"text/csv, */*;q=0.1", b"image/svg+xml;q=0.2, application/json;q=0.1"],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/v1", "/v1/agents?limit=1", "/health/live"])
def test_an_accepted_type_is_served(address: str, header: bytes, client: Client) -> None:
    plain = client.raw(address)

    answer = client.raw(address, (b"accept", header))

    assert (answer.status_code, answer.lasting) == (200, plain.lasting)
    assert answer.content == plain.content


@pytest.mark.parametrize(
    ("address", "header", "served"),
    [
        ("/v1", b"text/html", "application/json"),
        ("/v1", b"application/json;q=0", "application/json"),
        ("/v1", b"application/json;q=0.0, text/*", "application/json"),
        ("/v1", b"*/*;q=0", "application/json"),
        ("/v1/agents?limit=1", b"text/csv", "application/json"),
        ("/v1/schemas/agent", b"text/html", "application/schema+json"),
        ("/", b"application/json", "text/html"),
        ("/assets/icon.svg", b"image/png", "image/svg+xml"),
        ("/health/live", b"text/plain", "application/json"),
    ],
)
def test_where_no_type_is_accepted_the_one_served_is_named(
    address: str, header: bytes, served: str, client: Client
) -> None:
    for _ in ("first from the routes", "then from the store"):
        answer = client.raw(address, (b"accept", header))

        (fault,) = answer.json()["errors"]
        assert answer.status_code == 406
        assert (fault["header"], fault["allowed"]) == ("Accept", [served])


def test_ranges_may_be_sent_in_two_headers(client: Client) -> None:
    answer = client.raw("/v1", (b"accept", b"text/html"), (b"accept", b"application/json"))

    assert answer.status_code == 200


def test_an_error_is_sent_whatever_is_accepted(client: Client) -> None:
    answer = client.raw("/v1/nope", (b"accept", b"text/html"))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        (b"gzip", True),
        (b"br, GZIP", True),
        (b"gzip;q=0.1", True),
        (b"*", True),
        (b"*;q=0, gzip", True),
        (b"", False),
        (b"br", False),
        (b"identity", False),
        (b"gzip;q=0", False),
        (b"gzip;q=0, *", False),
        (b"*;q=0", False),
        (b"\xff", False),
    ],
)
def test_gzip_is_taken_if_it_is_named_and_not_refused(
    header: bytes,
    taken: bool,  # noqa: FBT001  a case of the test
    client: Client,
) -> None:
    answer = client.raw("/v1/pipeline", (b"accept-encoding", header))

    assert accepts_gzip(header) is taken
    assert (answer.headers.get("content-encoding") == "gzip") is taken


def test_every_answer_is_the_same_compressed(
    every_answer: Mapping[str, Answer], curated_client: Client
) -> None:
    for address, plain in every_answer.items():
        answer = curated_client.raw(address, (b"accept-encoding", b"gzip"))

        if len(plain.content) > WORTH_COMPRESSING:
            assert answer.headers["content-encoding"] == "gzip", address
            assert gzip.decompress(answer.content) == plain.content, address
            assert len(answer.content) < len(plain.content), address
        else:
            assert "content-encoding" not in answer.headers, address
            assert answer.content == plain.content, address
        assert int(answer.headers["content-length"]) == len(answer.content), address
        assert answer.headers["etag"] == plain.headers["etag"], address


def test_compressing_gives_the_same_bytes_every_time(
    curated_client: Client, storeless_client: Client
) -> None:
    header = (b"accept-encoding", b"gzip")

    answers = {
        client.raw("/v1/pipeline", header).content
        for client in (curated_client, storeless_client, curated_client)
    }

    assert len(answers) == 1


def test_a_client_that_decompresses_gets_json(client: Client) -> None:
    answer = client.get("/v1/pipeline", accept_encoding="gzip")

    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["type"] == "pipeline"


def test_head_of_a_compressed_answer_says_its_length(client: Client) -> None:
    header = (b"accept-encoding", b"gzip")

    got, head = (client.raw("/v1/pipeline", header, method=m) for m in ("GET", "HEAD"))

    assert (head.lasting, head.content) == (got.lasting, b"")


def test_a_client_that_takes_json_takes_every_kind_of_it(client: Client) -> None:
    answer = client.raw("/v1/schemas/agent", (b"accept", b"application/json"))

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/schema+json"
