"""One request over a plain socket, and the exact bytes of its answer."""

import socket
from collections.abc import Collection
from types import TracebackType
from typing import NamedTuple, Self

HOST = "127.0.0.1"


class Answer(NamedTuple):
    """An answer as it came over the wire."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        return int(self.head.split(b" ", 2)[1])

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        lines = self.head.removesuffix(b"\r\n\r\n").split(b"\r\n")[1:]
        return [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]

    def header(self, name: bytes) -> bytes:
        return dict(self.headers).get(name, b"")

    def reduced_to(self, names: Collection[bytes]) -> "Answer":
        """Return the same answer with these headers only."""
        first = self.head.split(b"\r\n", 1)[0]
        kept = [name + b": " + value for name, value in self.headers if name in names]
        return Answer(b"\r\n".join([first, *kept]) + b"\r\n\r\n", self.body)


def parse_answer(wire: bytes) -> Answer:
    head, end, body = wire.partition(b"\r\n\r\n")
    return Answer(head + end, body)


class Connection:
    """A connection that is kept open from one request to the next."""

    def __init__(self, port: int, *, timeout: float = 30) -> None:
        self._host = f"{HOST}:{port}"
        self._socket = socket.create_connection((HOST, port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def get(self, target: str, headers: Collection[str] = ()) -> Answer:
        """Ask for a target; raise ConnectionError if the server hangs up before it has answered."""
        lines = [f"GET {target} HTTP/1.1", f"Host: {self._host}", *headers, "", ""]
        self._socket.sendall("\r\n".join(lines).encode())
        wire = b""
        while b"\r\n\r\n" not in wire:
            wire += self._receive()
        answer = parse_answer(wire)
        missing = int(answer.header(b"content-length") or 0) - len(answer.body)
        if answer.status == 304:
            return answer
        chunks = [answer.body]
        while missing > 0:
            chunks.append(self._receive())
            missing -= len(chunks[-1])
        return answer._replace(body=b"".join(chunks))

    def _receive(self) -> bytes:
        received = self._socket.recv(1 << 16)
        if not received:
            raise ConnectionError("The server closed the connection before it had answered.")
        return received


def get(port: int, target: str, headers: Collection[str] = ()) -> Answer:
    """Ask for a target over a connection of its own."""
    with Connection(port) as connection:
        return connection.get(target, headers)
