"""Answers -> files: where each answer lies, so that web servers find it at its own address.

A path that nothing lies below is a file of that name (`v1/agents/mesna`). A path with something
below it, and every page, is the `index.html` of a folder, which every web server knows how to find
(`v1/agents/index.html` is JSON all the same). An answer to a query lies below `_queries`, where a
server that reads queries finds it and one that does not never looks.
"""

from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from typing import Final

from app.web.export.crawl import Kept

QUERIES: Final = "_queries"


def layout(answers: Collection[Kept]) -> Mapping[str, Kept]:
    """Return every answer by the file in which it lies, in the order of the files."""
    plain = {kept.address for kept in answers if "?" not in kept.address}
    folders = {str(parent) for path in plain for parent in PurePosixPath(path).parents}
    return dict(sorted((_file(kept, folders), kept) for kept in answers))


def _file(kept: Kept, folders: Collection[str]) -> str:
    path, mark, query = kept.address.partition("?")
    if mark:
        return f"{QUERIES}{path}/{query}"
    if path in folders or kept.media_type.startswith("text/html"):
        return f"{path.rstrip('/')}/index.html".lstrip("/")
    return path.lstrip("/")
