"""The contract takes nothing away that the last release had, unless it is meant and said."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Final

import pytest

from tests.contract.breaking import (
    OPENAPI,
    RELEASES,
    Document,
    breaks_between,
    last_release,
    plain,
    read_meant,
)

HOW: Final = """\
The contract of {version} promised this, and the document no longer does:

{breaks}

/v1 only grows: bring it back. If it is meant all the same, or takes nothing from any client, add
an entry with the reason to openapi/breaks.yaml and a line to openapi/CHANGELOG.md."""


def test_nothing_that_was_released_is_taken_away(contract: Document) -> None:
    released = last_release(RELEASES.glob("*.json"))
    meant = read_meant()

    found = breaks_between(json.loads(released.read_text(encoding="utf-8")), contract)

    unmeant = [str(one) for one in found if not any(entry.covers(one) for entry in meant)]
    assert not unmeant, HOW.format(version=released.stem, breaks="\n".join(unmeant))
    idle = [entry for entry in meant if not any(entry.covers(one) for one in found)]
    assert idle == [], "These entries of openapi/breaks.yaml cover no break: take them out."


def test_every_break_that_is_meant_has_its_reason() -> None:
    assert [entry for entry in read_meant() if not entry.reason.endswith(".")] == []


def test_every_release_is_recorded_under_its_version_and_told() -> None:
    told = (OPENAPI / "CHANGELOG.md").read_text(encoding="utf-8")

    for file in RELEASES.glob("*.json"):
        document = json.loads(file.read_text(encoding="utf-8"))
        assert document["info"]["version"] == file.stem
        assert f"## {file.stem} (" in told


def test_the_last_release_is_the_one_of_the_highest_version() -> None:
    files = [RELEASES / f"{version}.json" for version in ("0.9.0", "0.10.0", "0.2.11")]

    assert last_release(files).stem == "0.10.0"


def operation(document: Document, path: str, method: str = "get") -> Document:
    found: Document = document["paths"][path][method]
    return found


def schema(document: Document, name: str) -> Document:
    found: Document = document["components"]["schemas"][name]
    return found


def remove_a_path(document: Document) -> None:
    del document["paths"]["/v1/terms/{id}"]


def remove_a_member(document: Document) -> None:
    del schema(document, "TermDocument")["properties"]["summary"]


def make_a_member_optional(document: Document) -> None:
    schema(document, "TermDocument")["required"].remove("summary")


def make_a_member_null(document: Document) -> None:
    schema(document, "TermDocument")["properties"]["summary"]["type"] = ["string", "null"]


def change_the_type_of_a_member(document: Document) -> None:
    schema(document, "TermDocument")["properties"]["summary"]["type"] = "array"


def require_a_new_parameter(document: Document) -> None:
    parameter = {"name": "language", "in": "query", "required": True, "schema": {"type": "string"}}
    operation(document, "/v1/terms")["parameters"].append(parameter)


def remove_a_parameter(document: Document) -> None:
    operation(document, "/v1/terms")["parameters"].pop()


def narrow_an_enum_that_is_sent(document: Document) -> None:
    schema(document, "PlanRequest")["properties"]["bsa_formula"]["enum"].pop()


def narrow_a_limit_that_is_sent(document: Document) -> None:
    schema(document, "Body")["properties"]["weight_kg"]["maximum"] = 150


def require_a_new_member(document: Document) -> None:
    schema(document, "PlanRequest")["required"].append("harvest_on")


def remove_a_format(document: Document) -> None:
    content = operation(document, "/v1/plans", "post")["responses"]["200"]["content"]
    del content["text/calendar"]


def rename_an_operation(document: Document) -> None:
    operation(document, "/v1/terms")["operationId"] = "glossary"


TERMS: Final = "/paths/~1v1~1terms"

BREAKS: Final = [
    (remove_a_path, "path-removed", f"{TERMS}~1{{id}}"),
    (remove_a_member, "property-removed", "properties/summary"),
    (make_a_member_optional, "required-properties-removed", f"{TERMS}~1{{id}}/get/responses/200"),
    (make_a_member_null, "schema-type-changed", "properties/summary"),
    (change_the_type_of_a_member, "schema-type-changed", "properties/summary"),
    (require_a_new_parameter, "parameter-became-required", f"{TERMS}/get/parameters"),
    (remove_a_parameter, "parameter-removed", f"{TERMS}/get/parameters"),
    (narrow_an_enum_that_is_sent, "enum-values-removed", "properties/bsa_formula"),
    (narrow_a_limit_that_is_sent, "schema-constraint-changed", "properties/weight_kg"),
    (require_a_new_member, "required-properties-added", "plans/post/requestBody"),
    (remove_a_format, "media-type-removed", "text~1calendar"),
    (rename_an_operation, "operation-id-changed", f"{TERMS}/get"),
]


@pytest.mark.parametrize(
    ("plant", "rule", "place"), BREAKS, ids=[plant.__name__ for plant, _, _ in BREAKS]
)
def test_a_planted_break_is_found(
    plant: Callable[[Document], None], rule: str, place: str, contract: Document
) -> None:
    broken = deepcopy(contract)
    plant(broken)

    found = breaks_between(contract, broken)

    assert {one.rule for one in found} == {rule}
    assert any(place in one.path for one in found)


def add_a_path(document: Document) -> None:
    added = deepcopy(operation(document, "/v1/condition"))
    document["paths"]["/v1/treatments"] = {"get": {**added, "operationId": "getTreatments"}}


def add_a_member(document: Document) -> None:
    term = schema(document, "TermDocument")
    term["properties"]["plural"] = {"type": "string", "maxLength": 100, "description": "Plural."}
    term["required"].append("plural")


def add_an_optional_parameter(document: Document) -> None:
    parameter = {"name": "language", "in": "query", "schema": {"type": "string"}}
    operation(document, "/v1/terms")["parameters"].append(parameter)


def add_an_optional_member_that_is_sent(document: Document) -> None:
    added = {"type": "string", "description": "A note.", "default": ""}
    schema(document, "PlanRequest")["properties"]["note"] = added


def limit_a_member_of_an_answer(document: Document) -> None:
    schema(document, "Arm")["properties"]["n"]["anyOf"][0]["maximum"] = 500_000


def say_it_in_other_words(document: Document) -> None:
    operation(document, "/v1/terms")["description"] = "The glossary."
    schema(document, "TermDocument")["description"] = "A word."


def add_a_status(document: Document) -> None:
    responses = operation(document, "/v1/terms")["responses"]
    responses["504"] = {**responses["500"]}


ADDITIONS: Final = [
    add_a_path, add_a_member, add_an_optional_parameter, add_an_optional_member_that_is_sent,
    limit_a_member_of_an_answer, say_it_in_other_words, add_a_status,
]  # fmt: skip


def test_what_only_adds_is_no_break(contract: Document) -> None:
    grown = deepcopy(contract)
    for add in ADDITIONS:
        add(grown)

    assert breaks_between(contract, grown) == []


def test_a_limit_inside_what_may_be_null_is_a_limit_and_no_other_alternative() -> None:
    nullable = {"anyOf": [{"type": "integer", "maximum": 3}, {"type": "null"}], "title": "N"}

    assert plain({"properties": {"n": nullable}}) == {
        "properties": {"n": {"type": ["integer", "null"], "maximum": 3, "title": "N"}}
    }
    assert plain([{"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}]) == [
        {"anyOf": [{"$ref": "#/a"}, {"type": "null"}]}
    ]
