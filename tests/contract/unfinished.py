"""Requests whose end never comes, over real sockets, and what is answered instead of waiting."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Final

import httpx

from tests.conftest import Answer
from tests.contract.asking import Request
from tests.server.wire import SECONDS, get, read_reply

MISSING: Final = 10
"""Bytes of a body that are promised and not sent."""


def begun(request: Request) -> bytes:
    """Write a request but for its end: a part of its body, or the empty line after its head."""
    if request.body is None:
        return get(request.target, method=request.verb)[:-2]
    said = f"Content-Length: {len(request.content) + MISSING}"
    kind = "Content-Type: application/json"
    return get(request.target, kind, said, method=request.verb) + request.content


def answers_to_the_unfinished(port: int, requests: Mapping[str, Request]) -> dict[str, Answer]:
    """Begin every request, all at once, and return what each is answered, by its name."""
    with ExitStack() as stack:
        connections = {}
        for name, request in requests.items():
            connection = socket.create_connection(("127.0.0.1", port), SECONDS)
            connections[name] = stack.enter_context(connection)
            connection.sendall(begun(request))
        return {name: answer_of(connection) for name, connection in connections.items()}


def answer_of(connection: socket.socket) -> Answer:
    reply = read_reply(b"".join(iter(lambda: connection.recv(1 << 16), b"")))
    return Answer(reply.status, httpx.Headers(reply.headers), reply.body)
