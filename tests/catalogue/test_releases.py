"""Releases: the versions of a dataset, from the snapshots beside it."""

import errno
import gzip
import json
from pathlib import Path

import pytest

from app.catalogue import CannotRelease, Catalogue, InvalidCatalogue
from app.catalogue.releases import Release, Releases
from app.catalogue.snapshot import read_snapshot, snapshot_of, write_snapshot
from tests.catalogue.world import Edit, World

FIRST, SECOND, THIRD = "2030.01.0", "2030.01.9", "2030.01.10"


@pytest.fixture
def released(world: World) -> World:
    """A world released twice, and edited since under a third version."""
    world.load().releases.record()
    world.edit(
        [
            Edit("dataset.yaml", FIRST, SECOND),
            Edit("terms/graft.yaml", "name: Graft", "name: The graft"),
            Edit("workup/heart.yaml", "value: 45,", "value: 50,"),
        ]
    )
    (world.folder / "releases" / f"{SECOND}.ndjson.gz").write_bytes(snapshot_bytes(world))
    world.edit([Edit("dataset.yaml", SECOND, THIRD)])
    world.write("terms/newcomer.yaml", world.read("terms/graft.yaml").replace("The graft", "New"))
    return world


def snapshot_bytes(world: World) -> bytes:
    """Write a snapshot with nothing of the code that does."""
    lines = (
        json.dumps({"kind": kind, "record": record})
        for (kind, _), record in world.load().snapshot().items()
    )
    return gzip.compress("\n".join(lines).encode(), mtime=0)


# Snapshots


def test_a_snapshot_is_what_was_curated_and_nothing_else(world: World) -> None:
    snapshot = world.load().snapshot()

    assert snapshot["dataset", "dataset"]["version"] == FIRST
    assert ("vectors", "vectors") in snapshot
    dose = snapshot["regimens", "exemplan-200"]["dose_lines"][0]["dose"]
    assert dose == {
        "value": 50, "unit": "mg/kg", "evidence": "reported", "sources": ["doe-2020"],
    }  # fmt: skip  # no null, no words


def test_a_snapshot_is_read_as_it_was_written(world: World, tmp_path: Path) -> None:
    snapshot, path = world.load().snapshot(), tmp_path / "2030.01.0.ndjson.gz"

    write_snapshot(snapshot, path)

    assert read_snapshot(path) == snapshot
    assert list(read_snapshot(path)) == list(snapshot)


def test_the_same_snapshot_gives_the_same_bytes(world: World, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"

    write_snapshot(world.load().snapshot(), one)
    write_snapshot(world.load().snapshot(), other)

    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes()[4:8] == bytes(4)  # no time stamp (RFC 1952)


def test_a_snapshot_is_enough_to_restore_the_data(world: World, tmp_path: Path) -> None:
    """YAML is nearly JSON: the members of a record, written as JSON, are a file of the world."""
    catalogue = world.load()
    path = tmp_path / f"{FIRST}.ndjson.gz"
    write_snapshot(catalogue.snapshot(), path)

    for (kind, id), members in read_snapshot(path).items():
        own = {name: value for name, value in members.items() if name != "id"}
        name = f"{kind}.yaml" if kind == id else f"{kind}/{id}.yaml"
        world.write(name, json.dumps(own, ensure_ascii=False))

    assert list(world.load().records()) == list(catalogue.records())


def test_a_full_disk_leaves_no_part_of_a_snapshot(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    snapshot = world.load().snapshot()
    monkeypatch.setattr(Path, "write_bytes", full)

    with pytest.raises(OSError, match="No space left"):
        write_snapshot(snapshot, tmp_path / "releases" / "2030.01.0.ndjson.gz")

    assert list((tmp_path / "releases").iterdir()) == []


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"not gzip",
        gzip.compress(b"not JSON", mtime=0),
        gzip.compress(b"[]", mtime=0),
        gzip.compress(b'{"kind": "terms"}', mtime=0),
        gzip.compress(b'{"kind": "terms", "record": {"id": "graft"}}', mtime=0),
        gzip.compress(b"\xff", mtime=0),
        gzip.compress(b"x" * 1000, mtime=0)[:-10],
        gzip.compress(b"", mtime=0)[:10] + b"\xff" * 20,
    ],
)
def test_a_damaged_snapshot_is_refused_in_a_sentence(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"{FIRST}.ndjson.gz"
    path.write_bytes(damage)

    with pytest.raises(InvalidCatalogue) as refused:
        read_snapshot(path)

    (fault,) = refused.value.faults
    assert fault.startswith(f"releases/{FIRST}.ndjson.gz: is not the snapshot of a release (")


def test_a_snapshot_under_another_name_is_refused(world: World) -> None:
    path = world.folder / "releases" / f"{SECOND}.ndjson.gz"
    write_snapshot(world.load().snapshot(), path)

    with pytest.raises(InvalidCatalogue, match="is of another version than its name says"):
        read_snapshot(path)


# Releases


def test_what_was_never_released_is_its_own_first_release(world: World) -> None:
    (release,) = world.load().releases.all

    assert (release.version, release.previous) == (FIRST, None)
    assert release.added == sum(release.records.values())
    assert world.load().releases.changes(FIRST, FIRST) == ()


def test_versions_are_in_the_order_of_their_numbers(released: World) -> None:
    assert released.load().releases.versions == (FIRST, SECOND, THIRD)


def test_a_later_release_than_the_data_is_not_served(released: World) -> None:
    released.edit([Edit("dataset.yaml", THIRD, FIRST)])

    assert released.load().releases.versions == (FIRST,)


def test_each_release_says_what_it_changed(released: World) -> None:
    third, second, first = released.load().releases.all

    assert [first.version, second.version, third.version] == [FIRST, SECOND, THIRD]
    assert [first.previous, second.previous, third.previous] == [None, FIRST, SECOND]
    assert _counts(second) == (0, 0, 2)  # a term renamed, a threshold changed
    assert _counts(third) == (1, 0, 0)  # a term added
    assert third.records["terms"] == first.records["terms"] + 1
    assert first.released_on == "2030-01-10"


def test_changes_are_told_between_any_two_releases(released: World) -> None:
    releases = released.load().releases

    since_first = releases.changes(FIRST, THIRD)

    assert [(change.kind, change.id, change.change) for change in since_first] == [
        ("workup", "heart", "changed"),
        ("terms", "graft", "changed"),
        ("terms", "newcomer", "added"),
    ]
    (limit,) = since_first[0].members
    assert (limit.pointer, limit.old, limit.new) == ("/thresholds/0/quantity/value", 45, 50)
    assert releases.changes(FIRST, SECOND) == since_first[:2]
    assert releases.changes(SECOND, THIRD) == since_first[2:]


def test_snapshots_are_read_only_when_somebody_asks(world: World) -> None:
    world.write("releases/2029.12.0.ndjson.gz", b"damaged")

    releases = world.load().releases

    assert releases.versions == ("2029.12.0", FIRST)
    with pytest.raises(InvalidCatalogue):
        _ = releases.all


@pytest.mark.parametrize(
    "file",
    [
        *("releases/notes.txt", "releases/2030.1.0.ndjson.gz", "releases/latest.ndjson.gz"),
        *("2030.01.0.ndjson.gz", "terms/2030.01.0.ndjson.gz", "releases/old/2030.01.0.ndjson.gz"),
    ],
)
def test_among_the_releases_stands_nothing_else(world: World, file: str) -> None:
    world.write(file, b"")

    assert world.faults() == [f"{file}: is not a file of any kind of record."]


# Recording


def test_a_release_is_recorded_once(world: World) -> None:
    path = world.load().releases.record()
    written = path.read_bytes()

    again = world.load().releases.record()

    assert again == path == world.folder / "releases" / f"{FIRST}.ndjson.gz"
    assert path.read_bytes() == written
    assert world.load().releases.fault() is None


def test_data_that_was_never_released_says_how_to_release_it(world: World) -> None:
    fault = world.load().releases.fault()

    assert fault == f"{FIRST} has no snapshot: run 'python -m app release'."


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        (Edit("terms/graft.yaml", "name: Graft", "name: The graft"), "terms/graft"),
        (Edit("dataset.yaml", "2030-01-10", "2030-01-11"), "dataset"),
    ],
)
def test_data_that_changed_without_its_version_is_not_recorded(
    world: World, edit: Edit, named: str
) -> None:
    path = world.load().releases.record()
    written = path.read_bytes()
    world.edit([edit])

    with pytest.raises(CannotRelease) as refused:
        world.load().releases.record()

    assert path.read_bytes() == written
    assert str(refused.value) == world.load().releases.fault()
    assert str(refused.value) == (
        f"The data is not what was released as {FIRST} ({named}). Raise `version` and"
        " `released_on` in app/data/dataset.yaml, then run 'python -m app release'. (If"
        f" {FIRST} was never published, remove {FIRST}.ndjson.gz instead and record it anew.)"
    )


def test_a_damaged_older_release_is_a_fault(released: World) -> None:
    released.load().releases.record()
    released.write(f"releases/{FIRST}.ndjson.gz", b"damaged")

    with pytest.raises(InvalidCatalogue, match=f"releases/{FIRST}"):
        released.load().releases.fault()


def test_releases_take_their_version_from_the_data(world: World, tmp_path: Path) -> None:
    catalogue: Catalogue = world.load()

    releases = Releases(tmp_path, lambda: snapshot_of([("dataset", "dataset", catalogue.dataset)]))

    assert releases.versions == (FIRST,)


def _counts(release: Release) -> tuple[int, int, int]:
    return release.added, release.removed, release.changed
