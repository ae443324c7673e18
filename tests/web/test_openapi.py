"""The OpenAPI document: committed, valid, explained, and true."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.web.asgi import ask
from app.web.examples import BODIES, EXAMPLES
from app.web.openapi import BODY_STATUSES, STATUSES, TAGS
from app.web.problems import KINDS
from app.web.schemas import MODELS
from tests.conftest import Answer, Client

Document = dict[str, Any]


def operations(contract: Document) -> Iterator[tuple[str, Document]]:
    """Yield the name and the body of every operation."""
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def resolved(contract: Document, value: Document) -> Document:
    """Follow a reference, if it is one."""
    if "$ref" not in value:
        return value
    place = contract
    for name in value["$ref"].removeprefix("#/").split("/"):
        place = place[name]
    return place


def contents(contract: Document) -> Iterator[tuple[str, str, Document]]:
    """Yield each operation with a status, the media type, and what is documented for them."""
    for name, operation in operations(contract):
        for status, response in operation["responses"].items():
            for media_type, content in resolved(contract, response).get("content", {}).items():
                yield f"{name} {status}", media_type, content


def sent_schemas(contract: Document) -> set[str]:
    """Return the names of the schemas of what is sent."""
    schemas = contract["components"]["schemas"]
    names = {model.__name__ for model, _ in BODIES.values()}
    found: set[str] = set()
    while names:
        name = names.pop()
        found.add(name)
        said = re.findall(r'"#/components/schemas/(\w+)"', json.dumps(schemas[name]))
        names |= set(said) - found
    return found


def validator(contract: Document, schema: Document) -> Draft202012Validator:
    return Draft202012Validator({**schema, "components": contract["components"]})


def test_the_contract_is_up_to_date(contract: Document, curated_client: Client) -> None:
    generated = curated_client.get("/openapi.json").json()

    assert generated == contract, (
        "The API changed. If you meant it, run `make openapi` and add to openapi/CHANGELOG.md."
    )


def test_the_document_is_made_once(curated_client: Client) -> None:
    first = curated_client.raw("/openapi.json")

    second = curated_client.raw("/openapi%2Ejson")  # a spelling that the store does not know

    assert second.content == first.content
    assert first.headers["cache-control"] == "public, max-age=300"


def test_the_contract_is_valid(contract: Document) -> None:
    faults = list(OpenAPIV31SpecValidator(contract).iter_errors())

    assert faults == []
    assert contract["openapi"] == "3.1.0"


def test_every_operation_has_a_name_of_its_own(contract: Document) -> None:
    names = [operation["operationId"] for _, operation in operations(contract)]

    assert len(set(names)) == len(names)
    assert set(names) == set(EXAMPLES)


def test_every_operation_says_what_it_is_for(contract: Document) -> None:
    silent = [
        name
        for name, operation in operations(contract)
        if not operation["summary"] or not operation["description"].endswith(".")
    ]

    assert silent == []


def test_tags_are_in_the_order_of_the_pipeline(contract: Document) -> None:
    tags = [tag["name"] for tag in contract["tags"]]

    assert tags == [name for name, _ in TAGS]
    assert tags[:5] == ["start", "pipeline", "stages", "agents", "regimens"]
    assert all(tag["description"] for tag in contract["tags"])
    assert {tag for _, operation in operations(contract) for tag in operation["tags"]} == set(tags)


def test_every_schema_and_every_field_is_explained(contract: Document) -> None:
    schemas = contract["components"]["schemas"]

    unexplained = [name for name, schema in schemas.items() if not schema.get("description")]
    unexplained += [
        f"{name}.{field}"
        for name, schema in schemas.items()
        for field, said in schema.get("properties", {}).items()
        if not said.get("description")
    ]

    assert unexplained == []


def test_every_field_of_an_answer_is_always_there(contract: Document) -> None:
    sent = sent_schemas(contract)
    optional = [
        name
        for name, schema in contract["components"]["schemas"].items()
        if name not in sent and set(schema.get("properties", {})) != set(schema.get("required", ()))
    ]

    assert optional == []


def test_every_member_that_may_be_left_out_says_what_then_stands_for_it(
    contract: Document,
) -> None:
    sent = sent_schemas(contract)
    schemas = {name: contract["components"]["schemas"][name] for name in sent}

    silent = [
        f"{name}.{member}"
        for name, schema in schemas.items()
        for member, said in schema["properties"].items()
        if member not in schema.get("required", ()) and "default" not in said
    ]

    fhir = {"Parameters", "Parameter", "Part", "SentQuantity", "SentReference"}
    assert sent == {"PlanRequest", "Body", "Graft", "BodyMeasuresRequest", "Profile"} | fhir
    assert silent == []
    assert all(schema["additionalProperties"] is False for schema in schemas.values())


def numbers_in(schema: Document) -> Iterator[Document]:
    """Yield every part of a schema that takes a number."""
    if schema.get("type") in ("number", "integer"):
        yield schema
    for part in (*schema.get("anyOf", ()), schema.get("additionalProperties")):
        if isinstance(part, dict):
            yield from numbers_in(part)


def test_every_number_that_is_sent_has_its_limits(contract: Document) -> None:
    limits = {
        f"{name}.{member}": {key: part[key] for key in part if key.lower().endswith("imum")}
        for name in sent_schemas(contract)
        for member, said in contract["components"]["schemas"][name]["properties"].items()
        for part in numbers_in(said)
    }

    assert {member: said for member, said in limits.items() if len(said) != 2} == {}
    assert limits["Body.weight_kg"] == {"minimum": 20, "maximum": 350}
    assert limits["Body.height_cm"] == {"minimum": 100, "maximum": 230}
    assert limits["PlanRequest.bsa_cap_m2"] == {"minimum": 1, "maximum": 4}
    assert limits["PlanRequest.rounding_step_mg"] == {"exclusiveMinimum": 0, "maximum": 1000}
    assert limits["Graft.volume_ml"] == {"exclusiveMinimum": 0, "maximum": 5000}
    profile = contract["components"]["schemas"]["Profile"]["properties"]
    assert profile["edss"]["anyOf"][0]["multipleOf"] == 0.5


def test_every_parameter_is_explained(contract: Document) -> None:
    unexplained = [
        f"{name} {parameter['name']}"
        for name, operation in operations(contract)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]

    assert unexplained == []


def test_every_parameter_of_a_path_has_an_example(contract: Document) -> None:
    without = [
        f"{name} {parameter['name']}"
        for name, operation in operations(contract)
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path" and "example" not in parameter
    ]

    assert without == []


def test_the_errors_of_the_framework_are_not_documented(contract: Document) -> None:
    said = json.dumps(contract)

    assert "HTTPValidationError" not in said
    assert {
        operation["operationId"]
        for _, operation in operations(contract)
        if "422" in operation["responses"]
    } == set(BODIES)


def test_every_error_is_a_problem_document_or_under_fhir_an_outcome(contract: Document) -> None:
    said = {
        ("/fhir" in name, media_type, content["schema"]["$ref"].rpartition("/")[2])
        for name, media_type, content in contents(contract)
        if name[-3:] >= "400"
    }

    assert said == {
        (False, "application/problem+json", "Problem"),
        (True, "application/fhir+json", "FhirResource"),
        (True, "application/problem+json", "Problem"),  # 408, which no application sees
    }
    unread = {n for n, kind, _ in contents(contract) if "/fhir" in n and kind.endswith("m+json")}
    assert {name[-3:] for name in unread} == {"408"}


def test_every_operation_documents_the_problems_that_all_have(contract: Document) -> None:
    for name, operation in operations(contract):
        expected = {status for status in STATUSES if status != "404" or "{" in name}
        if "/health/" in name:  # who asks for it is not counted
            expected.remove("429")
        if operation["operationId"] in BODIES:
            expected |= set(BODY_STATUSES)

        assert {status for status in operation["responses"] if status >= "400"} == expected, name


def test_every_operation_with_a_body_documents_it(contract: Document) -> None:
    for name, operation in operations(contract):
        if operation["operationId"] not in BODIES:
            assert "requestBody" not in operation, name
            continue
        model, example = BODIES[operation["operationId"]]
        (content,) = operation["requestBody"]["content"].items()
        assert operation["requestBody"]["required"] is True
        fhir = operation["tags"] == ["fhir"]
        assert content[0] == ("application/fhir+json" if fhir else "application/json")
        assert content[1]["schema"] == {"$ref": f"#/components/schemas/{model.__name__}"}
        assert content[1]["example"] == example
        assert list(validator(contract, content[1]["schema"]).iter_errors(example)) == []


@pytest.mark.parametrize(
    ("path", "method", "types"),
    [
        ("/v1/plans", "post",
         ["application/json", "text/csv", "text/calendar", "image/svg+xml", "text/html",
          "application/fhir+json"]),
        ("/fhir/PlanDefinition/{id}/$apply", "post", ["application/fhir+json"]),
        ("/fhir/{type}", "get", ["application/fhir+json"]),
        ("/v1/body-measures", "post", ["application/json"]),
        ("/v1/eligibility", "post", ["application/json"]),
        ("/v1/regimens/{id}/schedule", "get", ["application/json", "text/calendar"]),
        ("/v1/outcomes", "get", ["application/json", "text/csv", "image/svg+xml"]),
    ],
)  # fmt: skip
def test_every_format_is_documented(
    path: str, method: str, types: list[str], contract: Document
) -> None:
    assert list(contract["paths"][path][method]["responses"]["200"]["content"]) == types


def test_every_answer_documents_its_headers(contract: Document) -> None:
    for name, operation in operations(contract):
        headers = {"Cache-Control", "X-Request-Id", "Dayzero-Dataset-Version"}
        headers.add("Access-Control-Allow-Origin")
        own = {"Accept-Query"} if operation["operationId"] in BODIES else {"ETag", "Link"}
        if operation["operationId"] in ("getSchema", "getLiveness", "getReadiness"):
            own.remove("Link")  # they lead nowhere

        assert set(operation["responses"]["200"]["headers"]) == headers | own, name


def test_only_what_can_be_kept_is_answered_unchanged(contract: Document) -> None:
    for name, operation in operations(contract):
        kept = operation["operationId"] not in BODIES

        assert ("304" in operation["responses"]) == kept, name


def test_a_status_is_documented_with_a_problem_of_that_status() -> None:
    documented = {**STATUSES, **BODY_STATUSES}

    assert {status: str(int(KINDS[code].status)) for status, code in documented.items()} == {
        status: status for status in documented
    }


def test_every_answer_has_an_example_that_its_schema_allows(contract: Document) -> None:
    faults = [
        f"{name} {media_type}: {error.json_path}: {error.message}"
        for name, media_type, content in contents(contract)
        if "json" in media_type
        for error in validator(contract, content["schema"]).iter_errors(content["example"])
    ]

    assert faults == []


def test_what_is_not_json_is_documented_as_text(contract: Document) -> None:
    texts = [
        content for name, media_type, content in contents(contract) if "json" not in media_type
    ]

    assert len(texts) == 7  # four of plans, one of schedules, two of outcomes
    assert texts == [{"schema": {"type": "string", "maxLength": 10_000_000}}] * 7


@pytest.mark.parametrize("operation", EXAMPLES)
def test_an_example_is_a_part_of_the_real_answer(
    operation: str, contract: Document, curated_client: Client, runner: asyncio.Runner
) -> None:
    target, values = EXAMPLES[operation]
    sent = json.dumps(BODIES[operation][1]).encode() if operation in BODIES else None
    path, method = target.partition("?")[0], "get" if sent is None else "post"

    status, headers, body = runner.run(ask(curated_client.app, target.format(**values), sent))

    documented = contract["paths"][path][method]["responses"]["200"]["content"]
    content = next(iter(documented.items()))
    assert (status, headers["content-type"]) == (200, content[0])
    assert is_part(content[1]["example"], json.loads(body))


def is_part(part: object, whole: object) -> bool:
    """Whether a value is another with the ends of its lists left out."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return list(part) == list(whole) and all(is_part(part[name], whole[name]) for name in part)
    if isinstance(part, list) and isinstance(whole, list):
        return all(map(is_part, part, whole)) and bool(part) == bool(whole)
    return part == whole


@pytest.mark.parametrize("name", MODELS)
def test_a_schema_alone_is_the_one_of_the_document(
    name: str, contract: Document, curated_client: Client
) -> None:
    alone = curated_client.get(f"/v1/schemas/{name}").json()

    shared = alone.get("$defs", {})
    documented = {name: contract["components"]["schemas"][name] for name in shared}
    assert in_document(shared) == in_document(documented)
    if "oneOf" not in alone:  # a choice has no name of its own in the document
        own = {key: alone[key] for key in alone if key not in ("$schema", "$id", "$defs")}
        assert in_document(own) == in_document(contract["components"]["schemas"][alone["title"]])
    Draft202012Validator.check_schema(alone)


def in_document(schema: Any) -> Any:  # noqa: ANN401  any JSON value
    """Write a schema as FastAPI does: other references, and no null among the defaults."""
    if isinstance(schema, dict):
        return {
            name: in_document(inner)
            for name, inner in schema.items()
            if (name, inner) != ("default", None)
        }
    if isinstance(schema, list):
        return [in_document(inner) for inner in schema]
    return (
        schema.replace("#/$defs/", "#/components/schemas/") if isinstance(schema, str) else schema
    )


LISTED = {
    "agent": "agents", "regimen": "regimens", "study": "studies", "outcome": "outcomes",
    "guideline": "guidelines", "adverse-event": "adverse-events", "workup-item": "workup",
    "claim": "claims", "term": "terms", "reference": "references", "stage": "stages",
}  # fmt: skip
"""Schema -> the list of what it describes."""


def test_every_schema_is_held_against_something() -> None:
    assert set(MODELS) == set(LISTED) | {"pipeline", "condition", "problem", "health"}


@pytest.mark.parametrize("name", LISTED)
def test_curated_records_are_as_their_schema_says(name: str, curated_client: Client) -> None:
    schema = curated_client.get(f"/v1/schemas/{name}").json()

    records = curated_client.get(f"/v1/{LISTED[name]}?limit=200").json()["data"]

    faults = [
        f"{record['id']}: {error.json_path}: {error.message}"
        for record in records
        for error in Draft202012Validator(schema).iter_errors(record)
    ]
    assert faults == []


@pytest.mark.parametrize("name", ["pipeline", "condition"])
def test_a_single_record_is_as_its_schema_says(name: str, curated_client: Client) -> None:
    schema = curated_client.get(f"/v1/schemas/{name}").json()

    record = curated_client.get(f"/v1/{name}").json()

    Draft202012Validator(schema).validate(record)


def template_of(contract: Document, address: str) -> str | None:
    """Return the documented path that an address is one of; None for a page."""
    path = address.partition("?")[0]
    parts = path.split("/")
    for template in contract["paths"]:
        names = template.split("/")
        if len(names) == len(parts) and all(
            name == part or name.startswith("{") for name, part in zip(names, parts, strict=True)
        ):
            return str(template)
    return None


def test_every_curated_answer_is_as_documented(
    contract: Document, every_answer: Mapping[str, Answer]
) -> None:
    undocumented, faults = [], []
    for address, answer in every_answer.items():
        template = template_of(contract, address)
        if template is None:
            undocumented.append(address)
            continue
        response = contract["paths"][template]["get"]["responses"]["200"]
        content = response["content"][answer.headers["content-type"].partition(";")[0]]
        check = validator(contract, content["schema"])
        faults += [
            f"{address}: {error.json_path}: {error.message}"
            for error in check.iter_errors(
                answer.json()
                if "json" in answer.headers["content-type"]
                else answer.content.decode()
            )
        ]

    assert faults == []
    assert {address for address in undocumented if address.startswith("/v1")} == set()
