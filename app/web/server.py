"""The server: one process or several, from the settings, stopped by one clear sentence."""

import errno
import gc
import io
import os
import signal
import socket
import sys
from typing import Final

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.web.app import make_app
from app.web.edge import Edge
from app.web.settings import Settings, read_settings

BACKLOG: Final = 2048


class CannotServe(Exception):
    """The server cannot start; the message says why in a sentence."""


def listen(settings: Settings) -> socket.socket:
    """Open the socket; raise CannotServe if the address is taken or not ours."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        opened = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _cannot_listen(settings, error) from None
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
    except (OSError, TypeError) as error:  # TypeError: a name that has no ASCII form, as é..org
        opened.close()
        raise _cannot_listen(settings, error) from None
    opened.listen(BACKLOG)
    opened.set_inheritable(True)
    return opened


def _cannot_listen(settings: Settings, error: OSError | TypeError) -> CannotServe:
    """Say in one sentence what is wrong with the address, and which setting to change."""
    number, why = (error.errno, error.strerror) if isinstance(error, OSError) else (None, None)
    taken = number in (errno.EADDRINUSE, errno.EACCES)
    advice = (
        "DAYZERO_PORT to a free port" if taken else "DAYZERO_HOST to an address of this machine"
    )
    return CannotServe(
        f"Cannot listen on {settings.host} port {settings.port}"
        f" ({(why or 'no such host').lower()}); set {advice}."
    )


def configuration(app: Edge | str, settings: Settings) -> uvicorn.Config:
    """Configure uvicorn: the fast parser and loop, and nothing per request that we do better."""
    windows = sys.platform == "win32"
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level=settings.log_level,
        loop="asyncio" if windows else "uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
    )


def application() -> Edge:
    """Make the application of one process of several, from the environment."""
    return _make_app(read_settings(os.environ))


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises CannotServe if the address is taken, InvalidCatalogue if the curated data is wrong.
    """
    # uvicorn stops at SIGTERM and then raises it again: that is a stop as asked for, not a death.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    opened = listen(settings)
    app = _make_app(settings)
    _say(welcome(settings))
    if settings.workers == 1:
        uvicorn.Server(configuration(app, settings)).run(sockets=[opened])
    else:
        config = configuration("app.web.server:application", settings)
        Multiprocess(config, [opened]).run()


def _say(text: str) -> None:
    """Print, if it can be: a full disk behind the output is no reason not to serve."""
    try:
        print(text, flush=True)
    except OSError:
        # What waits to be written would fail once more at the end, and change the exit status.
        sys.stdout = io.StringIO()


def _make_app(settings: Settings) -> Edge:
    """Make the application without collecting garbage meanwhile: all that is made is kept."""
    gc.disable()
    try:
        app = make_app(settings=settings)
    finally:
        gc.enable()
    gc.freeze()
    return app


def welcome(settings: Settings) -> str:
    """Say where to go."""
    base = settings.base_url
    return f"Day Zero API\n  start  {base}/\n  docs   {base}/docs\n  data   {base}/v1"
