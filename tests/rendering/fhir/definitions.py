"""HL7's definitions of R4, read by nothing but this: what both validators leave unchecked.

A resource is walked along the snapshot of its type. Found are members that R4 does not have, counts
outside its limits, codes outside a required value set, primitives of a wrong form, references to a
wrong type, and the invariants that the validators do not see.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from tests.node import MODULES

FOLDER: Final = MODULES / "@medplum" / "definitions" / "dist" / "fhir" / "r4"
HL7: Final = "http://hl7.org/fhir/StructureDefinition/"

Json = dict[str, Any]

ELSEWHERE: Final = frozenset({"mimetypes", "languages", "all-languages"})
"""Required value sets whose codes HL7's files do not list."""

FORMS: Final[Mapping[str, str]] = {
    "id": r"[A-Za-z0-9\-.]{1,64}",
    "code": r"\S+( \S+)*",
    "uri": r"\S+",
    "url": r"\S+",
    "canonical": r"\S+",
    "string": r"[\s\S]*\S[\s\S]*",
    "markdown": r"[\s\S]*\S[\s\S]*",
    "date": r"\d{4}-\d{2}-\d{2}",
    "dateTime": r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?",
    "instant": r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z",
}
"""Primitive that is text -> the form that ours have."""

NUMBERS: Final[Mapping[str, type | tuple[type, ...]]] = {
    "boolean": bool, "integer": int, "positiveInt": int, "unsignedInt": int, "decimal": (int, float)
}  # fmt: skip


def faults_of(resource: Json) -> list[str]:
    """Return everything that is wrong with a resource and all resources in it."""
    type = resource["resourceType"]
    return list(_walk(resource, type, type, type))


@cache
def _elements() -> Mapping[str, Mapping[str, Json]]:
    """Return the elements of each type by their path."""
    found: dict[str, Mapping[str, Json]] = {}
    for file in ("profiles-types", "profiles-resources"):
        for entry in _read(file):
            if entry["resourceType"] == "StructureDefinition":
                elements = entry["snapshot"]["element"]
                found[entry["id"]] = {element["path"]: element for element in elements}
    return found


def _read(file: str) -> list[Json]:
    bundle = json.loads((FOLDER / f"{file}.json").read_text(encoding="utf-8"))
    return [entry["resource"] for entry in bundle["entry"]]


@cache
def _sets() -> Mapping[str, Json]:
    """Return every value set and code system by its address."""
    resources = [*_read("valuesets"), *_read("v3-codesystems")]
    return {resource["url"]: resource for resource in resources if "url" in resource}


@cache
def codes_of(value_set: str) -> frozenset[str] | None:
    """Return the codes of a value set; None where HL7's files do not list them."""
    url = value_set.partition("|")[0]
    if url.rpartition("/")[2] in ELSEWHERE:
        return None
    codes: set[str] = set()
    for include in _sets()[url]["compose"]["include"]:
        for inner in include.get("valueSet", ()):
            codes |= codes_of(inner) or set()
        if "concept" in include:
            codes |= {concept["code"] for concept in include["concept"]}
        elif "system" in include:
            codes |= set(_concepts(_sets()[include["system"]]))
    return frozenset(codes)


def _concepts(held: Json) -> Iterator[str]:
    for concept in held.get("concept", ()):
        yield concept["code"]
        yield from _concepts(concept)


@cache
def _children(type: str, path: str) -> Mapping[str, Json]:
    """Return the elements directly below a path by their names, choices spelled out."""
    elements = _elements()[type]
    reference = elements[path].get("contentReference")
    path = reference.removeprefix("#") if reference else path
    children: dict[str, Json] = {}
    for inner, element in elements.items():
        parent, _, name = inner.rpartition(".")
        if parent != path:
            continue
        for kind in element.get("type", [{"code": None}]):
            spelled = (
                name.replace("[x]", f"{kind['code'][0].upper()}{kind['code'][1:]}")
                if (name.endswith("[x]"))
                else name
            )
            chosen = [kind] if name.endswith("[x]") else element.get("type", [])
            children[spelled] = {**element, "type": chosen, "stem": name}
    return children


def _walk(value: Json, type: str, path: str, where: str) -> Iterator[str]:
    children = _children(type, path)
    yield from _invariants(value, type, where)
    named = {name.removeprefix("_") for name in value if name != "resourceType"}
    for name in sorted(named - children.keys()):
        yield f"{where}.{name}: R4 has no such member"
    for stem in {element["stem"] for element in children.values()}:
        given = [n for n in children if children[n]["stem"] == stem and n in named]
        least = next(e["min"] for e in children.values() if e["stem"] == stem)
        if len(given) < least or len(given) > 1:
            yield f"{where}.{stem}: {len(given)} given"
    for name in sorted(named & children.keys()):
        yield from _member(value, name, children[name], f"{where}.{name}", type)


def _member(value: Json, name: str, element: Json, where: str, type: str) -> Iterator[str]:
    many = element["max"] != "1"
    for held in (value.get(name), value.get(f"_{name}")):
        if held is not None and many is not isinstance(held, list):
            yield f"{where}: {'a list' if many else 'one value'} is wanted"
            return
    for index, item in enumerate(value.get(name, []) if many else [value.get(name)]):
        place = f"{where}[{index}]" if many else where
        if item is None:
            extensions = value[f"_{name}"].get("extension", [])
            yield from () if extensions else [f"{place}: nothing is said"]
        elif not element["type"]:
            yield from _walk(item, type, element["path"], place)
        else:
            yield from _typed(item, element, place, type)


def _typed(item: Any, element: Json, where: str, type: str) -> Iterator[str]:  # noqa: ANN401  any JSON value
    of_resource = element.get("base", {}).get("path") == "Resource.id"
    kind = "id" if of_resource else element["type"][0]["code"]
    binding = element.get("binding", {})
    if binding.get("strength") == "required":
        yield from _bound(item, binding["valueSet"], where)
    if kind == "Resource":
        yield from (f"{where}: {fault}" for fault in faults_of(item))
    elif kind in ("BackboneElement", "Element"):
        yield from _walk(item, type, element["path"], where)
    elif kind[0].isupper():
        if kind == "Reference":
            yield from _referred(item, element, where)
        yield from _walk(item, kind, kind, where)
    elif not _has_form(item, kind):
        yield f"{where}: {item!r} is no {kind}"


def _has_form(item: Any, kind: str) -> bool:  # noqa: ANN401  any JSON value
    if kind == "positiveInt" and item == 0:
        return False
    if kind in NUMBERS:
        return isinstance(item, NUMBERS[kind]) and isinstance(item, bool) is (kind == "boolean")
    form = FORMS.get(kind, ".*")
    return isinstance(item, str) and re.fullmatch(form, item, re.DOTALL) is not None


def _bound(item: Any, value_set: str, where: str) -> Iterator[str]:  # noqa: ANN401  any JSON value
    known = codes_of(value_set)
    codings = item.get("coding", []) if isinstance(item, dict) else [{"code": item}]
    for coding in codings:
        if known is not None and coding["code"] not in known:
            yield f"{where}: {coding['code']!r} is not in {value_set}"


def _referred(item: Json, element: Json, where: str) -> Iterator[str]:
    """Hold the type of a reference, said or in its address, against those that R4 takes."""
    targets = {url.removeprefix(HL7) for t in element["type"] for url in t.get("targetProfile", ())}
    said = item.get("reference", "")
    type = item.get("type") or (said.split("/")[-2] if "/" in said else None)
    if said and type is None:
        yield f"{where}: refers to nobody knows what"
    elif type is not None and not targets & {type, "Resource"}:
        yield f"{where}: refers to a {type}"


QUANTITIES: Final = ("Quantity", "SimpleQuantity", "Duration", "Age")

INVARIANTS: Final[Mapping[str, tuple[Callable[[str, str], bool], Callable[[Json], bool]]]] = {
    "qty-3": (
        lambda type, _: type in QUANTITIES,
        lambda value: "code" not in value or "system" in value,
    ),
    "per-1": (
        lambda type, _: type == "Period",
        lambda value: value.get("start", "") <= value.get("end", "9999"),
    ),
    "rng-2": (
        lambda type, _: type == "Range",
        lambda value: (
            len(value.keys() & {"low", "high"}) < 2
            or value["low"]["value"] <= value["high"]["value"]
        ),
    ),
    "rqg-1": (
        lambda type, part: type == "RequestGroup" and part.startswith("action["),
        lambda value: ("resource" in value) != ("action" in value),
    ),
    "cpl-3": (
        lambda type, part: type == "CarePlan" and part.startswith("activity["),
        lambda value: ("reference" in value) != ("detail" in value),
    ),
    "ele-1": (lambda _type, _part: True, bool),
}
"""Invariant that the validators do not check -> what it is about, and whether it holds."""


def _invariants(value: Json, type: str, where: str) -> Iterator[str]:
    part = where.rpartition(".")[2]
    for name, (is_about, holds) in INVARIANTS.items():
        if is_about(type, part) and not holds(value):
            yield f"{where}: {name}"
