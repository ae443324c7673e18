"""The pages of a static copy, in a real browser: behind nginx, and behind Python's own server."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.catalogue import load_catalogue
from tests.pages.conftest import Open
from tests.server.copies import SERVERS, Copy


@pytest.fixture(scope="module", params=list(SERVERS))
def server(request: pytest.FixtureRequest, copy: Path) -> Iterator[Copy]:
    """In place of the live server, so that `visit` opens the copy."""
    with SERVERS[request.param](copy) as served:
        yield served


def pages_of(copy: Path) -> list[str]:
    manifest = json.loads((copy / "manifest.json").read_bytes())
    return [
        told["address"]
        for told in manifest["answers"]
        if told["media_type"].startswith("text/html")
    ]


def _wait_until_shown(page: Page) -> None:
    expect(page.locator("h1, .information-container h2").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_every_page_loads_without_a_fault(visit: Open, copy: Path) -> None:
    pages = pages_of(copy)

    assert {"/", "/docs", "/redoc"} <= set(pages)
    visited = visit(pages[0])
    _wait_until_shown(visited.page)
    for path in pages:
        answer = visited.page.goto(visited.url + path)
        assert answer is not None
        _wait_until_shown(visited.page)
        assert (answer.status, visited.faults, visited.outside) == (200, [], []), path
        assert visited.page.locator("main").inner_text().strip(), path


@pytest.mark.parametrize(
    ("address", "member"), [("/v1/agents", "data"), ("/v1/agents/mesna", "name"), ("/v1", "links")]
)
def test_a_script_reads_the_data_as_from_the_live_server(
    address: str, member: str, visit: Open
) -> None:
    read: Any = visit("/").page.evaluate(
        "async (address) => (await fetch(address)).json()", address
    )

    assert read[member]


def test_a_list_is_followed_to_its_end(visit: Open) -> None:
    script = """async () => {
        let [ids, next, asked] = [new Set(), "/v1/references", 0];
        while (next && asked++ < 20) {
            const page = await (await fetch(next)).json();
            page.data.forEach((one) => ids.add(one.id));
            next = page.links.next;
        }
        return [ids.size, asked];
    }"""

    read, asked = visit("/").page.evaluate(script)

    assert asked == 1
    assert read == len(load_catalogue().references)
