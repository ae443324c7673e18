"""HTTP by hand: the bytes we mean, sent over a socket, and the bytes that come back."""

import json
import socket
from dataclasses import dataclass
from typing import Any, Final

SECONDS: Final = 10.0


@dataclass(frozen=True)
class Reply:
    """One answer as it stood on the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def problem(self) -> Any:  # noqa: ANN401  any JSON value
        """The problem document that this is; fails if it is none."""
        assert self.headers["content-type"] == "application/problem+json", self.body
        document = json.loads(self.body)
        assert document["status"] == self.status
        return document


def get(
    target: str,
    *headers: str,
    method: str = "GET",
    host: str | None = "Host: x",
    keep: bool = False,
) -> bytes:
    """Write a request; headers are whole lines. It is the last of its connection unless kept."""
    connection = "Connection: keep-alive" if keep else "Connection: close"
    lines = [f"{method} {target} HTTP/1.1", *([host] if host else []), connection, *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def ask(port: int, request: bytes) -> bytes:
    """Send bytes on a new connection; return all that comes back until the server closes it."""
    with socket.create_connection(("127.0.0.1", port), SECONDS) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def reply(port: int, request: bytes) -> Reply:
    """Ask one thing on a new connection; there is one answer, and nothing after it."""
    return read_reply(ask(port, request))


def read_reply(raw: bytes) -> Reply:
    head, _, body = raw.partition(b"\r\n\r\n")
    status_line, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert len(headers) == len(lines), f"A header stands twice: {lines}"
    return Reply(int(status_line.split()[1]), headers, body)
