"""The page `/`: the picture of the procedure, and the stage that is chosen."""

import json
from collections.abc import Callable
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.server.process import Server
from tests.server.wire import get, reply

PIPELINE: Final = "**/v1/pipeline"
NAMES: Final = {
    "harvest": "1 Harvest of stem cells",
    "processing": "2 Processing and storage of the graft",
    "conditioning": "3 Conditioning",
    "reinfusion": "4 Reinfusion and recovery",
}
PROBLEM: Final = (
    '{"title": "Internal error", "detail": "It is our fault.", "errors": [], "request_id": "an-id"}'
)
HOSTILE: Final = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>'


@pytest.fixture(scope="module")
def pipeline(server: Server) -> str:
    """The pipeline as the server answers it."""
    return reply(server.port, get("/v1/pipeline")).body.decode()


def _heading(page: Page) -> Any:  # noqa: ANN401  Playwright's assertions take any locator
    return page.locator("#stage-heading")


def _changed(pipeline: str, change: Callable[[Any], None]) -> Callable[[Route], None]:
    document = json.loads(pipeline)
    change(document)
    return lambda route: route.fulfill(json=document)


# The picture


@pytest.mark.parametrize("width", [360, 1440])
def test_the_picture_shows_every_stage_with_its_days(visit: Open, width: int) -> None:
    page = visit("/", width=width).page

    lanes = page.locator("#picture a")
    expect(lanes).to_have_count(4)
    said = lanes.evaluate_all("lanes => lanes.map(lane => lane.getAttribute('aria-label'))")

    assert said == [
        "Stage 1, Harvest of stem cells, days \N{MINUS SIGN}25 to \N{MINUS SIGN}13",
        "Stage 2, Processing and storage of the graft, days \N{MINUS SIGN}13 to \N{MINUS SIGN}10",
        "Stage 3, Conditioning, days \N{MINUS SIGN}6 to \N{MINUS SIGN}1",
        "Stage 4, Reinfusion and recovery, day 0 to 24 months",
    ]


def test_the_axis_runs_across_a_wide_window_and_down_a_narrow_one(visit: Open) -> None:
    page = visit("/", width=1440).page
    begins = "bars => bars.map(bar => [bar.x.baseVal.value, bar.y.baseVal.value])"
    bars = page.locator("#picture .bar-of")
    expect(bars).to_have_count(4)

    across = bars.evaluate_all(begins)
    page.set_viewport_size({"width": 360, "height": 900})
    expect(page.locator("#picture svg")).to_have_attribute("width", "328")
    down = bars.evaluate_all(begins)

    assert [x for x, _ in across] == sorted({x for x, _ in across})
    assert [y for _, y in down] == sorted({y for _, y in down})


def test_conditioning_ends_where_day_zero_begins(visit: Open) -> None:
    page = visit("/").page
    zero = page.locator("#picture .zero")
    expect(zero).to_have_count(1)

    at = float(zero.get_attribute("x1") or "")
    bar = page.locator("#picture rect.bar-of.conditioning").evaluate(
        "bar => [bar.x.baseVal.value, bar.width.baseVal.value]"
    )
    next_begins = page.locator("#picture rect.bar-of.reinfusion").get_attribute("x")

    assert sum(bar) == pytest.approx(at, abs=0.01)  # day -1 is over
    assert float(next_begins or "") == pytest.approx(at, abs=0.01)


@pytest.mark.parametrize("width", [320, 620, 700, 1100])
def test_no_word_of_the_picture_is_cut_off(visit: Open, width: int) -> None:
    page = visit("/", width=width).page
    expect(page.locator("#picture a")).to_have_count(4)

    outside = page.locator("#picture text").evaluate_all(
        """words => words.filter(word => {
          const [own, all] = [word, word.ownerSVGElement].map(e => e.getBoundingClientRect());
          return own.left < all.left - 1 || own.right > all.right + 1;
        }).map(word => word.textContent)"""
    )

    assert outside == []


def test_a_stage_without_days_is_said_to_be_left_out(visit: Open, pipeline: str) -> None:
    def change(document: Any) -> None:  # noqa: ANN401  JSON
        document["stages"][1]["axis"] |= {"from_day": None, "to_day": None}

    visited = visit("/", routes={PIPELINE: _changed(pipeline, change)})

    expect(visited.page.locator("#picture a")).to_have_count(3)
    expect(visited.page.locator("#picture figcaption")).to_contain_text(
        "Without days, because none are reported: Processing and storage of the graft."
    )
    assert visited.faults == []


# Choosing a stage


@pytest.mark.parametrize("stage", NAMES)
def test_an_address_leads_to_a_stage(visit: Open, stage: str) -> None:
    visited = visit(f"/#{stage}")

    expect(_heading(visited.page)).to_have_text(NAMES[stage])
    expect(visited.page.locator("#picture [aria-current]")).to_have_attribute("href", f"#{stage}")
    assert visited.faults == []


@pytest.mark.parametrize("address", ["/", "/#main", "/#none", "/#%3Cb%3E"])
def test_any_other_address_shows_the_first_stage(visit: Open, address: str) -> None:
    visited = visit(address)

    expect(_heading(visited.page)).to_have_text(NAMES["harvest"])
    assert visited.faults == []


def test_a_click_chooses_a_stage_and_back_returns(visit: Open) -> None:
    page = visit("/").page

    page.locator("#picture a.conditioning").click()
    expect(_heading(page)).to_have_text(NAMES["conditioning"])
    page.locator("#stages").get_by_role("link", name="Reinfusion").click()
    expect(_heading(page)).to_have_text(NAMES["reinfusion"])
    page.go_back()

    expect(_heading(page)).to_have_text(NAMES["conditioning"])


def test_the_keyboard_chooses_a_stage_and_lands_on_it(visit: Open) -> None:
    page = visit("/").page
    page.locator("#picture a.harvest").focus()

    page.keyboard.press("Tab")
    expect(page.locator("#picture a.processing")).to_be_focused()
    page.keyboard.press("Enter")

    expect(_heading(page)).to_have_text(NAMES["processing"])
    expect(_heading(page)).to_be_focused()


# What a stage says


@pytest.mark.parametrize("stage", NAMES)
def test_every_claim_of_a_stage_shows_its_status(visit: Open, pipeline: str, stage: str) -> None:
    record = next(s for s in json.loads(pipeline)["stages"] if s["id"] == stage)
    page = visit(f"/#{stage}").page

    expect(_heading(page)).to_have_text(NAMES[stage])
    shown = page.locator("#stage .stage > :is(dl, ol, .group) .evidence .status").count()

    codes = len(record["codes"])  # not on this page
    assert shown == _claims(record) - codes


def _claims(value: Any) -> int:  # noqa: ANN401  JSON
    """Count what has an evidence status."""
    if isinstance(value, list):
        return sum(map(_claims, value))
    if isinstance(value, dict):
        return ("evidence" in value) + sum(map(_claims, value.values()))
    return 0


def test_a_gap_is_shown_as_a_gap(visit: Open) -> None:
    step = visit("/#conditioning").page.locator(".steps > li", has_text="Monoclonal antibodies")

    expect(step.locator(".when .gap")).to_have_text("day not reported")
    expect(step.locator(".when .status")).to_have_text("not reported")


def test_the_reader_chooses_the_words_and_they_stay(visit: Open, pipeline: str) -> None:
    harvest = json.loads(pipeline)["stages"][0]
    page = visit("/").page
    prose = page.locator("#stage .prose").first

    expect(prose).to_have_text(harvest["summary"])
    page.get_by_text("Clinical", exact=True).click()
    expect(prose).to_have_text(harvest["detail"])
    expect(page.get_by_role("radio", name="Clinical")).to_be_focused()
    page.reload()

    expect(prose).to_have_text(harvest["detail"])


def test_a_source_is_one_click_away(visit: Open) -> None:
    page = visit("/#harvest").page
    aim = page.locator("#stage dl .evidence").first

    aim.locator("summary").click()

    link = aim.get_by_role("link").first
    expect(link).to_be_visible()
    assert (link.get_attribute("href") or "").startswith("https://")
    expect(aim).to_contain_text("Read in the source itself.")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1440)])
def test_a_stage_with_everything_open_is_accessible_and_fits(
    visit: Open, scheme: str, width: int
) -> None:
    page = visit("/#conditioning", scheme=scheme, width=width).page
    expect(_heading(page)).to_have_text(NAMES["conditioning"])

    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)

    assert axe(page).violations == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_markup_in_a_value_is_text(visit: Open, pipeline: str) -> None:
    hostile = {"name": HOSTILE, "summary": HOSTILE, "what_to_expect": HOSTILE}

    def change(document: Any) -> None:  # noqa: ANN401  JSON
        stage = document["stages"][0]
        stage |= hostile
        stage["aim"] |= {"value": HOSTILE, "note": HOSTILE}
        stage["risks"][0] |= {"name": HOSTILE, "statement": HOSTILE, "population": HOSTILE}
        stage["agents"].append(HOSTILE)
        document["agents"].append(
            {"id": HOSTILE, "name": HOSTILE, "agent_class": HOSTILE, "stages": []}
        )

    visited = visit("/", routes={PIPELINE: _changed(pipeline, change)})

    expect(_heading(visited.page)).to_have_text(f"1 {HOSTILE}")
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.page.locator("main img, main script").count() == 0
    assert visited.faults == []


# When the API does not do what it should


def test_an_api_that_is_down_is_said_and_can_be_tried_again(visit: Open, pipeline: str) -> None:
    tries: list[Route] = []

    def answer(route: Route) -> None:
        tries.append(route)
        if len(tries) == 1:
            route.abort()
        else:
            route.fulfill(body=pipeline, content_type="application/json")

    page = visit("/", routes={PIPELINE: answer}).page
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("The API cannot be reached.")
    alert.get_by_role("button", name="Try again").click()

    expect(_heading(page)).to_have_text(NAMES["harvest"])
    assert len(tries) == 2


@pytest.mark.parametrize(
    ("status", "body", "media_type", "said"),
    [
        (
            500,
            PROBLEM,
            "application/problem+json",
            "It is our fault.",
        ),
        (502, "<h1>Bad gateway</h1>", "text/html", "status 502 and no reason"),
        (200, "<h1>Hello</h1>", "text/html", "something that is not JSON"),
    ],
)
def test_what_the_api_refuses_is_said(
    visit: Open, status: int, body: str, media_type: str, said: str
) -> None:
    page = visit(
        "/",
        routes={PIPELINE: lambda r: r.fulfill(status=status, body=body, content_type=media_type)},
    ).page

    expect(page.get_by_role("alert")).to_contain_text(said)
    assert axe(page).violations == []


def test_while_the_api_is_slow_the_page_says_so(visit: Open) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit("/", routes={PIPELINE: hold}).page

    expect(page.get_by_role("status")).to_have_text("Loading the pipeline…")
    expect(page.locator("#picture")).to_have_attribute("aria-busy", "true")
    assert axe(page).violations == []

    held[0].abort()


def test_a_source_that_cannot_be_fetched_can_be_asked_for_again(visit: Open) -> None:
    page = visit("/", routes={"**/v1/references/*": lambda route: route.abort()}).page
    aim = page.locator("#stage dl .evidence").first

    aim.locator("summary").click()
    expect(aim.get_by_role("alert").first).to_contain_text("The API cannot be reached.")
    page.unroute("**/v1/references/*")
    aim.get_by_role("button", name="Try again").click()

    expect(aim.get_by_role("link").first).to_be_visible()
