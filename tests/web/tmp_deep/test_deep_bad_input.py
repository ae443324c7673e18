"""Bad input: each a problem document that repeats nothing of what was sent."""

from typing import Final
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.problems import KINDS, Problem
from tests.conftest import HOST, Answer, Client

MARKER: Final = "marker7f3a"
"""Sent in every bad value, and never to come back."""

LONG: Final = MARKER * 1000  # 10 kB


def check_problem(answer: Answer, status: int, code: str) -> None:
    """Check what every problem document owes."""
    body = answer.json()
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(body) == list(Problem.model_fields)
    assert body["type"] == f"http://127.0.0.1:8000/v1/problems/{code}"
    assert (body["title"], body["status"], body["code"]) == (KINDS[code].title, status, code)
    assert body["instance"] == f"urn:uuid:{body['request_id']}"
    assert body["request_id"] == answer.headers["x-request-id"]
    for fault in body["errors"]:
        assert list(fault) == ["code", "detail", "pointer", "parameter", "header", "allowed"]
    assert MARKER.encode() not in answer.content
    assert MARKER not in str(answer.headers)
    assert b"Traceback" not in answer.content


def check_all_is_well(client: Client) -> None:
    """Check that the next request is answered as ever, and that the problem explains itself."""
    assert client.raw("/v1/agents").status_code == 200
    assert client.raw("/v1/agents/ex").status_code == 308


BAD_TARGETS: Final[dict[str, tuple[bytes | str, int, str]]] = {
    "unknown id": (f"/v1/agents/{MARKER}", 404, "not-found"),
    "unknown id below": (f"/v1/stages/{MARKER}/agents", 404, "not-found"),
    "unknown path": (f"/v1/{MARKER}", 404, "not-found"),
    "unknown path below": (f"/v1/agents/exemplan/{MARKER}", 404, "not-found"),
    "unknown asset": (f"/assets/{MARKER}", 404, "not-found"),
    "asset above": (f"/assets/..%2F..%2F{MARKER}", 404, "not-found"),
    "unknown schema": (f"/v1/schemas/{MARKER}", 404, "not-found"),
    "unknown problem": (f"/v1/problems/{MARKER}", 404, "not-found"),
    "id with capitals": (f"/v1/agents/{MARKER.upper()}_", 404, "not-found"),
    "id with dots": (f"/v1/agents/..{MARKER}", 404, "not-found"),
    "id with markup": (f"/v1/agents/%3Cscript%3E{MARKER}", 404, "not-found"),
    "id not ASCII": (f"/v1/agents/caf%C3%A9{MARKER}", 404, "not-found"),
    "id of emoji": (f"/v1/agents/%F0%9F%98%80{MARKER}", 404, "not-found"),
    "id with C1 control": (f"/v1/agents/%C2%80{MARKER}", 404, "not-found"),
    "id with a slash": (f"/v1/agents/a%2F{MARKER}", 404, "not-found"),
    "id very long": (f"/v1/agents/{LONG[:7900]}", 404, "not-found"),
    "path too long": (f"/v1/agents/{LONG}", 414, "uri-too-long"),
    "query too long": (f"/v1/agents?q={LONG}", 414, "uri-too-long"),
    "path and query too long": (f"/{LONG[:5000]}?{LONG[:5000]}", 414, "uri-too-long"),
    "invalid UTF-8 in path": (f"/v1/agents/%FF{MARKER}", 400, "invalid-request"),
    "overlong UTF-8 in path": (f"/v1/agents/%C0%AF{MARKER}", 400, "invalid-request"),
    "surrogate in path": (f"/v1/agents/%ED%A0%80{MARKER}", 400, "invalid-request"),
    "NUL in path": (f"/v1/agents/%00{MARKER}", 400, "invalid-request"),
    "newline in path": (f"/v1/agents/%0D%0AX-Y:%20{MARKER}/", 400, "invalid-request"),
    "tab in path": (f"/v1/agents/%09{MARKER}", 400, "invalid-request"),
    "DEL in path": (f"/v1/agents/%7F{MARKER}", 400, "invalid-request"),
    "raw byte in path": (f"/v1/agents/{MARKER}".encode() + b"\xff", 400, "invalid-request"),
    "raw UTF-8 in path": (f"/v1/agents/é{MARKER}".encode(), 400, "invalid-request"),
    "raw NUL in path": (f"/v1/agents/\0{MARKER}".encode(), 400, "invalid-request"),
    "invalid UTF-8 in query": (f"/v1/agents?q=%FF{MARKER}", 400, "invalid-request"),
    "NUL in query": (f"/v1/agents?q=%00{MARKER}", 400, "invalid-request"),
    "newline in query": (f"/v1/agents/ex?fields=%0D%0A{MARKER}", 400, "invalid-request"),
    "raw byte in query": (f"/v1/agents?q={MARKER}".encode() + b"\xff", 400, "invalid-request"),
    "wrong limit": (f"/v1/agents?limit={MARKER}", 400, "invalid-parameter"),
    "wrong cursor": (f"/v1/agents?cursor={MARKER}", 400, "invalid-parameter"),
    "wrong ids": (f"/v1/agents?ids={MARKER}", 400, "invalid-parameter"),
    "malformed ids": (f"/v1/agents?ids=,{MARKER}", 400, "invalid-parameter"),
    "wrong sort": (f"/v1/agents?sort={MARKER[:6]}", 400, "invalid-parameter"),
    "malformed sort": (f"/v1/agents?sort={MARKER}", 400, "invalid-parameter"),
    "wrong fields": (f"/v1/agents?fields={MARKER}", 400, "invalid-parameter"),
    "wrong expand": (f"/v1/agents?expand={MARKER}", 400, "invalid-parameter"),
    "wrong class": (f"/v1/agents?agent_class={MARKER}", 400, "invalid-parameter"),
    "wrong stage": (f"/v1/agents?stage={MARKER}", 400, "invalid-parameter"),
    "wrong regimen": (f"/v1/agents?regimen={MARKER}", 400, "invalid-parameter"),
    "long regimen": (f"/v1/agents?regimen={LONG[:7000]}", 400, "invalid-parameter"),
    "wrong agent": (f"/v1/regimens?agent={MARKER}", 400, "invalid-parameter"),
    "wrong intensity": (f"/v1/regimens?intensity={MARKER}", 400, "invalid-parameter"),
    "wrong plannable": (f"/v1/regimens?plannable={MARKER}", 400, "invalid-parameter"),
    "wrong verdict": (f"/v1/claims?verdict={MARKER}", 400, "invalid-parameter"),
    "wrong year": (f"/v1/references?year={MARKER}", 400, "invalid-parameter"),
    "wrong kind": (f"/v1/references?kind={MARKER}", 400, "invalid-parameter"),
    "long search": (f"/v1/terms?q={LONG[:7000]}", 400, "invalid-parameter"),
    "repeated value": (f"/v1/terms?q={MARKER}&q={MARKER}", 400, "invalid-parameter"),
    "unknown parameter": (f"/v1/terms?query={MARKER}", 400, "invalid-parameter"),
    "parameter without a name": (f"/v1/terms?={MARKER}", 400, "invalid-parameter"),
    "parameter of none": (f"/v1/meta?q={MARKER}", 400, "invalid-parameter"),
}  # fmt: skip
"""What is bad -> the target, and the problem that answers it."""

UNREADABLE: Final = ("uri-too-long", "invalid-request")
"""Problems of a target that are seen before its meaning, whatever the method."""


@pytest.mark.parametrize("case", BAD_TARGETS)
def test_a_bad_target_is_a_problem(case: str, client: Client) -> None:
    target, status, code = BAD_TARGETS[case]

    answer = client.raw(target)

    check_problem(answer, status, code)
    check_all_is_well(client)


@pytest.mark.parametrize("case", BAD_TARGETS)
def test_head_of_a_bad_target_is_the_same_problem_without_its_body(
    case: str, client: Client
) -> None:
    target, status, _ = BAD_TARGETS[case]

    answer = client.raw(target, method="HEAD")

    assert (answer.status_code, answer.content) == (status, b"")
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["content-length"]) > 0


@pytest.mark.parametrize("method", ["OPTIONS", "POST"])
@pytest.mark.parametrize(
    "case", [case for case, (*_, code) in BAD_TARGETS.items() if code in UNREADABLE]
)
def test_an_unreadable_target_is_explained_to_every_method(
    case: str, method: str, client: Client
) -> None:
    target, status, code = BAD_TARGETS[case]

    answer = client.raw(target, method=method)

    check_problem(answer, status, code)
    check_all_is_well(client)


@pytest.mark.parametrize(
    ("host", "said"),
    [
        ((), "has no Host header"),
        ((HOST, HOST), "has more than one Host header"),
        ((HOST, (b"host", MARKER.encode())), "has more than one Host header"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
def test_a_request_needs_one_host(
    host: tuple[tuple[bytes, bytes], ...], said: str, method: str, client: Client
) -> None:
    answer = client.raw("/v1", host=host, method=method)

    check_problem(answer, 400, "invalid-request")
    assert said in answer.json()["detail"]
    assert answer.json()["errors"][0]["header"] == "Host"
    check_all_is_well(client)


def test_only_http_1_0_may_leave_the_host_out(client: Client) -> None:
    assert client.raw("/v1", host=(), version="1.0").status_code == 200
    assert client.raw("/v1", host=(HOST, HOST), version="1.0").status_code == 400


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST"])
@pytest.mark.parametrize(
    "headers",
    [
        ((b"x-large", LONG.encode() * 2),),
        tuple((f"x-{number}".encode(), LONG[:200].encode()) for number in range(100)),
        ((LONG.encode() * 2, b"x"),),
        ((b"accept", LONG.encode() * 2),),
        ((b"cookie", LONG.encode() * 2), (b"x-request-id", b"0" * 36)),
    ],
    ids=["one", "many", "name", "accept", "cookie"],
)
def test_twenty_kilobytes_of_headers_are_too_large(
    headers: tuple[tuple[bytes, bytes], ...], method: str, client: Client
) -> None:
    answer = client.raw("/v1", *headers, method=method)

    check_problem(answer, 431, "headers-too-large")
    check_all_is_well(client)


def test_ten_kilobytes_of_headers_are_not_too_large(client: Client) -> None:
    answer = client.raw("/v1", (b"cookie", LONG.encode()))

    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["POST", "DELETE", "PATCH", "TRACE"])
def test_a_method_that_is_not_allowed_is_a_problem(method: str, client: Client) -> None:
    answer = client.raw("/v1/agents", method=method)

    check_problem(answer, 405, "method-not-allowed")
    check_all_is_well(client)


def test_a_type_that_is_not_served_is_a_problem(client: Client) -> None:
    answer = client.raw("/v1/agents", (b"accept", f"text/{MARKER}".encode()))

    check_problem(answer, 406, "not-acceptable")
    check_all_is_well(client)


@pytest.mark.parametrize(
    "name",
    ["accept", "accept-encoding", "if-none-match", "if-modified-since", "origin", "x-request-id",
     "accept-language", "range", "if-range", "if-match", "expect", "authorization", "cookie"],
)  # fmt: skip
@given(value=st.binary(max_size=60))
@settings(max_examples=400, deadline=None)
def test_no_header_breaks_anything(name: str, value: bytes, curated_client: Client) -> None:
    answer = curated_client.raw("/v1/agents/alemtuzumab", (name.encode(), value))

    assert answer.status_code in (200, 304, 406)


@given(target=st.binary(max_size=60))
@settings(max_examples=400, deadline=None)
def test_no_target_breaks_anything(target: bytes, curated_client: Client) -> None:
    answer = curated_client.raw(b"/v1/" + target)

    assert answer.status_code in (200, 308, 400, 404)


@given(
    path=st.sampled_from(["/v1/agents", "/v1/regimens", "/v1/references", "/v1/stages/harvest"]),
    name=st.sampled_from(["limit", "cursor", "ids", "sort", "q", "fields", "expand", "stage"]),
    value=st.text("abcdeXYZ019,.-_ %/é😀=\\\"'", max_size=30),
)
@settings(max_examples=400, deadline=None)
def test_no_value_breaks_anything(path: str, name: str, value: str, curated_client: Client) -> None:
    answer = curated_client.get(f"{path}?{urlencode({name: value})}")

    assert answer.status_code in (200, 400)
