"""What every format owes, whichever it is."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from app.catalogue import Catalogue
from app.catalogue.prose import misreadable
from app.planning.errors import CannotPlan
from app.planning.plan import Plan
from app.rendering import FORMATS
from app.rendering.format import About, Format
from tests.rendering.plans import MOBILISATION, plan_of
from tests.rendering.reading import texts_of

every_format = pytest.mark.parametrize("format", FORMATS.values(), ids=FORMATS)


def test_the_formats_are_known_by_their_names_and_differ_in_their_types() -> None:
    types = {format.media_type.partition(";")[0] for format in FORMATS.values()}

    assert {name: format.name for name, format in FORMATS.items()} == {n: n for n in FORMATS}
    assert types == {
        "text/csv", "text/calendar", "image/svg+xml", "text/html", "application/fhir+json"
    }  # fmt: skip


@every_format
def test_the_same_plan_is_always_the_same_bytes(format: Format, plan: Plan, about: About) -> None:
    again = plan.model_copy(deep=True)

    assert format.render(plan, about) == format.render(again, about)


@every_format
def test_no_entry_with_an_agent_is_left_out(format: Format, plan: Plan, about: About) -> None:
    said = "\n".join(texts_of(format.name, format.render(plan, about)))

    expected = Counter(entry.text for entry in plan.entries if entry.agent)

    assert [text for text, times in expected.items() if said.count(text) < times] == []


@every_format
def test_every_agent_is_named(format: Format, plan: Plan, about: About) -> None:
    said = " ".join(texts_of(format.name, format.render(plan, about))).casefold()

    names = {entry.title for entry in plan.entries if entry.agent}

    assert {name for name in names if name.casefold() not in said} == set()


@every_format
def test_every_step_and_milestone_without_a_date_is_named(
    format: Format, plan: Plan, about: About
) -> None:
    said = " ".join(texts_of(format.name, format.render(plan, about)))

    assert [e.title for e in plan.entries if e.date is None and e.title not in said] == []


def many_plans(catalogue: Catalogue) -> Iterator[Plan]:
    """Yield plans of every regimen that can be planned, with and without a mobilisation."""
    for regimen in catalogue.regimens:
        for mobilisation in (None, MOBILISATION, "filgrastim-10", "plerixafor-0-24"):
            try:
                yield plan_of(catalogue, conditioning=regimen.id, mobilisation=mobilisation)
            except CannotPlan:
                continue


@every_format
def test_no_text_of_a_regimen_can_be_misread(
    format: Format, curated: Catalogue, about: About
) -> None:
    planned = list(many_plans(curated))

    advice = {
        (said, text)
        for plan in planned
        for text in texts_of(format.name, format.render(plan, about))
        for said in misreadable(text)
    }

    assert len(planned) > 30
    assert advice == set()


@every_format
def test_no_text_with_a_body_and_a_graft_can_be_misread(
    format: Format, plan: Plan, about: About
) -> None:
    texts = texts_of(format.name, format.render(plan, about))

    assert [(said, text) for text in texts for said in misreadable(text)] == []


@every_format
def test_a_plan_without_doses_shows_no_amount_of_one(
    format: Format, plans: Mapping[str, Plan], about: About
) -> None:
    dosed, bare = plans["mist"], plans["without doses"]
    bare = bare.model_copy(update={"totals": (), "alternatives": (), "calculation": ()})

    amounts = {e.dose.per_administration.text or "" for e in dosed.entries if e.dose is not None}
    said = " ".join(texts_of(format.name, format.render(bare, about)))

    assert amounts == {
        "4,490.73 mg", "1,100 micrograms", "5,500 mg", "1,000 mg", "55 mg", "110 mg", "165 mg"
    }  # fmt: skip
    assert [amount for amount in amounts if f" {amount}" in said] == []
