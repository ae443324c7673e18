"""The access log: a line of JSON for each request, on standard output.

It has no query and no body, and a client's address only where the operator wants it.
"""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, Final

from app.web.watch import Seen

LONGEST_PATH: Final = 500
"""Characters of a path that are logged: a line stays whole in a pipe that several write to."""


def access_log(*, clients: bool, out: IO[str] | None = None) -> Callable[[Seen], None]:
    """Make the observer that writes the log."""
    written = sys.stdout if out is None else out

    def write(seen: Seen) -> None:
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": seen.method,
            "path": seen.path[:LONGEST_PATH],
            "status": seen.status,
            "seconds": round(seen.seconds, 6),
            "bytes": seen.sent,
            "request_id": seen.request_id,
        }
        if clients:
            line["client"] = seen.client
        with suppress(OSError, ValueError):  # nobody reads any more: no reason not to answer
            written.write(f"{json.dumps(line)}\n")
            written.flush()

    return write
