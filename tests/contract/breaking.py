"""Breaks: what of a contract a revision of it takes away, as `redocly diff` judges it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml

from tests.node import run_tool

OPENAPI: Final = Path(__file__).parent.parent.parent / "openapi"
RELEASES: Final = OPENAPI / "releases"
MEANT: Final = OPENAPI / "breaks.yaml"

Document = dict[str, Any]


@dataclass(frozen=True)
class Break:
    """One change that a client may stumble over."""

    rule: str
    path: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}\n    {self.says} ({self.rule})"


@dataclass(frozen=True)
class Meant:
    """A break on purpose: its rule, where (`*` is anything), a part of what is said, and why."""

    rule: str
    path: str
    says: str
    reason: str

    def covers(self, found: Break) -> bool:
        return (
            self.rule == found.rule
            and fnmatchcase(found.path, self.path)
            and self.says in found.says
        )


def read_meant() -> list[Meant]:
    """Read the breaks on purpose since the last release."""
    listed = yaml.safe_load(MEANT.read_text(encoding="utf-8")) or []
    return [Meant(**entry) for entry in listed]


def last_release(releases: Iterable[Path]) -> Path:
    """Return the contract of the newest release, `releases/<version>.json`."""
    return max(releases, key=lambda path: tuple(map(int, path.stem.split("."))))


def breaks_between(base: Document, revision: Document) -> list[Break]:
    """Say what of the base a client of it no longer finds in the revision."""
    with TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("base.json", "revision.json")]
        for file, document in zip(files, (base, revision), strict=True):
            file.write_text(json.dumps(plain(document)), encoding="utf-8")
        report = Path(folder) / "report.json"
        run = run_tool(
            "redocly", "diff", *map(str, files),
            "--config", "redocly-diff.yaml", "--format", "json", "--output", str(report),
        )  # fmt: skip
        assert report.exists(), run.stdout + run.stderr
        changes = json.loads(report.read_text(encoding="utf-8"))["changes"]
    return [
        Break(verdict["ruleId"], change["path"], verdict["message"])
        for change in changes
        for verdict in change["verdicts"]
        if verdict["impact"] == "major"
    ]


def plain(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """Write `anyOf` of one schema and null as that schema with a list of types.

    Redocly sees another alternative where one has merely got a limit, and calls it a break.
    """
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    rest = {name: plain(inner) for name, inner in value.items()}
    match rest:
        case {"anyOf": [{"type": str(type), **said}, {"type": "null"}]} if "enum" not in said:
            del rest["anyOf"]
            return {**said, **rest, "type": [type, "null"]}
        case _:
            return rest
