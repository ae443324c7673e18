"""The OpenAPI document as the linters see it: `.spectral.yaml` and `redocly.yaml`, no finding."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.node import ROOT, run_tool

DOCUMENT: Final = "openapi/openapi.json"

Document = dict[str, Any]


def spectral(document: str) -> list[str]:
    """Return what Spectral finds, down to its hints."""
    run = run_tool(
        "spectral", "lint", document, "--format", "json", "--quiet", "--fail-severity", "hint"
    )
    found = json.loads(run.stdout)
    assert run.returncode == (1 if found else 0), run.stderr
    return [f"{one['code']} {'/'.join(map(str, one['path']))}: {one['message']}" for one in found]


def redocly(document: str) -> list[str]:
    """Return the rules of which Redocly finds something, with its warnings."""
    run = run_tool("redocly", "lint", document, "--config", "redocly.yaml", "--format", "json")
    found = json.loads(run.stdout)["problems"]
    assert run.returncode == (1 if found else 0), run.stderr
    return [f"{one['ruleId']} {one['location'][0]['pointer']}: {one['message']}" for one in found]


def test_spectral_finds_nothing() -> None:
    assert spectral(DOCUMENT) == []


def test_redocly_finds_nothing() -> None:
    assert redocly(DOCUMENT) == []


@pytest.fixture
def faulty(contract: Document, tmp_path: Path) -> str:
    """A copy of the document with a few faults in it."""
    document = deepcopy(contract)
    terms = document["paths"]["/v1/terms"]["get"]
    del terms["responses"]["500"]
    terms["operationId"] = document["paths"]["/v1/claims"]["get"]["operationId"]
    del terms["description"]
    content = terms["responses"]["200"]["content"]["application/json"]
    content["example"]["page"]["limit"] = "many"
    del document["components"]["schemas"]["PageInfo"]["properties"]["total"]["maximum"]
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return str(file)


def test_spectral_finds_a_fault(faulty: str) -> None:
    assert {said.partition(" ")[0] for said in spectral(faulty)} == {
        "operation-description",
        "operation-operationId-unique",
        "owasp:api4:2023-integer-limit",
        "owasp:api8:2023-define-error-responses-500",
    }


def test_redocly_finds_a_fault(faulty: str) -> None:
    assert {said.partition(" ")[0] for said in redocly(faulty)} == {
        "no-invalid-media-type-examples",
        "operation-operationId-unique",
    }


@pytest.mark.parametrize("name", [".spectral.yaml", "redocly.yaml", "redocly-diff.yaml"])
def test_every_rule_that_is_off_has_its_reason(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    off = [rule for rule, said in yaml.safe_load(text).get("rules", {}).items() if said is False]

    explained = [
        line.strip().rpartition(":")[0]
        for block in text.split("\n\n")
        if block.lstrip("\n ").startswith("#") or "\n  #" in block
        for line in block.splitlines()
        if line.startswith("  ") and line.endswith(": off")
    ]

    assert explained == off
    assert bool(off) == (name == ".spectral.yaml")


def strings_sent(contract: Document) -> Iterator[tuple[str, Document]]:
    """Yield the name of every string that a request may have, with its schema."""
    for methods in contract["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                yield from strings_in(contract, parameter["name"], parameter["schema"])
            for content in operation.get("requestBody", {"content": {}})["content"].values():
                yield from strings_in(contract, "", content["schema"])


def strings_in(contract: Document, name: str, schema: Document) -> Iterator[tuple[str, Document]]:
    if "$ref" in schema:
        referred = contract["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        yield from strings_in(contract, name, referred)
    if schema.get("type") == "string":
        yield name, schema
    for inner, said in schema.get("properties", {}).items():
        yield from strings_in(contract, inner, said)
    parts = [*schema.get("anyOf", ()), schema.get("propertyNames"), schema.get("items")]
    for part in (*parts, schema.get("additionalProperties")):
        if isinstance(part, dict):
            yield from strings_in(contract, name, part)


def test_every_string_that_is_sent_says_how_it_is_written(contract: Document) -> None:
    sent = list(strings_sent(contract))

    free = {n for n, schema in sent if not schema.keys() & {"pattern", "format", "enum", "const"}}
    endless = {n for n, schema in sent if not schema.keys() & {"maxLength", "enum", "const"}}

    assert len(sent) > 100
    assert free == set()
    assert endless == set()
