"""Outcomes -> SVG forest plot."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from app.catalogue import Catalogue
from app.catalogue.flat_outcomes import StudyOutcome
from app.rendering import forest
from tests.rendering.reading import SVG, label_boxes, overlaps, shape_boxes, texts_of


def drawn(outcomes: Iterable[StudyOutcome], title: str = "Outcomes") -> ET.Element:
    return ET.fromstring(forest.render(outcomes, title=title))  # noqa: S314  our own picture


def said(outcomes: Iterable[StudyOutcome]) -> list[str]:
    return texts_of("svg", forest.render(outcomes, title="Outcomes"))


def neda_at_60_months(catalogue: Catalogue) -> list[StudyOutcome]:
    return [o for o in catalogue.outcomes if o.measure == "neda" and o.months == 60]


def marks(picture: ET.Element) -> list[float]:
    """Return the middle of each mark."""
    return [(box.left + box.right) / 2 for box in shape_boxes(picture) if box.what == "p"]


def test_every_outcome_is_a_mark_or_is_counted(small: Catalogue, curated: Catalogue) -> None:
    for catalogue in (small, curated):
        (left_out,) = [t for t in said(catalogue.outcomes) if t.startswith("Not drawn")] or ["0"]
        counted = int(re.findall(r"\d+", left_out)[0])

        assert len(marks(drawn(catalogue.outcomes))) == len(catalogue.outcomes) - counted


def test_the_share_without_disease_activity_at_60_months_stands_where_it_belongs(
    curated: Catalogue,
) -> None:
    outcomes = neda_at_60_months(curated)

    found = marks(drawn(outcomes))

    room = forest.RIGHT - forest.LEFT
    assert len(outcomes) == 8
    assert found == pytest.approx(
        [forest.LEFT + float(o.estimate or 0) / 100 * room for o in outcomes], abs=0.1
    )


def test_every_label_of_the_curated_outcomes_has_its_own_room(curated: Catalogue) -> None:
    picture = drawn(curated.outcomes)
    _, _, width, height = map(float, (picture.get("viewBox") or "").split())

    labels = label_boxes(picture)

    assert overlaps(labels) == []
    assert [box for box in labels if box.left < 0 or box.right > width or box.bottom > height] == []


def test_no_mark_lies_under_a_label(curated: Catalogue) -> None:
    picture = drawn(curated.outcomes)
    shapes = [box for box in shape_boxes(picture) if box.what == "p"]

    assert [(a.what, b) for a in label_boxes(picture) for b in shapes if a.overlaps(b)] == []


def test_what_has_no_common_scale_has_panels_of_its_own(curated: Catalogue) -> None:
    means = [outcome for outcome in curated.outcomes if outcome.type == "mean"]

    heads = [text for text in said(means) if ": mean" in text]

    assert "Disability score (EDSS): mean" in heads
    assert "Neurofilament light in cerebrospinal fluid: mean, pg per mL" in heads
    assert len(heads) == len({(o.measure, o.unit) for o in means})


def test_panels_stand_in_the_order_of_the_kinds(curated: Catalogue) -> None:
    heads = [text for text in said(curated.outcomes) if ": " in text]

    first = [next(at for at, h in enumerate(heads) if kind in h) for kind in forest.KINDS.values()]

    assert first[:3] == sorted(first[:3])


def test_a_title_with_markup_is_shown_and_does_nothing() -> None:
    picture = drawn([], title="<script>1</script> & more")

    assert picture.find(f"{SVG}script") is None
    assert (picture.findtext(f"{SVG}title")) == "<script>1</script> & more"


def test_nothing_to_draw_says_so() -> None:
    assert "No outcome fits these filters." in said([])
    assert "Populations differ" in " ".join(said([]))


def changed(catalogue: Catalogue, **members: Any) -> StudyOutcome:  # noqa: ANN401  of an outcome
    """Return an outcome of the fictional world with some members changed."""
    plain = {
        "estimate": Decimal(80), "interval": None, "events": None, "total": None, "months": None,
        "arm_name": None, "arm_n": None,
        "comparator_name": None, "ms_course": None, "population": None,
        "study_n": None, "unit": "%", "type": "proportion",
    }  # fmt: skip
    one: StudyOutcome = next(iter(catalogue.outcomes)).model_copy(update=plain | members)
    return one


def spread(low: str, high: str | None) -> Any:  # noqa: ANN401  an interval of an outcome
    from app.catalogue.outcomes import Interval  # noqa: PLC0415  only here

    return Interval.model_validate(
        {"low": Decimal(low), "high": high and Decimal(high), "level": 95, "kind": "confidence"}
    )


def test_counts_alone_are_drawn_as_their_share(small: Catalogue) -> None:
    counted = changed(small, estimate=None, events=3, total=4)

    (middle,) = marks(drawn([counted]))

    assert middle == pytest.approx(forest.LEFT + 0.75 * (forest.RIGHT - forest.LEFT), abs=0.1)
    assert "3 of 4" in said([counted])


@pytest.mark.parametrize("missing", [{"events": None, "total": 4}, {"events": 3, "total": None}])
def test_counts_that_give_no_share_are_not_drawn(
    small: Catalogue, missing: dict[str, int | None]
) -> None:
    assert marks(drawn([changed(small, estimate=None, **missing)])) == []


def test_an_interval_is_a_line_from_end_to_end(small: Catalogue) -> None:
    outcome = changed(small, interval=spread("60", "90"))

    lines = [path.get("d") for path in drawn([outcome]).iterfind(f".//{SVG}path[@class='i']")]

    room = forest.RIGHT - forest.LEFT
    ends = [f"{forest.LEFT + share * room:.1f}" for share in (0.6, 0.9)]
    assert [(d or "").replace("M", "").split()[0] for d in lines] == [ends[0]]
    assert (lines[0] or "").endswith(f"H{ends[1]}")
    assert "80% (60 to 90)" in said([outcome])


def test_an_interval_cut_off_goes_to_the_estimate(small: Catalogue) -> None:
    outcome = changed(small, interval=spread("60", None))

    (line,) = drawn([outcome]).iterfind(f".//{SVG}path[@class='i']")

    (middle,) = marks(drawn([outcome]))
    assert (line.get("d") or "").endswith(f"H{middle:.1f}")
    assert "80% (60 to ?)" in said([outcome])


def test_ratios_are_drawn_on_a_logarithmic_scale_around_one(small: Catalogue) -> None:
    ratios = [
        changed(small, type="hazard_ratio", unit="1", estimate=Decimal(value),
                arm_name="Transplant", comparator_name="Exemplan")
        for value in ("0.1", "1", "10")
    ]  # fmt: skip

    low, one, high = marks(drawn(ratios))

    assert one - low == pytest.approx(high - one, abs=0.2)
    assert "Transplant against Exemplan" in " ".join(said(ratios))


@pytest.mark.parametrize("value", ["0", "0.00005", "5000"])
def test_a_ratio_beyond_the_scale_is_held_inside(small: Catalogue, value: str) -> None:
    ratio = changed(small, type="rate_ratio", unit="1", estimate=Decimal(value))

    (middle,) = marks(drawn([ratio]))

    assert forest.LEFT <= middle <= forest.RIGHT


def test_a_difference_without_a_named_arm_is_of_all(small: Catalogue) -> None:
    one = changed(small, type="mean_difference", unit="1", comparator_name="Exemplan")

    assert "All against Exemplan" in " ".join(said([one]))


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["0.157", "-0.09"], ["-0.1", "0", "0.1", "0.2"]),
        (["1500"], ["0", "500", "1,000", "1,500"]),
        (["3.38"], ["0", "1", "2", "3", "4"]),
        (["0"], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        (["-1.7", "3"], ["-2", "-1", "0", "1", "2", "3"]),
    ],
)
def test_axes_are_labelled_in_round_steps(
    small: Catalogue, values: list[str], ticks: list[str]
) -> None:
    outcomes = [changed(small, type="mean", unit="1", estimate=Decimal(v)) for v in values]

    labels = [
        element.text for element in drawn(outcomes).iter(f"{SVG}text")
        if element.get("text-anchor") == "middle"
    ]  # fmt: skip

    assert labels == ticks
