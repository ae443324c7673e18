"""Listings: records of one kind, found, filtered, sorted, paged, and written as JSON."""

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from app.catalogue import Catalogue
from app.catalogue.collection import Collection
from app.catalogue.search import fold
from app.web.problems import Fault, ProblemError
from app.web.queries import ListQuery, PagedQuery, parts
from app.web.resources import PageInfo, PageLinks


@dataclass(frozen=True, kw_only=True)
class Listing:
    """How records of one kind are served: a literal table, one for each kind."""

    kind: str
    """Plural name: the folder, the route, the collection."""

    resource: Callable[[Catalogue, Any], BaseModel]
    """Makes what is served from a record."""

    document: Callable[..., BaseModel]
    """Makes the answer about one record from the members of a resource."""

    page: Any
    """Model of a page."""

    sorts: Mapping[str, Callable[[Any], Any]]
    """Members that may be sorted by, each with its key."""

    expands: tuple[str, ...]
    """Kinds that `expand` may ask for."""

    default_sort: Callable[[Any], Any] | None = None
    """Key of the order without `sort`; None keeps the catalogue's."""


@dataclass(frozen=True)
class Slice:
    """The records of one page, and where the page is."""

    records: tuple[Any, ...]
    info: PageInfo
    links: PageLinks


def found(collection: Collection[Any], name: str) -> str | None:
    """Return the id of the record that an id or an alias names; None if there is none."""
    return name if name in collection else collection.canonical(name)


def named_record(collection: Collection[Any], parameter: str, name: str) -> str:
    """Return the id that a filter names; raise a problem with near ids if there is none."""
    id = found(collection, name)
    if id is None:
        raise bad_parameter(
            parameter, f"No record among the {collection.kind} has this id.",
            collection.near(name),
        )  # fmt: skip
    return id


def bad_parameter(name: str, detail: str, allowed: Iterable[str] = ()) -> ProblemError:
    """Make the problem of one wrong parameter."""
    listed = list(allowed) or None
    fault = Fault(code="not_allowed", detail=detail, parameter=name, allowed=listed)
    return ProblemError("invalid-parameter", f"{name}: {detail}", errors=(fault,))


def choose(collection: Collection[Any], records: Iterable[Any], query: ListQuery) -> list[Any]:
    """Return the records that `ids` and `q` ask for."""
    chosen = list(records)
    if query.ids is not None:
        wanted = [named_record(collection, "ids", name) for name in parts(query.ids)]
        chosen = [record for record in chosen if record.id in wanted]
    if query.q is not None:
        words = fold(query.q).split()
        chosen = [record for record in chosen if all(word in _text(record) for word in words)]
    return chosen


def _text(record: Any) -> str:  # noqa: ANN401  a record of any kind
    said = (record.id, record.name, *record.aliases, getattr(record, "summary", ""))
    return fold(" ".join((*said, getattr(record, "citation", ""))))


def arrange(listing: Listing, records: list[Any], query: ListQuery) -> list[Any]:
    """Return the records sorted; ties keep the order of the catalogue."""
    if query.sort is None:
        return sorted(records, key=listing.default_sort) if listing.default_sort else records
    for name in reversed(parts(query.sort)):
        key = listing.sorts.get(name.lstrip("-"))
        if key is None:
            raise bad_parameter("sort", "A member to sort by is unknown.", sorted(listing.sorts))
        records = sorted(records, key=key, reverse=name.startswith("-"))
    return records


def paginate(records: list[Any], query: PagedQuery, *, path: str, version: str) -> Slice:
    """Cut one page out of the records; raise a problem for a cursor of another list."""
    mark = _fingerprint(path, version, query)
    offset = 0 if query.cursor is None else _offset(query.cursor, mark)
    if offset and offset >= len(records):
        raise _foreign_cursor()
    end = offset + query.limit
    asked = {name: str(value) for name, value in query.model_dump(exclude_defaults=True).items()}

    def link(position: int) -> str:
        chosen = {name: value for name, value in asked.items() if name != "cursor"}
        if position:
            chosen["cursor"] = _cursor(position, mark)
        return f"{path}?{urlencode(chosen, safe=',')}" if chosen else path

    more = end < len(records)
    return Slice(
        records=tuple(records[offset:end]),
        info=PageInfo(
            limit=query.limit, total=len(records), next_cursor=_cursor(end, mark) if more else None
        ),
        links=PageLinks(
            self=link(offset),
            first=link(0),
            prev=link(max(offset - query.limit, 0)) if offset else None,
            next=link(end) if more else None,
        ),
    )


def _fingerprint(path: str, version: str, query: PagedQuery) -> str:
    said = json.dumps([path, version, query.filters], sort_keys=True, default=str)
    return blake2b(said.encode(), digest_size=6).hexdigest()


def _cursor(offset: int, mark: str) -> str:
    return base64.urlsafe_b64encode(f"{offset}:{mark}".encode()).decode().rstrip("=")


def _offset(cursor: str, mark: str) -> int:
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        raise _foreign_cursor() from None
    offset, _, theirs = said.partition(":")
    if theirs != mark or not offset.isdecimal() or _cursor(int(offset), mark) != cursor:
        raise _foreign_cursor()
    return int(offset)


def _foreign_cursor() -> ProblemError:
    return bad_parameter(
        "cursor",
        "The cursor does not belong to this list with these filters and this dataset version;"
        " begin again without it.",
    )
