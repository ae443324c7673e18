"""What no fuzzer thinks of, sent to every member of every body that the document has.

Schemathesis never sends `true`, `"70"` or `[70]` for a number, nor a date at the end of time.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.conftest import Client
from tests.contract.asking import JSON, Request, ask
from tests.contract.test_examples import REQUESTS

Document = dict[str, Any]

NO_NUMBERS: Final = (
    "true", "false", '"70"', "[70]", '{"value": 70}', '""', "NaN", "Infinity", "1e400", "-1e400",
    "1e-400", "9" * 400,
)  # fmt: skip
NO_WHOLE_NUMBERS: Final = (*NO_NUMBERS, "2.0", "2.5", "2e0")
NO_DATES: Final = (
    "0", "20300110", "1893456000", "true", '["2030-01-10"]', '""', '"2030-01-10T00:00:00"',
    '"2030-01-10T00:00:00Z"', '"2030-01-10 00:00"', '"2030-02-29"', '"2100-02-29"', '"2030-1-1"',
    '"9999-12-31"', '"0001-01-01"', '"-2030-01-10"', '"\\uff12030-01-10"',
)  # fmt: skip
NO_TEXTS: Final = ("0", "1.5", "true", "[]", "{}", '"\\u0000"', '" "', '"A B"', '"\\ud800"')
NO_OBJECTS: Final = ("0", "true", '"{}"', "[]", "[{}]")

LEAP_DAYS: Final = ("2028-02-29", "2000-02-29", "2196-02-29")


def plain(contract: Document, schema: Document) -> Document:
    """Follow a reference, and leave out that a member may be null."""
    if "$ref" in schema:
        return plain(contract, contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for part in schema.get("anyOf", ()):
        if part.get("type") != "null":
            return plain(contract, part)
    return schema


def members(contract: Document, schema: Document, way: str = "") -> Iterator[tuple[str, Document]]:
    """Yield the pointer to every member, however deep, with its schema."""
    for name, said in schema["properties"].items():
        inner = plain(contract, said)
        yield f"{way}/{name}", inner
        if "properties" in inner:
            yield from members(contract, inner, f"{way}/{name}")


def probes(schema: Document) -> tuple[str, ...]:
    """Return the JSON of values that a member cannot have."""
    if schema.get("format") == "date":
        return NO_DATES
    wrong = {
        "number": NO_NUMBERS, "integer": NO_WHOLE_NUMBERS, "object": NO_OBJECTS, "string": NO_TEXTS,
    }[schema["type"]]  # fmt: skip
    return (*wrong, *beyond(schema))


def beyond(schema: Document) -> Iterator[str]:
    """Yield what is just outside the limits of a number."""
    step = 1 if schema["type"] == "integer" else 0.0001
    for limit, sign in (("minimum", -1), ("maximum", 1)):
        if limit in schema:
            yield f"{schema[limit] + sign * step:.4f}" if step < 1 else str(schema[limit] + sign)
        if f"exclusive{limit.capitalize()}" in schema:
            yield str(schema[f"exclusive{limit.capitalize()}"])


def bodies(contract: Document) -> Iterator[tuple[str, str, str]]:
    """Yield an operation, a pointer and the JSON of a value that must not stand there."""
    for name, (operation, _) in REQUESTS.items():
        if operation["tags"] == ["fhir"]:
            continue  # its values stand in a list, each with its type: tests/web/fhir
        for content in operation.get("requestBody", {"content": {}})["content"].values():
            for pointer, schema in members(contract, plain(contract, content["schema"])):
                yield from ((name, pointer, value) for value in probes(schema))


def put(body: Document, pointer: str, value: str) -> bytes:
    """Write a body with the JSON of a value put in at a pointer, as it is."""
    written: Any = json.loads(json.dumps(body))
    place = written
    *way, last = pointer.removeprefix("/").split("/")
    for name in way:
        place = place.setdefault(name, {})
    place[last] = "put it here"
    return json.dumps(written).replace('"put it here"', value).encode()


def test_no_member_of_a_body_takes_what_only_looks_like_it(
    contract: Document, curated_client: Client, runner: asyncio.Runner
) -> None:
    taken, blind, sent = [], [], 0
    for name, pointer, value in bodies(contract):
        request = REQUESTS[name][1]
        assert isinstance(request.body, dict)
        body = put(request.body, pointer, value)
        answer = ask(curated_client.app, Request(request.target, body, (JSON,)), runner)
        sent += 1
        if answer.status_code not in (400, 422):
            taken.append(f"{name} {pointer}: {value}")
        elif answer.status_code == 422 and not any(
            (fault["pointer"] or "").startswith(pointer) for fault in answer.json()["errors"]
        ):
            blind.append(f"{name} {pointer}: {value}")

    assert sent > 350
    assert (taken, blind) == ([], [])


@pytest.mark.parametrize("day", LEAP_DAYS)
def test_a_leap_day_is_a_day(day: str, curated_client: Client, runner: asyncio.Runner) -> None:
    body = REQUESTS["makePlan"][1].body
    assert isinstance(body, dict)

    answer = ask(curated_client.app, Request("/v1/plans", {**body, "day_zero": day}), runner)

    assert answer.status_code == 200
    assert answer.json()["day_zero"] == day


@pytest.mark.parametrize(
    "name", [name for name, (_, request) in REQUESTS.items() if request.body is None]
)
def test_head_says_what_get_does_and_sends_nothing(
    name: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    target = REQUESTS[name][1].target

    whole = ask(curated_client.app, Request(target), runner)
    head = ask(curated_client.app, Request(target, method="HEAD"), runner)

    assert head.content == b""
    assert head.status_code == 200
    assert head.lasting == whole.lasting


@pytest.mark.parametrize("since", ["if-none-match", "if-modified-since"])
@pytest.mark.parametrize(
    "name", [name for name, (_, request) in REQUESTS.items() if request.body is None]
)
def test_every_get_is_asked_again_with_what_it_said(
    name: str, since: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    target = REQUESTS[name][1].target
    first = ask(curated_client.app, Request(target), runner)
    said = first.headers.get({"if-none-match": "etag"}.get(since, "last-modified"))

    again = ask(
        curated_client.app, Request(target, headers=((since.encode(), (said or "").encode()),)),
        runner,
    )  # fmt: skip

    assert again.status_code == (304 if said else 200)
    assert again.content == (b"" if said else first.content)
    assert said or since == "if-modified-since"
