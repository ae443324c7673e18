"""Limits: written where a model says none, and nowhere else."""

from copy import deepcopy
from typing import Any

import pytest

from app.web.limits import LARGEST, MOST_CHARACTERS, MOST_ENTRIES, say_limits

WHOLE = {"format": "int32", "minimum": -LARGEST, "maximum": LARGEST}


@pytest.mark.parametrize(
    ("schema", "added"),
    [
        ({"type": "string"}, {"maxLength": MOST_CHARACTERS}),
        ({"type": "string", "pattern": "^a$"}, {"maxLength": MOST_CHARACTERS}),
        ({"type": "string", "maxLength": 5}, {}),
        ({"type": "string", "format": "date"}, {"maxLength": 10}),
        ({"type": "string", "enum": ["a"]}, {}),
        ({"type": "string", "const": "a"}, {}),
        ({"type": "array"}, {"maxItems": MOST_ENTRIES}),
        ({"type": "array", "maxItems": 3}, {}),
        ({"type": "integer"}, WHOLE),
        ({"type": "integer", "minimum": 1}, {**WHOLE, "minimum": 1}),
        ({"type": "integer", "maximum": 9}, {**WHOLE, "maximum": 9}),
        (
            {"type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9},
            {"format": "int32"},
        ),
        ({"type": "number"}, {}),
        ({"type": "object"}, {}),
        ({"$ref": "#/a"}, {}),
    ],
)
def test_a_schema_without_a_limit_gets_one(schema: dict[str, Any], added: dict[str, Any]) -> None:
    written = deepcopy(schema)

    say_limits(written)

    assert written == {**schema, **added}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda inner: {"type": "object", "properties": {"type": inner}},
        lambda inner: {"type": "object", "additionalProperties": inner},
        lambda inner: {"type": "object", "propertyNames": inner},
        lambda inner: {"type": "array", "maxItems": 1, "items": inner},
        lambda inner: {"anyOf": [inner, {"type": "null"}]},
        lambda inner: {"oneOf": [{"allOf": [inner]}]},
        lambda inner: {"$defs": {"A": {"type": "object", "properties": {"items": inner}}}},
    ],
    ids=["properties", "additional", "names", "items", "any", "one of all", "definition"],
)
def test_a_schema_inside_another_gets_its_limit(wrap: Any) -> None:  # noqa: ANN401  a function
    written = wrap({"type": "string"})

    say_limits(written)

    assert written == wrap({"type": "string", "maxLength": MOST_CHARACTERS})


def test_what_is_no_schema_is_left_alone() -> None:
    written = {"type": "object", "additionalProperties": False, "example": {"type": "string"}}

    say_limits(written)

    assert written == {
        "type": "object",
        "additionalProperties": False,
        "example": {"type": "string"},
    }
