"""What a visitor sees on every page, and in the two viewers of the OpenAPI document."""

import json
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from app.web.pages import BAR, PAGES
from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.server.process import Server
from tests.server.wire import get, reply

EXPLORER: Final = list(PAGES)
ALL: Final = list(BAR)
SCHEMES: Final = ["light", "dark"]


def _wait_until_shown(page: Page) -> None:
    """Wait until the page, or what its viewer makes of the document, is there."""
    expect(page.locator("h1, .information-container h2").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


# Every page


@pytest.mark.parametrize("path", ALL)
def test_a_page_loads_without_a_fault_and_asks_no_other_host(visit: Open, path: str) -> None:
    visited = visit(path)

    _wait_until_shown(visited.page)
    visited.page.wait_for_load_state("networkidle")

    assert visited.status == 200
    assert visited.faults == []
    assert visited.outside == []


@pytest.mark.parametrize("path", ALL)
def test_no_policy_lets_in_what_stands_inside_the_page(server: Server, path: str) -> None:
    policy = reply(server.port, get(path)).headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("path", ALL)
def test_a_page_leads_to_the_others(visit: Open, path: str) -> None:
    bar = visit(path, java_script_enabled=False).page.get_by_role("navigation", name="Pages")

    links = [link.get_attribute("href") for link in bar.get_by_role("link").all()]
    assert links == ALL
    assert bar.locator("[aria-current=page]").get_attribute("href") == path


@pytest.mark.parametrize(
    ("path", "width"),
    [*((path, 320) for path in EXPLORER), ("/", 768), ("/docs", 360), ("/redoc", 360)],
)  # 320: WCAG 2.2, criterion 1.4.10
def test_nothing_is_wider_than_the_window(visit: Open, path: str, width: int) -> None:
    page = visit(path, width=width).page

    _wait_until_shown(page)

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("path", ALL)
def test_without_scripts_a_page_still_says_where_the_data_is(visit: Open, path: str) -> None:
    page = visit(path, java_script_enabled=False).page

    links = [link.get_attribute("href") for link in page.locator("main a:visible").all()]

    assert any(link and link.startswith("/v1") for link in links)


# Every page of the explorer


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", EXPLORER)
def test_a_page_is_accessible(visit: Open, path: str, scheme: str, width: int) -> None:
    visited = visit(path, scheme=scheme, width=width)
    _wait_until_shown(visited.page)

    found = axe(visited.page)

    assert found.violations == []
    assert "color-contrast" in found.passes
    assert visited.faults == []


@pytest.mark.parametrize("path", EXPLORER)
def test_a_page_says_the_intended_use(visit: Open, path: str) -> None:
    banner = visit(path, java_script_enabled=False).page.get_by_role("banner")

    expect(banner).to_contain_text("It is not medical advice, and not a prescription.")
    banner.locator("summary").click()
    expect(banner).to_contain_text("It must not be used to choose a treatment")


@pytest.mark.parametrize("path", EXPLORER)
def test_on_paper_the_intended_use_stands_in_full(visit: Open, path: str) -> None:
    page = visit(path, java_script_enabled=False).page
    full = page.get_by_role("banner").get_by_text("It must not be used to choose a treatment")
    expect(full).to_be_hidden()

    page.emulate_media(media="print")

    expect(full).to_be_visible()


def test_printing_opens_the_intended_use_and_closes_it_again(visit: Open) -> None:
    """For browsers that cannot do it by the style sheet."""
    page = visit("/").page
    _wait_until_shown(page)
    use = page.locator("details.use")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(use).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")

    expect(use).not_to_have_attribute("open", "")


def test_the_keyboard_leads_past_the_bar(visit: Open) -> None:
    page = visit("/plan").page

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_reader_chooses_dark_and_it_stays(visit: Open) -> None:
    page = visit("/").page

    page.get_by_role("button", name="Dark").click()
    assert _lightness(page) < 0.2
    page.get_by_role("link", name="Agents", exact=True).first.click()

    expect(page.get_by_role("button", name="Light")).to_be_visible()
    assert _lightness(page) < 0.2


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
@pytest.mark.parametrize("path", ["/", "/docs"])
def test_a_page_follows_the_colour_scheme(
    visit: Open, path: str, scheme: str, *, is_dark: bool
) -> None:
    visited = visit(path, scheme=scheme)

    _wait_until_shown(visited.page)

    assert (_lightness(visited.page) < 0.2) is is_dark
    assert visited.faults == []


def test_the_console_follows_the_colour_scheme_when_it_changes(visit: Open) -> None:
    page = visit("/docs", scheme="dark").page
    _wait_until_shown(page)

    page.emulate_media(color_scheme="light")

    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_the_reference_is_light_in_every_colour_scheme(visit: Open) -> None:
    page = visit("/redoc", scheme="dark", java_script_enabled=False).page

    assert _lightness(page) == 1


@pytest.mark.parametrize("path", EXPLORER)
def test_every_link_of_a_page_leads_somewhere(visit: Open, path: str) -> None:
    visited = visit(path)
    _wait_until_shown(visited.page)
    found = {link.get_attribute("href") or "" for link in visited.page.get_by_role("link").all()}
    links = {link.partition("#")[0] for link in found if link.startswith("/")}

    statuses = {link: visited.page.request.get(f"{visited.url}{link}").status for link in links}

    assert len(links) >= len(ALL)
    assert statuses == dict.fromkeys(links, 200)


def test_the_example_of_the_start_page_works_as_it_stands(visit: Open) -> None:
    page = visit("/").page
    example = page.locator("main pre code").inner_text()

    answer = page.evaluate(f"async () => {example}")

    assert answer["id"] == "cyclophosphamide-200-ratg-6"


def test_the_first_load_is_small(visit: Open) -> None:
    """Everything the first page needs, as it is compressed: less than 150 kB."""
    page = visit("/").page
    _wait_until_shown(page)

    sizes: dict[str, int] = page.evaluate(
        "Object.fromEntries([...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')].map(e => [e.name, e.encodedBodySize]))"
    )

    assert any(address.endswith("/v1/pipeline") for address in sizes)
    assert sum(sizes.values()) < 150_000, sizes


# The console


def test_the_console_shows_every_operation(visit: Open, server: Server) -> None:
    visited = visit("/docs")
    _wait_until_shown(visited.page)

    shown = visited.page.locator(".opblock").evaluate_all(
        "blocks => blocks.map(block => block.id.split('-').pop())"
    )
    assert sorted(shown) == sorted(_operations(server))


def test_the_console_asks_and_shows_the_answer(visit: Open) -> None:
    visited = visit("/docs")
    operation = visited.page.locator("#operations-service-getLiveness")

    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()

    answer = operation.locator(".live-responses-table tr.response")
    expect(answer.locator(".response-col_status")).to_contain_text("200")
    expect(answer.locator(".highlight-code").first).to_contain_text('"status": "live"')
    assert visited.faults == []
    assert visited.outside == []


def test_the_console_sends_what_is_filled_in(visit: Open) -> None:
    visited = visit("/docs")
    operation = visited.page.locator("#operations-agents-listAgents")
    operation.locator(".opblock-summary-control").click()

    operation.get_by_placeholder("limit").fill("1")
    operation.get_by_role("button", name="Execute").click()

    expect(operation.locator(".request-url")).to_contain_text(f"{visited.url}/v1/agents?limit=1")
    expect(operation.locator("tr.response .response-col_status").first).to_contain_text("200")
    assert visited.faults == []


# The reference


def test_the_reference_shows_every_operation(visit: Open, server: Server) -> None:
    visited = visit("/redoc")

    _wait_until_shown(visited.page)

    shown = visited.page.locator("[data-section-id*='/operation/']").evaluate_all(
        "sections => sections.map(section => section.dataset.sectionId.split('/').pop())"
    )
    assert sorted(shown) == sorted(_operations(server))


def test_the_reference_can_be_searched_within_the_policy(visit: Open) -> None:
    visited = visit("/redoc")
    page = visited.page

    page.get_by_role("search").get_by_role("textbox").fill("pipeline")

    found = page.get_by_role("search").get_by_text("The whole procedure")
    expect(found).to_be_visible()
    assert visited.faults == []
    assert visited.outside == []


def _lightness(page: Page) -> float:
    """Return how light the background is, from 0 (black) to 1 (white)."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return sum(map(int, parts)) / (3 * 255)


def _operations(server: Server) -> list[str]:
    """Return the id of every operation of the OpenAPI document."""
    paths = json.loads(reply(server.port, get("/openapi.json")).body)["paths"]
    return [said["operationId"] for methods in paths.values() for said in methods.values()]
