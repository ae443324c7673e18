"""The page `/agents`: all of them, found by class, stage and words, and one with all it says."""

import json
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.pages.documents import HOSTILE, claims, document, ids
from tests.server.process import Server

LIST: Final = "**/v1/agents?**"
PROBLEM: Final = json.dumps(
    {"title": "Internal error", "detail": "It is our fault.", "errors": [], "request_id": "an-id"}
)


def _cards(page: Page) -> Locator:
    return page.locator("#content .cards a")


def _shown(page: Page) -> list[str]:
    """The ids of the cards, in no order: they are grouped."""
    expect(page.locator("#content .finder")).to_be_visible()
    links = _cards(page).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return sorted(link.removeprefix("/agents?id=") for link in links)


def _search(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search", exact=True).fill(words)


# The list


def test_every_agent_has_a_card_under_its_class(visit: Open, server: Server) -> None:
    visited = visit("/agents")
    page = visited.page

    assert _shown(page) == sorted(ids(server, "/v1/agents?limit=200"))
    antibodies = page.locator("#content section", has_text="Monoclonal antibody")
    expect(antibodies.locator(".cards a")).to_have_text(["Alemtuzumab", "Rituximab"])
    expect(page.locator("#content").get_by_role("status")).to_have_text("All 38 agents")
    assert visited.faults == []


@pytest.mark.parametrize(
    "query",
    ["agent_class=chemotherapy", "stage=reinfusion", "agent_class=corticosteroid&stage=harvest"],
)
def test_the_filters_find_what_those_of_the_api_find(
    visit: Open, server: Server, query: str
) -> None:
    wanted = ids(server, f"/v1/agents?limit=200&{query}")
    page = visit("/agents").page

    labels = {"agent_class": "Class", "stage": "Stage"}
    for name, value in (part.split("=") for part in query.split("&")):
        page.get_by_label(labels[name], exact=True).select_option(value)

    assert _shown(page) == sorted(wanted)
    assert 0 < len(wanted) < 38
    page.reload()
    assert _shown(page) == sorted(wanted)  # it stands in the address


def test_words_are_found_in_names_whatever_their_case_or_accents(visit: Open) -> None:
    page = visit("/agents").page

    for words, found in [
        ("MESNA", "mesna"),
        ("mozobil", "plerixafor"),  # a brand
        ("vp-16", "etoposide"),
        ("Cyclophosphámide", "cyclophosphamide"),
        ("globulin horse", "anti-thymocyte-globulin-horse"),
    ]:
        _search(page, words)
        assert _shown(page) == [found]

    _search(page, "  ")
    expect(_cards(page)).to_have_count(38)


def test_a_typing_error_is_forgiven_and_said(visit: Open) -> None:
    page = visit("/agents").page

    for typed, meant in [
        ("cyclophosphmaide", "cyclophosphamide"),  # two letters swapped
        ("melfalan", "melphalan"),  # one letter for two
        ("mesnna", "mesna"),  # one too many
        ("busufan", "busulfan"),  # one left out
    ]:
        _search(page, typed)
        said = page.locator("#content").get_by_role("status")
        expect(said).to_have_text("Nothing is written so. Near it: 1 of 38 agents")
        assert _shown(page) == [meant]


def test_a_search_that_finds_nothing_says_so_and_can_be_cleared(visit: Open) -> None:
    page = visit("/agents?q=xyzzy&stage=harvest").page

    expect(page.locator("#content .empty")).to_contain_text("No agents fit.")
    assert axe(page).violations == []
    page.get_by_role("button", name="Clear").click()

    expect(_cards(page)).to_have_count(38)
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_be_focused()
    assert page.evaluate("location.search") == ""


def test_the_keyboard_finds_an_agent_and_opens_it(visit: Open) -> None:
    page = visit("/agents").page
    page.get_by_role("searchbox", name="Search", exact=True).focus()

    page.keyboard.type("plerix")
    page.keyboard.press("Enter")  # sends nothing anywhere
    expect(_cards(page)).to_have_count(1)
    for _ in range(4):  # class, stage, "Clear", the card
        page.keyboard.press("Tab")
    expect(_cards(page)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Plerixafor")


# One agent


@pytest.mark.parametrize("id", ["mesna", "cyclophosphamide", "total-body-irradiation"])
def test_an_agent_shows_all_that_the_api_says_of_it(visit: Open, server: Server, id: str) -> None:
    agent = document(server, f"/v1/agents/{id}")
    visited = visit(f"/agents?id={id}")
    page = visited.page

    expect(page.locator("h1")).to_have_text(agent["name"])
    content = page.locator("#content")
    expect(content.locator("[aria-busy=true]")).to_have_count(0)
    text = " ".join(content.inner_text().split())
    for said in _statements(agent):
        assert " ".join(said.split()) in text
    assert content.locator(".evidence .status").count() == claims(agent)
    assert visited.faults == []


def _statements(agent: Any) -> list[str]:  # noqa: ANN401  JSON
    groups = ("roles", "boxed_warnings", "not_to_be_confused_with", "administration",
              "dose_basis", "toxicities", "monitoring", "supportive_care")  # fmt: skip
    facts = [fact for group in groups for fact in agent[group]]
    quantities = [q for fact in facts for q in [fact.get("quantity"), *fact.get("quantities", [])]]
    return [
        agent["summary"],
        agent["mechanism"]["value"],
        *agent["aliases"],
        *(fact["statement"] for fact in facts if fact["statement"]),
        *(quantity["text"] for quantity in quantities if quantity),
        *(code["code"] for code in agent["codes"] if code["code"]),
    ]


def test_an_agent_leads_to_every_regimen_with_it(visit: Open, server: Server) -> None:
    agent = document(server, "/v1/agents/mesna")
    page = visit("/agents?id=mesna").page
    used = page.locator("section", has=page.get_by_role("heading", name="Regimens with it"))

    expect(used.get_by_role("link")).to_have_count(len(agent["regimens"]))
    links = used.get_by_role("link").evaluate_all("all => all.map(a => a.getAttribute('href'))")

    assert sorted(links) == sorted(f"/regimens?id={id}" for id in agent["regimens"])


def test_the_reader_chooses_the_words(visit: Open, server: Server) -> None:
    agent = document(server, "/v1/agents/mesna")
    page = visit("/agents?id=mesna").page
    prose = page.locator("#content .prose").first

    expect(prose).to_have_text(agent["summary"])
    page.get_by_text("Clinical", exact=True).click()

    expect(prose).to_have_text(agent["detail"])


def test_a_source_is_one_click_away(visit: Open) -> None:
    page = visit("/agents?id=mesna").page
    role = page.locator(".fact", has_text="Harvest: uroprotection")

    role.locator(".evidence summary").click()

    expect(role.get_by_role("link").first).to_be_visible()
    expect(role).to_contain_text("Read in the source itself.")


def test_another_name_leads_to_the_agent_itself(visit: Open) -> None:
    page = visit("/agents?id=mozobil").page

    expect(page.locator("h1")).to_have_text("Plerixafor")
    assert page.evaluate("location.search") == "?id=plerixafor"


def test_an_unknown_id_leads_to_those_near_it(visit: Open) -> None:
    page = visit("/agents?id=mesan").page

    notice = page.locator("#content .notice")
    expect(notice).to_contain_text("No agent has the id “mesan”.")
    assert axe(page).violations == []
    notice.get_by_role("link", name="mesna").click()

    expect(page.locator("h1")).to_have_text("Mesna")


def test_an_id_that_nothing_could_have_is_unknown_too(visit: Open) -> None:
    visited = visit("/agents")
    page = visited.page

    for id in ["<b>bold</b>", "a/b", "..", "", "Mesna", "Ä"]:
        page.goto(f"{visited.url}/agents?{urlencode({'id': id})}")
        expect(page.locator("#content .notice")).to_contain_text(f"No agent has the id “{id}”.")
        assert page.locator("main b").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_an_agent_is_accessible_and_fits(visit: Open, scheme: str, width: int) -> None:
    page = visit("/agents?id=cyclophosphamide", scheme=scheme, width=width).page
    expect(page.locator("h1")).to_have_text("Cyclophosphamide")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    assert axe(page).violations == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_markup_in_a_value_is_text(visit: Open, server: Server) -> None:
    agent = document(server, "/v1/agents/mesna")
    agent |= {"name": HOSTILE, "summary": HOSTILE, "aliases": [HOSTILE], "agent_class": HOSTILE}
    agent["roles"][0] |= {"role": HOSTILE, "statement": HOSTILE}
    agent["codes"][0] |= {"code": HOSTILE, "meaning": HOSTILE, "system": HOSTILE}
    agent["mechanism"] |= {"value": HOSTILE, "note": HOSTILE}
    agent["regimens"] = [HOSTILE]

    visited = visit(
        "/agents?id=mesna", routes={"**/v1/agents/mesna": lambda r: r.fulfill(json=agent)}
    )

    expect(visited.page.locator("h1")).to_have_text(HOSTILE)
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.page.locator("main img, main script").count() == 0
    assert visited.faults == []


def test_what_nobody_reports_is_shown_as_a_gap(visit: Open, server: Server) -> None:
    agent = document(server, "/v1/agents/mesna")
    agent |= {"detail": None, "routes": [], "aliases": [], "regimens": [], "adverse_events": []}
    for group in ("codes", "toxicities", "dose_basis", "monitoring"):
        agent[group] = []
    agent["roles"][0] |= {"statement": None, "evidence": "not_reported", "sources": []}
    agent["mechanism"] |= {"value": None, "evidence": "not_reported", "sources": []}

    visited = visit(
        "/agents?id=mesna", routes={"**/v1/agents/mesna": lambda r: r.fulfill(json=agent)}
    )

    page = visited.page
    expect(page.locator("#content dd .gap")).to_have_count(2)  # route, mechanism
    expect(page.locator(".fact", has_text="Harvest: uroprotection").locator(".gap")).to_be_visible()
    expect(page.locator("#content .empty")).to_have_text("No regimen here has a dose line of it.")
    expect(page.get_by_role("heading", name="Codes")).to_have_count(0)
    assert visited.faults == []


# When the API does not do what it should


@pytest.mark.parametrize(
    ("path", "pattern"), [("/agents", LIST), ("/agents?id=mesna", "**/v1/agents/mesna")]
)
def test_an_api_that_is_down_is_said_and_can_be_tried_again(
    visit: Open, path: str, pattern: str
) -> None:
    page = visit(path, routes={pattern: lambda route: route.abort()}).page
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("The API cannot be reached.")
    page.unroute(pattern)
    alert.get_by_role("button", name="Try again").click()

    expect(page.locator("#content .chips").first).to_be_visible()


def test_a_refusal_is_said(visit: Open) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=500, body=PROBLEM, content_type="application/problem+json")

    page = visit("/agents?id=mesna", routes={"**/v1/agents/mesna": refuse}).page

    expect(page.get_by_role("alert")).to_contain_text("It is our fault.")


def test_while_the_api_is_slow_the_page_says_so(visit: Open) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit("/agents", routes={LIST: hold}).page

    expect(page.locator("#content")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#content").get_by_role("status")).to_have_text("Loading the agents…")

    held[0].abort()
