"""The page `/regimens`: all of them, found by filters and words, and one with all it says."""

import json
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.pages.documents import HOSTILE, claims, document, ids
from tests.server.process import Server

MIST: Final = "cyclophosphamide-200-ratg-6"
LABELS: Final = {
    "stage": "Stage",
    "intensity": "Called by anybody",
    "agent": "Agent",
    "plannable": "For a plan",
}


def _cards(page: Page) -> Locator:
    return page.locator("#content .cards a")


def _shown(page: Page) -> list[str]:
    expect(page.locator("#content .finder")).to_be_visible()
    links = _cards(page).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return sorted(link.removeprefix("/regimens?id=") for link in links)


def _ready(page: Page) -> None:
    expect(page.locator("#content .actions").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


# The list


def test_the_filters_find_what_those_of_the_api_find(visit: Open, server: Server) -> None:
    page = visit("/regimens").page
    expect(_cards(page)).to_have_count(35)

    for query in [
        "stage=harvest",
        "intensity=myeloablative",
        "agent=filgrastim",
        "plannable=dates_only",
        "stage=conditioning&agent=cyclophosphamide&plannable=no",
    ]:
        chosen = dict(part.split("=") for part in query.split("&"))
        for name, value in chosen.items():
            page.get_by_label(LABELS[name], exact=True).select_option(value)
        wanted = sorted(ids(server, f"/v1/regimens?limit=200&{query}"))
        assert 0 < len(wanted) < 35
        assert _shown(page) == wanted
        expect(page.locator("#content").get_by_role("status")).to_have_text(
            f"{len(wanted)} of 35 regimens"
        )
        page.get_by_role("button", name="Clear").click()


def test_an_address_leads_to_a_list_that_is_filtered(visit: Open, server: Server) -> None:
    page = visit("/regimens?intensity=high&q=BUSULFAN").page

    assert _shown(page) == sorted(ids(server, "/v1/regimens?limit=200&intensity=high"))
    expect(page.get_by_label("Called by anybody", exact=True)).to_have_value("high")
    expect(page.get_by_role("searchbox", name="Search", exact=True)).to_have_value("BUSULFAN")


def test_words_are_found_in_names_and_in_other_names(visit: Open) -> None:
    page = visit("/regimens").page

    for words, found in [
        ("mist", MIST),
        ("CURRO", "cyclophosphamide-120"),  # Currò
        ("cy/rituximab mex", "cyclophosphamide-rituximab-mexico"),
        ("busulfna openshaw", "busulfan-16-cyclophosphamide-120-atg-30"),  # a typing error
    ]:
        page.get_by_role("searchbox", name="Search", exact=True).fill(words)
        assert _shown(page) == [found]


# One regimen


@pytest.mark.parametrize(
    "id",
    [
        MIST,  # lines without dose or days
        "cyclophosphamide-rituximab-mexico",  # days from two anchors, graft on two days
        "cyclophosphamide-2-filgrastim-10",  # a mobilisation that goes on until collection
        "reduced-beam-pirogov",  # no line at all
        "tbi-8-cyclophosphamide-120-hatg-90",  # radiation
    ],
)
def test_a_regimen_shows_all_that_the_api_says_of_it(visit: Open, server: Server, id: str) -> None:
    regimen = document(server, f"/v1/regimens/{id}")
    names = {
        agent["id"]: agent["name"] for agent in document(server, "/v1/agents?limit=200")["data"]
    }
    visited = visit(f"/regimens?id={id}")
    page = visited.page
    _ready(page)

    rows = page.locator(".lines tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    assert len(rows) == len(regimen["dose_lines"])
    for line, (agent, dose, times, days, route, purpose) in zip(
        regimen["dose_lines"], rows, strict=True
    ):
        assert agent == names[line["agent"]]
        assert dose.startswith(line["dose"]["text"] or "not reported")
        assert times.startswith(_times(line["times_per_day"]["value"]))
        assert days.startswith(line["days"]["text"] or "not reported")
        assert route.startswith((line["route"] or "not reported").replace("_", " "))
        assert (line["timing"] or "") in route
        assert purpose.lower().replace("-", " ") == line["purpose"].replace("_", " ")
    content = page.locator("#content")
    text = " ".join(content.inner_text().split())
    for said in _statements(regimen):
        assert " ".join(said.split()) in text
    of_lines = len(regimen["dose_lines"])  # the weakest of a line, which its parts show
    assert content.locator(".evidence .status").count() == claims(regimen) - of_lines
    assert visited.faults == []


def _times(value: int | None) -> str:
    return {None: "not reported", 1: "once a day", 2: "twice a day"}[value]


def _statements(regimen: Any) -> list[str]:  # noqa: ANN401  JSON
    facts = [*regimen["used_by"], *regimen["findings"]]
    return [
        regimen["summary"],
        regimen["plannable_reason"],
        *regimen["aliases"],
        *(total["dose"]["text"] for total in regimen["totals"] if total["dose"]["text"]),
        *(f"says {one['scheme']}" for one in regimen["intensity"] if one["scheme"]),
        *(fact["statement"] for fact in facts if fact["statement"]),
        *(gap["note"] for gap in regimen["missing"]),
    ]


@pytest.mark.parametrize(
    ("id", "plan"),
    [
        (MIST, f"/plan?conditioning={MIST}"),
        ("filgrastim-10", "/plan?mobilisation=filgrastim-10"),
        ("cyclophosphamide-120", None),  # `plannable` is "no"
        ("cyclophosphamide-100-filgrastim-20-mexico", None),  # part of another
    ],
)
def test_only_what_can_be_planned_leads_to_a_plan(visit: Open, id: str, plan: str | None) -> None:
    page = visit(f"/regimens?id={id}").page
    _ready(page)

    buttons = page.locator("#content .actions").first.get_by_role("link")
    links = buttons.evaluate_all("all => all.map(a => [a.textContent, a.getAttribute('href')])")

    assert links == [
        *([["Plan this", plan]] if plan else []),
        ["Compare", f"/compare?regimens={id}"],
    ]


def test_the_strip_has_a_mark_for_every_day_of_every_agent(visit: Open, server: Server) -> None:
    id = "cyclophosphamide-rituximab-mexico"
    regimen = document(server, f"/v1/regimens/{id}")
    page = visit(f"/regimens?id={id}").page
    _ready(page)

    strips = page.locator(".strip")
    given = {
        (line["days"]["anchor"], line["agent"], day)
        for line in regimen["dose_lines"]
        for day in line["days"]["value"] or ()
    }
    expect(strips.locator("figcaption")).to_have_text(
        ["Days around day 0", "Days from neutrophil recovery"]
    )
    assert strips.locator("rect.dose").count() == len(given)
    cells = len(regimen["graft"]["infusion_days"]["value"]) + len(
        regimen["collection_days"]["value"]
    )
    assert strips.locator("rect.cells").count() == cells
    said = strips.first.get_by_role("img").get_attribute("aria-label") or ""
    assert "Rituximab" not in said  # counted from another event
    for line in regimen["dose_lines"]:
        if line["days"]["anchor"] == "day_zero":
            assert line["days"]["text"] in said


def test_day_zero_is_drawn_where_the_cells_are_given_back(visit: Open) -> None:
    page = visit(f"/regimens?id={MIST}").page
    _ready(page)

    box = "e => { const b = e.getBoundingClientRect(); return [b.left, b.right]; }"
    zero = page.locator(".strip .zero-day").evaluate(box)
    cells = page.locator(".strip .cells").evaluate(box)
    last = page.locator(".strip .dose").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
    )

    assert zero[0] < cells[0] < cells[1] < zero[1]
    assert last < zero[0]


def test_the_studies_and_outcomes_lead_to_the_evidence(visit: Open, server: Server) -> None:
    regimen = document(server, f"/v1/regimens/{MIST}")
    page = visit(f"/regimens?id={MIST}").page
    _ready(page)

    links = page.locator("#content dd a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )

    assert {f"/evidence?study={id}" for id in regimen["studies"]} <= set(links)
    assert f"/evidence?view=outcomes&regimen={MIST}" in links
    expect(page.get_by_role("link", name=f"{len(regimen['outcomes'])} outcomes")).to_be_visible()


def test_another_name_and_an_unknown_id(visit: Open) -> None:
    visited = visit("/regimens?id=mist")
    page = visited.page
    _ready(page)
    assert page.evaluate("location.search") == f"?id={MIST}"
    assert visited.faults == []

    page.goto(f"{visited.url}/regimens?id=filgrastim-11")
    notice = page.locator("#content .notice")
    expect(notice).to_contain_text("No regimen has the id “filgrastim-11”.")
    expect(notice.get_by_role("link", name="filgrastim-10", exact=True)).to_be_visible()


# The dates


def test_a_date_makes_the_days_of_the_api_and_a_calendar(visit: Open, server: Server) -> None:
    address = f"/v1/regimens/{MIST}/schedule?day_zero=2030-01-10"
    entries = document(server, address)["entries"]
    doses = [e for e in entries if e["kind"] in ("dose", "graft") and e["date"]]
    visited = visit(f"/regimens?id={MIST}")
    page = visited.page
    _ready(page)

    page.get_by_label("Day 0, when the cells are given back").fill("2030-01-10")
    page.get_by_role("button", name="Show the dates").click()

    days = page.locator(".days li")
    expect(days).to_have_count(6)  # five days of treatment, and day 0
    shown = days.evaluate_all(
        "all => all.map(e => [e.querySelector('time').dateTime, e.innerText])"
    )
    assert [on for on, _ in shown] == sorted({entry["date"] for entry in doses})
    for entry in doses:
        assert entry["text"] in dict(shown)[entry["date"]]
    expect(page.locator(".dates")).to_contain_text("Without a known date: Mesna, Filgrastim.")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Save as a calendar").click()
    calendar = downloading.value.path().read_text(encoding="utf-8")
    assert downloading.value.suggested_filename == f"{MIST}-2030-01-10.ics"
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "DTSTART;VALUE=DATE:20300105" in calendar
    assert visited.faults == []


def test_a_copy_made_of_files_says_that_it_cannot_reckon_dates(visit: Open) -> None:
    def missing(route: Route) -> None:
        route.fulfill(status=404, body="<h1>Not found</h1>", content_type="text/html")

    page = visit(f"/regimens?id={MIST}", routes={"**/schedule?**": missing}).page
    _ready(page)

    page.get_by_label("Day 0, when the cells are given back").fill("2030-01-10")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("it cannot reckon dates")


# Whatever the answer


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_a_regimen_is_accessible_and_fits(visit: Open, scheme: str, width: int) -> None:
    page = visit("/regimens?id=cyclophosphamide-rituximab-mexico", scheme=scheme, width=width).page
    _ready(page)
    page.locator(".lines .evidence").evaluate_all("all => all.forEach(part => part.open = true)")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    assert axe(page).violations == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_markup_and_nulls_in_values(visit: Open, server: Server) -> None:
    regimen = document(server, f"/v1/regimens/{MIST}")
    line = regimen["dose_lines"][0]
    regimen |= {
        "name": HOSTILE,
        "summary": HOSTILE,
        "detail": None,
        "graft": None,
        "recovery": None,
    }
    regimen["intensity"] = [
        {"label": None, "scheme": None, "evidence": "not_reported", "sources": [], "note": HOSTILE}
    ]
    line |= {
        "agent": HOSTILE,
        "purpose": HOSTILE,
        "timing": HOSTILE,
        "route": None,
        "duration": None,
    }
    line["dose"] |= {"value": None, "unit": None, "text": None, "evidence": "not_reported"}
    line["days"] |= {"text": HOSTILE}
    regimen |= {"studies": [], "outcomes": [], "adverse_events": [], "missing": [], "totals": []}

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps(regimen), content_type="application/json")

    visited = visit(f"/regimens?id={MIST}", routes={f"**/v1/regimens/{MIST}": answer})

    expect(visited.page.locator("h1")).to_have_text(HOSTILE)
    expect(visited.page.locator(".lines tbody tr").first.locator(".gap").first).to_have_text(
        "not reported"
    )
    expect(visited.page.get_by_text("nobody classifies it")).to_be_visible()
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.page.locator("main img, main script").count() == 0
    assert visited.faults == []


def test_an_api_that_is_down_is_said_and_can_be_tried_again(visit: Open) -> None:
    pattern = f"**/v1/regimens/{MIST}"
    page = visit(f"/regimens?id={MIST}", routes={pattern: lambda route: route.abort()}).page

    expect(page.get_by_role("alert")).to_contain_text("The API cannot be reached.")
    page.unroute(pattern)
    page.get_by_role("button", name="Try again").click()

    _ready(page)
