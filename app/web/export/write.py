"""Catalogue -> a folder with every answer, the dataset in one file, sums and a manifest."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from app.catalogue import Catalogue
from app.web.app import make_app
from app.web.entry import SOFTWARE_VERSION
from app.web.export.crawl import Crawl, Kept, seeds_of
from app.web.export.folder import check_folder, replace_folder
from app.web.export.layout import layout
from app.web.export.nginx import nginx_conf
from app.web.problems import KINDS, ProblemError, problem_body
from app.web.queries import MOST_ITEMS
from app.web.settings import Settings

FORMAT: Final = "dayzero-export/1"
"""What the manifest of an export says it is."""

OFF: Final[Mapping[str, Any]] = {"rate_limit": None, "metrics": False, "telemetry": False}
"""Settings for whoever asks a server; an export asks nobody but itself."""

NOBODY: Final = "00000000-0000-0000-0000-000000000000"
"""Request id where nobody counts requests."""

EXTRA: Final[Mapping[str, str]] = {
    "README.md": "text/markdown; charset=utf-8",
    "dataset.json": "application/json",
    "dataset.ndjson": "application/x-ndjson",
    "nginx.conf": "text/plain; charset=utf-8",
    "manifest.json": "application/json",
    "SHA256SUMS": "text/plain; charset=utf-8",
}
"""Files that are no answer of the API, and their types."""

Tell = Callable[[str, int, int], None]
"""Hears what is being done, how far it is, and how far it has to go."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    files: int
    bytes: int


def export(catalogue: Catalogue, settings: Settings, folder: Path, tell: Tell) -> Exported:
    """Write the whole API into a folder, in place of an earlier export.

    Raises CannotExport if the folder holds something else or cannot be written; what was there is
    then as it was.
    """
    check_folder(folder.resolve(), is_export)
    app = make_app(catalogue, settings.model_copy(update=OFF))
    crawl = Crawl(app, settings.base_url)
    asyncio.run(crawl.run(seeds_of(catalogue), lambda done, known: tell("Asking", done, known)))
    files = _files(catalogue, settings, crawl)
    released = datetime.fromisoformat(catalogue.dataset.released_on).replace(tzinfo=UTC)
    replace_folder(
        folder, files, time=released.timestamp(), is_ours=is_export,
        tell=lambda done, whole: tell("Writing", done, whole),
    )  # fmt: skip
    return Exported(len(files), sum(map(len, files.values())))


def is_export(folder: Path) -> bool:
    """Whether a folder is an export, and may be replaced by another."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(manifest, Mapping) and manifest.get("format") == FORMAT


def _files(catalogue: Catalogue, settings: Settings, crawl: Crawl) -> dict[str, bytes]:
    answers = layout(crawl.kept.values())
    files = {file: kept.body for file, kept in answers.items()}
    files["README.md"] = _readme(catalogue)
    files["dataset.json"] = _encode(_dataset(catalogue))
    files["dataset.ndjson"] = b"".join(
        _encode({"kind": kind, "record": _whole(record)}) + b"\n"
        for kind, record in _records(catalogue)
    )
    files["nginx.conf"] = nginx_conf(
        answers, others=EXTRA, redirects=crawl.redirects, problems=_problems(settings)
    ).encode()
    files["manifest.json"] = _manifest(catalogue, settings, crawl, answers, files)
    sums = (f"{sha256(body).hexdigest()}  {file}\n" for file, body in sorted(files.items()))
    return {**files, "SHA256SUMS": "".join(sums).encode()}


def _manifest(
    catalogue: Catalogue,
    settings: Settings,
    crawl: Crawl,
    answers: Mapping[str, Kept],
    files: Mapping[str, bytes],
) -> bytes:
    manifest = {
        "format": FORMAT,
        "api_version": "v1",
        "dataset_version": catalogue.dataset.version,
        "dataset_released_on": catalogue.dataset.released_on,
        "software_version": SOFTWARE_VERSION,
        "base_url": settings.base_url,
        "licence_url": catalogue.dataset.licence_url,
        "counts": {
            "answers": len(answers),
            "redirects": len(crawl.redirects),
            "records": {kind.kind: len(kind) for kind in catalogue.collections()},
        },
        "answers": [
            {
                "address": kept.address,
                "asked": list(kept.asked),
                **_described(file, kept.media_type, kept.body),
            }
            for file, kept in answers.items()
        ],
        "files": [
            _described(file, media_type, files[file])
            for file, media_type in EXTRA.items()
            if file in files
        ],
        "redirects": dict(sorted(crawl.redirects.items())),
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _described(file: str, media_type: str, body: bytes) -> dict[str, Any]:
    return {
        "file": file,
        "media_type": media_type,
        "bytes": len(body),
        "sha256": sha256(body).hexdigest(),
    }


def _records(catalogue: Catalogue) -> Iterator[tuple[str, BaseModel]]:
    yield "dataset", catalogue.dataset
    for kind, _, record in catalogue.records():
        yield kind, record
    yield "vectors", catalogue.vectors


def _dataset(catalogue: Catalogue) -> dict[str, Any]:
    """Return the whole dataset: what there is one of as an object, the rest as lists."""
    whole: dict[str, Any] = {
        name: _whole(getattr(catalogue, name)) for name in ("dataset", "procedure", "condition")
    }
    for collection in catalogue.collections():
        whole[collection.kind] = [_whole(record) for record in collection]
    return {**whole, "vectors": _whole(catalogue.vectors)}


def _whole(record: BaseModel) -> dict[str, Any]:
    return record.model_dump(mode="json")


def _encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _problems(settings: Settings) -> dict[int, str]:
    """Write the problems of a copy: for what it has no file for, and for what is not a GET."""
    detail = (
        "This is a static copy of the API: it has the answers to GET that /manifest.json lists, and"
        " computes nothing."
    )
    return {
        KINDS[code].status.value: problem_body(
            ProblemError(code, detail), base_url=settings.base_url, request_id=NOBODY
        ).decode()
        for code in ("not-found", "method-not-allowed")
    }


def _readme(catalogue: Catalogue) -> bytes:
    dataset = catalogue.dataset
    text = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    return text.format(
        version=dataset.version,
        software=SOFTWARE_VERSION,
        most=MOST_ITEMS,
        intended_use=f"**Intended use.** {catalogue.procedure.intended_use}",
        licence=dataset.licence,
        attribution=dataset.attribution,
    ).encode()
