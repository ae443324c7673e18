"""A real server in a thread of this process, where coverage sees what it does."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Thread

import uvicorn

from app.catalogue import Catalogue
from app.web.app import make_app, watched
from app.web.edge import Application
from app.web.server import configuration, listen
from app.web.settings import Settings
from tests.server.process import PATIENCE, free_port

LOGGERS = ("uvicorn", "uvicorn.error", "dayzero")


class Here:
    """A server that answers, and what it logs."""

    def __init__(self, server: uvicorn.Server, port: int, log: StringIO) -> None:
        self._server = server
        self._log = log
        self.port = port

    @property
    def err(self) -> str:
        return self._log.getvalue()

    @property
    def connections(self) -> int:
        return len(self._server.server_state.connections)

    def end(self) -> None:
        """Tell it to stop, as a signal does."""
        self._server.should_exit = True


@contextmanager
def here(catalogue: Catalogue | Application, **chosen: object) -> Iterator[Here]:
    """Serve a catalogue, or another application, until the end of the block."""
    settings = Settings.model_validate({"port": free_port(), **chosen})
    app = make_app(catalogue, settings) if isinstance(catalogue, Catalogue) else catalogue
    app = watched(app, settings)
    server = uvicorn.Server(configuration(app, settings))
    log = StringIO()
    handler = logging.StreamHandler(log)
    for name in LOGGERS:
        logging.getLogger(name).handlers[:] = [handler]
    opened = listen(settings)
    thread = Thread(target=server.run, kwargs={"sockets": [opened]})
    thread.start()
    try:
        end = time.monotonic() + PATIENCE
        while not server.started and time.monotonic() < end:
            time.sleep(0.01)
        yield Here(server, settings.port, log)
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        for name in (*LOGGERS, "uvicorn.access"):
            logging.getLogger(name).handlers.clear()
            logging.getLogger(name).propagate = True
    assert not thread.is_alive()
