"""The page `/compare`: regimens side by side, each with the days and totals of the API."""

from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.pages.documents import HOSTILE, document
from tests.server.process import Server

MIST: Final = "cyclophosphamide-200-ratg-6"
EUROPEAN: Final = "beam-ratg-european"
EARLY: Final = "beam-early-consensus"
MEXICO: Final = "cyclophosphamide-rituximab-mexico"
MOBILISATIONS: Final = ("filgrastim-10", "cyclophosphamide-2-filgrastim-10")

CELLS: Final = "row => [...row.querySelectorAll('td')].map(cell => cell.innerText)"


def _ready(page: Page) -> Locator:
    table = page.locator("#comparison table")
    expect(table).to_be_visible()
    return table


def _day(page: Page, anchor: str, day: int) -> Locator:
    return page.locator(f"tbody[data-anchor={anchor}] tr[data-day='{day}']")


def _marks(page: Page, day: int, agent: str) -> list[str]:
    """The signs before an agent on a day, one for each regimen that gives it then."""
    named = page.get_by_text(agent, exact=True)
    items = _day(page, "day_zero", day).locator("li").filter(has=named)
    return items.locator(".verdict [aria-hidden]").all_inner_texts()


@pytest.mark.parametrize("asked", [(MIST, EUROPEAN), (MIST, MEXICO, EARLY), MOBILISATIONS])
def test_each_regimen_has_its_days_and_totals(
    visit: Open, server: Server, asked: tuple[str, ...]
) -> None:
    regimens = [document(server, f"/v1/regimens/{id}") for id in asked]
    names = {
        agent["id"]: agent["name"] for agent in document(server, "/v1/agents?limit=200")["data"]
    }
    visited = visit(f"/compare?regimens={','.join(asked)}")
    page = visited.page
    table = _ready(page)

    expect(table.locator("thead th > a:first-child")).to_have_text(
        [one["name"] for one in regimens]
    )
    for place, regimen in enumerate(regimens):
        for line in regimen["dose_lines"]:
            said = f"{names[line['agent']]} {line['dose']['text'] or 'dose not reported'}"
            days = line["days"]
            rows = [_day(page, days["anchor"], day) for day in days["value"] or ()]
            for row in rows or [page.locator("tbody.undated tr").last]:
                assert said in row.evaluate(CELLS)[place]
        listed = page.locator(f"tbody[data-anchor] td:nth-child({place + 2}) li strong").count()
        assert listed == _given(regimen)
        for total in regimen["totals"]:
            of_agent = page.locator(f"tbody.totals tr[data-agent={total['agent']}]").all()
            cells = [row.evaluate(CELLS)[place] for row in of_agent]
            assert any(cell.startswith(total["dose"]["text"] or "not reported") for cell in cells)
    assert visited.faults == []


def _given(regimen: Any) -> int:  # noqa: ANN401  JSON
    """How often the days list an agent, with the days it goes on to until the last collection."""
    given = 0
    for line in regimen["dose_lines"]:
        days = line["days"]["value"] or []
        given += len(days)
        if days and line["days"]["until"]:
            given += max(regimen["collection_days"]["value"]) - max(days)
    return given


def test_what_is_the_same_and_what_differs_is_marked(visit: Open) -> None:
    """Etoposide: 100 and 125 mg per m², both twice on day -4; cytarabine: both 100 mg per m²."""
    page = visit(f"/compare?regimens={EUROPEAN},{EARLY}").page
    _ready(page)

    assert _marks(page, -4, "Cytarabine") == ["=", "="]
    assert _marks(page, -4, "Etoposide") == ["≠", "≠"]
    assert _marks(page, -1, "Melphalan") == ["≠"]  # the early form gives it on day -3
    assert _marks(page, 0, "Cells given back") == ["=", "="]
    assert _day(page, "day_zero", -4).get_attribute("data-verdict") == "differs"
    assert _day(page, "day_zero", 0).get_attribute("data-verdict") == "same"
    meaning = _day(page, "day_zero", 0).locator("th .unseen")
    expect(meaning).to_have_text("(the same in each)")


def test_a_gap_is_never_taken_for_a_difference(visit: Open) -> None:
    """Of BEAM the days of the globulin are not reported: whether day -5 differs cannot be said."""
    page = visit(f"/compare?regimens={MIST},{EUROPEAN}").page
    _ready(page)

    assert _marks(page, -5, "Rabbit anti-thymocyte globulin") == ["?"]
    assert _marks(page, -5, "Cyclophosphamide") == ["≠"]
    undated = page.locator("tbody.undated tr").last.evaluate(CELLS)
    assert "Mesna dose not reported, times not reported" in undated[0]
    assert undated[1].startswith("Rabbit anti-thymocyte globulin 3.75 mg per kg")


def test_a_regimen_of_which_only_the_name_is_known(visit: Open) -> None:
    visited = visit(f"/compare?regimens={EARLY},reduced-beam-pirogov")
    page = visited.page
    _ready(page)

    assert _marks(page, -7, "Carmustine") == ["?"]
    expect(page.get_by_text("no dose line")).to_be_visible()
    assert visited.faults == []


def test_the_same_dose_in_another_unit_is_the_same(visit: Open, server: Server) -> None:
    other = document(server, f"/v1/regimens/{EARLY}")
    melphalan = next(line for line in other["dose_lines"] if line["agent"] == "melphalan")
    melphalan["days"] |= {"value": [-1], "text": "day -1"}
    melphalan["dose"] |= {"value": 0.14, "unit": "g/m2", "text": "0.14 g per m²"}  # 140 mg per m²
    routes = {f"**/v1/regimens/{EARLY}": lambda route: route.fulfill(json=other)}

    page = visit(f"/compare?regimens={EUROPEAN},{EARLY}", routes=routes).page
    _ready(page)

    assert _marks(page, -1, "Melphalan") == ["=", "="]


def test_counts_and_classes_stand_above_the_days(visit: Open, server: Server) -> None:
    regimens = [document(server, f"/v1/regimens/{id}") for id in (MIST, EUROPEAN)]
    page = visit(f"/compare?regimens={MIST},{EUROPEAN}").page
    table = _ready(page)

    def row(name: str) -> list[str]:
        of = page.get_by_role("rowheader", name=name, exact=True)
        cells: list[str] = table.locator("tr").filter(has=of).evaluate(CELLS)
        return cells

    members = {
        "Studies": "studies", "Outcomes": "outcomes", "Adverse events": "adverse_events",
        "Gaps listed": "missing",
    }  # fmt: skip
    for name, member in members.items():
        assert row(name) == [str(len(regimen[member])) for regimen in regimens]
    for cell, regimen in zip(row("Intensity"), regimens, strict=True):
        for one in regimen["intensity"]:
            assert f"{one['label'].replace('_', '-').capitalize()} {one['scheme']}" in cell


# Choosing


def test_the_selects_choose_and_the_address_follows(visit: Open) -> None:
    visited = visit("/compare?regimens=mist")
    page = visited.page
    _ready(page)
    expect(page.get_by_text("Choose a second regimen above")).to_be_visible()

    page.get_by_label("Second regimen").select_option(EARLY)

    expect(page.locator("#comparison thead th")).to_have_count(2)
    assert page.evaluate("location.search") == f"?regimens={MIST},{EARLY}"
    page.reload()
    expect(page.locator("#comparison thead th")).to_have_count(2)
    expect(page.get_by_label("First regimen")).to_have_value(MIST)
    assert visited.faults == []


def test_without_a_choice_the_recommended_ones_are_offered(visit: Open) -> None:
    page = visit("/compare").page

    expect(page.locator("#comparison .empty")).to_have_text("Choose two or three regimens above.")
    page.get_by_role("link", name="the 2 that guidelines recommend").click()

    expect(page.locator("#comparison thead th")).to_have_count(2)


def test_an_unknown_id_a_repeated_one_and_a_fourth(visit: Open) -> None:
    page = visit(f"/compare?regimens=nono,{MIST},{MIST},{EARLY},{MEXICO}").page
    _ready(page)

    expect(page.locator("#comparison .notice")).to_contain_text("No regimen has the id “nono”.")
    expect(page.locator("#choice .notice")).to_contain_text(
        "names 4 regimens. The first 3 are shown."
    )
    expect(page.locator("#comparison thead th")).to_have_count(2)


def test_the_keyboard_reaches_and_scrolls_the_table(visit: Open) -> None:
    page = visit(f"/compare?regimens={MIST},{EARLY},{MEXICO}", width=360).page
    _ready(page)
    page.get_by_label("Third regimen").focus()

    page.keyboard.press("Tab")
    region = page.get_by_role("region", name="Comparison")
    expect(region).to_be_focused()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#comparison thead th").last).to_be_in_viewport()
    head = page.locator("#comparison tbody th[scope=row]").first.bounding_box()

    assert head is not None
    assert head["x"] >= 0  # the names of the rows stay in view


# Whatever the answer


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1440)])
def test_a_comparison_is_accessible_and_fits(visit: Open, scheme: str, width: int) -> None:
    page = visit(f"/compare?regimens={MIST},{EUROPEAN},{MEXICO}", scheme=scheme, width=width).page
    _ready(page)

    assert axe(page).violations == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_markup_in_a_value_is_text(visit: Open, server: Server) -> None:
    regimen = document(server, f"/v1/regimens/{MIST}")
    regimen |= {"name": HOSTILE}
    regimen["dose_lines"][0] |= {"agent": HOSTILE, "timing": HOSTILE}
    regimen["intensity"][0] |= {"scheme": HOSTILE, "label": HOSTILE}
    routes = {f"**/v1/regimens/{MIST}": lambda route: route.fulfill(json=regimen)}

    visited = visit(f"/compare?regimens={MIST},{EARLY}", routes=routes)

    expect(visited.page.locator("#comparison thead th").first).to_contain_text(HOSTILE)
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.page.locator("main img, main script").count() == 0
    assert visited.faults == []


def test_an_api_that_is_down_is_said_and_can_be_tried_again(visit: Open) -> None:
    pattern = f"**/v1/regimens/{EARLY}"
    page = visit(f"/compare?regimens={MIST},{EARLY}", routes={pattern: lambda r: r.abort()}).page

    expect(page.get_by_role("alert")).to_contain_text("The API cannot be reached.")
    page.unroute(pattern)
    page.get_by_role("button", name="Try again").click()

    _ready(page)
