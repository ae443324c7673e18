"""Bodies: read exactly, refused by name, never repeated and never kept."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

import httpx
import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from app.catalogue.outcomes import MEASURES
from app.units import Number
from app.web.bodies import MOST_BODY_BYTES, read_body
from app.web.problems import MOST_FAULTS_OF_A_BODY, ProblemError
from tests.conftest import HOST, Answer, Client
from tests.web.test_bad_input import MARKER, check_problem

PATH: Final = "/v1/eligibility"

JSON: Final = (b"content-type", b"application/json")

MEMBERS: Final = [
    "age_years", "edss", "gadolinium_enhancing_lesions", "high_efficacy_therapies_failed",
    "ms_course", "new_mri_lesions_12_months", "relapses_12_months", "therapies_failed",
    "years_since_onset",
]  # fmt: skip
"""Every member of a profile."""

Header = tuple[bytes, bytes]


def send(  # noqa: PLR0913  what a request is made of
    client: Client,
    runner: asyncio.Runner,
    body: bytes | Sequence[bytes] | Mapping[str, Any],
    *,
    headers: Sequence[Header] = (JSON,),
    method: str = "POST",
    target: str = PATH,
) -> Answer:
    """Send a body in one or several pieces, byte for byte."""
    if isinstance(body, Mapping):
        body = json.dumps(body).encode()
    pieces = [body] if isinstance(body, bytes) else list(body)
    path, _, query = target.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [HOST, *headers],
        "server": ("localhost", 80), "client": ("localhost", 1),
    }  # fmt: skip
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def answer(message: Any) -> None:  # noqa: ANN401  a message of ASGI
        said.append(message)

    runner.run(client.app(scope, receive, answer))
    start, end = said
    return Answer(start["status"], httpx.Headers(start["headers"]), end["body"])


MALFORMED: Final[Mapping[str, bytes]] = {
    "empty": b"",
    "blank": b"  \n ",
    "cut off": b'{"edss": ',
    "two values": b"{} {}",
    "trailing comma": b'{"edss": 3,}',
    "single quotes": b"{'edss': 3}",
    "comment": b"{} // marker7f3a",
    "byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"edss": 3}'.encode("utf-16"),
    "UTF-16 without a mark": '{"edss": 3}'.encode("utf-16-le"),
    "invalid UTF-8": b'{"\xff": 3}',
    "overlong UTF-8": b'{"\xc0\xaf": 3}',
    "NUL": b"\0",
    "control character": b'{"ms_course": "a\nb"}',
    "NaN": b'{"edss": NaN}',
    "Infinity": b'{"edss": Infinity}',
    "minus Infinity": b'{"edss": -Infinity}',
    "leading zero": b'{"edss": 03}',
    "leading plus": b'{"edss": +3}',
    "hexadecimal": b'{"edss": 0x3}',
    "no digit after the point": b'{"edss": 3.}',
    "whole number of 5,000 digits": b'{"edss": ' + b"9" * 5000 + b"}",
    "exponent of 30 digits": b'{"edss": 1e' + b"9" * 30 + b"}",
    "member twice": b'{"edss": 3, "edss": 3}',
    "member twice, once escaped": b'{"edss": 3, "\\u0065dss": 4}',
    "member twice inside": b'{"edss": {"marker7f3a": 1, "marker7f3a": 2}}',
    "half a character": b'{"\\ud800": 1}',
    "nested deep": b"[" * 30_000,
    "nested deep and closed": b"[" * 16_000 + b"]" * 16_000,
    "objects nested deep": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
}  # fmt: skip
"""What is no JSON that this API reads -> the body."""


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_body_is_a_problem(
    case: str, method: str, client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, MALFORMED[case], method=method)

    check_problem(answer, 400, "invalid-request")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "body", [b"[]", b"[{}]", b"null", b"true", b"3", b'"marker7f3a"', b"[[[[[[]]]]]]"]
)
def test_a_body_that_is_no_object_is_a_problem(
    body: bytes, client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, body)

    check_problem(answer, 422, "invalid-body")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [""]


NOT_A_NUMBER: Final = ["true", '"40"', '"marker7f3a"', "[40]", '{"value": 40}', "1e400", "-1e400"]

WRONG: Final[Mapping[str, tuple[str, str]]] = {
    **{
        f"{member} {value}": (member, value)
        for member in MEMBERS
        for value in NOT_A_NUMBER
    },
    **{
        f"{member} {value}": (member, value)
        for member in MEMBERS
        if member not in ("edss", "years_since_onset", "ms_course")
        for value in ("40.0", "40.5", "4e1")  # whole numbers are written without a point
    },
    "edss in quarters": ("edss", "3.25"),
    "edss of five places": ("edss", "3.00001"),
    "edss too small to be": ("edss", "1e-400"),
    "years of five places": ("years_since_onset", "3.00001"),
    "course in capitals": ("ms_course", '"Relapsing"'),
    "course with a space": ("ms_course", '"relapsing "'),
    "course of half a character": ("ms_course", '"\\ud800"'),
    "course is a number": ("ms_course", "3"),
}  # fmt: skip
"""What is wrong -> the member and the JSON of its value."""


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_member_is_named(case: str, client: Client, runner: asyncio.Runner) -> None:
    member, value = WRONG[case]

    answer = send(client, runner, f'{{"{member}": {value}}}'.encode())

    check_problem(answer, 422, "invalid-body")
    assert {fault["pointer"] for fault in answer.json()["errors"]} == {f"/{member}"}
    assert answer.headers["cache-control"] == "no-store"


def test_a_wrong_course_is_answered_with_the_known_ones(
    client: Client, runner: asyncio.Runner
) -> None:
    (fault,) = send(client, runner, {"ms_course": MARKER}).json()["errors"]

    assert fault["allowed"] == [
        "relapsing_remitting", "relapsing", "secondary_progressive",
        "active_secondary_progressive", "primary_progressive", "progressive", "mixed",
    ]  # fmt: skip


@pytest.mark.parametrize("edss", ["3", "3.0", "3.5", "35e-1", "0", "10", "-0"])
def test_a_number_may_be_written_in_any_way_of_json(
    edss: str, client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, f'{{"edss": {edss}}}'.encode())

    assert answer.status_code == 200


def test_an_unknown_member_is_answered_with_the_known_ones(
    client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, {"weight_kg": MARKER, "edss": 3})

    check_problem(answer, 422, "invalid-body")
    assert answer.json()["errors"] == [
        {
            "code": "unknown_member", "detail": "This member is unknown.",
            "pointer": "/weight_kg", "parameter": None, "header": None, "allowed": MEMBERS,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "pointer"),
    [("a/b", "/a~1b"), ("a~b", "/a~0b"), ("", "/"), ("é", "/é"), ("x" * 1000, f"/{'x' * 199}")],
)
def test_a_pointer_is_escaped_and_not_long(
    name: str, pointer: str, client: Client, runner: asyncio.Runner
) -> None:
    (fault,) = send(client, runner, {name: 1}).json()["errors"]

    assert fault["pointer"] == pointer


def test_every_wrong_member_is_named_at_once(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, {"edss": 11, "age_years": MARKER, "colour": 1, "ms_course": 1})

    check_problem(answer, 422, "invalid-body")
    pointers = [fault["pointer"] for fault in answer.json()["errors"]]
    assert pointers == ["/age_years", "/ms_course", "/edss", "/colour"]
    assert answer.json()["detail"] == f"Wrong: {', '.join(pointers)}."


def test_a_body_of_nothing_but_faults_has_a_short_answer(
    client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, dict.fromkeys((f"m{number}" for number in range(2000)), 1))

    check_problem(answer, 422, "invalid-body")
    assert len(answer.json()["errors"]) == MOST_FAULTS_OF_A_BODY


@pytest.mark.parametrize(
    "body",
    [
        pytest.param([b"x" * 1_000_000], id="one megabyte"),
        pytest.param([b" " * 1000] * 1000, id="in pieces"),
        pytest.param([b"[" * 100_000], id="nested 100,000 deep"),
        pytest.param([b"{" + b" " * (MOST_BODY_BYTES - 1) + b"}"], id="one byte"),
    ],
)
def test_a_body_that_is_too_large_is_a_problem(
    body: list[bytes], client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, body)

    check_problem(answer, 413, "content-too-large")
    assert answer.headers["cache-control"] == "no-store"


def test_a_body_may_be_large_and_come_in_pieces(client: Client, runner: asyncio.Runner) -> None:
    whole = b'{"edss": 3' + b" " * (MOST_BODY_BYTES - 11) + b"}"

    in_pieces = send(client, runner, [bytes([byte]) for byte in whole])

    assert in_pieces.status_code == 200
    assert in_pieces.content == send(client, runner, {"edss": 3}).content


@pytest.mark.parametrize(
    "media_type",
    [None, b"", b"text/plain", b"application/x-www-form-urlencoded", b"application/jsonx",
     b"application/merge-patch+json", b"json", b"*/*", b"marker7f3a", b"\xff"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_only_json_is_read(
    media_type: bytes | None, method: str, client: Client, runner: asyncio.Runner
) -> None:
    headers = [] if media_type is None else [(b"content-type", media_type)]

    answer = send(client, runner, b"{}", headers=headers, method=method)

    check_problem(answer, 415, "unsupported-media-type")
    (fault,) = answer.json()["errors"]
    assert (fault["header"], fault["allowed"]) == ("Content-Type", ["application/json"])
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "media_type",
    [b"application/json", b"Application/JSON", b"application/json; charset=utf-8",
     b"application/json;profile=x", b" application/json "],
)  # fmt: skip
def test_json_may_be_named_in_any_way(
    media_type: bytes, client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, b"{}", headers=[(b"content-type", media_type)])

    assert answer.status_code == 200


SENT: Final[Mapping[str, bytes]] = {
    "good": b'{"age_years": 73, "edss": 9.5}',
    "value": b'{"edss": "marker7f3a"}',
    "course": b'{"ms_course": "marker7f3a"}',
    "out of range": b'{"age_years": 7771}',
    "malformed": b'{"marker7f3a": ',
    "not an object": b'["marker7f3a"]',
    "contradictory": b'{"relapses_12_months": 37}',
    "too large": b'"' + b"marker7f3a" * 10_000 + b'"',
}


@pytest.mark.parametrize("case", SENT)
def test_nothing_that_was_sent_is_repeated_or_logged(
    case: str,
    client: Client,
    runner: asyncio.Runner,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with caplog.at_level(logging.DEBUG):
        answers = [send(client, runner, SENT[case], method=method) for method in ("POST", "QUERY")]

    for answer in answers:
        said = answer.content.decode().replace(answer.headers["x-request-id"], "")
        assert not [sent for sent in (MARKER, "7771", "37") if sent in said]
        assert MARKER not in str(answer.headers)
    assert [record for record in caplog.records if record.name != "asyncio"] == []
    assert capfd.readouterr() == ("", "")


def test_what_is_answered_to_a_body_is_never_kept(client: Client, runner: asyncio.Runner) -> None:
    first = send(client, runner, {"age_years": 30})

    second = send(client, runner, {"age_years": 60})

    assert first.content != second.content
    assert first.headers["cache-control"] == second.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=6,
)


@given(body=st.one_of(json_values, st.dictionaries(st.sampled_from(MEMBERS), json_values)))
@settings(max_examples=300, deadline=None)
def test_no_json_breaks_anything(
    body: object, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = send(curated_client, runner, json.dumps(body).encode())

    assert answer.status_code in (200, 400, 422)
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"


@given(body=st.binary(max_size=80))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_anything(
    body: bytes, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = send(curated_client, runner, body)

    assert answer.status_code in (200, 400, 422)


class Inner(BaseModel):
    """A part of a request."""

    model_config = ConfigDict(extra="forbid")

    dose: Annotated[Number, Field(gt=0, lt=10)]


class Outer(BaseModel):
    """A request with a part."""

    model_config = ConfigDict(extra="forbid")

    inner: Inner
    steps: list[Annotated[int, Field(ge=1, multiple_of=2)]] = []


@pytest.fixture
def read(runner: asyncio.Runner) -> Callable[[bytes], Any]:
    """Read a body as a request with a part, and return the model or the faults."""

    def read(body: bytes) -> Any:  # noqa: ANN401  a model or its faults
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        request = Request({"type": "http", "headers": [JSON]}, receive)
        try:
            return runner.run(read_body(request, Outer))
        except ProblemError as problem:
            return [(fault.pointer, fault.code, fault.allowed) for fault in problem.errors]

    return read


def test_digits_are_kept_as_they_were_written(read: Callable[[bytes], Any]) -> None:
    outer = read(b'{"inner": {"dose": 0.1}}')

    assert outer.inner.dose == Decimal("0.1")


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"{}", [("/inner", "missing", None)]),
        (b'{"inner": {}}', [("/inner/dose", "missing", None)]),
        (b'{"inner": {"dose": 0}}', [("/inner/dose", "greater_than", ["above 0"])]),
        (b'{"inner": {"dose": 10}}', [("/inner/dose", "less_than", ["below 10"])]),
        (b'{"inner": {"dose": "1"}}', [("/inner/dose", "value_error", None)]),
        (b'{"inner": {"dose": 1, "x": 1}}', [("/inner/x", "unknown_member", None)]),
        (
            b'{"inner": {"dose": 1}, "steps": [2, 0, 3]}',
            [
                ("/steps/1", "greater_than_equal", ["at least 1"]),
                ("/steps/2", "multiple_of", ["a multiple of 2"]),
            ],
        ),
        (b'{"inner": {"dose": 1}, "x": 1}', [("/x", "unknown_member", ["inner", "steps"])]),
    ],
)
def test_a_fault_inside_is_pointed_to(
    body: bytes,
    faults: list[Any],
    read: Callable[[bytes], Any],
) -> None:
    assert read(body) == faults


def test_the_marker_is_no_word_of_ours() -> None:
    assert MARKER not in str(MEASURES)
