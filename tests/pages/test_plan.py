"""The page `/plan`: a form that makes a plan, and the plan it shows."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import icalendar
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from app.rendering import FORMATS
from tests.pages.axe import axe
from tests.pages.conftest import TELL_OF_VIOLATIONS, Open, Visit
from tests.server.process import Server
from tests.server.wire import get, reply

PLANS: Final = "**/v1/plans"
PICTURES: Final = "**/v1/plans?format=svg"
MIST: Final = "cyclophosphamide-200-ratg-6"
GROWTH: Final = "cyclophosphamide-2-filgrastim-10"
HOSTILE: Final = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>'
PROBLEM: Final = (
    '{"title": "Internal error", "detail": "It is our fault.", "errors": [], "request_id": "an-id"}'
)


@dataclass(frozen=True)
class Made:
    """A page on which the example of the README was made, with a mobilisation and a graft."""

    page: Page
    visited: Visit
    plan: Any
    """The plan as the API answered it."""

    sent: list[str]
    """Every address that was asked for."""


@pytest.fixture(scope="module")
def made(browser: Browser, server: Server) -> Iterator[Made]:
    """For tests that only look: a plan takes a second, and the page stays as it is."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script("window.print = () => document.body.dataset.printed = 'yes'")
    context.add_init_script(TELL_OF_VIOLATIONS)
    visited = Visit(context.new_page(), server.url)
    visited.watch()
    sent: list[str] = []
    visited.page.on("request", lambda request: sent.append(request.url))
    visited.page.goto(f"{server.url}/plan?conditioning=mist")
    page = visited.page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_label("Mobilisation").select_option(GROWTH)
    page.get_by_text("Check a collected graft").click()
    page.get_by_label("CD34+ cells collected").fill("2.5")
    page.get_by_label("Volume to be infused").fill("400")
    page.get_by_label("Dimethyl sulfoxide").fill("10")
    with page.expect_response(PLANS) as answer:
        _submit(page)
    _wait_until_drawn(page)
    yield Made(page, visited, answer.value.json(), sent)
    context.close()


def _submit(page: Page) -> None:
    page.get_by_role("button", name="Make the plan").click()


def _wait_until_drawn(page: Page) -> None:
    expect(page.locator(".timeline img")).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def _make_example(page: Page) -> None:
    page.get_by_role("button", name="Fill in an example").click()
    _submit(page)
    expect(page.locator("#plan-heading")).to_be_focused()


def _row(page: Page, table: str, name: str) -> Locator:
    return page.get_by_role("table", name=table, exact=True).get_by_role(
        "row", name=name, exact=False
    )


def _dose(page: Page, name: str) -> Locator:
    """Return the row of the first dose of an agent."""
    return page.locator("table.days [data-kind=dose]", has_text=name).first


def _tab_to(page: Page, id: str) -> None:
    """Press Tab until an element has the focus; a date field stops it at each of its parts."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == id:
            return
    raise AssertionError(f"Tab does not lead to {id}.")


def _heading(page: Page) -> Locator:
    return page.locator("#plan-heading")


def _changed(change: Callable[[Any], None]) -> Callable[[Route], None]:
    """Let the server answer, and change what it said."""

    def answer(route: Route) -> None:
        response = route.fetch()
        document = response.json()
        change(document)
        route.fulfill(response=response, json=document)

    return answer


# Making a plan


def test_a_plan_is_made_with_the_keyboard_alone(visit: Open) -> None:
    visited = visit("/plan")
    page, keyboard = visited.page, visited.page.keyboard
    expect(page.get_by_label("Conditioning regimen")).to_be_visible()

    page.get_by_role("link", name="To the content").focus()
    keyboard.press("Enter")
    _tab_to(page, "field-conditioning")
    while page.get_by_label("Conditioning regimen").input_value() != MIST:
        keyboard.press("ArrowDown")
    _tab_to(page, "field-day-zero")
    keyboard.type("01102030")
    _tab_to(page, "field-body-height-cm")
    keyboard.type("165")
    _tab_to(page, "field-body-weight-kg")
    keyboard.type("110")
    _tab_to(page, "field-body-sex-female")
    keyboard.press("Space")
    keyboard.press("Enter")

    expect(_heading(page)).to_be_focused()
    expect(_heading(page)).to_have_text("Plan around day\N{NO-BREAK SPACE}0, Thu 10 Jan 2030")
    expect(_dose(page, "Cyclophosphamide")).to_contain_text("5,500 mg")
    assert visited.faults == []
    assert visited.outside == []


def test_the_example_is_the_one_of_the_readme(made: Made) -> None:
    """165 cm, 110 kg, female: 4 days x 50 mg/kg x 110 kg; the sums stand in the README."""
    page, readme = made.page, Path("README.md").read_text(encoding="utf-8")
    name = "Cyclophosphamide 200 mg per kg and rabbit anti-thymocyte globulin 6 mg per kg"
    weights = f"Cyclophosphamide, {name}"

    total = _row(page, f"Totals: {name}", "Cyclophosphamide")
    ideal = _row(page, weights, "Ideal weight (Devine)")
    adjusted = _row(page, weights, "Adjusted weight, 25 %")

    expect(page.get_by_text("For 165 cm, 110 kg, female.")).to_be_visible()
    expect(total).to_contain_text("22,000 mg")
    expect(ideal).to_contain_text("11,381.8898 mg")
    expect(ideal).to_contain_text("200 mg per kg in all, times 56.9094 kg")
    expect(adjusted).to_contain_text("14,036.4173 mg")
    assert all(said in readme for said in ("| 22,000 |", "| 11,381.8898 |", "| 14,036.4173 |"))


def test_every_entry_of_the_plan_stands_in_its_stage(made: Made) -> None:
    shown = made.page.locator("table.days tbody").evaluate_all(
        """bodies => bodies.map(body => [body.className,
          [...body.querySelectorAll("[data-kind] th > strong")].map(title => title.textContent)])"""
    )

    stages = [stage["stage"] for stage in made.plan["stages"]]
    expected = [
        [stage, [entry["title"] for entry in made.plan["entries"] if entry["stage"] == stage]]
        for stage in stages
    ]
    assert shown == expected
    assert sum(len(titles) for _, titles in shown) > 50


def test_the_dates_of_the_table_are_those_of_the_plan(made: Made) -> None:
    shown = made.page.locator("table.days time").evaluate_all(
        "times => times.map(time => time.dateTime)"
    )

    stages = [stage["stage"] for stage in made.plan["stages"]]
    entries = sorted(made.plan["entries"], key=lambda entry: stages.index(entry["stage"]))
    dates = [date for entry in entries for date in (entry["date"], entry["until"]) if date]
    assert shown == dates


def test_a_dose_that_is_not_reported_is_a_gap(made: Made) -> None:
    row = made.page.locator("tbody.conditioning [data-kind=dose]", has_text="Mesna")

    expect(row.locator("td[data-name=Dose] .gap")).to_have_text("not reported")
    expect(row.locator("td[data-name=Date] .gap")).to_have_text("no date reported")


def test_the_warnings_come_first_most_serious_first_in_words(made: Made) -> None:
    headings = made.page.locator(".plan h3").all_inner_texts()
    words = made.page.locator(".warning .severity").all_inner_texts()

    order = ["Serious", "Caution", "For information"]
    said = [word.split("\n")[-1] for word in words]
    assert headings[0] == "Warnings"
    assert said == sorted(said, key=order.index)
    assert set(said) == {
        {"serious": "Serious", "caution": "Caution", "information": "For information"}[
            warning["severity"]
        ]
        for warning in made.plan["warnings"]
    }


def test_every_warning_is_said_of_every_agent(made: Made) -> None:
    shown = made.page.locator(".warning").all_inner_texts()
    names = {total["agent"]: total["name"] for total in made.plan["totals"]}

    missing = [
        (warning["code"], agent)
        for warning in made.plan["warnings"]
        for agent in warning["agents"]
        if not any(warning["detail"] in text and names[agent] in text for text in shown)
    ]

    assert len(made.plan["warnings"]) > len(shown) > 3
    assert missing == []


def test_the_graft_is_held_against_every_threshold(made: Made) -> None:
    page, graft = made.page, made.plan["graft"]

    met = page.locator(".met").evaluate_all("all => all.map(one => one.dataset.met === 'true')")

    assert met == [check["met"] for check in graft["checks"]]
    # 400 mL x 10 % = 40 mL; 40 mL / 110 kg = 0.3636 mL per kg
    expect(page.get_by_text("Dimethyl sulfoxide: 40 mL")).to_contain_text("0.3636 mL per kg")


def test_the_working_shows_every_line_of_it(made: Made) -> None:
    page = made.page
    measures = page.get_by_role("table", name="Measures of the body")

    assert page.locator(".calculation li").all_inner_texts() == made.plan["calculation"]
    for measure in made.plan["measures"]:
        row = measures.get_by_role("row", name=f"{measure['name']} {measure['result']['text']}")
        expect(row).to_contain_text(measure["working"])


def test_the_picture_is_the_one_that_the_api_draws(made: Made) -> None:
    image = made.page.locator(".timeline img")

    assert image.evaluate("image => [image.complete, image.naturalWidth]") == [True, 800]
    expect(image).to_have_accessible_name(re.compile("^Timeline around day 0 on 2030-01-10: "))
    expect(made.page.locator(".timeline")).to_have_attribute("tabindex", "0")


def test_no_address_carries_a_measure_and_nothing_is_remembered(made: Made) -> None:
    page = made.page

    kept = page.evaluate("[{...localStorage}, {...sessionStorage}, document.cookie]")

    assert kept == [{}, {}, ""]
    assert page.url.endswith(f"/plan?conditioning={MIST}&mobilisation={GROWTH}")
    paths = [url.partition("/v1/")[2] for url in made.sent if "/v1/" in url]
    assert [path for path in paths if re.search("110|165|2030", path)] == []
    assert "plans" in paths


def test_a_plan_is_shown_without_a_fault_and_without_another_host(made: Made) -> None:
    assert made.visited.faults == []
    assert made.visited.outside == []


def test_the_sources_of_a_dose_are_one_click_away(made: Made) -> None:
    badge = made.page.locator("[data-kind=dose] .evidence").first

    badge.locator("summary").click()

    expect(badge.get_by_role("link").first).to_be_visible()


def test_only_the_doses_and_the_graft_are_shown_when_asked_for(made: Made) -> None:
    made.page.locator("label", has_text="Doses and graft").click()

    shown = made.page.locator("table.days [data-kind]:visible").evaluate_all(
        "rows => rows.map(row => row.dataset.kind)"
    )
    assert set(shown) == {"dose", "graft"}
    made.page.get_by_text("Everything", exact=True).click()


# Taking it away


def test_the_calendar_has_the_dates_of_the_plan(made: Made) -> None:
    with made.page.expect_download() as started:
        made.page.get_by_role("button", name="Calendar").click()

    events = icalendar.Calendar.from_ical(Path(started.value.path()).read_bytes()).walk("VEVENT")
    dates = {event.decoded("dtstart").isoformat() for event in events}
    # What has no first date stands on the day by which it is due.
    entries = [entry["date"] or entry["until"] for entry in made.plan["entries"]]
    assert started.value.suggested_filename == f"plan-{made.plan['id']}.ics"
    assert "2030-01-10" in dates
    assert dates == set(filter(None, entries))


def test_there_is_a_button_for_every_format(made: Made) -> None:
    bar = made.page.get_by_role("group", name="Take the plan with you")

    expect(bar.get_by_role("button")).to_have_count(len(FORMATS) + 1)
    for name in [
        "Print sheet", "Table (.csv)", "Calendar (.ics)", "Picture (.svg)", "FHIR (.json)",
        "Copy JSON",
    ]:  # fmt: skip
        expect(bar.get_by_role("button", name=name, exact=True)).to_be_visible()


def test_the_fhir_file_is_the_bundle_of_the_plan(made: Made) -> None:
    with made.page.expect_download() as started:
        made.page.get_by_role("button", name="FHIR").click()

    bundle = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    types = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert started.value.suggested_filename == f"plan-{made.plan['id']}.fhir.json"
    assert bundle["resourceType"] == "Bundle"
    assert types.count("CarePlan") == 1
    assert types.count("DetectedIssue") == len(made.plan["warnings"])


def test_a_format_that_the_page_does_not_know_has_a_button_too(visit: Open) -> None:
    def add(document: Any) -> None:  # noqa: ANN401  JSON
        parameters = document["paths"]["/v1/plans"]["post"]["parameters"]
        asked = next(one for one in parameters if one["name"] == "format")
        asked["schema"]["anyOf"][0]["enum"].append("papyrus")

    page = visit("/plan?conditioning=mist", routes={"**/openapi.json": _changed(add)}).page
    _make_example(page)

    expect(page.get_by_role("button", name="Save as papyrus")).to_be_visible()


def test_the_print_sheet_opens_with_its_style_and_is_printed(made: Made) -> None:
    with made.page.expect_popup() as opened:
        made.page.get_by_role("button", name="Print sheet").click()

    sheet = opened.value
    expect(sheet.get_by_role("heading", level=1)).to_be_visible()
    assert sheet.url.startswith("blob:")
    expect(sheet.locator(".rows").first).to_have_css("border-collapse", "collapse")
    expect(sheet.locator("body")).to_have_attribute("data-printed", "yes")
    assert made.visited.faults == []
    sheet.close()


def test_where_no_tab_is_opened_the_sheet_is_saved(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    _make_example(page)
    page.evaluate("window.open = () => null")

    with page.expect_download() as started:
        page.get_by_role("button", name="Print sheet").click()

    assert started.value.suggested_filename.endswith(".html")
    expect(page.get_by_text("Open it to print it.")).to_be_visible()


def test_the_json_is_copied_as_it_was_answered(visit: Open) -> None:
    page = visit("/plan?conditioning=mist", permissions=["clipboard-read", "clipboard-write"]).page
    page.get_by_role("button", name="Fill in an example").click()
    with page.expect_response(PLANS) as answer:
        _submit(page)

    page.get_by_role("button", name="Copy JSON").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == answer.value.json()


def test_a_file_that_cannot_be_had_is_said_beside_the_buttons(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    _make_example(page)
    page.route("**/v1/plans?format=ics", lambda route: route.fulfill(
        status=500, body=PROBLEM, content_type="application/problem+json"))  # fmt: skip

    page.get_by_role("button", name="Calendar").click()

    expect(page.get_by_role("group", name="Take the plan with you")).to_contain_text(
        "It is our fault."
    )


# What is wrong


def test_what_is_missing_is_listed_and_leads_to_its_field(visit: Open) -> None:
    page = visit("/plan").page

    _submit(page)

    summary = page.locator(".faults")
    expect(summary).to_be_focused()
    assert summary.get_by_role("link").all_inner_texts() == [
        "Conditioning regimen: Choose one.", "Day 0: It is needed.", "Height: It is needed.",
        "Weight: It is needed.", "Sex: Choose one.",
    ]  # fmt: skip
    summary.get_by_role("link", name="Weight").click()
    field = page.get_by_label("Weight", exact=True)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("20 to 350 kg. It is needed.")


def _limits(server: Server, member: str) -> Any:  # noqa: ANN401  JSON
    document = json.loads(reply(server.port, get("/openapi.json")).body)
    return document["components"]["schemas"]["Body"]["properties"][member]


def test_a_number_is_held_to_the_limits_of_the_document(visit: Open, server: Server) -> None:
    limits = _limits(server, "weight_kg")
    within = f"{limits['minimum']} to {limits['maximum']} kg."
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    expect(page.locator("#field-body-weight-kg-hint")).to_have_text(within)

    for written, said in {
        "1,5": "Write a number with a point for decimals, such as 72.5.",
        "7e1": "Write a number with a point for decimals, such as 72.5.",
        f"{limits['minimum'] - 1}.9": f"It must be {within}",
        f"{limits['maximum']}.1": f"It must be {within}",
    }.items():
        page.get_by_label("Weight", exact=True).fill(written)
        _submit(page)
        expect(page.locator("#field-body-weight-kg-fault")).to_have_text(said)

    expect(page.locator("#result")).to_be_empty()


def test_what_only_the_api_knows_leads_to_its_field_too(visit: Open) -> None:
    """A step that rounds a dose to nothing, in a part of the form that is closed."""
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_text("Advanced").click()
    page.get_by_role("group", name="Rabbit anti-thymocyte globulin").get_by_label("Round").fill(
        "1000"
    )
    page.get_by_text("Advanced").click()

    _submit(page)

    link = page.locator(".faults").get_by_role("link")
    expect(link).to_have_text(
        "Rounding of Rabbit anti-thymocyte globulin: "
        "This step rounds a dose of the agent to nothing."
    )
    link.click()
    expect(page.locator("#field-rounding-step-mg-anti-thymocyte-globulin-rabbit")).to_be_focused()


def test_a_date_that_is_refused_leads_to_its_field(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_label("Day 0").fill("1969-12-31")

    _submit(page)

    expect(page.locator("#field-day-zero-fault")).to_contain_text("must be from 1970-01-01")


def test_a_graft_without_cells_is_said(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_text("Check a collected graft").click()
    page.get_by_label("Volume to be infused").fill("400")

    _submit(page)

    expect(page.locator("#field-graft-cd34-million-per-kg-fault")).to_have_text(
        "Give the cells too, or leave all three empty."
    )


def test_a_weight_and_a_step_of_one_agent_are_sent(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_text("Advanced").click()
    agent = page.get_by_role("group", name="Cyclophosphamide")
    agent.get_by_label("Weight").select_option("ideal")
    agent.get_by_label("Round").fill("50")

    with page.expect_request(PLANS) as sent:
        _submit(page)

    body = json.loads(sent.value.post_data or "")
    assert body["weight_basis_by_agent"] == {"cyclophosphamide": "ideal"}
    assert body["rounding_step_mg"] == {"cyclophosphamide": 50}
    # 50 mg/kg x 56.9094 kg = 2,845.4724 mg; the nearest 50 mg is 2,850 mg
    row = _dose(page, "Cyclophosphamide")
    expect(row).to_contain_text("2,850 mg")
    expect(row).to_contain_text("before rounding 2,845.4724 mg")


def test_a_plan_of_another_form_says_so_and_can_be_made_anew(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    _make_example(page)

    page.get_by_label("Weight", exact=True).fill("100")

    expect(page.locator(".stale")).to_contain_text("The form was changed.")
    page.get_by_role("button", name="Make it anew").click()
    # 50 mg/kg x 100 kg
    expect(_dose(page, "Cyclophosphamide")).to_contain_text("5,000 mg")
    expect(page.locator(".stale")).to_be_hidden()


def test_a_cleared_form_is_empty_and_has_no_plan(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    _make_example(page)

    page.get_by_role("button", name="Clear").click()

    expect(page.locator("#result")).to_be_empty()
    expect(page.get_by_label("Weight", exact=True)).to_have_value("")
    assert page.url.endswith("/plan")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("no-such-regimen", "No regimen is called “no-such-regimen”."),
        (HOSTILE, "No regimen is called “<img src=x"),
        ("cyclophosphamide-120", "no plan can be made. The dose is known but not on which"),
        (GROWTH, "is a mobilisation. Choose the conditioning that follows it."),
    ],
)
def test_an_address_that_no_plan_can_begin_with_is_explained(
    visit: Open, asked: str, said: str
) -> None:
    visited = visit(f"/plan?conditioning={asked}")

    expect(visited.page.locator("#content .notice")).to_contain_text(said)
    expect(visited.page.get_by_label("Conditioning regimen")).to_have_value("")
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.faults == []


def test_an_address_chooses_a_mobilisation_and_keeps_up_with_the_form(visit: Open) -> None:
    page = visit(f"/plan?mobilisation={GROWTH}").page
    mobilisation = page.get_by_label("Mobilisation", exact=False)

    expect(mobilisation).to_have_value(GROWTH)
    expect(page.locator("#content .notice")).to_contain_text("is a mobilisation. Choose the")
    page.get_by_label("Conditioning regimen").select_option(MIST)

    assert page.url.endswith(f"/plan?conditioning={MIST}&mobilisation={GROWTH}")
    page.reload()
    expect(mobilisation).to_have_value(GROWTH)
    expect(page.get_by_label("Conditioning regimen")).to_have_value(MIST)
    expect(page.locator("#content .notice")).to_have_count(0)


def test_a_regimen_that_brings_its_mobilisation_takes_no_other(visit: Open) -> None:
    page = visit("/plan?conditioning=cyclophosphamide-rituximab-mexico").page

    expect(page.get_by_label("Mobilisation")).to_be_disabled()
    expect(page.get_by_label("Mobilisation")).to_have_accessible_description(
        "The conditioning regimen contains its own."
    )


def test_only_what_can_be_planned_can_be_chosen_and_the_rest_says_why(
    visit: Open, server: Server
) -> None:
    page = visit("/plan").page
    regimens = json.loads(
        reply(server.port, get("/v1/regimens?stage=conditioning&limit=200")).body
    )["data"]
    options = page.get_by_label("Conditioning regimen").locator("option")
    expect(options).not_to_have_count(0)

    offered = {option.get_attribute("value") for option in options.all()} - {""}
    left_out = page.locator(".outsiders li").all_text_contents()

    assert offered == {one["id"] for one in regimens if one["plannable"] != "no"}
    assert sorted(left_out) == sorted(
        f"{one['name']}: {one['plannable_reason']}" for one in regimens if one["plannable"] == "no"
    )


# When the API fails


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda route: route.abort(), "The API cannot be reached."),
        (
            lambda route: route.fulfill(
                status=500, body=PROBLEM, content_type="application/problem+json"
            ),
            "It is our fault.",
        ),
        (lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"), "status 502"),
        (lambda route: route.fulfill(status=200, body="<h1>Hello</h1>"), "not JSON"),
    ],
)
def test_a_call_that_fails_says_why_and_can_be_tried_again(
    visit: Open, answer: Callable[[Route], None], said: str
) -> None:
    page = visit("/plan?conditioning=mist", routes={PLANS: answer}).page
    page.get_by_role("button", name="Fill in an example").click()

    _submit(page)

    box = page.locator("#result .failure")
    expect(box).to_be_focused()
    expect(box).to_contain_text("No plan was made.")
    expect(box).to_contain_text(said)
    page.unroute(PLANS)
    box.get_by_role("button", name="Try again").click()
    expect(_heading(page)).to_be_focused()


def test_an_answer_that_does_not_come_is_given_up(visit: Open) -> None:
    page = visit("/plan?conditioning=mist").page
    page.get_by_role("button", name="Fill in an example").click()
    page.evaluate(
        "AbortSignal.timeout = () => AbortSignal.abort(new DOMException('', 'TimeoutError'))"
    )

    _submit(page)

    expect(page.locator("#result .failure")).to_contain_text("did not answer within 15 seconds")


def test_a_copy_that_is_files_only_says_where_there_is_a_calculator(visit: Open) -> None:
    page = visit(
        "/plan?conditioning=mist",
        routes={PLANS: lambda route: route.fulfill(status=405, body="<h1>No</h1>")},
    ).page
    page.get_by_role("button", name="Fill in an example").click()

    _submit(page)

    expect(page.locator("#result .failure")).to_contain_text("it cannot compute")
    expect(page.locator("#result .failure")).to_contain_text("make run")
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_a_slow_answer_is_waited_for_and_asked_for_once(visit: Open) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page = visit("/plan?conditioning=mist", routes={PLANS: hold}).page
    page.get_by_role("button", name="Fill in an example").click()

    _submit(page)
    button = page.get_by_role("button", name="Make the plan")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#news")).to_have_text("Making the plan.")
    button.dispatch_event("click")  # as a mouse would: Playwright waits for a button that is free

    assert len(held) == 1
    held[0].continue_()
    expect(_heading(page)).to_be_focused()
    expect(page.locator("#news")).to_have_text("The plan is ready.")


def test_an_answer_that_is_late_does_not_come_back_after_clearing(visit: Open) -> None:
    page = visit("/plan?conditioning=mist", routes={PLANS: lambda _: None}).page
    page.get_by_role("button", name="Fill in an example").click()
    _submit(page)
    expect(page.locator("#result .skeleton")).to_be_visible()

    page.get_by_role("button", name="Clear").click()

    expect(page.locator("#result")).to_be_empty()
    expect(page.get_by_role("button", name="Make the plan")).not_to_have_attribute(
        "aria-disabled", "true"
    )


def test_regimens_that_do_not_come_can_be_asked_for_again(visit: Open) -> None:
    page = visit("/plan", routes={"**/v1/regimens?*": lambda route: route.abort()}).page
    expect(page.locator("#content .failure")).to_contain_text("The API cannot be reached.")

    page.unroute("**/v1/regimens?*")
    page.get_by_role("button", name="Try again").click()

    expect(page.get_by_label("Conditioning regimen")).to_be_visible()


def test_without_the_document_the_api_itself_checks(visit: Open) -> None:
    page = visit(
        "/plan?conditioning=mist", routes={"**/openapi.json": lambda route: route.abort()}
    ).page
    page.get_by_role("button", name="Fill in an example").click()
    page.get_by_label("Weight", exact=True).fill("351")

    _submit(page)

    expect(page.locator("#field-body-weight-kg-fault")).to_contain_text("less than or equal to 350")


def test_a_picture_that_does_not_come_leaves_the_plan(visit: Open) -> None:
    page = visit("/plan?conditioning=mist", routes={PICTURES: lambda route: route.abort()}).page

    _make_example(page)

    expect(page.locator(".timeline .failure")).to_contain_text("The API cannot be reached.")
    expect(page.locator("table.days")).to_be_visible()


def test_markup_in_a_value_is_text(visit: Open) -> None:
    def change(plan: Any) -> None:  # noqa: ANN401  JSON
        plan["conditioning_name"] = plan["caveat"] = HOSTILE
        plan["assumptions"] = plan["calculation"] = [HOSTILE]
        plan["warnings"][0] |= {"title": HOSTILE, "detail": HOSTILE}
        plan["entries"][0] |= {"title": HOSTILE, "text": HOSTILE, "note": HOSTILE}
        plan["totals"][0]["name"] = HOSTILE

    visited = visit("/plan?conditioning=mist", routes={PLANS: _changed(change)})

    _make_example(visited.page)
    _wait_until_drawn(visited.page)

    assert visited.page.get_by_text(HOSTILE).count() >= 8
    assert visited.page.evaluate("window.wasRun") is None
    assert visited.faults == []


def test_a_value_that_is_null_leaves_a_gap_and_no_fault(visit: Open) -> None:
    unknown = {"value": None, "low": None, "high": None, "bound": None, "unit": None, "text": None}

    def change(plan: Any) -> None:  # noqa: ANN401  JSON
        for entry in plan["entries"]:
            entry |= {"note": None, "dose": None, "times_per_day": None, "route": None}
            entry |= {"date": None, "until": None, "day": None, "anchor_day": None}
        for total in plan["totals"]:
            total |= {"planned": unknown, "published_amount": unknown, "difference_percent": None}
        for other in plan["alternatives"]:
            other |= {"total": unknown, "difference_percent": None}
        for measure in plan["measures"]:
            measure["result"] = unknown
        plan |= {"warnings": [], "assumptions": [], "mobilisation_name": None}

    visited = visit("/plan?conditioning=mist", routes={PLANS: _changed(change)})

    _make_example(visited.page)
    _wait_until_drawn(visited.page)

    expect(visited.page.locator(".plan")).not_to_contain_text("null")
    expect(visited.page.locator(".plan")).not_to_contain_text("undefined")
    expect(visited.page.get_by_text("There are none.")).to_be_visible()
    assert visited.faults == []


# Every reader


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "dark")])
def test_a_plan_is_accessible_and_fits_its_window(visit: Open, width: int, scheme: str) -> None:
    def shorten(plan: Any) -> None:  # noqa: ANN401  JSON
        """Leave one entry of every look; axe takes a quarter of a second for each."""
        looks = {(one["stage"], one["kind"], one["dose"] is None): one for one in plan["entries"]}
        plan["entries"] = list(looks.values())

    page = visit(
        "/plan?conditioning=mist", width=width, scheme=scheme, routes={PLANS: _changed(shorten)}
    ).page
    page.get_by_text("Advanced").click()
    page.get_by_text("Check a collected graft").click()
    _submit(page)
    wrong = axe(page)

    _make_example(page)
    _wait_until_drawn(page)
    right = axe(page)

    assert wrong.violations == []
    assert right.violations == []
    assert "color-contrast" in right.passes
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_timeline_is_moved_sideways_with_the_keyboard(visit: Open) -> None:
    page = visit("/plan?conditioning=mist", width=360).page
    _make_example(page)
    _wait_until_drawn(page)

    page.locator(".timeline").focus()
    page.keyboard.press("ArrowRight")

    expect(page.locator(".timeline")).not_to_have_js_property("scrollLeft", 0)
    expect(page.get_by_text("move it sideways")).to_be_visible()


def test_without_scripts_the_page_gives_the_call(visit: Open) -> None:
    page = visit("/plan", java_script_enabled=False).page

    expect(page.locator("main pre")).to_contain_text("/v1/plans?format=html")
    expect(page.get_by_role("link", name="the console").first).to_be_visible()


def test_on_paper_there_is_the_plan_and_no_form(made: Made) -> None:
    page = made.page

    page.emulate_media(media="print")

    expect(page.locator(".plan-form")).to_be_hidden()
    expect(page.get_by_role("button", name="Print sheet")).to_be_hidden()
    expect(page.locator("table.days")).to_be_visible()
    page.emulate_media(media="screen")


def test_a_developer_finds_the_call_with_what_was_sent(made: Made) -> None:
    call = made.page.locator("#calls li", has_text="POST /v1/plans").first

    call.locator("summary").click()

    body = json.loads(call.locator("[data-language=curl] code").inner_text().split("-d '")[1][:-1])
    assert body["body"] == {"weight_kg": 110, "height_cm": 165, "sex": "female"}
    assert body["mobilisation"] == GROWTH
