"""/metrics: requests counted for Prometheus, where the operator wants it.

Of several workers, whichever is asked answers for all: they count in files of one folder, which
the server makes at its start and names in PROMETHEUS_MULTIPROC_DIR.
"""

import os
import re
from functools import lru_cache
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from app.web.examples import EXAMPLES
from app.web.queries import Query as NoQuery
from app.web.watch import Seen

router = APIRouter(include_in_schema=False)

METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "QUERY"})

REQUESTS: Final = Counter("dayzero_requests", "Requests answered.", ["method", "route", "status"])
SECONDS: Final = Histogram(
    "dayzero_request_seconds", "Time to answer.", ["route"],
    buckets=(0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
)  # fmt: skip
BYTES: Final = Counter("dayzero_response_bytes", "Bytes of bodies sent.", ["route"])
REFUSED: Final = Counter(
    "dayzero_refused", "Requests refused before they were one: unreadable, slow, one too many.",
    ["code"],
)  # fmt: skip

PAGES: Final = ("/", "/docs", "/redoc", "/openapi.json", "/assets/{name}", "/metrics")

TEMPLATES: Final = {target.partition("?")[0] for target, _ in EXAMPLES.values()} | {*PAGES}
_PATTERNS: Final = {
    template: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)))
    for template in sorted(TEMPLATES, key=lambda template: (template.count("{"), template))
}


@lru_cache(maxsize=4096)
def route_of(path: str) -> str:
    """Name the route of a path, or `other`: names must not grow with what is asked.

    >>> route_of("/v1/agents/rituximab"), route_of("/v1/nothing/at/all")
    ('/v1/agents/{id}', 'other')
    """
    fitting = (name for name, pattern in _PATTERNS.items() if pattern.fullmatch(path))
    return next(fitting, "other")


def count(seen: Seen) -> None:
    """Count one request."""
    route = route_of(seen.path)
    method = seen.method if seen.method in METHODS else "other"
    REQUESTS.labels(method, route, str(seen.status)).inc()
    SECONDS.labels(route).observe(seen.seconds)
    BYTES.labels(route).inc(seen.sent)


def count_refused(code: str) -> None:
    """Count a request that never reached the application."""
    REFUSED.labels(code).inc()


@router.get("/metrics")
async def read_metrics(_: Annotated[NoQuery, Query()]) -> Response:
    """Every count since the start, as Prometheus reads it."""
    registry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
    headers = {"cache-control": "no-store"}
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=headers)
