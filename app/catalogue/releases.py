"""Releases: every version of the dataset, from the snapshots beside the data.

The version being served is the catalogue itself; a test holds it to its own snapshot, if it has
been released. Older ones are read when somebody asks what changed, and not kept.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from app.catalogue.changes import KINDS, RecordChange, changes_between
from app.catalogue.errors import CannotRelease
from app.catalogue.record import Curated
from app.catalogue.snapshot import SUFFIX, Snapshot, read_snapshot, write_snapshot

FOLDER: Final = "releases"
NAME: Final = re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]+" + re.escape(SUFFIX))
"""What a file in the folder of releases is called."""

KEPT_ANSWERS: Final = 8
"""Pairs of releases whose changes are kept at hand."""


MOST_NAMED: Final = 5
"""Records that a fault names."""

_NOTHING: Final[Snapshot] = {}


class Release(Curated):
    """One version of the dataset."""

    version: str
    """Calendar version: year, month, number within the month."""

    released_on: str
    """Date of the release, `YYYY-MM-DD`."""

    previous: str | None
    """The version before; null for the first."""

    records: dict[str, int]
    """Number of records by kind."""

    added: int
    """Records that the version before did not have; all of them for the first."""

    removed: int
    """Records of the version before that are gone."""

    changed: int
    """Records of the version before of which a member differs."""


class Releases:
    """Every release up to the one being served."""

    def __init__(self, folder: Path, current: Callable[[], Snapshot]) -> None:
        self.folder = folder
        self._take = current
        self._version: str = current()["dataset", "dataset"]["version"]
        self.changes = lru_cache(maxsize=KEPT_ANSWERS)(self._changes)

    @cached_property
    def versions(self) -> tuple[str, ...]:
        """Every version, oldest first."""
        found = {path.name.removesuffix(SUFFIX) for path in self.folder.glob(f"*{SUFFIX}")}
        older = (version for version in found if _order(version) < _order(self._version))
        return (*sorted(older, key=_order), self._version)

    @cached_property
    def all(self) -> tuple[Release, ...]:
        """Every release, newest first."""
        made, previous, before = list[Release](), None, _NOTHING
        for version in self.versions:
            snapshot = self.snapshot(version)
            made.append(_release(version, snapshot, previous, before))
            previous, before = version, snapshot
        return tuple(reversed(made))

    def snapshot(self, version: str) -> Snapshot:
        """Read the snapshot of a version; raise InvalidCatalogue if it is damaged."""
        return self._take() if version == self._version else read_snapshot(self._path(version))

    def _changes(self, since: str, until: str) -> tuple[RecordChange, ...]:
        return changes_between(self.snapshot(since), self.snapshot(until))

    def fault(self) -> str | None:
        """Say what is wrong with the snapshot of the version being served; None if nothing is.

        Raises InvalidCatalogue if any snapshot is damaged.
        """
        for version in self.versions[:-1]:
            self.snapshot(version)
        path, version = self._path(self._version), self._version
        if not path.exists():
            return f"{version} has no snapshot: run 'python -m app release'."
        changes = changes_between(read_snapshot(path), self._take())
        if not changes and read_snapshot(path) == self._take():
            return None
        what = ", ".join(f"{change.kind}/{change.id}" for change in changes[:MOST_NAMED])
        return (
            f"The data is not what was released as {version} ({what or 'dataset'}). Raise `version`"
            " and `released_on` in app/data/dataset.yaml, then run 'python -m app release'. (If"
            f" {version} was never published, remove {path.name} instead and record it anew.)"
        )

    def record(self) -> Path:
        """Write the snapshot of the version being served, if it has none.

        Raises CannotRelease if it has one that says something else.
        """
        path = self._path(self._version)
        if path.exists():
            fault = self.fault()
            if fault is not None:
                raise CannotRelease(fault)
        else:
            write_snapshot(self._take(), path)
        return path

    def _path(self, version: str) -> Path:
        return self.folder / f"{version}{SUFFIX}"


def _release(version: str, new: Snapshot, previous: str | None, old: Snapshot) -> Release:
    counts = Counter(kind for kind, _ in new)
    happened = Counter(change.change for change in changes_between(old, new))
    return Release(
        version=version,
        released_on=new["dataset", "dataset"]["released_on"],
        previous=previous,
        records={kind: counts[kind] for kind in KINDS},
        added=happened["added"],
        removed=happened["removed"],
        changed=happened["changed"],
    )


def _order(version: str) -> tuple[int, ...]:
    """Order versions as numbers: 2026.11.10 comes after 2026.11.9."""
    return tuple(map(int, version.split(".")))
