"""To whom a request is sent: one Host that names a host, or the server as a whole."""

import pytest

from tests.conftest import Client


@pytest.mark.parametrize(
    "host", [b"x", b"api.example:8000", b"10.0.0.1", b"[::1]:80", b"x:", b"a_b-c.d", b"a%20b"]
)
def test_a_host_is_a_name_or_an_address(host: bytes, client: Client) -> None:
    assert client.raw("/v1", host=((b"host", host),)).status_code == 200


@pytest.mark.parametrize(
    "host",
    [b"", b" ", b"a b", b"a/b", b"http://x", b"x:port", b"x:123456", b"[x]", b"a@b", b"\xff"],
)
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_host_that_names_no_host_is_refused(host: bytes, version: str, client: Client) -> None:
    answer = client.raw("/v1", host=((b"host", host),), version=version)

    assert answer.status_code == 400
    assert answer.json()["detail"] == "The request has a Host header that names no host."
    assert answer.json()["errors"][0]["header"] == "Host"


def test_options_of_the_server_as_a_whole_lists_every_method(client: Client) -> None:
    answer = client.raw("*", method="OPTIONS")

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


def test_nothing_else_is_asked_of_the_server_as_a_whole(client: Client) -> None:
    assert client.raw("*").status_code == 404
