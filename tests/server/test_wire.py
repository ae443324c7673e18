"""What no client library would send, and what stands on the wire when it is answered."""

import json
from http.client import HTTPConnection

import pytest

from tests.server.process import Server
from tests.server.wire import SECONDS, ask, get, read_reply, reply

TWO_LENGTHS = b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"
"""Proxies disagree about which of the two counts, and can be made to smuggle a request."""

FIRST = get("/v1/regimens")


@pytest.fixture(autouse=True)
def _the_next_request_is_unchanged(server: Server) -> object:
    """Whatever a test sends, a new connection gets the same answer before and after it."""
    before = _without_its_own_headers(ask(server.port, FIRST))
    yield
    assert _without_its_own_headers(ask(server.port, FIRST)) == before


def _without_its_own_headers(raw: bytes) -> object:
    answer = read_reply(raw)
    shared = {n: v for n, v in answer.headers.items() if n not in {"date", "x-request-id"}}
    return answer.status, shared, answer.body


def test_an_ordinary_request_is_answered(server: Server) -> None:
    answer = reply(server.port, get("/health/live"))

    assert answer.status == 200
    assert answer.headers["content-length"] == str(len(answer.body))
    assert json.loads(answer.body)["status"] == "live"


def test_the_server_does_not_name_its_software(server: Server) -> None:
    answer = reply(server.port, get("/v1"))

    assert "server" not in answer.headers
    assert "date" in answer.headers


# Connections


def test_many_requests_go_over_one_connection(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
    connection.connect()
    opened = connection.sock

    statuses = []
    for path in ["/v1", "/v1/nothing", "/v1/stages", "/v1/agents?limit=0"] * 25:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)

    assert statuses == [200, 404, 200, 400] * 25
    assert connection.sock is opened
    connection.close()


def test_pipelined_requests_are_answered_in_order(server: Server) -> None:
    paths = ["/v1/stages/harvest", "/v1/nothing", "/v1/stages/conditioning"]
    requests = b"".join(get(path, keep=True) for path in paths) + get("/health/live")

    raw = ask(server.port, requests)

    _, *answers = raw.split(b"HTTP/1.1 ")
    bodies = [json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in answers]
    assert [answer[:3] for answer in answers] == [b"200", b"404", b"200", b"200"]
    assert [body.get("id") for body in bodies] == ["harvest", None, "conditioning", None]


def test_http_1_0_needs_no_host(server: Server) -> None:
    answer = reply(server.port, b"GET /health/live HTTP/1.0\r\n\r\n")

    assert answer.status == 200
    assert answer.headers["connection"] == "close"


def test_an_upgrade_is_not_taken_up(server: Server) -> None:
    request = get("/health/live", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
    request = request.replace(b"Connection: close", b"Connection: Upgrade, close")

    answer = reply(server.port, request)

    assert answer.status == 200
    assert "upgrade" not in answer.headers


# Refused by the application, with a problem document


def test_a_request_without_a_host_is_refused(server: Server) -> None:
    answer = reply(server.port, get("/health/live", host=None))

    assert answer.status == 400
    assert answer.problem["code"] == "invalid-request"
    assert answer.problem["detail"] == "The request has no Host header."


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_with_two_hosts_is_refused(server: Server, version: str) -> None:
    request = get("/health/live", "Host: y").replace(b"HTTP/1.1", f"HTTP/{version}".encode())

    answer = reply(server.port, request)

    assert answer.status == 400
    assert answer.problem["code"] == "invalid-request"
    assert answer.problem["detail"] == "The request has more than one Host header."


def test_one_header_of_200_kb_is_refused(server: Server) -> None:
    answer = reply(server.port, get("/health/live", "X-Long: " + "a" * 200_000))

    assert answer.status == 431
    assert answer.problem["code"] == "headers-too-large"


def test_20_kb_of_small_headers_are_refused(server: Server) -> None:
    headers = [f"X-{number:03}: {'a' * 95}" for number in range(200)]  # 200 x 100 bytes

    answer = reply(server.port, get("/health/live", *headers))

    assert answer.status == 431
    assert answer.problem["code"] == "headers-too-large"


def test_a_query_of_10_kb_is_refused(server: Server) -> None:
    answer = reply(server.port, get("/v1/agents?q=" + "a" * 10_000))

    assert answer.status == 414
    assert answer.problem["code"] == "uri-too-long"


@pytest.mark.parametrize(
    "target",
    [
        "/v1/agents/%FF%FE",  # not UTF-8
        "/v1/agents/%C3",  # half a character
        "/v1/agents/%ED%A0%80",  # a surrogate
        "/v1/agents/%00",
        "/v1/agents/a%00b",
        "/v1/agents/%0d%0aX-Injected:%201",
        "/v1/agents?q=%FF",
        "/v1/agents?q=%00",
    ],
)
def test_what_is_not_text_in_a_target_is_refused(server: Server, target: str) -> None:
    answer = reply(server.port, get(target))

    assert answer.status == 400
    assert answer.problem["code"] == "invalid-request"
    assert "x-injected" not in answer.headers


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH", "TRACE", "PROPFIND", "QUERY"])
def test_a_method_that_a_resource_does_not_answer_is_refused(server: Server, method: str) -> None:
    answer = reply(server.port, get("/v1/stages", method=method))

    assert answer.status == 405
    assert answer.problem["code"] == "method-not-allowed"
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("target", ["*", "//x/health/live", "/health/live;a", "/v1/../health/live"])
def test_a_target_that_names_nothing_is_not_found(server: Server, target: str) -> None:
    answer = reply(server.port, get(target))

    assert answer.status == 404
    assert answer.problem["code"] == "not-found"


def test_options_of_the_server_as_a_whole_lists_every_method(server: Server) -> None:
    answer = reply(server.port, get("*", method="OPTIONS"))

    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS, POST, QUERY"


@pytest.mark.parametrize(
    "host", ["Host:", "Host: a b", "Host: http://x", "Host: x:port", "Host: [x]"]
)
def test_a_host_that_names_no_host_is_refused(server: Server, host: str) -> None:
    answer = reply(server.port, get("/health/live", host=host))

    assert answer.status == 400
    assert answer.problem["detail"] == "The request has a Host header that names no host."
    assert answer.problem["errors"][0]["header"] == "Host"


@pytest.mark.parametrize("host", ["x", "api.example:8000", "10.0.0.1", "[::1]:80", "x:", "a_b-c.d"])
def test_a_host_is_a_name_or_an_address(server: Server, host: str) -> None:
    answer = reply(server.port, get("/health/live", host=f"Host: {host}"))

    assert answer.status == 200


def test_a_problem_says_the_same_id_in_header_and_body(server: Server) -> None:
    answer = reply(server.port, get("/v1/nothing"))

    assert answer.problem["request_id"] == answer.headers["x-request-id"]
    assert answer.problem["type"] == f"{server.url}/v1/problems/not-found"


# Refused by the parser: such a request never reaches the application


@pytest.mark.parametrize(
    "request_",
    [
        b"HELLO\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /health/live HTTP/3.7\r\nHost: x\r\n\r\n",
        b"get /health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        b"BREW /health/live HTTP/1.1\r\nHost: x\r\n\r\n",  # a method the parser does not know
        b"GET /health/live HTTP/1.1\nHost: x\n\n",
        b"GET health/live HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/agents/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/agents/\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /v1/agents/\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://x HTTP/1.1\r\nHost: x\r\n\r\n",  # no path; lawful, but no client sends it
        b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Name : spaced\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Name: a\x00b\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Name: a\r\n folded\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"GET /health/live HTTP/1.1\r\nHost: x\r\n" + TWO_LENGTHS + b"\r\n0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",  # HTTP/2
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
    ],
)
def test_what_is_not_http_is_refused(server: Server, request_: bytes) -> None:
    answer = reply(server.port, request_)

    assert answer.status == 400
    assert answer.problem["code"] == "invalid-request"
    assert answer.problem["detail"] == "The request is not valid HTTP."
    assert answer.problem["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["connection"] == "close"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "date" in answer.headers


# Bodies


BODIES = [
    (["Content-Length: 5"], b"hello"),
    (["Transfer-Encoding: chunked"], b"5\r\nhello\r\n0\r\n\r\n"),
    (["Expect: 100-continue", "Content-Length: 5"], b"hello"),
]


@pytest.mark.parametrize(("headers", "body"), BODIES)
def test_the_body_of_a_get_is_not_looked_at(
    server: Server, headers: list[str], body: bytes
) -> None:
    plain = reply(server.port, get("/v1/stages"))

    answer = reply(server.port, get("/v1/stages", *headers) + body)

    assert (answer.status, answer.body) == (200, plain.body)


@pytest.mark.parametrize(
    ("headers", "body"), [*BODIES, (["Content-Length: 1000000"], b"a" * 1_000_000)]
)
def test_the_body_of_a_get_is_not_taken_for_the_next_request(
    server: Server, headers: list[str], body: bytes
) -> None:
    requests = get("/v1/nothing", *headers, keep=True) + body + get("/health/live")

    raw = ask(server.port, requests)

    _, *answers = raw.split(b"HTTP/1.1 ")
    assert [answer[:3] for answer in answers] == [b"404", b"200"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_body_to_what_takes_none_is_refused_by_its_method(server: Server, method: str) -> None:
    request = get("/v1/agents", "Content-Length: 5", method=method) + b"hello"

    answer = reply(server.port, request)

    assert answer.status == 405
    assert answer.problem["code"] == "method-not-allowed"


def test_a_broken_chunk_is_answered_and_the_connection_closed(server: Server) -> None:
    request = get("/v1", "Transfer-Encoding: chunked", keep=True) + b"zz\r\nhello\r\n0\r\n\r\n"

    answer = reply(server.port, request)

    assert answer.status == 400
    assert answer.problem["code"] == "invalid-request"


# Answers without a body


@pytest.mark.parametrize("target", ["/", "/v1/stages", "/health/live", "/v1/nothing", "/docs"])
def test_head_says_what_get_says_without_its_body(server: Server, target: str) -> None:
    got = reply(server.port, get(target))

    answer = reply(server.port, get(target, method="HEAD"))

    own = {"date", "x-request-id"}
    assert answer.status == got.status
    assert answer.headers.keys() == got.headers.keys()
    assert {n: v for n, v in answer.headers.items() if n not in own} == {
        n: v for n, v in got.headers.items() if n not in own
    }
    assert answer.body == b""


def test_a_304_has_no_body(server: Server) -> None:
    etag = reply(server.port, get("/v1/stages")).headers["etag"]

    answer = reply(server.port, get("/v1/stages", f"If-None-Match: {etag}"))

    assert answer.status == 304
    assert answer.headers["etag"] == etag
    assert answer.body == b""


def test_a_connection_goes_on_after_a_304_and_a_head(server: Server) -> None:
    etag = reply(server.port, get("/v1/stages")).headers["etag"]
    requests = (
        get("/v1/stages", f"If-None-Match: {etag}", keep=True)
        + get("/v1/stages", method="HEAD", keep=True)
        + get("/health/live")
    )

    raw = ask(server.port, requests)

    _, *answers = raw.split(b"HTTP/1.1 ")
    assert [answer[:3] for answer in answers] == [b"304", b"200", b"200"]
    assert answers[0].endswith(b"\r\n\r\n")
    assert answers[1].endswith(b"\r\n\r\n")


def test_an_absolute_target_is_answered_as_its_path(server: Server) -> None:
    plain = reply(server.port, get("/v1/stages"))

    answer = reply(server.port, get("http://x/v1/stages"))

    assert (answer.status, answer.body) == (200, plain.body)


def test_nothing_that_was_sent_left_a_traceback(server: Server) -> None:
    ask(server.port, get("/v1/agents/%00"))

    assert "Traceback" not in server.err
