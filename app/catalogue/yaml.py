"""YAML, without its surprises: exact decimals, no dates, no `yes` for true, no doubled keys."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, Final

import yaml

_CORE: Final = (
    ("tag:yaml.org,2002:null", r"~|null|", "~n\0"),
    ("tag:yaml.org,2002:bool", r"true|false", "tf"),
    ("tag:yaml.org,2002:int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("tag:yaml.org,2002:float", r"-?(?:0|[1-9][0-9]*)\.[0-9]+", "-0123456789"),
)


class _Loader(yaml.CSafeLoader):
    """A loader of the core schema alone: what looks like a date or an octal stays text.

    It starts with no constructors, so that a tag that is not one of ours is refused.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  PyYAML's own shape
    yaml_constructors: ClassVar[dict[str | None, Any]] = {}


def _refused(node: yaml.Node, said: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, said, node.start_mark)


def _mapping(loader: _Loader, node: yaml.Node) -> dict[str, object]:
    if not isinstance(node, yaml.MappingNode):
        raise _refused(node, "this is not a mapping")
    mapping: dict[str, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise _refused(key_node, "a key must be a word")
        if key_node.value in mapping:
            raise _refused(key_node, f"the key '{key_node.value}' stands twice")
        mapping[key_node.value] = loader.construct_object(value_node, deep=True)
    return mapping


def _sequence(loader: _Loader, node: yaml.Node) -> list[object]:
    if not isinstance(node, yaml.SequenceNode):
        raise _refused(node, "this is not a list")
    return [loader.construct_object(item, deep=True) for item in node.value]


def _scalar(make: Callable[[str], object], pattern: str) -> Callable[[_Loader, yaml.Node], object]:
    """Make a constructor that takes a scalar only where it is written as its type is."""
    written = re.compile(pattern, re.DOTALL)

    def construct(_: _Loader, node: yaml.Node) -> object:
        if not isinstance(node, yaml.ScalarNode) or not written.fullmatch(node.value):
            raise _refused(node, f"this is not a {node.tag.rpartition(':')[2]}")
        return make(node.value)

    return construct


def _unknown(_: _Loader, node: yaml.Node) -> object:
    raise _refused(node, f"the tag '{node.tag}' is not allowed")


_MAKERS: Final[dict[str, Callable[[str], object]]] = {
    "null": lambda _: None,
    "bool": lambda text: text == "true",
    "int": int,
    "float": Decimal,
}

for _tag, _pattern, _first in _CORE:
    _Loader.add_implicit_resolver(
        _tag, re.compile(rf"^(?:{_pattern})$"), ["" if c == "\0" else c for c in _first]
    )
    _Loader.add_constructor(_tag, _scalar(_MAKERS[_tag.rpartition(":")[2]], _pattern))
_Loader.add_constructor("tag:yaml.org,2002:str", _scalar(str, ".*"))
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor(None, _unknown)


def parse(text: bytes) -> object:
    """Parse one YAML document into plain objects; raise ValueError that says where and what."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  _Loader is a safe loader
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise ValueError(f"is not valid YAML: {' '.join(str(error).split())}") from error
