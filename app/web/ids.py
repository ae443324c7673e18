"""Ids of requests: random UUIDs, drawn a block at a time."""

from os import urandom
from typing import Final

IDS_AT_ONCE: Final = 256

_ids: Final[list[bytes]] = []


def new_id() -> bytes:
    """Return a random UUID (version 4)."""
    if not _ids:
        drawn = urandom(16 * IDS_AT_ONCE).hex()
        _ids.extend(
            f"{drawn[i : i + 8]}-{drawn[i + 8 : i + 12]}-4{drawn[i + 13 : i + 16]}"
            f"-8{drawn[i + 17 : i + 20]}-{drawn[i + 20 : i + 32]}".encode()
            for i in range(0, len(drawn), 32)
        )
    return _ids.pop()
