"""Application -> every answer to GET that is worth keeping, with its bytes.

It begins with every path that takes no id and with every record, and follows every link. Left out
is what is computed for one caller (search, also of FHIR; schedules), speaks of the hour (health) or
of this server and not of a copy (`security.txt`), or may not be stored.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from http import HTTPStatus
from typing import Any, Final

from fastapi.routing import APIRoute

from app.catalogue import Catalogue
from app.catalogue.collection import alias_slugs
from app.rendering.fhir.face import MAKERS
from app.web.app import ROUTERS
from app.web.asgi import ask
from app.web.edge import Application
from app.web.export.errors import CannotExport
from app.web.listings import path_of
from app.web.pages import ASSETS
from app.web.queries import MOST_ITEMS

LEFT_OUT: Final = re.compile(
    r"/v1/search|/v1/regimens/[^/]+/schedule|/health/.*|/metrics|/\.well-known/security\.txt"
)
"""Paths whose answers are not exported."""

IGNORED: Final = re.compile(r"(?:(?:limit|fields)=[^&]*(?:&|$))*")
"""Queries that only take something away from an answer: a static copy answers them in full."""

Tell = Callable[[int, int], None]
"""Hears how many addresses were asked for, and how many are known."""


@dataclass(frozen=True)
class Kept:
    """One answer."""

    address: str
    """Path, with the query if there is one, at which a client finds it."""

    asked: tuple[str, ...]
    """Path and query that the live server answers with the same bytes; of a list that does not fit
    on one page, each page of it in order."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers["content-type"]


@dataclass
class Crawl:
    """What was found so far."""

    app: Application
    base_url: str
    kept: dict[str, Kept] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    """Alias -> path of the record."""

    async def run(self, seeds: Iterable[str], tell: Tell) -> None:
        """Ask for the seeds and for everything that links lead to."""
        known = dict.fromkeys(seeds)
        waiting = deque(known)
        while waiting:
            for link in await self._visit(waiting.popleft()):
                if link not in known:
                    known[link] = None
                    waiting.append(link)
            tell(len(known) - len(waiting), len(known))

    async def _visit(self, address: str) -> Iterable[str]:
        """Keep the answer at an address, and return the addresses that it leads to."""
        status, headers, body = await ask(self.app, address)
        if status == HTTPStatus.PERMANENT_REDIRECT:
            self.redirects[address] = headers["location"]
            return self._links([headers["location"]])
        if status == HTTPStatus.BAD_REQUEST and "?" not in address:
            return []  # it answers nothing without a parameter; links lead to it with one
        if status != HTTPStatus.OK:
            raise CannotExport(f"{address} answers {status} and not 200.")
        if "no-store" in headers.get("cache-control", ""):
            return []
        if "json" in headers["content-type"]:
            return await self._keep_json(address, headers, body)
        page = headers["content-type"].startswith("text/html")
        plain = address.partition("?")[0] if page else address  # scripts read the query of a page
        self.kept[plain] = Kept(plain, (plain,), headers, body)
        return self._links(_WRITTEN.findall(body.decode())) if page else []

    async def _keep_json(
        self, address: str, headers: Mapping[str, str], body: bytes
    ) -> Iterable[str]:
        """Keep a JSON answer; of a list that has more than one page, the whole list."""
        document = json.loads(body)
        if document.get("resourceType") == "Bundle":
            return self._links(_texts(document))  # a search: a host of files cannot turn its pages
        kept = Kept(address, (address,), headers, body)
        if _next_of(document) is not None:
            kept = await self._whole(address)
            document = json.loads(kept.body)
        self.kept[address] = kept
        return [] if "openapi" in document else self._links(_texts(document))

    async def _whole(self, address: str) -> Kept:
        """Ask for a list on as few pages as there can be, and join them to one that has no next."""
        first = f"{address}{'&' if '?' in address else '?'}limit={MOST_ITEMS}"
        _, headers, body = await ask(self.app, first)
        document, asked = json.loads(body), [first]
        following = _next_of(document)
        if following is None:
            return Kept(address, (first,), headers, body)
        data = document["data"]
        while following is not None:
            asked.append(following)
            page = json.loads((await ask(self.app, following))[2])
            data += page["data"]
            following = _next_of(page)
        document["page"]["next_cursor"] = document["links"]["next"] = None
        joined = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        link = _NEXT.sub("", headers["link"])
        return Kept(address, tuple(asked), {**headers, "link": link}, joined)

    def _links(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the addresses among texts that can be exported."""
        for text in texts:
            plain = _VERSION.sub("", unescape(text)).removeprefix(self.base_url)
            address = plain.partition("#")[0]
            path, _, query = address.partition("?")
            if self._served.fullmatch(path) and not LEFT_OUT.fullmatch(path):
                yield path if IGNORED.fullmatch(query) else address

    @cached_property
    def _served(self) -> re.Pattern[str]:
        """What the path of something that answers GET looks like."""
        patterns = (re.sub(r"\\\{[^}]+\\\}", "[^? ]+", re.escape(path)) for path in paths())
        return re.compile("|".join(patterns))


_WRITTEN: Final = re.compile(r'(?:href|src)="([^"]*)"')
"""An address in HTML."""


_NEXT: Final = re.compile(r'<[^>]*>; rel="next", ')
"""The next page in a Link header."""


_VERSION: Final = re.compile(r"\|[0-9.]+$")
"""The version in a canonical address of FHIR."""


def _next_of(document: Mapping[str, Any]) -> str | None:
    """Return the path of the next page of a list; None for the last page, and for no list."""
    links: dict[str, str | None] = document.get("links") or {} if "page" in document else {}
    return links.get("next")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)


def paths() -> Iterator[str]:
    """Yield the path of every route that answers GET."""
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path


def seeds_of(catalogue: Catalogue) -> Iterator[str]:
    """Yield every path that takes no id, every asset, every record and every alias."""
    yield from (path for path in paths() if "{" not in path and not LEFT_OUT.fullmatch(path))
    yield from (f"/assets/{name}" for name in ASSETS)
    yield from (f"/fhir/{type}" for type in MAKERS)
    for collection in catalogue.collections():
        for record in collection:
            yield path_of(collection.kind, record.id)
            yield from (path_of(collection.kind, slug) for slug in alias_slugs(record))
