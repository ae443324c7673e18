"""Open files: each connection is one. How many there may be, and what waits in one to be sent."""

import logging
import sys
from contextlib import suppress
from importlib import import_module
from typing import Final

OWN_FILES: Final = 512
"""Open files that are no connections, the connections that are let in to be refused among them."""

_log = logging.getLogger("dayzero")


def allow_connections(wanted: int) -> int:
    """Ask the system for so many connections; return as many as it allows."""
    try:
        resource = import_module("resource")
    except ImportError:  # Windows, which has no such limit
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return wanted
    if soft < wanted + OWN_FILES:
        most = wanted + OWN_FILES if hard == resource.RLIM_INFINITY else hard
        asked = min(wanted + OWN_FILES, most)
        with suppress(ValueError, OSError):  # macOS has a limit of its own below the one it tells
            resource.setrlimit(resource.RLIMIT_NOFILE, (asked, hard))
            soft = asked
    allowed: int = max(1, min(wanted, soft - OWN_FILES))
    if allowed < wanted:
        _log.warning("The system allows %d open files: at most %d connections.", soft, allowed)
    return allowed


def unsent(file: int) -> int:
    """Count the bytes that the system keeps for a client that has not taken them, where it says."""
    if sys.platform != "linux":
        return 0
    fcntl, termios = import_module("fcntl"), import_module("termios")
    count = fcntl.ioctl(file, termios.TIOCOUTQ, bytes(4))  # of a socket, this is its SIOCOUTQ
    return int.from_bytes(count, sys.byteorder)
