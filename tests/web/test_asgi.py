"""Asking an application in the same process."""

import asyncio

from app.web.asgi import ask
from app.web.edge import Receive, Scope, Send


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the path, the query and the body that were sent, in two parts."""
    message = await receive()
    said = b"%s?%s" % (scope["raw_path"], scope["query_string"])
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 299, "headers": headers})
    await send({"type": "http.response.body", "body": said, "more_body": True})
    await send({"type": "http.response.body", "body": message["body"]})


def test_an_application_is_asked_without_a_socket(runner: asyncio.Runner) -> None:
    status, headers, body = runner.run(ask(echo, "/v1/terms?q=a"))

    assert status == 299
    assert headers == {"content-type": "text/plain"}
    assert body == b"/v1/terms?q=a"


def test_a_body_is_posted(runner: asyncio.Runner) -> None:
    status, _, body = runner.run(ask(echo, "/v1/plans", b"{}"))

    assert status == 299
    assert body == b"/v1/plans?{}"
