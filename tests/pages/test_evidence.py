"""The page `/evidence`: the chart and its filters, the records, the claims, the criteria check."""

import csv
import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from math import log10
from typing import Any, Final

import pytest
from playwright.sync_api import Page, Route, expect

from tests.pages.axe import axe
from tests.pages.conftest import Open
from tests.server.process import Server
from tests.server.wire import get, reply

HOSTILE: Final = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>'
OUTCOMES: Final = "**/v1/outcomes*"
RATIOS: Final = {"hazard_ratio", "rate_ratio"}

SECTIONS: Final = ["outcomes", "studies", "claims", "guidelines", "eligibility", "adverse_events",
                   "workup", "terms", "references"]  # fmt: skip
SOME: Final = {
    "studies": "q=2024",
    "claims": "verdict=partly_supported",
    "guidelines": "kind=position",
    "adverse_events": "phase=mobilisation",
    "workup": "q=heart",
    "terms": "q=dose",
    "references": "q=2019",
}
"""Sections with long lists, cut to some records: checking all of one takes up to half a minute."""

RECORDS: Final = {
    "study": "mist",
    "guideline": "ectrims-ebmt-2025",
    "adverse_event": "cardiac-toxicity",
    "claim": "the-immune-system-is-reset",
    "term": "beam",
    "reference": "burt-2019",
}

READ_CHART: Final = """() => [...document.querySelectorAll(".panel")].map(panel => ({
  kind: panel.dataset.kind,
  unit: panel.dataset.unit,
  ticks: [...panel.querySelectorAll(".scale text")].map(text => [text.textContent, text.getAttribute("x")]),
  rows: [...panel.querySelectorAll(".forest-row")].map(row => ({
    id: row.dataset.outcome,
    figure: row.querySelector(".figure")?.textContent ?? null,
    what: row.querySelector(".what").textContent,
    at: row.querySelector(".mark")?.getAttribute("cx") ?? null,
    spread: [...row.querySelectorAll(".spread")].map(line => [line.getAttribute("x1"), line.getAttribute("x2")]),
  })),
}))"""  # noqa: E501  a program of its own


def _answer(server: Server, path: str) -> Any:  # noqa: ANN401  JSON
    return json.loads(reply(server.port, get(path)).body)


def _items(server: Server, path: str) -> list[Any]:
    """Every item of a list, page after page."""
    address: str | None = f"{path}{'&' if '?' in path else '?'}limit=200"
    items: list[Any] = []
    while address:
        page = _answer(server, address)
        items += page["data"]
        address = page["links"]["next"]
    return items


def _wait(page: Page) -> None:
    expect(page.locator("#content h2").first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def _count(page: Page) -> str:
    return page.locator(".counted").inner_text()


def _changed(server: Server, path: str, change: Callable[[Any], None]) -> Callable[[Route], None]:
    document = _answer(server, path)
    change(document)
    return lambda route: route.fulfill(json=document)


# The chart


def _share(text: str) -> float:
    return float(text.removesuffix("%"))


def _number(text: str) -> float:
    plain = text.removesuffix("%").replace(",", "").replace("\N{MINUS SIGN}", "-")
    return float(plain)


def _read_off(panel: Any, at: str) -> float:  # noqa: ANN401  JSON
    """Read a value off the scale, as an eye does: between the two ticks that it stands between."""
    ticks = [(_number(label), _share(x)) for label, x in panel["ticks"]]
    scaled = [(log10(v) if panel["kind"] in RATIOS else v, x) for v, x in ticks]
    (low, left), (high, right) = next(
        pair for pair in pairwise(scaled) if pair[0][1] - 0.01 <= _share(at) <= pair[1][1] + 0.01
    )
    value = low + (high - low) * (_share(at) - left) / (right - left)
    return float(10**value) if panel["kind"] in RATIOS else value


def _drawn(outcome: Any) -> float | None:  # noqa: ANN401  JSON
    """The figure that a chart can draw: the estimate, or the share that the counts make."""
    if outcome["estimate"] is not None:
        return float(outcome["estimate"])
    counted = outcome["events"] is not None and outcome["total"] is not None
    if outcome["type"] == "proportion" and counted:
        return 100 * float(outcome["events"]) / float(outcome["total"])
    return None


def test_every_figure_of_the_api_is_drawn_where_the_scale_says_it_is(
    visit: Open, server: Server
) -> None:
    outcomes = {outcome["id"]: outcome for outcome in _items(server, "/v1/outcomes")}
    visited = visit("/evidence?measure=")
    _wait(visited.page)

    panels = visited.page.evaluate(READ_CHART)

    assert sorted(row["id"] for p in panels for row in p["rows"]) == sorted(outcomes)
    for panel in panels:
        kinds = {
            (
                outcomes[row["id"]]["type"],
                outcomes[row["id"]]["measure"],
                outcomes[row["id"]]["unit"],
            )
            for row in panel["rows"]
        }
        assert len(kinds) == 1, "a panel is of one kind of figure, one measure, one unit"
        for row in panel["rows"]:
            outcome, value = outcomes[row["id"]], _drawn(outcomes[row["id"]])
            assert (row["at"] is None) == (value is None), row
            if value is not None:
                width = max(abs(_number(panel["ticks"][n][0])) for n in (0, -1))
                near = abs(value) * 0.01 if panel["kind"] in RATIOS else width / 1000
                assert _read_off(panel, row["at"]) == pytest.approx(value, abs=near), row
                _check_interval(panel, row, outcome, near)
    assert visited.faults == []


def _check_interval(panel: Any, row: Any, outcome: Any, near: float) -> None:  # noqa: ANN401
    interval = outcome["interval"]
    assert len(row["spread"]) == (0 if interval is None else 1)
    assert ("no interval reported" in row["what"]) == (interval is None)
    if interval is not None and interval["high"] is not None:
        [ends] = row["spread"]
        slack = max(near, abs(interval["high"]) * 0.01)
        said = [_read_off(panel, end) for end in ends]
        assert said == pytest.approx([interval["low"], interval["high"]], abs=slack), row


def test_a_figure_is_printed_as_the_api_has_it(visit: Open, server: Server) -> None:
    outcomes = {outcome["id"]: outcome for outcome in _items(server, "/v1/outcomes")}
    page = visit("/evidence?measure=").page
    _wait(page)

    rows = [row for panel in page.evaluate(READ_CHART) for row in panel["rows"]]

    for row in rows:
        outcome = outcomes[row["id"]]
        if outcome["estimate"] is not None:
            assert _number(row["figure"].split(" ")[0]) == outcome["estimate"]
        elif outcome["events"] is None:
            assert row["figure"] is None
            assert "not reported" in row["what"]
        if outcome["events"] is not None and outcome["total"] is not None:
            assert f"{outcome['events']:,} of {outcome['total']:,}" in row["what"]


def test_an_interval_is_said_with_its_level(visit: Open) -> None:
    page = visit("/evidence?measure=disability_progression").page

    row = page.locator(".panel[data-kind=hazard_ratio] .forest-row", has_text="MIST")

    expect(row.locator(".figure")).to_have_text("0.07")
    expect(row).to_contain_text("0.02 to 0.24 (95% confidence interval)")


def test_a_share_axis_that_ends_early_says_so(visit: Open) -> None:
    page = visit("/evidence?measure=treatment_related_mortality").page

    expect(page.locator(".axis-name")).to_contain_text("the axis ends at 15%")  # 3 of 21 is 14.3 %
    expect(page.locator(".scale text").last).to_have_text("15%")


def test_the_table_has_the_same_figures(visit: Open, server: Server) -> None:
    page = visit("/evidence?measure=edss_change").page
    _wait(page)
    ids = {row["id"] for panel in page.evaluate(READ_CHART) for row in panel["rows"]}

    page.get_by_text("The same figures as a table").click()

    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(_items(server, "/v1/outcomes?measure=edss_change")))
    assert ids == set(rows.evaluate_all("rows => rows.map(row => row.dataset.outcome)"))


# Filters


def test_the_page_begins_with_one_measure(visit: Open, server: Server) -> None:
    page = visit("/evidence").page
    _wait(page)

    fitting = len(_items(server, "/v1/outcomes?measure=neda"))
    every = len(_items(server, "/v1/outcomes"))
    assert _count(page) == f"{fitting} of {every} figures"


def test_filters_leave_what_the_api_leaves_and_stand_in_the_address(
    visit: Open, server: Server
) -> None:
    page = visit("/evidence").page
    chosen = "measure=neda&months_from=60&months_to=60&ms_course=relapsing_remitting"
    ids = {outcome["id"] for outcome in _items(server, f"/v1/outcomes?{chosen}")}

    page.get_by_label("Months after treatment").select_option("60")
    page.get_by_label("Course of MS").select_option("relapsing_remitting")

    rows = page.locator(".forest-row")
    expect(rows).to_have_count(len(ids))
    assert set(rows.evaluate_all("rows => rows.map(row => row.dataset.outcome)")) == ids
    page.wait_for_url("**/evidence?measure=neda&months=60&ms_course=relapsing_remitting")
    page.reload()
    expect(rows).to_have_count(len(ids))


def test_what_is_chosen_can_be_had_from_the_api_itself(visit: Open, server: Server) -> None:
    page = visit("/evidence?measure=neda&months=60").page
    _wait(page)
    address = page.get_by_role("link", name="CSV").get_attribute("href") or ""

    rows = list(csv.DictReader(io.StringIO(reply(server.port, get(address)).body.decode())))

    shown = page.locator(".forest-row").evaluate_all("rows => rows.map(row => row.dataset.outcome)")
    assert sorted(row["id"] for row in rows) == sorted(shown)
    picture = page.get_by_role("link", name="picture").get_attribute("href") or ""
    assert reply(server.port, get(picture)).headers["content-type"] == "image/svg+xml"


def test_a_regimen_may_be_named_by_its_alias(visit: Open, server: Server) -> None:
    page = visit("/evidence?regimen=mist").page
    _wait(page)

    fitting = len(_items(server, "/v1/outcomes?regimen=mist"))
    assert _count(page).startswith(f"{fitting} of ")
    assert fitting > 0


def test_a_filter_that_nothing_fits_says_so_and_can_be_left(visit: Open) -> None:
    visited = visit("/evidence?measure=%3Cb%3Enone")
    page = visited.page
    expect(page.locator("#content .empty")).to_contain_text("None of the figures fits.")

    page.get_by_role("button", name="Show all").click()

    expect(page.locator(".counted")).to_contain_text("All ")
    expect(page.get_by_label("Measure")).to_be_focused()
    assert visited.faults == []


@pytest.mark.parametrize(
    ("view", "words", "record"),
    [
        ("studies", "burt 2019", "MIST"),
        ("terms", "FRANÇAIS none", None),
        ("terms", "neda-3", "No evidence of disease activity"),
        ("references", "10.1001/jama.2018.18743", "Burt 2019 (MIST)"),
        ("adverse_events", "thyroid", "Overactive thyroid"),
    ],
)
def test_a_list_is_searched_as_one_types(
    visit: Open, view: str, words: str, record: str | None
) -> None:
    page = visit(f"/evidence?view={view}").page

    page.get_by_role("search", name="Choose among").get_by_label("Search").fill(words)

    if record is None:
        expect(page.locator("#content .empty")).to_be_visible()
    else:
        expect(page.locator(".results a", has_text=record).first).to_be_visible()
    page.wait_for_url("**&q=*")


def test_a_guideline_is_chosen_by_the_course_it_speaks_of(visit: Open, server: Server) -> None:
    course = "primary_progressive"
    fitting = {
        guideline["name"]
        for guideline in _items(server, "/v1/guidelines")
        if any(course in s["courses"] or not s["courses"] for s in guideline["statements"])
    }
    page = visit(f"/evidence?view=guidelines&ms_course={course}").page
    _wait(page)

    assert set(page.locator(".record h4").all_inner_texts()) == fitting


# Records


@pytest.mark.parametrize(("type_", "id_"), RECORDS.items())
def test_an_address_leads_to_a_record(visit: Open, server: Server, type_: str, id_: str) -> None:
    collection = {"study": "studies", "adverse_event": "adverse-events"}.get(type_, f"{type_}s")
    name = _answer(server, f"/v1/{collection}/{id_}")["name"]

    visited = visit(f"/evidence?{type_}={id_}")

    expect(visited.page.locator("#section-heading")).to_have_text(name)
    assert visited.page.title().startswith(name)
    assert visited.page.locator("#sections [aria-current]").count() == 1
    assert visited.faults == []


@pytest.mark.parametrize("type_", RECORDS)
def test_an_unknown_id_is_said(visit: Open, type_: str) -> None:
    page = visit(f"/evidence?{type_}=nowhere").page

    expect(page.get_by_role("alert")).to_contain_text("with the id nowhere.")
    expect(page.get_by_role("link", name="All of this section")).to_be_visible()


@pytest.mark.parametrize("id_", ["..", ".", "a/b", "%3Cimg src=x%3E", "MIST"])
def test_what_can_be_no_id_is_not_asked_for(visit: Open, id_: str) -> None:
    visited = visit(f"/evidence?study={id_}")

    expect(visited.page.get_by_role("alert")).to_contain_text("There is no study")
    expect(visited.page.locator("#calls")).to_be_hidden()
    assert visited.page.locator("main img").count() == 0
    assert visited.faults == []


def test_an_unknown_section_is_said(visit: Open) -> None:
    visited = visit("/evidence?view=constructor")

    expect(visited.page.locator("#content .empty")).to_contain_text("There is no such section.")
    assert visited.faults == []


def test_a_study_shows_its_deaths_its_groups_and_its_registration(visit: Open) -> None:
    page = visit("/evidence?study=mist").page

    deaths = page.locator("section", has=page.get_by_role("heading", name="Deaths"))
    expect(deaths.locator(".forest-row")).to_contain_text("0 of 55")
    expect(page.locator(".record", has_text="Disease-modifying drug")).to_contain_text("n 55")
    registered = page.get_by_role("link", name="NCT00273364")
    expect(registered).to_have_attribute("href", "https://clinicaltrials.gov/study/NCT00273364")
    assert "noopener" in (registered.get_attribute("rel") or "")


def test_a_trial_without_results_says_so(visit: Open, server: Server) -> None:
    running = next(
        study["id"]
        for study in _items(server, "/v1/studies?status=recruiting")
        if not study["outcomes"]
    )
    page = visit(f"/evidence?study={running}").page

    expect(page.locator(".tag[data-status=recruiting]")).to_be_visible()
    expect(page.locator("#content .empty").first).to_contain_text("No figure of deaths")


def test_the_words_of_a_record_can_be_changed(visit: Open, server: Server) -> None:
    study = _answer(server, "/v1/studies/mist")
    page = visit("/evidence?study=mist").page
    expect(page.locator("#content .prose").first).to_have_text(study["summary"])

    page.get_by_text("Clinical", exact=True).click()

    expect(page.locator("#content .prose").first).to_have_text(study["detail"])


def test_each_claim_stands_beside_its_verdict(visit: Open, server: Server) -> None:
    verdicts = {
        "supported": "Supported", "partly_supported": "Partly supported",
        "not_supported": "Not supported", "outdated": "Outdated",
    }  # fmt: skip
    claims = _items(server, "/v1/claims")
    page = visit("/evidence?view=claims").page
    _wait(page)

    for claim in claims:
        card = page.locator(".claim", has_text=claim["statement"])
        expect(card.locator(".verdict")).to_contain_text(verdicts[claim["verdict"]])
        expect(card).to_contain_text(claim["correction"])
    assert page.locator(".claim").count() == len(claims)
    page.get_by_label("Verdict").select_option("outdated")
    expect(page.locator(".claim")).to_have_count(
        sum(claim["verdict"] == "outdated" for claim in claims)
    )


def test_a_reference_shows_what_rests_on_it(visit: Open, server: Server) -> None:
    cited = _answer(server, "/v1/references/burt-2019/cited-by")["data"]
    page = visit("/evidence?reference=burt-2019").page
    expect(page.locator(".cited li")).to_have_count(len(cited))

    page.get_by_role("link", name=next(c["name"] for c in cited if c["kind"] == "studies")).click()

    page.wait_for_url("**/evidence?study=*")
    _wait(page)


def test_every_observation_of_a_harm_has_its_evidence(visit: Open, server: Server) -> None:
    event = _answer(server, "/v1/adverse-events/cardiac-toxicity")
    page = visit("/evidence?adverse_event=cardiac-toxicity").page
    _wait(page)

    said = page.locator(".record .status").all_inner_texts()

    assert said == [seen["evidence"].replace("_", " ") for seen in event["observations"]]
    expect(page.locator(".record").first.locator(".gap")).to_have_text("no rate reported")


def test_a_source_is_one_click_away_from_a_figure(visit: Open) -> None:
    badge = visit("/evidence").page.locator(".forest-row .evidence").first

    badge.locator("summary").click()

    expect(badge.get_by_role("link").first).to_have_attribute("href", re.compile("^https://"))


# The criteria check


def test_a_profile_is_held_against_every_criterion(visit: Open) -> None:
    profile = {"ms_course": "relapsing_remitting", "age_years": 60, "edss": 4.5}
    visited = visit("/evidence?view=eligibility")
    page = visited.page

    page.get_by_label("Course of MS").select_option("relapsing_remitting")
    page.get_by_label("Age in years").fill("60")
    page.get_by_label("Disability (EDSS)").fill("4.5")
    with page.expect_request("**/v1/eligibility") as sent:
        page.get_by_role("button", name="Hold it against").click()
    expect(page.locator(".answer-of .notice")).to_contain_text("Not a verdict")

    body = sent.value.post_data_json or {}
    assert {name: value for name, value in body.items() if value is not None} == profile
    assert page.url == f"{visited.url}/evidence?view=eligibility"
    answer = page.request.post(f"{visited.url}/v1/eligibility", data=profile).json()
    expected = [
        criterion["finding"] for said in answer["guidelines"] for criterion in said["criteria"]
    ]
    shown = page.locator(".criteria > li").evaluate_all("rows => rows.map(r => r.dataset.finding)")
    assert shown == expected
    assert {"met", "not_met", "unknown"} <= set(shown)
    assert page.evaluate("Object.keys({...localStorage, ...sessionStorage})") == []


def test_a_criterion_that_rules_out_is_not_shown_as_good_news_when_it_is_met(visit: Open) -> None:
    page = visit("/evidence?view=eligibility").page

    page.get_by_label("Course of MS").select_option("primary_progressive")
    page.get_by_role("button", name="Hold it against").click()
    document = page.locator(".answer-of > .group", has_text="HALT-MS")
    document.locator("> summary").click()

    criterion = document.locator(".criteria > li", has_text="Primary progressive disease")
    expect(criterion.locator(".finding")).to_contain_text("met, and rules out")
    expect(criterion.locator(".finding")).to_have_attribute("data-look", "excluded")


def test_a_profile_that_contradicts_itself_is_refused_with_the_reason(visit: Open) -> None:
    page = visit("/evidence?view=eligibility").page

    page.get_by_label("Relapses in 12 months").fill("2")
    page.get_by_role("button", name="Hold it against").click()

    expect(page.get_by_role("alert")).to_contain_text("needs ms_course")


def test_a_copy_made_of_files_says_that_it_cannot_check(visit: Open) -> None:
    page = visit(
        "/evidence?view=eligibility",
        routes={"**/v1/eligibility": lambda route: route.fulfill(status=405, body="no")},
    ).page

    page.get_by_role("button", name="Hold it against").click()

    expect(page.get_by_role("alert")).to_contain_text("files only")


# Bad answers


def test_a_gap_is_shown_as_a_gap(visit: Open, server: Server) -> None:
    def change(document: Any) -> None:  # noqa: ANN401  JSON
        document["links"]["next"] = None
        document["data"] = [document["data"][0] | {
            "type": "proportion", "measure": "neda", "estimate": None, "interval": None,
            "events": None, "total": None, "months": None, "study_year": None, "p_value": None,
            "arm": None, "arm_name": None, "arm_n": None, "study_n": None, "ms_course": None,
            "comparator": None, "comparator_name": None, "population": None, "sources": [],
            "evidence": "not_reported", "note": None, "regimens": [],
        }]  # fmt: skip

    visited = visit("/evidence", routes={OUTCOMES: _changed(server, "/v1/outcomes", change)})
    page = visited.page

    row = page.locator(".forest-row")
    expect(row.locator(".gap")).to_have_text("not reported")
    expect(row).to_contain_text("Time not reported")
    assert page.locator(".mark").count() == 0
    page.get_by_text("The same figures as a table").click()
    expect(page.locator("tbody .gap")).to_have_count(5)
    assert visited.faults == []


def test_markup_in_a_value_is_text(visit: Open, server: Server) -> None:
    def change(document: Any) -> None:  # noqa: ANN401  JSON
        document["links"]["next"] = None
        for outcome in document["data"]:
            outcome.update(
                dict.fromkeys(
                    ("study_name", "arm_name", "measure_label", "population", "unit", "note"),
                    HOSTILE,
                )
            )

    def change_claims(document: Any) -> None:  # noqa: ANN401  JSON
        for claim in document["data"]:
            claim.update(dict.fromkeys(("statement", "correction", "summary", "detail"), HOSTILE))

    routes = {
        OUTCOMES: _changed(server, "/v1/outcomes", change),
        "**/v1/claims*": _changed(server, "/v1/claims", change_claims),
    }
    for path in ("/evidence?measure=", "/evidence?view=claims"):
        visited = visit(path, routes=routes)
        _wait(visited.page)

        assert HOSTILE in (visited.page.locator("#content").text_content() or "")
        assert visited.page.evaluate("window.wasRun") is None
        assert visited.page.locator("main img, main script").count() == 0
        assert visited.faults == []


def test_an_api_that_is_down_is_said_and_can_be_tried_again(visit: Open) -> None:
    page = visit("/evidence", routes={OUTCOMES: lambda route: route.abort()}).page
    alert = page.get_by_role("alert")

    expect(alert).to_contain_text("The API cannot be reached.")
    page.unroute(OUTCOMES)
    alert.get_by_role("button", name="Try again").click()

    expect(page.locator(".forest-row").first).to_be_visible()


def test_an_api_that_fails_is_said(visit: Open) -> None:
    problem = {"title": "Internal error", "detail": "It is our fault.", "errors": [],
               "request_id": "an-id"}  # fmt: skip
    page = visit(
        "/evidence?study=mist",
        routes={
            "**/v1/studies/*": lambda route: route.fulfill(
                status=500, body=json.dumps(problem), content_type="application/problem+json"
            )
        },
    ).page

    expect(page.get_by_role("alert")).to_contain_text("It is our fault.")
    assert axe(page).violations == []


def test_while_the_api_is_slow_the_page_says_so(visit: Open) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit("/evidence?view=studies", routes={"**/v1/studies*": hold}).page

    expect(page.locator("#content").get_by_role("status")).to_have_text("Loading the studies…")
    assert axe(page).violations == []
    held[0].abort()


# For everyone


def test_the_keyboard_alone_chooses_a_section_a_measure_and_a_source(visit: Open) -> None:
    page = visit("/evidence?view=terms").page
    _wait(page)
    page.get_by_role("link", name="Outcomes", exact=True).focus()

    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence?view=outcomes")
    _wait(page)
    page.get_by_role("link", name="References", exact=True).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Measure")).to_be_focused()
    page.keyboard.type("Relapse (")
    expect(page.locator(".panel .measure").first).to_contain_text("Relapse")
    page.locator(".forest-row a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".evidence[open] .sources a").first).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        *(f"view={section}&{some}" for section, some in SOME.items()),
        "view=eligibility",
        "study=boffa-2023-spms",
        *(f"{type_}={id_}" for type_, id_ in RECORDS.items() if type_ != "study"),
        "measure=relapse",
    ],
)
def test_every_section_is_accessible(visit: Open, address: str) -> None:
    visited = visit(f"/evidence?{address}")
    page = visited.page
    _wait(page)
    page.evaluate(
        "document.querySelectorAll('#content details.group').forEach(part => part.open = true)"
    )

    assert axe(page).violations == []

    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 900})
    assert axe(page).violations == []
    assert visited.faults == []
    assert visited.outside == []


@pytest.mark.parametrize(
    "address",
    [
        "measure=",
        *(f"view={section}" for section in SECTIONS),
        *(f"{type_}={id_}" for type_, id_ in RECORDS.items()),
    ],
)
def test_nothing_is_wider_than_a_telephone(visit: Open, address: str) -> None:
    page = visit(f"/evidence?{address}", width=360).page
    _wait(page)

    page.evaluate("document.querySelectorAll('#content details').forEach(part => part.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") == 360
