"""Links: every address of this service that an answer holds, wherever it stands."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Final

from app.web.settings import Settings
from tests.conftest import Answer

BASE: Final = Settings().base_url

_RELATED: Final = re.compile(r"<([^>]*)>; rel=")
_IN_HTML: Final = re.compile(r"""\b(?:href|src|action)=["']([^"']*)["']""")
_IN_PROSE: Final = re.compile(r"`(/[^`\s{]*)`")
_ABSOLUTE: Final = re.compile(rf"{re.escape(BASE)}(/[^\s\"'<>\\]*)")

_VERSION: Final = re.compile(r"\|[0-9.]+$")
"""The version in a canonical address of FHIR."""

NO_PATHS: Final = ("pointer", "text", "unit")
"""Members that begin with a slash and are no address."""


def links_in(answer: Answer) -> set[str]:
    """Return every path of this service that an answer leads to, and every address elsewhere."""
    media_type = answer.headers.get("content-type", "").partition(";")[0]  # a redirect has none
    found = {answer.headers[name] for name in ("location",) if name in answer.headers}
    found |= set(_RELATED.findall(answer.headers.get("link", "")))
    if "json" in media_type:
        found |= set(_in_json(answer.json()))
    elif media_type in ("text/html", "image/svg+xml"):
        found |= set(map(unescape, _IN_HTML.findall(answer.content.decode())))
    elif media_type in ("text/calendar", "text/csv"):
        unfolded = answer.content.decode().replace("\r\n ", "")
        found |= set(_ABSOLUTE.findall(unfolded))
    plain = {_VERSION.sub("", link).removeprefix(BASE) for link in found}
    return {link for link in plain if link and not link.startswith("data:")}


def _in_json(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for member, inner in value.items():
            yield from _in_json(inner, member)
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item, name)
    elif isinstance(value, str) and name not in NO_PATHS:
        if value.startswith(("/", "http://", "https://")) and " " not in value:
            yield value
        else:
            yield from _IN_PROSE.findall(value)
