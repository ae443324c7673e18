"""The server: one process or several, from the settings, stopped by one clear sentence."""

import errno
import gc
import io
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from tempfile import TemporaryDirectory
from typing import Final, cast

import uvicorn
from uvicorn.supervisors import Multiprocess

from app.web.app import make_app, watched
from app.web.edge import Application, Edge
from app.web.files import allow_connections
from app.web.protocol import Protocol, limits_of
from app.web.refusals import Refusals
from app.web.settings import PREFIX, Settings, read_settings

BACKLOG: Final = 2048

SLOWEST_START: Final = 60
"""Seconds after which a worker that does not answer is replaced. It cannot answer while it loads
the data, which takes one second on an idle machine and many on a busy one."""


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


def configuration(app: Application | str, settings: Settings) -> uvicorn.Config:
    """Configure uvicorn: the fast parser and loop, and nothing per request that we do better."""
    windows = sys.platform == "win32"
    limits = limits_of(settings, connections=allow_connections(settings.max_connections))
    speaking = partial(Protocol, limits=limits, refusals=Refusals(settings))
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level=settings.log_level,
        loop="asyncio" if windows else "uvloop",
        http=cast("type[Protocol]", speaking),  # uvicorn only calls it
        ws="none",
        lifespan="on" if settings.telemetry else "off",
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_worker_healthcheck=SLOWEST_START,
        backlog=BACKLOG,
        server_header=False,
        date_header=False,
    )


def application() -> Application:
    """Make the application of one process of several, from the environment."""
    settings = read_settings(os.environ)
    return watched(_make_app(settings), settings)


def serve(settings: Settings) -> None:
    """Serve until told to stop.

    Raises CannotServe if the address is taken, InvalidCatalogue if the curated data is wrong, and
    KeyboardInterrupt after Ctrl-C.
    """
    # uvicorn stops at SIGTERM and then raises it again: that is a stop as asked for, not a death.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    check_packages(settings)
    with _counting_together(settings):
        opened = listen(settings)
        app = watched(_make_app(settings), settings)
        _say(welcome(settings))
        if settings.workers == 1:
            uvicorn.Server(configuration(app, settings)).run(sockets=[opened])
        else:
            config = configuration("app.web.server:application", settings)
            Supervisor(config, [opened]).run()


PACKAGES: Final[Mapping[str, str]] = {
    "rate_limit": "limits",
    "metrics": "prometheus_client",
    "telemetry": "opentelemetry.sdk",
}
"""Setting -> the package it needs, which only the extra `operations` installs."""


def check_packages(settings: Settings) -> None:
    """Raise CannotServe if something is switched on whose package is not installed."""
    for name, package in PACKAGES.items():
        if getattr(settings, name) and find_spec(package) is None:
            raise CannotServe(
                f"{PREFIX}{name.upper()} needs packages that are not installed;"
                " install those of requirements-operations.txt."
            )


class Supervisor(Multiprocess):
    """Several processes as one: it ends as a single one does, and lets nobody wait in vain."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self._interrupted = False

    def handle_int(self) -> None:
        self._interrupted = True
        super().handle_int()

    def terminate_all(self) -> None:
        """Close the socket first: who connects to it now would wait for workers that are gone."""
        for opened in self.sockets:
            opened.close()
        super().terminate_all()

    def run(self) -> None:
        super().run()
        if self._interrupted:
            raise KeyboardInterrupt


@contextmanager
def _counting_together(settings: Settings) -> Iterator[None]:
    """Give several workers a folder to count requests in, so that any of them can tell the sum."""
    if not settings.metrics or settings.workers == 1:
        yield
        return
    try:
        folder = TemporaryDirectory(prefix="dayzero-metrics-")
    except OSError:
        raise CannotServe(
            "DAYZERO_METRICS needs a folder for temporary files when there are several workers;"
            " set TMPDIR to one that can be written to."
        ) from None
    with folder as path:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = path
        try:
            yield
        finally:
            del os.environ["PROMETHEUS_MULTIPROC_DIR"]


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
