"""Schemathesis: every operation asked what its document allows and what it forbids, all checks on.

`CONTRACT_EXAMPLES=500 .venv/bin/python -m pytest tests/contract/test_fuzz.py` asks more, and other
questions each time; unless told, the questions are few and always the same.
"""

import json
import os
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.schemas import OpenApiSchema

from app.web.app import make_app
from app.web.edge import Application, Edge, Receive, Scope, Send
from app.web.examples import BODIES
from tests.conftest import CONTRACT
from tests.server.process import Server

Document = dict[str, Any]
Case = schemathesis.Case[Any]

ASKED: Final = int(os.environ.get("CONTRACT_EXAMPLES", "0"))

asking = settings(
    max_examples=ASKED or 8,
    derandomize=not ASKED,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],  # two cores that others use too
)

CHECKS: Final = {
    # An id or a member that is well formed may still name nothing, and is then refused.
    # A body that is well formed may still contradict itself or the catalogue: 422.
    "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", 400, 404, 422]},
    # A wrong value may be too long for an address.
    "negative_data_rejection": {"expected-statuses": [400, 404, 405, 406, 413, 414, 415, 422]},
}
"""Which statuses two of the checks expect; every other check is as it comes, and none is off."""

NAMING: Final = {
    "agent", "cursor", "expand", "ids", "kinds", "measure", "mobilisation", "regimen", "sort",
    "study", "day_zero", "harvest_on", "since", "until",
}  # fmt: skip
"""Parameters of which a well-formed value may name nothing, or a day beyond the calendar that is
served; no other parameter may be refused where its schema is kept."""

SEARCHING: Final = {
    f"{name}{how}"
    for name in ("code", "name", "status", "title", "url")
    for how in ("", ":contains", ":exact")
}
"""Parameters of FHIR that not every type is searched by."""


@cache
def application() -> Edge:
    return make_app()


async def served(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer for the curated application, which is made for the first request."""
    await application()(scope, receive, send)


def contract() -> Document:
    document: Document = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return document


def operations(document: Document) -> Iterator[Document]:
    for methods in document["paths"].values():
        yield from methods.values()


def without_fields(document: Document) -> Document:
    """Take `fields` out: what it leaves of an answer lacks members that the schemas require."""
    for operation in operations(document):
        kept = [p for p in operation.get("parameters", ()) if p["name"] != "fields"]
        operation["parameters"] = kept
    return document


def only_fields(document: Document) -> Document:
    """Leave the operations that take `fields`, which must then be sent and name real members.

    What is answered is a part of what is documented: no member is required, and what tells one
    alternative from another may be missing.
    """
    document["paths"] = {
        path: methods
        for path, methods in document["paths"].items()
        if any(p["name"] == "fields" for p in methods.get("get", {}).get("parameters", ()))
    }
    for operation in operations(document):
        members = members_of(document, operation)
        for parameter in operation["parameters"]:
            if parameter["name"] == "fields":
                parameter.update(required=True, schema={"enum": [*members, ",".join(members)]})
    document["components"]["schemas"] = {
        name: partly(schema, whole=name in ("PageInfo", "PageLinks", "Meta", "Problem", "Fault"))
        for name, schema in document["components"]["schemas"].items()
    }
    return document


def members_of(document: Document, operation: Document) -> list[str]:
    """Return the members that every record has that an operation answers with."""
    content = operation["responses"]["200"]["content"]["application/json"]
    document_of = followed(document, content["schema"])
    records = followed(document, document_of.get("properties", {}).get("data", document_of))
    kinds = [followed(document, kind) for kind in records.get("oneOf", [records])]
    first, *others = (kind["properties"] for kind in kinds)
    shared = [name for name in first if all(name in other for other in others)]
    return [name for name in shared if name not in ("meta", "included")]


def followed(document: Document, schema: Document) -> Document:
    """Follow a reference, also the one of the items of a list."""
    schema = schema.get("items", schema)
    if "$ref" not in schema:
        return schema
    found: Document = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def partly(schema: Any, *, whole: bool) -> Any:  # noqa: ANN401  any JSON value
    """Write the schema of a part: nothing is required, and several alternatives may fit."""
    if whole or not isinstance(schema, dict | list):
        return schema
    if isinstance(schema, list):
        return [partly(item, whole=False) for item in schema]
    return {
        "anyOf" if name == "oneOf" else name: partly(inner, whole=False)
        for name, inner in schema.items()
        if name not in ("required", "discriminator") or isinstance(inner, bool)
    }


def asked_of(document: Document, app: Application | None, mode: str = "all") -> OpenApiSchema:
    """Read a document; without an application, each case is asked of a server by its address."""
    said = {"checks": CHECKS, "generation": {"mode": mode}}
    config = schemathesis.Config.from_dict(said)
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = app
    return schema


def check(case: Case, **transport: Any) -> None:  # noqa: ANN401  how to ask
    answer = case.call(**transport)
    # OpenAPI 3.1 cannot document QUERY, which is answered and allowed where POST is.
    beyond = case.operation.method == "post" and answer.request.method in ("QUERY", "OPTIONS")
    assume(not beyond)
    case.validate_response(answer)
    if answer.status_code == HTTPStatus.BAD_REQUEST and is_right(case):
        refused = set(refused_in(answer.json()))
        assert refused, "What the document allows is malformed."
        fhir = case.operation.path.startswith("/fhir/")
        assert refused <= (NAMING | SEARCHING if fhir else NAMING), (
            "What the document allows is refused."
        )


def refused_in(error: Document) -> Iterator[str]:
    """Yield the parameters that a problem or an OperationOutcome is about."""
    yield from (fault["parameter"] for fault in error.get("errors", ()))
    for issue in error.get("issue", ()):
        yield from (place.removeprefix("http.") for place in issue.get("expression", ()))


def is_right(case: Case) -> bool:
    """Whether the document allows everything in a request."""
    assert case.meta is not None
    return case.meta.generation.mode is GenerationMode.POSITIVE


@asked_of(without_fields(contract()), served).parametrize()
@asking
def test_every_operation_answers_as_documented(case: Case) -> None:
    check(case)


@asked_of(without_fields(contract()), None).parametrize()
@settings(asking, max_examples=ASKED or 4)
def test_a_real_server_answers_as_documented(case: Case, server: Server) -> None:
    check(case, base_url=server.url)


@asked_of(only_fields(contract()), served, "positive").parametrize()
@settings(asking, max_examples=ASKED or 4)
def test_a_part_of_an_answer_is_as_documented(case: Case) -> None:
    check(case)


def test_a_part_is_asked_of_every_list_and_every_record() -> None:
    taking = [
        operation["operationId"]
        for operation in operations(contract())
        if any(p["name"] == "fields" for p in operation.get("parameters", ()))
    ]

    assert len(taking) > 20
    assert not set(taking) & set(BODIES)
    assert [one["operationId"] for one in operations(only_fields(contract()))] == taking


def promise_text_for_a_number(document: Document) -> None:
    document["components"]["schemas"]["PageInfo"]["properties"]["total"] = {"type": "string"}


def forget_a_status(document: Document) -> None:
    del document["paths"]["/v1/terms"]["get"]["responses"]["400"]


def promise_a_number_in_a_header(document: Document) -> None:
    document["components"]["headers"]["Dayzero-Dataset-Version"]["schema"] = {"type": "integer"}


def take_what_is_refused(document: Document) -> None:
    for parameter in document["paths"]["/v1/terms"]["get"]["parameters"]:
        if parameter["name"] == "limit":
            parameter["schema"] = {"type": "integer", "minimum": 201, "maximum": 400}


def promise_another_type(document: Document) -> None:
    content = document["paths"]["/v1/terms"]["get"]["responses"]["200"]["content"]
    content["text/csv"] = content.pop("application/json")


@pytest.mark.parametrize(
    "lie",
    [
        promise_text_for_a_number,
        promise_a_number_in_a_header,
        promise_another_type,
        forget_a_status,
        take_what_is_refused,
    ],
)
def test_a_document_that_is_not_true_is_found(lie: Callable[[Document], None]) -> None:
    document = without_fields(contract())
    lie(document)
    operation = asked_of(document, served)["/v1/terms"]["GET"]
    right, wrong = map(operation.as_strategy, GenerationMode)

    @given(case=st.one_of(right, wrong))
    @settings(asking, max_examples=50, phases=[Phase.generate])
    def find(case: Case) -> None:
        check(case)

    with pytest.raises((FailureGroup, AssertionError)):
        find()
