"""Plan -> HTML sheet."""

import re
from collections.abc import Mapping

from app.planning.plan import Plan
from app.rendering import plan_sheet
from app.rendering.format import NOT_A_PRESCRIPTION, About
from tests.rendering.plans import MARKUP, tainted
from tests.rendering.reading import Sheet, texts_of


def sheet(plan: Plan, about: About) -> Sheet:
    return Sheet(plan_sheet.render(plan, about))


def said(plan: Plan, about: About) -> str:
    return "\n".join(texts_of("html", plan_sheet.render(plan, about)))


def test_a_sheet_is_well_nested_and_runs_nothing(plan: Plan, about: About) -> None:
    page = sheet(plan, about)

    names = {name for name, _ in page.attributes}

    assert page.open == page.ill_nested == []
    assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
    assert names <= {
        "lang", "charset", "name", "content", "class", "role", "scope", "style", "colspan", "href"
    }  # fmt: skip


def test_a_sheet_loads_nothing(plan: Plan, about: About) -> None:
    written = plan_sheet.render(plan, about).decode()

    assert "@import" not in written
    assert "url(" not in written


def test_links_lead_to_the_references_of_this_api(plan: Plan, about: About) -> None:
    page = sheet(plan, about)

    links = [value or "" for name, value in page.attributes if name == "href"]

    assert all(link.startswith("https://example.org/v1/references/") for link in links)
    assert len(set(links)) == len(links)


def test_every_number_in_brackets_is_a_source_in_the_list(plan: Plan, about: About) -> None:
    page = sheet(plan, about)

    marks = re.findall(r"\[([\d, ]+)\]", " ".join(page.texts))
    cited = {int(number) for mark in marks for number in mark.split(", ")}

    assert cited == set(range(1, page.tags.count("a") + 1))


def test_the_head_that_is_printed_on_every_page_says_what_it_is(plan: Plan, about: About) -> None:
    written = plan_sheet.render(plan, about).decode().replace("\N{NO-BREAK SPACE}", " ")

    head = written.partition("<main>")[0]
    texts = " ".join(Sheet(head.encode()).texts)

    assert 'role="presentation"><thead>' in head
    for part in (
        NOT_A_PRESCRIPTION.upper(), plan.conditioning_name, plan.mobilisation_name or "",
        str(plan.day_zero), about.dataset_version, about.released_on, plan.id, about.intended_use,
    ):  # fmt: skip
        assert part in texts


def test_every_stage_begins_a_page(plan: Plan, about: About) -> None:
    written = plan_sheet.render(plan, about).decode()

    for window in plan.stages:
        assert f'<section class="new"><h2>{window.name}: {window.from_date} to' in written
    assert "size: A4" in written
    assert ".new { break-before: page }" in written


def test_warnings_come_first(plan: Plan, about: About) -> None:
    written = plan_sheet.render(plan, about).decode()

    assert re.findall(r"<h2>(\w+)", written)[0] == "Warnings"
    assert written.count("<b>SERIOUS</b>") == sum(
        1 for w in plan.warnings if w.severity == "serious"
    )


def test_what_every_warning_says_is_there(plan: Plan, about: About) -> None:
    text = said(plan, about)

    for warning in plan.warnings:
        assert warning.title in text
        assert warning.detail in text


def test_every_entry_is_a_row_of_its_stage(plan: Plan, about: About) -> None:
    page = sheet(plan, about)

    kinds = [value for name, value in page.attributes if name == "class"]

    for kind in ("dose", "step", "graft", "milestone"):
        assert kinds.count(kind) == sum(1 for one in plan.entries if one.kind == kind)


def test_totals_measures_alternatives_and_sums_are_shown(plan: Plan, about: About) -> None:
    text = said(plan, about)

    shown = [total.planned.text for total in plan.totals]
    shown += [total.published_amount.text for total in plan.totals]
    shown += [other.working for other in plan.alternatives]
    shown += [measure.working for measure in plan.measures]
    shown += [measure.result.text for measure in plan.measures]
    shown += plan.calculation
    shown += [fact.statement for fact in plan.care]

    assert [one for one in shown if one is not None and one not in text] == []


def test_totals_of_two_regimens_are_told_apart(plans: Mapping[str, Plan], about: About) -> None:
    told = "first the mobilisation, then the conditioning"

    assert told in said(plans["mist"], about)
    assert told not in said(plans["beam"], about)


def test_the_worked_example_is_on_the_sheet(plans: Mapping[str, Plan], about: About) -> None:
    text = said(plans["mist"], about)

    assert "22,000 mg" in text  # 200 mg per kg times 110 kg
    assert "11,381.8898 mg" in text  # 200 mg per kg times the ideal weight, 56.9094... kg
    assert "14,036.4173 mg" in text  # 200 mg per kg times the 25 percent adjusted weight


def test_the_graft_is_held_against_each_threshold(plans: Mapping[str, Plan], about: About) -> None:
    plan = plans["graft and rounding"]
    assert plan.graft is not None

    text = said(plan, about)

    assert [check.statement for check in plan.graft.checks if check.statement not in text] == []
    assert "Dimethyl sulfoxide: 10 mL, " in text  # 100 mL with 10 percent
    assert "Dimethyl sulfoxide:" not in said(plans["graft of unknown volume"], about)
    assert "Reached" not in said(plans["mist"], about)


def test_a_plan_with_nothing_to_warn_of_says_that_this_proves_nothing(
    plans: Mapping[str, Plan], about: About
) -> None:
    text = said(plans["bare"], about)

    assert "Warnings: none" in text
    assert "this does not make the plan safe" in text


def test_markup_in_names_is_shown_and_does_nothing(plans: Mapping[str, Plan], about: About) -> None:
    plan = tainted(plans["graft and rounding"])

    page = sheet(plan, about)

    assert page.open == page.ill_nested == []
    assert "script" not in page.tags
    assert set(page.tags) == set(sheet(plans["graft and rounding"], about).tags)
    assert f"{MARKUP}Conditioning" in said(plan, about)


def test_no_line_can_end_between_a_dose_and_its_unit(
    plans: Mapping[str, Plan], about: About
) -> None:
    written = plan_sheet.render(plans["mist"], about).decode()
    body = written.partition("</head>")[2]

    assert re.findall(r"[\d,.]+ (?:mg|g|micrograms|kg)\b", body) == []
