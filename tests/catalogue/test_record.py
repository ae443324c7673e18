"""Identity, claims and quantities."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.catalogue.record import (
    SLUG_PATTERN,
    Cited,
    CitedQuantity,
    Code,
    Curated,
    Evidence,
    Fact,
    Quantity,
    Slug,
    slug_of,
)

Kind = TypeVar("Kind", bound=Curated)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"value": 50, "unit": "mg/kg"}, "50 mg per kg"),
        ({"value": 1600, "unit": "mg"}, "1,600 mg"),
        ({"low": 2, "high": 4, "unit": "g/m2"}, "2 to 4 g per m²"),
        ({"value": 9, "low": 8, "high": 11, "unit": "d"}, "9 (8 to 11) days"),
        ({"value": 2, "bound": "at_least", "unit": "10*6/kg"}, "at least 2 million per kg"),
        ({"value": 1, "bound": "below", "unit": "%"}, "below 1%"),
        ({"value": 1, "unit": "h"}, "1 hour"),
        ({"value": 1, "bound": "about", "unit": "mo"}, "about 1 month"),
        ({"value": 1, "low": 1, "high": 2, "unit": "d"}, "1 (1 to 2) days"),
        ({"value": Decimal("1.0"), "unit": "wk"}, "1 week"),
        ({"value": Decimal("1.5"), "unit": "wk"}, "1.5 weeks"),
        ({"value": 0, "unit": "mg"}, "0 mg"),
    ],
)
def test_a_quantity_is_said_in_safe_words(members: dict[str, Any], said: str) -> None:
    quantity = Quantity(**members)

    assert quantity.text == said


@pytest.mark.parametrize("members", [{}, {"unit": "mg"}, {"value": 1, "unit": "mcg"}])
def test_what_is_not_known_is_not_said(members: dict[str, Any]) -> None:
    quantity = Quantity(**members)

    assert quantity.text is None


@pytest.mark.parametrize(
    ("members", "advice"),
    [
        ({"value": 5}, "a quantity with a number needs a unit"),
        ({"low": 2, "high": 4}, "a quantity with a number needs a unit"),
        ({"low": 2, "unit": "mg"}, "a range needs both low and high"),
        ({"value": 3, "high": 4, "unit": "mg"}, "a range needs both low and high"),
        ({"low": 4, "high": 2, "unit": "mg"}, "low, value and high are not in rising order"),
        ({"value": 0.5, "unit": "mg"}, "without quotes"),
        ({"value": 5, "unit": "mg", "bound": "roughly"}, "at_least"),
    ],
)
def test_a_quantity_that_makes_no_sense_is_refused(members: dict[str, Any], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        Quantity(**members)


def test_a_quantity_in_json_has_its_shortest_digits() -> None:
    quantity = Quantity(value=Decimal("0.50"), low=Decimal("0.0"), high=Decimal(1), unit="mg/kg")

    assert quantity.model_dump_json() == (
        '{"value":0.5,"low":0,"high":1,"bound":null,"unit":"mg/kg","text":"0.5 (0 to 1) mg per kg"}'
    )


def test_a_claim_is_written_before_its_evidence() -> None:
    fact = Fact(name="Dose", statement="It is given.", evidence=Evidence.REPORTED, sources=("a",))

    assert list(fact.model_dump())[-3:] == ["evidence", "sources", "note"]
    assert list(Fact.model_json_schema()["properties"])[-3:] == ["evidence", "sources", "note"]


def test_a_checked_claim_is_written_in_the_same_order() -> None:
    dose = CitedQuantity(value=Decimal(5), unit="mg", evidence=Evidence.REPORTED)

    assert list(dose.model_dump()) == [
        *("value", "low", "high", "bound", "unit"),
        *("evidence", "sources", "note"),
        "text",
    ]


def test_every_kind_of_claim_says_when_it_is_missing() -> None:
    silent = [
        kind.__name__ for kind in _kinds_of(Cited) if kind.claim_is_null is Cited.claim_is_null
    ]

    assert silent == []


def test_a_claim_of_no_kind_cannot_be_missing() -> None:
    claim = Cited(evidence=Evidence.NOT_REPORTED)

    with pytest.raises(NotImplementedError):
        _ = claim.claim_is_null


def test_a_quantity_with_only_a_range_is_a_claim() -> None:
    spread = CitedQuantity(low=Decimal(1), high=Decimal(2), unit="mg", evidence=Evidence.REPORTED)
    nothing = CitedQuantity(unit="mg", evidence=Evidence.NOT_REPORTED)

    assert (spread.claim_is_null, nothing.claim_is_null) == (False, True)


def test_a_code_that_nobody_found_is_null() -> None:
    code = Code(system="rxnorm", evidence=Evidence.NOT_REPORTED, note="Two sources disagree.")

    assert code.claim_is_null


def test_a_record_cannot_be_changed() -> None:
    quantity = Quantity(value=Decimal(5), unit="mg")

    with pytest.raises(ValidationError, match="frozen"):
        quantity.value = Decimal(50)


def test_every_kind_of_record_refuses_what_it_does_not_know() -> None:
    loose = [kind.__name__ for kind in _kinds_of(Curated) if kind.model_config["extra"] != "forbid"]

    assert loose == []


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ara-C", "ara-c"),
        ("Cy/ATG", "cy-atg"),
        ("  two   words ", "two-words"),
        ("Gröwan", "gr-wan"),
        ("--", ""),
        ("日本", ""),
        ("٣", ""),  # a digit, but not of ASCII
    ],
)
def test_a_name_becomes_a_slug(text: str, slug: str) -> None:
    assert slug_of(text) == slug


@given(st.text())
def test_every_slug_is_one_or_is_empty(text: str) -> None:
    slug = slug_of(text)

    assert slug == "" or re.fullmatch(SLUG_PATTERN, slug)
    assert slug_of(slug) == slug


@given(st.from_regex(SLUG_PATTERN, fullmatch=True))
def test_the_slug_of_an_id_is_the_id(id: str) -> None:
    assert slug_of(id) == id


@pytest.mark.parametrize("id", ["", "Exemplan", "ex plan", "-ex", "ex-", "e--x", "ex\n", "a" * 65])
def test_an_id_that_is_unsafe_in_an_address_is_refused(id: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Slug).validate_python(id)


def _kinds_of(kind: type[Kind]) -> Iterator[type[Kind]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds_of(below)
