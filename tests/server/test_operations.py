"""What an operator may switch on, in real servers: proxies, the rate limit, the log, metrics."""

import json

import pytest

from tests.server.process import running
from tests.server.wire import ask, get, read_reply, reply


def test_a_client_is_named_by_a_proxy_that_is_trusted() -> None:
    with running(
        rate_limit="2/hour", trusted_proxies="127.0.0.0/8", access_log="clients"
    ) as server:
        for _ in range(2):
            reply(server.port, get("/v1", "X-Forwarded-For: 192.0.2.1"))
        third = reply(server.port, get("/v1", "X-Forwarded-For: 192.0.2.1"))
        other = reply(server.port, get("/v1", "X-Forwarded-For: 192.0.2.2"))
        forged = reply(server.port, get("/v1", "X-Forwarded-For: 198.51.100.9, 192.0.2.1"))
        lines = _lines(server.out)

    assert (third.status, other.status, forged.status) == (429, 200, 429)
    assert third.problem["code"] == "too-many-requests"
    assert [line["client"] for line in lines][:4] == ["192.0.2.1"] * 3 + ["192.0.2.2"]


def test_nobody_else_can_name_another_client() -> None:
    with running(rate_limit="2/hour", access_log="clients") as server:
        answers = [
            reply(server.port, get("/v1", f"X-Forwarded-For: 192.0.2.{number}"))
            for number in range(3)
        ]
        lines = _lines(server.out)

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert {line["client"] for line in lines} == {"127.0.0.1"}


def test_neither_scheme_nor_host_of_a_proxy_changes_an_answer() -> None:
    """They stand in DAYZERO_PUBLIC_URL, and nowhere else."""
    with running(trusted_proxies="127.0.0.1") as server:
        plain = reply(server.port, get("/v1/nothing"))
        proxied = reply(
            server.port,
            get("/v1/nothing", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example"),
        )

    assert proxied.problem["type"] == plain.problem["type"]
    assert "strict-transport-security" not in proxied.headers


def test_the_log_says_what_was_asked_and_nothing_that_was_sent() -> None:
    body = b'{"secret": 1}'
    with running(access_log="on") as server:
        reply(server.port, get("/v1/agents?q=secret"))
        post = get("/v1/plans", "Content-Type: application/json", f"Content-Length: {len(body)}",
                   method="POST")  # fmt: skip
        reply(server.port, post + body)
        out, err = server.out, server.err

    lines = _lines(out)
    assert [(line["method"], line["path"], line["status"]) for line in lines][-2:] == [
        ("GET", "/v1/agents", 200),
        ("POST", "/v1/plans", 422),
    ]
    assert "secret" not in out + err


def test_without_a_wish_nothing_is_logged() -> None:
    with running() as server:
        reply(server.port, get("/v1"))

        assert "{" not in server.out + server.err


@pytest.mark.parametrize("workers", ["1", "2"])
def test_metrics_count_the_requests_of_all_workers(workers: str) -> None:
    with running(metrics="on", workers=workers) as server:
        for _ in range(20):
            reply(server.port, get("/v1/terms"))
        ask(server.port, b"HELLO\r\n\r\n")
        texts = {reply(server.port, get("/metrics")).body.decode() for _ in range(6)}
        ended = server.stop()

    wanted = 'dayzero_requests_total{method="GET",route="/v1/terms",status="200"} 20.0'
    assert all(wanted in text for text in texts)
    assert all('dayzero_refused_total{code="invalid-request"} 1.0' in text for text in texts)
    assert (ended.status, "Traceback" in ended.err) == (0, False)


def test_telemetry_does_not_stand_in_the_way() -> None:
    """Nobody takes the traces: no address is given for them."""
    with running(telemetry="on") as server:
        answers = [reply(server.port, get("/v1/agents?limit=1")) for _ in range(2)]
        ended = server.stop()

    assert [answer.status for answer in answers] == [200, 200]
    assert (ended.status, "Traceback" in ended.err) == (0, False)


def test_a_contact_is_told_by_the_server() -> None:
    with running(security_contact="mailto:security@api.example") as server:
        answer = read_reply(ask(server.port, get("/.well-known/security.txt")))

    assert b"Contact: mailto:security@api.example\n" in answer.body


def _lines(out: str) -> list[dict[str, object]]:
    """Return the lines of the log; the server says where to go before them."""
    found = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [line for line in found if not str(line["path"]).startswith("/health/")]
