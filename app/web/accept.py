"""Accept: which media types and encodings a client takes (RFC 9110, section 12.5)."""

from functools import lru_cache
from typing import NamedTuple


class Range(NamedTuple):
    """One media range of an Accept header."""

    kind: str
    subtype: str
    weight: float


@lru_cache(maxsize=512)
def accepts(header: bytes, media_type: str) -> bool:
    """Whether an Accept header takes a media type; an empty or unreadable one takes all.

    >>> accepts(b"text/html, */*;q=0.1", "application/json")
    True
    >>> accepts(b"application/json;q=0, */*", "application/json")
    False
    """
    return weight(header, media_type) > 0


@lru_cache(maxsize=512)
def weight(header: bytes, media_type: str) -> float:
    """How much an Accept header wants a media type: the most specific range that fits decides."""
    ranges = _ranges(header)
    if not ranges:
        return 1.0
    kind, subtype = media_type.partition(";")[0].strip().split("/")
    fitting = [
        (range.kind != "*", range.subtype != "*", range.weight)
        for range in ranges
        if range.kind in ("*", kind) and range.subtype in ("*", subtype)
    ]
    return max(fitting)[2] if fitting else 0.0


@lru_cache(maxsize=512)
def accepts_gzip(header: bytes) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    weights = dict(map(_weighed, header.decode("latin-1").lower().split(",")))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _ranges(header: bytes) -> list[Range]:
    weighed = map(_weighed, header.decode("latin-1").lower().split(","))
    split = ((*name.partition("/")[::2], wanted) for name, wanted in weighed if "/" in name)
    return [Range(kind, subtype, wanted) for kind, subtype, wanted in split]


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return name, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return name, 1.0
