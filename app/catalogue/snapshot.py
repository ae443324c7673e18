"""Snapshots: what was curated for one release, a record on a line, compressed.

A snapshot holds what the files say. Members left at their default (null, empty) and words that are
generated are not in it, so that software which serves more does not change what was released.
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from app.catalogue.errors import InvalidCatalogue

Key = tuple[str, str]
"""Kind and id of a record."""

Snapshot = Mapping[Key, Mapping[str, Any]]
"""Every record of a release as JSON, by kind and id."""

SUFFIX: Final = ".ndjson.gz"


def snapshot_of(records: Iterable[tuple[str, str, BaseModel]]) -> Snapshot:
    """Take what was curated from typed records."""
    return {
        (kind, id): record.model_dump(
            mode="json", exclude_defaults=True, exclude_computed_fields=True
        )
        for kind, id, record in records
    }


def write_snapshot(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot, whole or not at all; the same one gives the same bytes at any time."""
    lines = (
        json.dumps({"kind": kind, "record": record}, ensure_ascii=False, separators=(",", ":"))
        for (kind, _), record in snapshot.items()
    )
    text = "".join(f"{line}\n" for line in lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def read_snapshot(path: Path) -> Snapshot:
    """Read a snapshot; raise InvalidCatalogue if it is damaged or is of another version."""
    try:
        lines = map(json.loads, gzip.decompress(path.read_bytes()).splitlines())
        snapshot = {(line["kind"], line["record"]["id"]): line["record"] for line in lines}
        version = snapshot["dataset", "dataset"]["version"]
    except (OSError, EOFError, zlib.error, ValueError, LookupError, TypeError) as error:
        said = f"releases/{path.name}: is not the snapshot of a release ({type(error).__name__})."
        raise InvalidCatalogue([said]) from error
    if path.name != f"{version}{SUFFIX}":
        raise InvalidCatalogue([f"releases/{path.name}: is of another version than its name says."])
    return snapshot
