"""python -m benchmarks.bare: what uvicorn can do at most, sending one answer whatever is asked.

It is configured by the very function that configures our server, and reads the answer to send,
as it goes over the wire, from standard input.
"""

import os
import sys
from typing import cast

import uvicorn

from app.web.edge import Application, Edge, Receive, Scope, Send
from app.web.server import configuration, listen
from app.web.settings import read_settings
from benchmarks.client import Answer, parse_answer


def bare(answer: Answer) -> Application:
    """Make the least ASGI application that sends an answer: both messages are made beforehand."""
    start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
    body = {"type": "http.response.body", "body": answer.body}

    async def send_it(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(start)
        await send(body)

    return send_it


def main() -> None:
    settings = read_settings(os.environ)
    opened = listen(settings)
    app = bare(parse_answer(sys.stdin.buffer.read()))
    # uvicorn takes any ASGI callable; only the annotation asks for our own.
    uvicorn.Server(configuration(cast("Edge", app), settings)).run(sockets=[opened])


if __name__ == "__main__":
    main()
