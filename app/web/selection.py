"""Selection: the members that `fields` asks for."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from app.web.listing import bad_parameter
from app.web.queries import parts

Tree = dict[str, Any]
"""Member -> what is wanted inside it; an empty tree is all of it."""

ALWAYS = ("id", "type", "links", "meta", "included")
"""Members of a resource that no selection leaves out."""


def selection_of(model: type[BaseModel] | Any, fields: str | None) -> Tree | None:  # noqa: ANN401  a union of models too
    """Read `fields` into a tree; raise a problem that names an unknown member's neighbours."""
    if fields is None:
        return None
    known = _known(model)
    tree: Tree = {}
    asked = parts(fields)
    for path in asked:
        if path not in known:
            parent = path.rpartition(".")[0]
            siblings = sorted(
                name for name in known if name.rpartition(".")[0] == parent
            ) or sorted(name for name in known if "." not in name)
            raise bad_parameter("fields", "A member is unknown.", siblings)
        if any(path.startswith(f"{whole}.") for whole in asked):
            continue
        branch = tree
        for name in path.split("."):
            branch = branch.setdefault(name, {})
    return tree


def select(value: Any, tree: Tree, *, keep: Iterable[str] = ()) -> Any:  # noqa: ANN401  any JSON value
    """Return the part of a JSON value that the tree asks for."""
    if not tree and not keep:
        return value
    if isinstance(value, list):
        return [select(item, tree, keep=keep) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {
        name: select(inner, tree.get(name, {}))
        for name, inner in value.items()
        if name in tree or name in keep
    }


@lru_cache(maxsize=64)
def _known(model: Any) -> frozenset[str]:  # noqa: ANN401  a model or a union of models
    from pydantic import TypeAdapter  # noqa: PLC0415  built only when fields are asked for

    schema = TypeAdapter(model).json_schema(mode="serialization")
    return frozenset(_paths(schema, schema.get("$defs", {}), depth=5))


def _paths(schema: Mapping[str, Any], defs: Mapping[str, Any], depth: int) -> set[str]:
    found: set[str] = set()
    for part in _variants(schema, defs):
        for name, inner in part.get("properties", {}).items():
            found.add(name)
            if depth > 1:
                found.update(f"{name}.{rest}" for rest in _paths(inner, defs, depth - 1))
    return found


def _variants(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "$ref" in schema:
        yield from _variants(defs[schema["$ref"].rpartition("/")[2]], defs)
    for name in ("anyOf", "oneOf"):
        for part in schema.get(name, ()):
            yield from _variants(part, defs)
    if "items" in schema:
        yield from _variants(schema["items"], defs)
    if "properties" in schema:
        yield schema
