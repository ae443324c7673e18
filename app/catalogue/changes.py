"""Changes: two snapshots -> what differs, record by record and member by member."""

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any, Final, Literal, get_args

from app.catalogue.record import Curated
from app.catalogue.snapshot import Snapshot

How = Literal["added", "removed", "changed"]
"""What happened to a record or to a member of one."""

Kind = Literal[
    "procedure", "condition", "stages", "agents", "regimens", "studies", "guidelines",
    "adverse_events", "workup", "claims", "terms", "references", "vectors",
]  # fmt: skip
"""A kind of record: the name of its collection, or of the one there is."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
"""Kinds of records that can change, in the order of the pipeline."""

NAMING: Final = ("id", "name", "agent")
"""Members that tell an item of a list from its neighbours, the surest first."""


class MemberChange(Curated):
    """What happened to one member of a record."""

    pointer: str
    """JSON pointer (RFC 6901) to the member; empty for the record as a whole. The changes of a
    record apply one after the other, as a JSON Patch (RFC 6902) does: an index counts what the
    changes before it have left."""

    change: How
    """`added`, `removed` or `changed`. A member that a record leaves at its default, null or empty,
    counts as not being there."""

    old: Any
    """The value before, of any JSON type; null where the member was not there."""

    new: Any
    """The value after, of any JSON type; null where the member is no longer there."""


class RecordChange(Curated):
    """What happened to one record."""

    kind: Kind
    """Kind of the record: the name of its collection."""

    id: str
    """Id of the record."""

    name: str
    """Name of the record, the newer one if it changed."""

    change: How
    """`added`, `removed` or `changed`."""

    members: tuple[MemberChange, ...]
    """Each member that differs; of a record that came or went, the record as a whole."""


def changes_between(old: Snapshot, new: Snapshot) -> tuple[RecordChange, ...]:
    """Return every record that differs, by kind and id."""
    both = {*old, *new}
    keys = ((kind, id) for kind in KINDS for id in sorted(id for of, id in both if of == kind))
    found = (_of_record(*key, old.get(key), new.get(key)) for key in keys)
    return tuple(change for change in found if change is not None)


def _of_record(
    kind: Kind, id: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> RecordChange | None:
    members: tuple[MemberChange, ...]
    if old is None or new is None:
        how: How = "added" if old is None else "removed"
        members = (MemberChange(pointer="", change=how, old=old, new=new),)
    else:
        how, members = "changed", tuple(_differences(old, new, ""))
    if not members:
        return None
    name = str((new or old or {}).get("name", id))
    return RecordChange(kind=kind, id=id, name=name, change=how, members=members)


def _differences(old: Any, new: Any, pointer: str) -> Iterator[MemberChange]:  # noqa: ANN401  any JSON value
    if _written(old) == _written(new):
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        yield from _in_objects(old, new, pointer)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _in_lists(old, new, pointer)
    else:
        yield MemberChange(pointer=pointer, change="changed", old=old, new=new)


def _in_objects(
    old: Mapping[str, Any], new: Mapping[str, Any], pointer: str
) -> Iterator[MemberChange]:
    for name in dict.fromkeys((*old, *new)):
        here = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
        if name not in new:
            yield MemberChange(pointer=here, change="removed", old=old[name], new=None)
        elif name not in old:
            yield MemberChange(pointer=here, change="added", old=None, new=new[name])
        else:
            yield from _differences(old[name], new[name], here)


def _in_lists(old: Sequence[Any], new: Sequence[Any], pointer: str) -> Iterator[MemberChange]:
    """Match what names itself alike, then go from left to right; what is left of it is new."""
    matcher = SequenceMatcher(None, [*map(_token, old)], [*map(_token, new)], autojunk=False)
    for _, start, end, first, last in matcher.get_opcodes():
        pairs = zip(old[start:end], new[first:last], strict=False)
        # An item that names itself otherwise did not become the new one, it made room for it.
        same = [*takewhile(lambda pair: _name(pair[0]) == _name(pair[1]), pairs)]
        at = first + len(same)
        for index, (before, after) in enumerate(same, first):
            yield from _differences(before, after, f"{pointer}/{index}")
        for item in old[start + len(same) : end]:
            yield MemberChange(pointer=f"{pointer}/{at}", change="removed", old=item, new=None)
        for index in range(at, last):
            there = f"{pointer}/{index}"
            yield MemberChange(pointer=there, change="added", old=None, new=new[index])


def _token(item: object) -> str:
    return _name(item) or _written(item)


def _name(item: object) -> str | None:
    """Return how an item of a list names itself; None if it does not."""
    if isinstance(item, Mapping):
        for member in NAMING:
            if isinstance(item.get(member), str):
                return f"{member}={item[member]}"
    return None


def _written(value: object) -> str:
    """Write a value so that only equal ones are written alike: true is not 1 here."""
    return json.dumps(value, sort_keys=True)
