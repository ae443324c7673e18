"""Clients that are slow, that send too much, and that are too many: over real sockets."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.edge import Receive, Scope, Send
from app.web.settings import Settings
from tests.server.thread import Here as Server
from tests.server.thread import here
from tests.server.wire import SECONDS, Reply, ask, get, read_reply, reply

PATIENT = 1.0
"""Seconds that the server of these tests waits for a head, for a body, and for the next request."""

JSON = "Content-Type: application/json"

PLAN = (
    b'{"conditioning":"mist","day_zero":"2030-01-10",'
    b'"body":{"weight_kg":110,"height_cm":165,"sex":"female"}}'
)


@pytest.fixture(scope="module")
def server(curated: Catalogue) -> Iterator[Server]:
    with here(curated, read_seconds=1, idle_seconds=1) as server:
        yield server


@pytest.fixture(autouse=True)
def _others_are_served_meanwhile(server: Server) -> Iterator[None]:
    yield
    assert reply(server.port, get("/health/live")).status == 200
    assert "Traceback" not in server.err


def post(body: bytes, *headers: str, keep: bool = False) -> bytes:
    return get("/v1/plans", JSON, *headers, method="POST", keep=keep) + body


def connect(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), SECONDS)


def rest(connection: socket.socket) -> bytes:
    """Read until the server hangs up."""
    return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def one(connection: socket.socket) -> Reply:
    """Read one answer, and nothing that follows it."""
    said = b""
    while b"\r\n\r\n" not in said:
        said += connection.recv(1)
    answer = read_reply(said)
    body = b""
    while len(body) < int(answer.headers["content-length"]):
        body += connection.recv(int(answer.headers["content-length"]) - len(body))
    return replace(answer, body=body)


def seconds_to_the_end(connection: socket.socket) -> tuple[float, bytes]:
    begun = time.monotonic()
    said = rest(connection)
    return time.monotonic() - begun, said


# Slow


def test_a_connection_that_asks_nothing_is_closed_without_a_word(server: Server) -> None:
    with connect(server) as connection:
        seconds, said = seconds_to_the_end(connection)

    assert said == b""
    assert PATIENT * 0.8 < seconds < PATIENT + 1


@pytest.mark.parametrize(
    "begun",
    [
        b"G",
        b"GET /v1 HT",
        b"GET /v1 HTTP/1.1\r\nHost: x\r\n",
        b"GET /v1 HTTP/1.1\r\nHost: x\r\nX-Long: aaaa",
        get("/v1/plans", JSON, "Content-Length: 100", method="POST") + b"{",
        get("/v1/plans", JSON, "Transfer-Encoding: chunked", method="POST") + b"1\r\n{\r\n",
    ],
)
def test_a_request_that_does_not_go_on_is_answered_408(server: Server, begun: bytes) -> None:
    with connect(server) as connection:
        connection.sendall(begun)
        seconds, said = seconds_to_the_end(connection)

    answer = read_reply(said)
    assert answer.status == 408
    assert answer.problem["code"] == "request-timeout"
    assert answer.headers["connection"] == "close"
    assert PATIENT * 0.8 < seconds < PATIENT + 1


@pytest.mark.parametrize("begun", [get("/v1")[:-2], post(b"{", "Content-Length: 500")])
def test_drops_do_not_put_the_deadline_off(server: Server, begun: bytes) -> None:
    """A client that sends a little now and then has no more time than one that sends nothing."""
    started = time.monotonic()
    with connect(server) as connection:
        connection.sendall(begun)
        connection.settimeout(0.2)
        said = b""
        while not said and time.monotonic() < started + 5:
            connection.sendall(b"x" if b"POST" in begun else b"X-Drop: 1\r\n")
            with suppress(TimeoutError):
                said = connection.recv(1 << 16)

    assert read_reply(said).status == 408
    assert time.monotonic() - started < PATIENT + 1


def test_an_idle_connection_is_closed(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(get("/health/live", keep=True))
        seconds, said = seconds_to_the_end(connection)

    assert read_reply(said).status == 200
    assert PATIENT * 0.8 < seconds < PATIENT + 1


def test_empty_lines_do_not_keep_a_connection_for_ever(server: Server) -> None:
    """They may stand before a request (RFC 9112, section 2.2), and are no request themselves."""
    with connect(server) as connection:
        connection.sendall(get("/health/live", keep=True))
        assert one(connection).status == 200
        connection.sendall(b"\r\n")
        seconds, said = seconds_to_the_end(connection)

    assert said == b""
    assert PATIENT * 0.8 < seconds < PATIENT + 1


def test_empty_lines_before_the_first_request_do_not_put_its_deadline_off(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(b"\r\n\r\n")
        seconds, said = seconds_to_the_end(connection)

    assert (said, seconds < PATIENT + 1) == (b"", True)


def test_a_body_nobody_wants_has_its_time_too(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(get("/health/live", "Content-Length: 100", keep=True) + b"x")
        seconds, said = seconds_to_the_end(connection)

    assert read_reply(said).status == 200
    assert seconds < PATIENT + 1


def test_a_connection_goes_on_after_a_body_that_came_late_and_unwanted(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(get("/health/live", "Content-Length: 5", keep=True))
        first = one(connection)
        connection.sendall(b"hello")
        time.sleep(0.2)
        connection.sendall(get("/v1/nothing", keep=True))
        second = one(connection)
        seconds, _ = seconds_to_the_end(connection)

    assert (first.status, second.status) == (200, 404)
    assert PATIENT * 0.8 < seconds < PATIENT + 1


def test_a_body_that_came_late_and_unwanted_leaves_an_idle_connection(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(get("/health/live", "Content-Length: 5", keep=True))
        one(connection)
        connection.sendall(b"hello")
        seconds, said = seconds_to_the_end(connection)

    assert said == b""
    assert PATIENT * 0.8 < seconds < PATIENT + 1


def test_a_request_in_pieces_is_answered(server: Server) -> None:
    request = post(PLAN, f"Content-Length: {len(PLAN)}", keep=True)
    with connect(server) as connection:
        for at in range(0, len(request), 40):
            connection.sendall(request[at : at + 40])
            time.sleep(0.02)
        first = one(connection)
        connection.sendall(get("/health/live"))
        rest(connection)

    assert first.status == 200


SCRIPT = "/assets/swagger-ui-bundle.js"
"""2 MB."""


@pytest.mark.parametrize("keep", [True, False])
def test_a_client_that_takes_nothing_is_cut_off(
    server: Server,
    keep: bool,  # noqa: FBT001  a case of the test
) -> None:
    """It gets what the system had taken for it, which is less than what it asked for."""
    whole = len(ask(server.port, get(SCRIPT)))
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(get(SCRIPT, keep=True) * 4 + get(SCRIPT, keep=keep))
        time.sleep(3 * PATIENT)
        taken = b""
        with suppress(ConnectionResetError):
            taken = rest(connection)

    assert len(taken) < 4 * whole


def test_a_reader_that_pauses_is_waited_for_as_long_as_it_takes_something(server: Server) -> None:
    """9 MB, of which each takes longer than the server waits for one that takes nothing."""
    count = 6
    with connect(server) as connection:
        connection.sendall(get(SCRIPT, keep=True) * (count - 1) + get(SCRIPT))
        taken = 0
        for _ in range(10):
            time.sleep(0.4)
            taken += len(connection.recv(550_000, socket.MSG_WAITALL))
        taken += len(rest(connection))

    assert taken > count * len(read_reply(ask(server.port, get(SCRIPT))).body)


def test_a_slow_reader_that_reads_gets_everything(server: Server) -> None:
    whole = ask(server.port, get(SCRIPT))
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        connection.settimeout(SECONDS)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(get(SCRIPT))
        said = b""
        while len(said) < len(whole):
            said += connection.recv(1 << 16)
            time.sleep(0.05)

    assert read_reply(said).body == read_reply(whole).body


# Too much


def test_a_head_without_end_is_refused_before_it_is_all_read(server: Server) -> None:
    """25 kB that do not end; the rest would never be needed to say so."""
    with connect(server) as connection:
        connection.sendall(b"GET /v1 HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 25_000)
        seconds, said = seconds_to_the_end(connection)

    answer = read_reply(said)
    assert (answer.status, answer.problem["code"]) == (431, "headers-too-large")
    assert seconds < PATIENT * 0.8


def test_an_address_without_end_is_refused_before_it_is_all_read(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(b"GET /v1/agents?q=" + b"a" * 25_000)
        _, said = seconds_to_the_end(connection)

    answer = read_reply(said)
    assert (answer.status, answer.problem["code"]) == (414, "uri-too-long")


def test_an_endless_head_is_refused_although_the_client_goes_on_sending(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(b"GET /v1 HTTP/1.1\r\nHost: x\r\n")
        with suppress(OSError):
            for number in range(2000):
                connection.sendall(b"X-%05d: " % number + b"a" * 1000 + b"\r\n")
        said = connection.recv(1 << 16)

    assert read_reply(said).status == 431


@pytest.mark.parametrize(
    "headers", [["Content-Length: 40000"], ["Content-Length: 40000", "Expect: 100-continue"]]
)
def test_a_body_that_says_it_is_too_large_is_refused_unread(
    server: Server, headers: list[str]
) -> None:
    with connect(server) as connection:
        connection.sendall(post(b"", *headers))
        answer = one(connection)

    assert (answer.status, answer.problem["code"]) == (413, "content-too-large")


def test_a_body_that_turns_out_too_large_is_refused(server: Server) -> None:
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    request = post(chunk * 12 + b"0\r\n\r\n", "Transfer-Encoding: chunked")

    answer = reply(server.port, request)

    assert (answer.status, answer.problem["code"]) == (413, "content-too-large")


def test_a_body_without_end_is_not_read_without_end(server: Server) -> None:
    sent = 0
    with connect(server) as connection:
        connection.sendall(get("/health/live", "Content-Length: 100000000", keep=True))
        with suppress(OSError):
            for _ in range(100):
                connection.sendall(b"a" * 1_000_000)
                sent += 1
    assert sent < 20


# Answers in order


def test_what_follows_a_request_and_is_not_http_does_not_cost_its_answer(server: Server) -> None:
    answer = reply(server.port, get("/v1/stages", keep=True) + b"\x00\x01\r\n\r\n")

    assert answer.status == 200
    assert answer.headers["connection"] == "close"


def test_a_body_that_breaks_off_is_refused_once(server: Server) -> None:
    """Nothing of the route's answer follows, and no failure is logged."""
    request = post(b"zz\r\n", "Transfer-Encoding: chunked", keep=True)

    answer = reply(server.port, request)

    assert (answer.status, answer.problem["code"]) == (400, "invalid-request")
    assert "failed" not in server.err


@pytest.mark.parametrize("before", [1, 3])
def test_a_body_that_breaks_off_does_not_cost_the_answers_before_it(
    server: Server, before: int
) -> None:
    broken = post(b"zz\r\n", "Transfer-Encoding: chunked", keep=True)

    raw = ask(server.port, get("/v1/stages", keep=True) * before + broken)

    _, *answers = raw.split(b"HTTP/1.1 ")
    assert [answer[:3] for answer in answers] == [b"200"] * before
    assert "failed" not in server.err


def test_a_client_that_hangs_up_is_no_failure(server: Server) -> None:
    with connect(server) as connection:
        connection.sendall(post(b"{", "Content-Length: 500"))
    with connect(server) as connection:
        connection.sendall(get("/v1/sta")[:-10])
    time.sleep(0.1)

    assert "failed" not in server.err


def test_an_upgrade_that_is_not_taken_up_leaves_an_ordinary_connection(server: Server) -> None:
    request = get("/health/live", "Upgrade: websocket", keep=True)
    request = request.replace(b"Connection: keep-alive", b"Connection: Upgrade")
    with connect(server) as connection:
        connection.sendall(request)
        first = one(connection)
        seconds, said = seconds_to_the_end(connection)

    assert first.status == 200
    assert said == b""
    assert seconds < PATIENT + 1


def test_what_follows_an_upgrade_does_not_keep_the_connection(server: Server) -> None:
    request = get("/health/live", "Upgrade: websocket", keep=True)
    request = request.replace(b"Connection: keep-alive", b"Connection: Upgrade")
    with connect(server) as connection:
        connection.sendall(request)
        one(connection)
        connection.sendall(get("/health/live", keep=True))
        seconds, _ = seconds_to_the_end(connection)

    assert seconds < 2 * PATIENT + 1


# Too many


def test_connections_above_the_most_are_told_so_and_then_cut_off(curated: Catalogue) -> None:
    with here(curated, max_connections=3, idle_seconds=30) as server, ExitStack() as held:
        for _ in range(3):
            connection = held.enter_context(connect(server))
            connection.sendall(get("/health/live", keep=True))
            assert one(connection).status == 200

        refused = reply(server.port, get("/health/live", keep=True))
        head = reply(server.port, get("/health/live", method="HEAD"))

        for _ in range(256):
            held.enter_context(connect(server))
        time.sleep(0.2)
        with connect(server) as one_too_many, suppress(ConnectionResetError):
            assert one_too_many.recv(1) == b""
        held.close()
        time.sleep(0.2)
        again = reply(server.port, get("/health/live"))

    assert (refused.status, refused.problem["code"]) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert (head.status, head.body) == (503, b"")
    assert again.status == 200


def test_a_request_that_waits_too_long_for_its_turn_is_told_so(curated: Catalogue) -> None:
    """All are sent while the first is being made; what is kept is sent all the same."""
    made = make_app(curated, Settings(wait_seconds=1))

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/v1/agents":
            time.sleep(0.6)  # noqa: ASYNC251  it is the loop that is to be held up
        await made(scope, receive, send)

    targets = ["/v1/agents?q=a", "/v1/agents?q=b", "/v1/agents?q=c", "/v1/agents", "/v1/terms"]
    with here(slow) as server, ExitStack() as opened:
        connections = [opened.enter_context(connect(server)) for _ in targets]
        for connection in connections:
            connection.sendall(get("/v1/terms", keep=True))
            one(connection)
        first, *others = zip(connections, targets, strict=True)
        first[0].sendall(get(first[1]))
        time.sleep(0.3)
        for connection, target in others:
            connection.sendall(get(target))
        answers = [read_reply(rest(connection)) for connection in connections]

    *computed, kept = answers
    assert sorted(answer.status for answer in computed) == [200, 200, 503, 503]
    assert kept.status == 200
    busy = next(answer for answer in computed if answer.status == 503)
    assert busy.problem["code"] == "overloaded"
    assert busy.headers["retry-after"] == "1"
    assert busy.headers["dayzero-dataset-version"] == curated.dataset.version


# Stopping


def test_what_was_begun_is_finished_and_the_connection_then_closed(curated: Catalogue) -> None:
    with here(curated) as server, connect(server) as begun, connect(server) as idle:
        begun.sendall(post(PLAN[:20], f"Content-Length: {len(PLAN)}", keep=True))
        idle.sendall(get("/health/live", keep=True))
        one(idle)
        time.sleep(0.1)

        server.end()
        time.sleep(0.2)
        idle.sendall(get("/health/live", keep=True))  # on its way when the server was told to stop
        late = read_reply(rest(idle))
        begun.sendall(PLAN[20:])
        planned = read_reply(rest(begun))

    assert (late.status, late.headers["connection"]) == (200, "close")
    assert (planned.status, planned.headers["connection"]) == (200, "close")


def test_a_connection_that_asks_nothing_more_is_closed_soon(curated: Catalogue) -> None:
    with here(curated) as server, connect(server) as idle, connect(server) as fresh:
        idle.sendall(get("/health/live", keep=True))
        one(idle)
        server.end()
        seconds, said = seconds_to_the_end(idle)

        assert rest(fresh) == b""

    assert said == b""
    assert seconds < 2


def test_what_was_refused_does_not_hold_the_server_up(curated: Catalogue) -> None:
    """The client that was refused does not hang up, and has its time to read why."""
    with here(curated) as server, connect(server) as refused:
        refused.sendall(b"HELLO\r\n\r\n")
        assert refused.recv(1 << 16).startswith(b"HTTP/1.1 400")
        begun = time.monotonic()
        server.end()
        time.sleep(0.5)

    assert time.monotonic() - begun < 4


def test_a_request_without_end_is_given_up(curated: Catalogue) -> None:
    with here(curated, stop_seconds=1) as server, connect(server) as endless:
        endless.sendall(post(PLAN[:20], f"Content-Length: {len(PLAN)}"))
        time.sleep(0.1)
        begun = time.monotonic()
        server.end()

    assert time.monotonic() - begun < 4
