"""A real browser on a real server. Debian's chromium is used; Playwright brings none here."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.server.process import Server, running

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
ABSENT: Final = f"{CHROMIUM} is absent: install it with 'apt-get install chromium'."

TELL_OF_VIOLATIONS: Final = """
document.addEventListener("securitypolicyviolation", (violation) =>
  console.error(`Policy: ${violation.effectiveDirective} kept out ${violation.blockedURI}`));
"""


@dataclass
class Visit:
    """A page that was opened, and everything it did that it should not."""

    page: Page
    url: str
    """Base URL of the server."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    """Console errors, uncaught exceptions, violations of the policy, requests that failed."""

    outside: list[str] = field(default_factory=list)
    """Addresses on other hosts that were asked for, whether or not the request was let out."""

    def watch(self) -> None:
        self.page.add_init_script(TELL_OF_VIOLATIONS)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("requestfailed", lambda sent: self.faults.append(f"Failed: {sent.url}"))
        self.page.on("request", self._follow)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.faults.append(said.text)

    def _follow(self, sent: Request) -> None:
        if not sent.url.startswith((f"{self.url}/", "data:", f"blob:{self.url}/")):
            self.outside.append(sent.url)


Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as server:
        yield server


# Not for the session: while Playwright runs, no test could start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Open]:
    """Open a path in a fresh window of a width and a colour scheme, and watch it."""
    contexts = []

    def open_(
        path: str,
        *,
        width: int = 1440,
        scheme: Literal["light", "dark"] = "light",
        **options: Any,  # noqa: ANN401  Playwright's own
    ) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page = context.new_page()
        visited = Visit(page, server.url)
        visited.watch()
        response = page.goto(server.url + path)
        assert response is not None
        visited.status, visited.headers = response.status, response.headers
        return visited

    yield open_
    for context in contexts:
        context.close()
