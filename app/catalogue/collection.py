"""Collections: the records of one kind, found by id, by alias, or nearly."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, Generic, Protocol, TypeVar

from app.catalogue.errors import UnknownRecord
from app.catalogue.record import slug_of


class Identified(Protocol):
    """Anything with an id and aliases."""

    @property
    def id(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...


SHORTEST_PART: Final = 3
"""Letters that a name must have before ids that contain it count as near."""

T_co = TypeVar("T_co", bound=Identified, covariant=True)


class Collection(Generic[T_co]):
    """The records of one kind, in the order given, immutable."""

    def __init__(self, kind: str, records: Iterable[T_co]) -> None:
        self.kind = kind
        self._by_id = MappingProxyType({record.id: record for record in records})
        self._by_alias = MappingProxyType(
            {
                slug: record.id
                for record in self._by_id.values()
                for slug in alias_slugs(record)
                if slug not in self._by_id
            }
        )

    def __iter__(self) -> Iterator[T_co]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __getitem__(self, id: str) -> T_co:
        """Return the record with this id; raise UnknownRecord with near ids if there is none."""
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownRecord(self.kind, self.near(id)) from None

    def canonical(self, name: str) -> str | None:
        """Return the id that this alias stands for, or None if it is no alias."""
        return self._by_alias.get(slug_of(name[:200]))

    def near(self, name: str) -> tuple[str, ...]:
        """Return up to three ids that come close to this name, the closest first."""
        known = {slug: slug for slug in self._by_id} | dict(self._by_alias)
        wanted = slug_of(name[:200])
        close = get_close_matches(wanted, known, n=6, cutoff=0.5)
        inside = [slug for slug in known if len(wanted) >= SHORTEST_PART and wanted in slug]
        return tuple(dict.fromkeys(known[slug] for slug in (*close, *inside)))[:3]


def alias_slugs(record: Identified) -> Iterator[str]:
    """Yield the slugs of a record's aliases, without its own id and without empty ones."""
    for alias in record.aliases:
        slug = slug_of(alias)
        if slug and slug != record.id:
            yield slug
