"""Headers that every answer carries, made once at the start."""

from collections.abc import Iterable
from typing import Final

Header = tuple[bytes, bytes]

EXPOSED: Final = (
    "ETag, Link, Deprecation, Sunset, Retry-After, RateLimit, RateLimit-Policy, Content-Language, "
    "X-Request-Id, Dayzero-Dataset-Version, Accept-Query"
)
"""Headers that a page of another origin may read."""

SECURITY: Final[tuple[Header, ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"cross-origin"),
)
"""A page says its own policies instead; nothing else is to be shown, framed or guessed at."""

HTTPS_ONLY: Final[Header] = (b"strict-transport-security", b"max-age=31536000")
"""Only where clients come by https: a browser holds to it for a year."""


PICTURE_POLICY: Final[Header] = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
)
"""A picture (SVG) that is opened by itself keeps its styles."""


def common_headers(*, base_url: str, cors_origins: Iterable[str]) -> list[Header]:
    """Make the headers of every answer that depend on nothing but the settings."""
    made = [*SECURITY, (b"access-control-expose-headers", EXPOSED.encode())]
    if base_url.startswith("https://"):
        made.append(HTTPS_ONLY)
    if "*" in cors_origins:
        made.append((b"access-control-allow-origin", b"*"))
    return made


def completed(own: list[Header], common: Iterable[Header]) -> list[Header]:
    """Add the common headers to an answer's own, which count where both name one."""
    named = dict(own)
    if PICTURE_POLICY[0] not in named and named.get(b"content-type", b"").startswith(b"image/svg"):
        own = [*own, PICTURE_POLICY]
        named = dict(own)
    return [*own, *(header for header in common if header[0] not in named)]
