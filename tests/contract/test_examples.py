"""Every example in the document, sent as a client that has only the document would send it."""

import asyncio
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import CONTRACT, Client
from tests.contract.asking import Request, ask

Document = dict[str, Any]


def requests() -> dict[str, tuple[Document, Request]]:
    """Return each operation by its id, with the request that its examples make."""
    document = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return {
        operation["operationId"]: (operation, request_of(path, method, operation))
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def request_of(path: str, method: str, operation: Document) -> Request:
    shown = [p for p in operation.get("parameters", ()) if "example" in p]
    query = urlencode({p["name"]: p["example"] for p in shown if p["in"] == "query"})
    names = {p["name"]: quote(p["example"], safe="") for p in shown if p["in"] == "path"}
    contents = operation.get("requestBody", {"content": {}})["content"].values()
    body = next((content["example"] for content in contents), None)
    target = path.format(**names) + (f"?{query}" if query else "")
    return Request(target, body, method=method.upper())


REQUESTS = requests()

EXAMPLES = [
    (name, media_type)
    for name, (operation, _) in REQUESTS.items()
    for media_type in operation["responses"]["200"]["content"]
]


@pytest.mark.parametrize(("name", "media_type"), EXAMPLES)
def test_an_example_is_answered_as_documented(
    name: str, media_type: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    operation, request = REQUESTS[name]
    accept = ((b"accept", media_type.encode()),)
    asked = Request(request.target, request.body, accept, request.method)

    answer = ask(curated_client.app, asked, runner)

    content = operation["responses"]["200"]["content"][media_type]
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    documented = operation["responses"]["200"]["headers"]
    absent = {header.lower() for header in documented} - set(answer.headers)
    assert absent <= (set() if "json" in media_type else {"link"})  # a file leads nowhere
    if "json" in media_type:
        assert differences(content["example"], answer.json()) == []
    else:
        assert "example" not in content
        assert len(answer.content) > 100


def differences(shown: object, live: object, place: str = "") -> list[str]:
    """Say where an example is not the live answer with the ends of its lists left out."""
    if isinstance(shown, dict) and isinstance(live, dict):
        if list(shown) != list(live):
            return [f"{place}: {sorted(set(shown) ^ set(live))}"]
        pairs = [(name, shown[name], live[name]) for name in shown]
    elif isinstance(shown, list) and isinstance(live, list):
        if bool(shown) != bool(live) or len(shown) > len(live):
            return [f"{place}: {len(shown)} of {len(live)}"]
        pairs = [(str(at), *pair) for at, pair in enumerate(zip(shown, live, strict=False))]
    else:
        same = shown == live and type(shown) is type(live)
        return [] if same else [f"{place}: {shown!r}, {live!r}"]
    return [one for at, a, b in pairs for one in differences(a, b, f"{place}/{at}")]


def test_an_example_that_is_not_the_answer_is_found() -> None:
    live = {"a": [{"b": 1}, {"b": 2}], "c": []}

    assert differences({"a": [{"b": 1}], "c": []}, live) == []
    assert differences({"a": [{"b": 2}], "c": []}, live) == ["/a/0/b: 2, 1"]
    assert differences({"a": [{"b": 1}], "c": [1]}, live) == ["/c: 1 of 0"]
    assert differences({"a": [], "c": []}, live) == ["/a: 0 of 2"]
    assert differences({"a": [{"b": 1.0}], "c": []}, live) == ["/a/0/b: 1.0, 1"]
    assert differences({"c": []}, live) == [": ['a']"]


def test_every_parameter_that_must_be_sent_has_an_example() -> None:
    without = [
        f"{name} {parameter['name']}"
        for name, (operation, _) in REQUESTS.items()
        for parameter in operation.get("parameters", ())
        if parameter["required"] and "example" not in parameter
    ]

    assert without == []
