"""Two servers that know nothing of us, each on a folder: nginx, and Python's own."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from tests.server.process import PATIENCE, free_port
from tests.server.wire import ask, get

NGINX: Final = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
ABSENT: Final = "nginx is absent: install it with 'apt-get install nginx'."

CONFIGURATION: Final = """\
daemon off;
{user}
pid {said}/pid;
error_log {said}/error;
worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {said}/body;
    proxy_temp_path {said}/proxy;
    fastcgi_temp_path {said}/fastcgi;
    uwsgi_temp_path {said}/uwsgi;
    scgi_temp_path {said}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder};
        include {folder}/nginx.conf;
    }}
}}
"""


@dataclass(frozen=True)
class Copy:
    """A server of a folder that answers."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def nginx(folder: Path) -> Iterator[Copy]:
    """Serve a folder with nginx and the configuration that lies in it."""
    if NGINX is None:
        if os.environ.get("CI") == "true":
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    port = free_port()
    with TemporaryDirectory() as said:
        configuration = Path(said) / "nginx.conf"
        user = "user root;" if os.getuid() == 0 else ""  # root's files are nobody else's to read
        text = CONFIGURATION.format(said=said, port=port, folder=folder, user=user)
        configuration.write_text(text, encoding="utf-8")
        with _running([NGINX, "-p", said, "-e", f"{said}/error", "-c", str(configuration)], port):
            yield Copy(port)


@contextmanager
def http_server(folder: Path) -> Iterator[Copy]:
    """Serve a folder with `python -m http.server`."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with _running([*command, "--directory", str(folder)], port):
        yield Copy(port)


SERVERS: Final[dict[str, Callable[[Path], AbstractContextManager[Copy]]]] = {
    "nginx": nginx,
    "http.server": http_server,
}


@contextmanager
def _running(command: Sequence[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603  our own command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            assert process.poll() is None, f"{command[0]} ended."
            assert time.monotonic() < end, f"{command[0]} did not answer in {PATIENCE:g} s."
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(port: int) -> bool:
    with suppress(OSError):
        return bool(ask(port, get("/manifest.json")))
    return False
