"""A real browser on a real server. Debian's chromium is used; Playwright brings none here."""

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

from tests.server.process import Server, running

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
ABSENT: Final = f"{CHROMIUM} is absent: install it with 'apt-get install chromium'."

expect.set_options(timeout=20_000)  # ms; most waits end after a tenth of it

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

    def __post_init__(self) -> None:
        self._listeners: dict[str, Callable[..., None]] = {
            "console": self._hear, "pageerror": self._catch, "requestfailed": self._miss,
            "request": self._follow,
        }  # fmt: skip

    def watch(self) -> None:
        for event, hear in self._listeners.items():
            self.page.on(event, hear)  # type: ignore[call-overload]  # one overload for each event

    def unwatch(self) -> None:
        for event, hear in self._listeners.items():
            self.page.remove_listener(event, hear)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.faults.append(said.text)

    def _catch(self, error: Error) -> None:
        self.faults.append(str(error))

    def _miss(self, sent: Request) -> None:
        self.faults.append(f"Failed: {sent.url}")

    def _follow(self, sent: Request) -> None:
        if not sent.url.startswith((f"{self.url}/", "data:", f"blob:{self.url}/")):
            self.outside.append(sent.url)


Open = Callable[..., Visit]


@pytest.fixture(scope="session")
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


USES: Final = 8
"""How many tests use one window; its process keeps much of what it showed, and grows. The two
viewers leave so much that theirs is used once."""


class Windows:
    """Windows of a browser that are used again: a new one takes longer than most tests."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: dict[str, BrowserContext] = {}
        self._free: dict[str, list[Page]] = {}
        self._uses: Counter[Page] = Counter()

    def take(self, options: Mapping[str, Any]) -> tuple[str, Page]:
        """Return a window with these options of its context, and the key to give it back with."""
        key = repr(sorted(options.items()))
        if self._free.setdefault(key, []):
            return key, self._free[key].pop()
        if key not in self._contexts:
            self._contexts[key] = self._browser.new_context(**options)
            self._contexts[key].add_init_script(TELL_OF_VIOLATIONS)
        return key, self._contexts[key].new_page()

    def give_back(self, key: str, page: Page, origin: str) -> None:
        """Empty a window: nothing is open, answered in place of the server, or stored."""
        page.context.clear_cookies()
        page.context.new_cdp_session(page).send(
            "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage"}
        )
        self._uses[page] += 1
        if self._uses[page] == USES or page.locator("body.viewer").count():
            page.close()
            return
        page.unroute_all(behavior="ignoreErrors")
        page.goto("about:blank")
        self._free[key].append(page)

    def close(self) -> None:
        for context in self._contexts.values():
            context.close()


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[Windows]:
    windows = Windows(browser)
    yield windows
    windows.close()


@pytest.fixture
def visit(windows: Windows, server: Server) -> Iterator[Open]:
    """Open a path in an empty window of a width and a colour scheme, and watch it.

    `routes` are addresses that are answered here instead of by the server.
    """
    opened: list[tuple[str, Visit]] = []

    def open_(
        path: str,
        *,
        width: int = 1440,
        scheme: Literal["light", "dark"] = "light",
        routes: Mapping[str, Callable[[Route], object]] | None = None,
        **options: Any,  # noqa: ANN401  Playwright's own
    ) -> Visit:
        key, page = windows.take(options)
        visited = Visit(page, server.url)
        opened.append((key, visited))
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="null", color_scheme=scheme)
        visited.watch()
        for pattern, answer in (routes or {}).items():
            page.route(pattern, answer)
        response = page.goto(server.url + path)
        assert response is not None
        visited.status, visited.headers = response.status, response.headers
        return visited

    yield open_
    for key, visited in opened:
        visited.unwatch()
        windows.give_back(key, visited.page, server.url)
