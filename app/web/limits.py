"""Limits: how long and how large anything in the contract may be, where a model says no less.

Clients size columns, buffers and generated types by them. They are far above what any record
needs; the tests hold every answer to them.
"""

from collections.abc import Iterator
from typing import Any, Final

MOST_ENTRIES: Final = 1000
"""In any list."""

MOST_CHARACTERS: Final = 4000
"""In any text: a few paragraphs, as in `Prose`."""

LARGEST: Final = 1_000_000
"""Whole number, on either side of zero."""

DATE: Final = len("2030-01-10")

_PARTS: Final = ("items", "additionalProperties", "propertyNames", "not")
_LISTS: Final = ("anyOf", "oneOf", "allOf", "prefixItems")
_NAMED: Final = ("properties", "$defs")
"""Keywords of JSON Schema under which schemas stand: alone, in a list, by name."""


def say_limits(schema: dict[str, Any]) -> None:
    """Write a limit into every part of a JSON Schema that has none."""
    match schema.get("type"):
        case "string" if not schema.keys() & {"enum", "const"}:
            is_date = schema.get("format") == "date"
            schema.setdefault("maxLength", DATE if is_date else MOST_CHARACTERS)
        case "array":
            schema.setdefault("maxItems", MOST_ENTRIES)
        case "integer" if "const" not in schema:
            schema.setdefault("format", "int32")
            if "exclusiveMinimum" not in schema:
                schema.setdefault("minimum", -LARGEST)
            if "exclusiveMaximum" not in schema:
                schema.setdefault("maximum", LARGEST)
    for part in _parts(schema):
        say_limits(part)


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the schemas that stand directly in a schema."""
    inner = [schema[name] for name in _PARTS if name in schema]
    for name in _LISTS:
        inner += schema.get(name, ())
    for name in _NAMED:
        inner += schema.get(name, {}).values()
    yield from (part for part in inner if isinstance(part, dict))
