"""Dose lines in forms that the catalogues do not have, though their schema lets them."""

from decimal import Decimal
from typing import Any

import pytest

from app.catalogue import Catalogue
from app.catalogue.record import CitedQuantity
from app.rendering.fhir.dosage import amount, timing
from app.rendering.format import About


def quantity(**members: Any) -> CitedQuantity:  # noqa: ANN401  members of a quantity
    exact = {n: Decimal(v) if isinstance(v, int) else v for n, v in members.items()}
    return CitedQuantity.model_validate({"evidence": "reported", "sources": ("doe-2020",)} | exact)


def test_a_range_is_a_range() -> None:
    said = amount(quantity(low=1, high=2, unit="mg/kg"))

    assert {name: end["value"] for name, end in said["doseRange"].items()} == {"low": 1, "high": 2}


def test_a_number_with_its_spread_is_the_number() -> None:
    said = amount(quantity(value=2, low=1, high=3, unit="mg"))

    assert said["doseQuantity"]["value"] == 2


def test_a_limit_stands_in_the_text_alone() -> None:
    said = amount(quantity(value=2, bound="at_most", unit="mg"))

    (reason,) = said["doseQuantity"]["extension"]
    assert "value" not in said["doseQuantity"]
    assert reason["valueCode"] == "as-text"


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ({"value": 2, "unit": "h"}, {"duration": 2, "durationUnit": "h"}),
        ({"low": 1, "high": 2, "unit": "h"},
         {"duration": 1, "durationMax": 2, "durationUnit": "h"}),
        ({"value": 2, "bound": "at_least", "unit": "h"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_the_time_of_an_infusion(
    taken: dict[str, Any], expected: dict[str, Any], small: Catalogue, about: About
) -> None:
    line = small.regimens["exemplan-200"].dose_lines[0]
    changed = line.model_copy(update={"duration": quantity(**taken)})

    repeat = timing(about, changed)["repeat"]

    assert {name: repeat[name] for name in repeat if name.startswith("duration")} == expected
