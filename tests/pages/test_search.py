"""The search in the head of every page: results while one types, walked with the arrow keys."""

from typing import Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.pages.documents import HOSTILE, document
from tests.server.process import Server
from tests.server.wire import get, reply

SEARCH: Final = "**/v1/search?**"


def _field(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="Search everything")


def _found(page: Page) -> Locator:
    return page.locator(".found li a")


def test_results_are_those_of_the_api_in_its_order(visit: Open, server: Server) -> None:
    wanted = document(server, "/v1/search?q=mesna&limit=8")
    visited = visit("/evidence")
    page = visited.page

    _field(page).fill("mesna")

    expect(_found(page).locator(".name")).to_have_text([hit["name"] for hit in wanted["data"]])
    expect(page.locator("#search").get_by_role("status")).to_have_text(
        f"{wanted['page']['total']} found, 8 shown"
    )
    assert visited.faults == []


def test_a_result_leads_to_its_page(visit: Open) -> None:
    page = visit("/").page
    _field(page).fill("plerixafor")

    page.locator(".found").get_by_role("link", name="Plerixafor agent", exact=True).click()

    expect(page.locator("h1")).to_have_text("Plerixafor")


def test_every_kind_leads_somewhere(visit: Open, server: Server) -> None:
    kinds = ["agents", "regimens", "stages", "studies", "guidelines", "claims", "terms",
             "references", "adverse_events", "workup"]  # fmt: skip
    lists = {kind: f"/v1/{kind.replace('_', '-')}" for kind in kinds}
    first = [[kind, document(server, path)["data"][0]["id"]] for kind, path in lists.items()]
    page = visit("/agents").page

    addresses = page.evaluate(
        """async records => {
          const { placeOf } = await import("/assets/records/places.js");
          return records.map(([kind, id]) => placeOf(kind, id));
        }""",
        first,
    )

    for address in addresses:
        assert reply(server.port, get(address.partition("#")[0])).status == 200
    assert not any(address.startswith("/v1") for address in addresses)


def test_a_kind_that_no_page_shows_leads_to_its_data(visit: Open) -> None:
    page = visit("/agents").page

    address = page.evaluate(
        """async () => (await import("/assets/records/places.js")).placeOf("new_kind", "a/b")"""
    )

    assert address == "/v1/new-kind/a%2Fb"


def test_a_typing_error_is_forgiven(visit: Open) -> None:
    page = visit("/agents").page

    _field(page).fill("cyclophosfamide")

    expect(_found(page).first).to_contain_text("Cyclophosphamide")


def test_the_keyboard_walks_the_results(visit: Open) -> None:
    page = visit("/regimens").page
    _field(page).focus()
    page.keyboard.type("mesna")
    expect(_found(page)).to_have_count(8)

    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="more, as data")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(_field(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(_found(page).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".found")).to_be_hidden()
    expect(_field(page)).to_be_focused()
    page.keyboard.press("Enter")  # asks again
    expect(_found(page)).to_have_count(8)
    page.keyboard.press("Enter")  # goes to the first result
    expect(_found(page).first).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Mesna")


def test_results_go_away_with_the_words_and_with_a_press_elsewhere(visit: Open) -> None:
    page = visit("/agents").page
    _field(page).fill("mesna")
    expect(_found(page)).to_have_count(8)

    _field(page).fill("")
    expect(page.locator(".found")).to_be_hidden()
    _field(page).fill("mesna")
    expect(_found(page)).to_have_count(8)
    page.locator("h1").click()

    expect(page.locator(".found")).to_be_hidden()


def test_the_api_is_asked_once_the_reader_rests(visit: Open) -> None:
    page = visit("/agents").page
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/v1/search" in sent.url else None)

    _field(page).press_sequentially("cyclo", delay=10)
    expect(_found(page)).to_have_count(8)

    assert [url.partition("?")[2] for url in asked] == ["q=cyclo&limit=8"]


def test_a_late_answer_to_an_earlier_question_is_not_shown(visit: Open, server: Server) -> None:
    early = document(server, "/v1/search?q=busulfan&limit=8")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit("/agents", routes={"**/v1/search?q=busulfan*": hold}).page
    _field(page).fill("busulfan")
    expect(page.locator(".found")).to_have_text("Searching…")  # it has been asked
    _field(page).fill("mesna")
    expect(_found(page).first).to_contain_text("Mesna")
    for route in held:
        route.fulfill(json=early)
    page.wait_for_timeout(100)

    assert held
    expect(_found(page).first).to_contain_text("Mesna")


def test_nothing_is_found(visit: Open) -> None:
    page = visit("/agents").page

    _field(page).fill("qqqqzzzz")

    expect(page.locator(".found")).to_have_text("Nothing is found for “qqqqzzzz”.")
    expect(page.locator("#search").get_by_role("status")).to_have_text("Nothing found")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_the_results_are_accessible_and_fit(visit: Open, scheme: str, width: int) -> None:
    page = visit("/agents", scheme=scheme, width=width).page
    expect(page.locator("#content .cards").first).to_be_visible()

    _field(page).fill("mesna")
    expect(_found(page)).to_have_count(8)

    assert axe(page).violations == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_markup_in_a_result_is_text(visit: Open, server: Server) -> None:
    answer = document(server, "/v1/search?q=mesna&limit=8")
    snippet = [{"text": HOSTILE, "match": True}]
    answer["data"][0] |= {"name": HOSTILE, "kind": HOSTILE, "member": "summary", "snippet": snippet}

    visited = visit("/agents", routes={SEARCH: lambda route: route.fulfill(json=answer)})
    _field(visited.page).fill("mesna")

    expect(_found(visited.page).first).to_contain_text(HOSTILE)
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.page.locator(".found img, .found script").count() == 0
    assert visited.faults == []


def test_an_api_that_is_down_is_said_and_can_be_asked_again(visit: Open) -> None:
    page = visit("/agents", routes={SEARCH: lambda route: route.abort()}).page
    _field(page).fill("mesna")

    expect(page.locator(".found").get_by_role("alert")).to_contain_text("cannot be reached")
    page.unroute(SEARCH)
    page.locator(".found").get_by_role("button", name="Try again").click()

    expect(_found(page).first).to_contain_text("Mesna")


def test_a_copy_made_of_files_says_that_it_cannot_search(visit: Open, server: Server) -> None:
    """It may have no such file, or answer every question with the same one."""
    unfiltered = document(server, "/v1/search?limit=8")
    answers = [
        lambda route: route.fulfill(status=404, body="<h1>None</h1>", content_type="text/html"),
        lambda route: route.fulfill(json=unfiltered),
    ]
    page = visit("/agents").page

    for words, answer in zip(["mesna", "busulfan"], answers, strict=True):
        page.route(SEARCH, answer)
        _field(page).fill(words)
        expect(page.locator(".found").get_by_role("alert")).to_contain_text("it cannot search")
        assert page.locator(".found button").count() == 0  # trying again cannot help
        page.unroute(SEARCH)
        _field(page).fill("")
