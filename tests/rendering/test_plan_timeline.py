"""Plan -> SVG timeline."""

from collections.abc import Mapping
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from app.catalogue import Catalogue
from app.planning.plan import Plan
from app.rendering import plan_timeline
from app.rendering.format import About
from app.rendering.timeline_axis import LATER, LEFT, RIGHT, axis_of
from tests.rendering.plans import MARKUP, MOBILISATION, entry, plan_of, tainted
from tests.rendering.reading import (
    SVG,
    label_boxes,
    overlaps,
    shape_boxes,
    texts_of,
)
from tests.rendering.test_formats import many_plans


def drawn(plan: Plan, about: About) -> ET.Element:
    return ET.fromstring(plan_timeline.render(plan, about))  # noqa: S314  our own picture


def hovers(picture: ET.Element) -> list[str]:
    return [title.text or "" for title in picture.iterfind(f".//{SVG}g/{SVG}title")]


def test_a_timeline_has_a_text_alternative(plan: Plan, about: About) -> None:
    picture = drawn(plan, about)

    named = (picture.get("aria-labelledby") or "").split()
    title, description = (picture.find(f"*[@id='{id}']") for id in named)

    assert picture.get("role") == "img"
    assert title is not None
    assert title.text == f"{plan.conditioning_name}, day 0 on {plan.day_zero}"
    assert description is not None
    assert about.intended_use in (description.text or "")


def test_a_timeline_needs_nothing_from_elsewhere(plan: Plan, about: About) -> None:
    written = plan_timeline.render(plan, about).decode()

    addresses = written.replace('xmlns="http://www.w3.org/2000/svg"', "")

    assert "http" not in addresses
    assert {
        word for word in ("<script", "<image", "<use", "href", "@import") if word in written
    } == (set())
    assert written.count("url(") == written.count("url(#hatch)")


def test_the_picture_is_800_wide_and_everything_lies_inside(plan: Plan, about: About) -> None:
    picture = drawn(plan, about)
    _, _, width, height = map(float, (picture.get("viewBox") or "").split())

    outside = [
        box
        for box in (*label_boxes(picture), *shape_boxes(picture))
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
    ]

    assert width == 800
    assert outside == []


def test_no_label_overlaps_another(plan: Plan, about: About) -> None:
    assert overlaps(label_boxes(drawn(plan, about))) == []


def test_no_label_of_any_regimen_overlaps_another(curated: Catalogue, about: About) -> None:
    pictures = [drawn(plan, about) for plan in many_plans(curated)]

    assert [overlaps(label_boxes(picture)) for picture in pictures] == [[]] * len(pictures)


def test_no_bar_lies_under_a_label(plan: Plan, about: About) -> None:
    picture = drawn(plan, about)
    ground, *shapes = shape_boxes(picture)

    under = [
        (label.what, shape) for label in label_boxes(picture) for shape in shapes
        if label.overlaps(shape)
    ]  # fmt: skip

    assert ground.what == "bg"
    assert under == []


def test_every_dated_dose_is_a_bar_that_tells_its_date(plan: Plan, about: About) -> None:
    told = hovers(drawn(plan, about))

    for one in plan.entries:
        if one.agent and one.date:
            assumed = " The date is assumed." if one.assumed else ""
            assert told.count(f"{one.date}, day {one.day}. {one.text}{assumed}") >= 1


def test_bars_of_one_day_stand_below_one_another(plans: Mapping[str, Plan], about: About) -> None:
    picture = drawn(plans["mist"], about)

    bars = {
        (group.find(f"{SVG}title").text or "")[:10]: group.find(f"{SVG}rect").get("x")  # type: ignore[union-attr]  # a bar has both
        for group in picture.iter(f"{SVG}g")
        if group.find(f"{SVG}rect") is not None and group.find(f"{SVG}title") is not None
    }
    shapes = [shape for shape in shape_boxes(picture) if shape.what == "conditioning"]

    assert bars["2030-01-05"] != bars["2030-01-06"]
    # 4 doses of cyclophosphamide, 5 of methylprednisolone and 5 of the globulin, and the legend
    assert len(shapes) == 4 + 5 + 5 + 1
    assert len({shape.left for shape in shapes}) == 5 + 1


def test_a_dose_that_is_not_shown_is_an_open_bar(plans: Mapping[str, Plan], about: About) -> None:
    plan = plans["without doses"]

    bars = [shape for shape in shape_boxes(drawn(plan, about)) if shape.what == "open"]

    assert len(bars) == sum(1 for e in plan.entries if e.agent and e.date) + 1  # and the legend


def test_every_milestone_is_listed_with_its_month(plans: Mapping[str, Plan], about: About) -> None:
    said = texts_of("svg", plan_timeline.render(plans["mist"], about))

    assert "Month 24" in said
    assert "2032-01-10" in said
    assert "Measles, mumps and rubella vaccine; Varicella vaccine; T cells" in said


def test_the_days_are_drawn_to_scale_and_the_months_after_them(
    plans: Mapping[str, Plan],
) -> None:
    axis = axis_of(plans["mist"])

    widths = {round(axis.x(day + 1) - axis.x(day), 6) for day in range(-24, 30)}
    months = [axis.x_of_month(month) for month in (1, 3, 6, 12, 24, 36)]

    assert axis.x(-24) == LEFT
    assert widths == {round(axis.scale, 6)}
    assert months == sorted(months)
    assert months[0] >= axis.x(30) + axis.scale
    assert months[-1] == RIGHT
    assert axis.x(31) == RIGHT - LATER


def test_a_long_wait_is_a_break_of_the_axis(plans: Mapping[str, Plan]) -> None:
    plan = plans["long wait"]
    first = plan.stages[0].from_date - plan.day_zero
    last = plan.stages[1].to_date - plan.day_zero

    harvest, around = axis_of(plan).runs

    assert (harvest.first, harvest.last) == (first.days, last.days)
    assert (around.first, around.last) == (-5, 30)
    assert axis_of(plan).x(-100) == around.x  # inside the break


def test_a_harvest_of_one_day_long_before_is_labelled_with_its_year(
    curated: Catalogue, about: About
) -> None:
    plan = plan_of(curated, conditioning="beam-early-consensus", harvest_on="2025-06-15")
    stages = tuple(
        window.model_copy(update={"from_date": window.to_date})
        if window.stage in {"harvest", "processing"}
        else window
        for window in plan.stages
    )
    short = plan.model_copy(
        update={"stages": stages, "entries": tuple(e for e in plan.entries if e.kind != "dose")}
    )

    said = texts_of("svg", plan_timeline.render(short, about))

    assert any(text.endswith(" Jun 2025") for text in said)


@pytest.mark.parametrize("day", [31, 45, 90, 400])
def test_a_dose_after_day_30_makes_the_detailed_part_longer(
    plans: Mapping[str, Plan], about: About, day: int
) -> None:
    plan = plans["mist"]
    late = entry(
        date=date.fromordinal(plan.day_zero.toordinal() + day), day=day, stage="reinfusion"
    )
    longer = plan.model_copy(update={"entries": (*plan.entries, late)})

    picture = drawn(longer, about)
    shapes = shape_boxes(picture)

    assert axis_of(longer).detail_ends == day
    assert max(shape.right for shape in shapes) <= 800
    assert overlaps(label_boxes(picture)) == []


def test_day_zero_is_marked_with_its_date(plan: Plan, about: About) -> None:
    said = texts_of("svg", plan_timeline.render(plan, about))

    assert "Day 0" in said
    assert f"{plan.day_zero.day} {plan.day_zero:%b} {plan.day_zero.year}" in said


def test_it_has_colours_for_dark_surroundings(plans: Mapping[str, Plan], about: About) -> None:
    assert b"@media(prefers-color-scheme:dark)" in plan_timeline.render(plans["mist"], about)


def test_markup_in_names_is_shown_and_does_nothing(plans: Mapping[str, Plan], about: About) -> None:
    tags = [element.tag for element in drawn(plans["mist"], about).iter()]

    picture = drawn(tainted(plans["mist"]), about)

    assert set(tags) == {element.tag for element in picture.iter()}
    assert any(MARKUP in told for told in hovers(picture))
    assert overlaps(label_boxes(picture)) == []


def test_long_names_are_cut_and_told_in_full_on_hovering(
    plans: Mapping[str, Plan], about: About
) -> None:
    plan = plans["mist"]
    name = "Cyclophosphamide and everything else that a name of a regimen may hold " * 2
    long = plan.model_copy(update={"conditioning_name": name, "mobilisation_name": name})

    picture = drawn(long, about)

    cut = [box for box in label_boxes(picture) if box.what.endswith("\N{HORIZONTAL ELLIPSIS}")]
    assert {box.what[:12] for box in cut} >= {"Mobilisation"}
    assert overlaps(label_boxes(picture)) == []
    assert name in "".join(picture.itertext())


def test_the_widest_plan_is_planned_with_its_mobilisation(curated: Catalogue, about: About) -> None:
    plan = plan_of(
        curated, conditioning="tbi-8-cyclophosphamide-120-hatg-90", mobilisation=MOBILISATION
    )

    picture = drawn(plan, about)

    assert overlaps(label_boxes(picture)) == []
