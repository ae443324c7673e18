"""What the server answers, for tests that hold a page against it."""

import json
from typing import Any, Final

from tests.server.process import Server
from tests.server.wire import get, reply

HOSTILE: Final = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>'
"""Markup that would run if it were ever read as markup."""


def document(server: Server, target: str) -> Any:  # noqa: ANN401  JSON
    """Ask for JSON."""
    answer = reply(server.port, get(target))
    assert answer.status == 200, answer.body
    return json.loads(answer.body)


def ids(server: Server, target: str) -> list[str]:
    """Return the ids of a list that fits on one page."""
    page = document(server, target)
    assert page["page"]["next_cursor"] is None
    return [record["id"] for record in page["data"]]


def claims(value: Any) -> int:  # noqa: ANN401  JSON
    """Count what has an evidence status."""
    if isinstance(value, list):
        return sum(map(claims, value))
    if isinstance(value, dict):
        return ("evidence" in value) + sum(map(claims, value.values()))
    return 0
