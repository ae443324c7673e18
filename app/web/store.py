"""The store of encoded answers: bounded in entries and in bytes."""

import gzip
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

from app.web.headers import Header, completed

Key = tuple[bytes, bytes, str]
"""Raw path, raw query, and the format asked for by the Accept header (usually empty)."""

WORTH_COMPRESSING: Final = 1024
"""Bodies below this many bytes are sent as they are."""


@dataclass(slots=True)
class Entry:
    """An answer, encoded once: its body, its headers, and the same for 304 and gzip."""

    body: bytes
    media_type: str
    etag: bytes
    last_modified: bytes | None
    head: list[Header]
    head_unchanged: list[Header]
    status: int = 200
    kept: bool = False
    zipped: bytes | None = None
    head_zipped: list[Header] = field(default_factory=list)

    @property
    def size(self) -> int:
        heads = 2 * sum(len(value) for _, value in self.head)
        return 2048 + heads + len(self.body) + len(self.zipped or b"")

    def zip(self) -> None:
        """Compress the body and keep the result; the same body gives the same bytes."""
        self.zipped = gzip.compress(self.body, 6, mtime=0)
        self.head_zipped = [
            (b"content-length", str(len(self.zipped)).encode()) if name == b"content-length"
            else (name, value)
            for name, value in self.head
        ] + [(b"content-encoding", b"gzip")]  # fmt: skip


_UNCHANGED: Final = frozenset(
    {b"etag", b"cache-control", b"vary", b"last-modified", b"content-location", b"link"}
)


OF_CONTENT: Final = frozenset(
    {b"content-security-policy", b"referrer-policy", b"cross-origin-resource-policy"}
)
"""Headers that a 304 leaves out: what the client has keeps the ones it came with."""


def entry_of(body: bytes, headers: list[Header], common: list[Header]) -> Entry:
    """Make an entry from what a route answered, adding the validator and the common headers."""
    etag = b'W/"' + blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    own = [*headers, (b"etag", etag)]
    named = dict(own)
    unchanged = [header for header in common if header[0] not in OF_CONTENT]
    return Entry(
        body=body,
        media_type=named.get(b"content-type", b"application/octet-stream").decode("latin-1"),
        etag=etag,
        last_modified=named.get(b"last-modified"),
        head=completed(own, common),
        head_unchanged=[*(h for h in own if h[0] in _UNCHANGED), *unchanged],
    )


class Store:
    """Entries by key. Addresses without a query stay; the rest leave oldest first.

    The rest has a query, or was asked for in another type than JSON.
    """

    def __init__(self, *, most_entries: int = 4096, most_bytes: int = 26 * 1024 * 1024) -> None:
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._entries: dict[Key, Entry] = {}
        self._passing: dict[Key, None] = {}
        self.bytes = 0
        self.get = self._entries.get

    def __len__(self) -> int:
        return len(self._entries)

    def keep(self, key: Key, entry: Entry) -> None:
        """Keep an entry if there is, or can be made, room for it."""
        if key in self._entries or entry.size > self._most_bytes // 4:
            return
        while self._is_full_with(entry) and self._passing:
            self._drop(next(iter(self._passing)))
        if self._is_full_with(entry):
            return
        self._entries[key] = entry
        self.bytes += entry.size
        entry.kept = True
        if key[1] or key[2]:
            self._passing[key] = None

    def zip(self, entry: Entry) -> None:
        """Compress an entry; count the bytes if it is kept, and make room for them."""
        before = entry.size
        entry.zip()
        if entry.kept:
            self.bytes += entry.size - before
        while self.bytes > self._most_bytes and self._passing:
            self._drop(next(iter(self._passing)))

    def _is_full_with(self, entry: Entry) -> bool:
        return (
            len(self._entries) >= self._most_entries or self.bytes + entry.size > self._most_bytes
        )

    def _drop(self, key: Key) -> None:
        del self._passing[key]
        entry = self._entries.pop(key)
        self.bytes -= entry.size
        entry.kept = False
