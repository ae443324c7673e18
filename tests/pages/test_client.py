"""The JavaScript client in a real browser, imported from the server by a page of another origin."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser

from tests.server.process import Server

README = Path(__file__).parent.parent.parent / "clients" / "javascript" / "README.md"
LOCAL = "http://127.0.0.1:8000"


@contextmanager
def serving(html: str) -> Iterator[str]:
    """Serve one page from an origin of its own."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_page_of_another_origin_imports_the_client_as_printed(
    browser: Browser, server: Server
) -> None:
    """The client finds the server that it came from by itself."""
    (snippet,) = re.findall(r"(?ms)^```js\n(.*?)^```", README.read_text(encoding="utf-8"))
    html = (
        "<!doctype html><body><script type='module'>"
        + snippet.replace(LOCAL, server.url)
        + 'const { name } = await dayzero.get("/v1/agents/{id}", { id: "melphalan" });'
        'const body = { weight_kg: 70, height_cm: 170, sex: "male" };'
        'const plan = { conditioning: "mist", day_zero: "2030-01-10", body };'
        'const { type } = await dayzero.plan(plan, { format: "ics" });'
        "document.body.textContent = `${dayzero.base} ${name} ${type.split(';')[0]}.`;</script>"
    )
    with serving(html) as origin:
        page = browser.new_page()
        page.goto(origin)
        page.wait_for_function("document.body.textContent.endsWith('calendar.')")
        said = page.inner_text("body")
        page.close()

    assert said == f"{server.url} Melphalan text/calendar."
