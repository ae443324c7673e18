"""Problems: a request for each code of the catalogue."""

from collections.abc import Mapping
from typing import Final

from tests.contract.asking import Request

LONG: Final = "x" * 10_000

FAILS: Final = "/fails"
"""Path at which the application of these requests has a route that raises."""

PROBLEMS: Final[Mapping[str, Request]] = {
    "invalid-request": Request("/v1", host=()),
    "invalid-parameter": Request("/v1/agents?colour=red"),
    "not-found": Request("/v1/agents/nothing"),
    "method-not-allowed": Request("/v1/agents", method="DELETE"),
    "not-acceptable": Request("/v1/agents", headers=((b"accept", b"text/plain"),)),
    "content-too-large": Request("/v1/plans", {"conditioning": LONG * 4}),
    "uri-too-long": Request(f"/v1/agents?q={LONG}"),
    "unsupported-media-type": Request("/v1/plans", b"{}", ((b"content-type", b"text/plain"),)),
    "invalid-body": Request("/v1/plans", {}),
    "headers-too-large": Request("/v1", headers=((b"x-large", LONG.encode() * 2),)),
    "internal-error": Request(FAILS),
}
"""Code -> a request that is answered with it."""

UNDER_LOAD: Final[Mapping[str, Request]] = {
    "request-timeout": Request("/v1/plans", {}),
    "too-many-requests": Request("/v1"),
    "overloaded": Request("/v1"),
}
"""Code -> a request that is answered with it if it never ends, is one too many, or waited long."""
