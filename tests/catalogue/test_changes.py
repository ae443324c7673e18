"""Changes: what differs between two snapshots, worked out by hand."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.changes import KINDS, MemberChange, RecordChange, changes_between

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "a", "b", "a/b~c", 0.5]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["id", "name", "agent", "x", "y/z", "~"]), inner)
    ),
    max_leaves=12,
)
"""Any JSON value, with few different parts, so that two of them have something in common."""

RECORDS = st.dictionaries(st.sampled_from(["name", "days", "doses", "note"]), JSON)


def told(old: Any, new: Any) -> list[tuple[str, str, Any, Any]]:  # noqa: ANN401  any JSON value
    """Return what changed in one member of a record, in short."""
    before, after = {("terms", "graft"): {"at": old}}, {("terms", "graft"): {"at": new}}
    changes = changes_between(before, after)
    return [
        (member.change, member.pointer.removeprefix("/at"), member.old, member.new)
        for change in changes
        for member in change.members
    ]


def test_nothing_changed_is_an_empty_list() -> None:
    snapshot = {("terms", "graft"): {"id": "graft", "name": "Graft"}}

    assert changes_between(snapshot, deepcopy(snapshot)) == ()


def test_records_come_go_and_change_in_the_order_of_kind_and_id() -> None:
    old = {
        ("terms", "zero"): {"id": "zero", "name": "Zero"},
        ("terms", "graft"): {"id": "graft", "name": "Graft"},
        ("agents", "oldan"): {"id": "oldan", "name": "Oldan"},
    }
    new = {
        ("terms", "graft"): {"id": "graft", "name": "The graft"},
        ("agents", "newan"): {"id": "newan", "name": "Newan"},
        ("terms", "zero"): {"id": "zero", "name": "Zero"},
    }

    changes = changes_between(old, new)

    assert changes == (
        RecordChange(
            kind="agents", id="newan", name="Newan", change="added",
            members=(
                MemberChange(
                    pointer="", change="added", old=None, new={"id": "newan", "name": "Newan"}
                ),
            ),
        ),
        RecordChange(
            kind="agents", id="oldan", name="Oldan", change="removed",
            members=(
                MemberChange(
                    pointer="", change="removed", old={"id": "oldan", "name": "Oldan"}, new=None
                ),
            ),
        ),
        RecordChange(
            kind="terms", id="graft", name="The graft", change="changed",
            members=(
                MemberChange(pointer="/name", change="changed", old="Graft", new="The graft"),
            ),
        ),
    )  # fmt: skip


def test_the_release_itself_is_no_record_that_changes() -> None:
    old, new = ({("dataset", "dataset"): {"version": version}} for version in "12")

    assert changes_between(old, new) == ()


def test_a_record_without_a_name_is_named_by_its_id() -> None:
    (change,) = changes_between({}, {("vectors", "vectors"): {"id": "vectors"}})

    assert change.name == "vectors"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1, 2, [("changed", "", 1, 2)]),
        (1, True, [("changed", "", 1, True)]),
        (0, False, [("changed", "", 0, False)]),
        (None, 0, [("changed", "", None, 0)]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),  # the order of members means nothing
        ({"a": 1}, {"a": 1, "b": None}, [("added", "/b", None, None)]),
        ({"a/b": 1, "c~d": 2}, {}, [("removed", "/a~1b", 1, None), ("removed", "/c~0d", 2, None)]),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {"c": 2}}}, [("changed", "/a/b/c", 1, 2)]),
        ([1, 2, 3], [1, 3], [("removed", "/1", 2, None)]),
        ([1, 3], [1, 2, 3], [("added", "/1", None, 2)]),
        ([1, 2, 3], [1, 5, 3], [("changed", "/1", 2, 5)]),
        ([1, 2], [], [("removed", "/0", 1, None), ("removed", "/0", 2, None)]),
        ([], [1, 2], [("added", "/0", None, 1), ("added", "/1", None, 2)]),
        ([1, 2], {"a": 1}, [("changed", "", [1, 2], {"a": 1})]),
        # An item that goes from the front does not make all the others change.
        (
            [{"name": "A", "n": 1}, {"name": "B", "n": 2}],
            [{"name": "B", "n": 3}],
            [("removed", "/0", {"name": "A", "n": 1}, None), ("changed", "/0/n", 2, 3)],
        ),
        # One thing does not become another: it makes room for it.
        (
            [{"name": "A", "n": 1}],
            [{"name": "B", "n": 1}],
            [
                ("removed", "/0", {"name": "A", "n": 1}, None),
                ("added", "/0", None, {"name": "B", "n": 1}),
            ],
        ),
        # What has no name is the same thing in the same place.
        ([{"n": 1}], [{"n": 2}], [("changed", "/0/n", 1, 2)]),
        (
            [{"agent": "a", "days": [-2]}, {"agent": "b"}],
            [{"agent": "a", "days": [-3, -2]}, {"agent": "b"}],
            [("added", "/0/days/0", None, -3)],
        ),
    ],
)
def test_members_are_told_as_worked_out_by_hand(old: Any, new: Any, expected: Any) -> None:  # noqa: ANN401  any JSON value
    assert told(old, new) == expected


@given(
    old=st.dictionaries(st.tuples(st.sampled_from(KINDS), st.sampled_from("abc")), RECORDS),
    new=st.dictionaries(st.tuples(st.sampled_from(KINDS), st.sampled_from("abc")), RECORDS),
)
def test_the_changes_applied_to_the_old_give_the_new(
    old: dict[tuple[str, str], Any], new: dict[tuple[str, str], Any]
) -> None:
    changes = changes_between(old, new)

    assert same(applied(old, changes), new)
    assert all(change.members for change in changes)


@given(old=JSON, new=JSON)
def test_what_is_alike_is_not_told(old: Any, new: Any) -> None:  # noqa: ANN401  any JSON value
    assert told(old, deepcopy(old)) == []
    assert bool(told(old, new)) != same(old, new)


def applied(old: Mapping[tuple[str, str], Any], changes: tuple[RecordChange, ...]) -> Any:  # noqa: ANN401  any JSON value
    """Apply changes as RFC 6902 says, with nothing of the code that makes them."""
    world = deepcopy(dict(old))
    for change in changes:
        key = (change.kind, change.id)
        whole = {"": world[key]} if key in world else {}
        for member in change.members:
            patch(whole, member)
        if "" in whole:
            world[key] = whole[""]
        else:
            del world[key]
    return world


def patch(whole: dict[str, Any], member: MemberChange) -> None:
    *parents, last = ["", *map(unescape, member.pointer.split("/")[1:])]
    place: Any = whole
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place[name]
    at: Any = int(last) if isinstance(place, list) else last
    if member.change != "added":
        assert same(place[at], member.old)
    if member.change == "removed":
        del place[at]
    elif member.change == "added" and isinstance(place, list):
        place.insert(at, member.new)
    else:
        assert member.change == "changed" or at not in place
        place[at] = member.new


def unescape(name: str) -> str:
    return name.replace("~1", "/").replace("~0", "~")


def same(one: object, other: object) -> bool:
    """Whether two JSON values are the same: in Python true is 1, in JSON it is not."""

    def written(value: object) -> str:
        if isinstance(value, dict):
            return f"{{{sorted((str(name), written(inner)) for name, inner in value.items())}}}"
        if isinstance(value, list):
            return f"[{[*map(written, value)]}]"
        return json.dumps(value)

    return written(one) == written(other)
