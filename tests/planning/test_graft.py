"""The graft against the reported thresholds, and the dimethyl sulfoxide in it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from app.catalogue import Catalogue
from app.planning.plan import GraftAssessment
from tests.planning.asking import HEAVY, exactly, plan
from tests.planning.bodies import numbers


def assess(catalogue: Catalogue, **graft: Any) -> GraftAssessment:  # noqa: ANN401  members as JSON has them
    regimen = next(one.id for one in catalogue.regimens if one.stage == "conditioning")
    asked = {"cd34_million_per_kg": 5} | graft
    found = plan(catalogue, conditioning=regimen, graft=asked, body=HEAVY).graft
    assert found is not None
    return found


def test_without_a_graft_there_is_nothing_to_assess(clinic: Catalogue) -> None:
    assert plan(clinic).graft is None


@pytest.mark.parametrize(
    ("cells", "met"),
    [
        ("5", {"Cells needed": True, "More than one": True, "Best": True}),
        ("2.5", {"Cells needed": True, "More than one": True, "Best": True}),
        ("2", {"Cells needed": True, "More than one": True, "Best": False}),
        ("1.0001", {"Cells needed": False, "More than one": True, "Best": False}),
        ("1", {"Cells needed": False, "More than one": False, "Best": False}),
    ],
)
def test_a_graft_is_held_against_each_threshold(
    clinic: Catalogue, cells: str, met: dict[str, bool]
) -> None:
    checks = assess(clinic, cd34_million_per_kg=Decimal(cells)).checks

    assert {check.name: check.met for check in checks} == met


def test_a_check_shows_its_threshold_and_its_source(clinic: Catalogue) -> None:
    check = assess(clinic).checks[0]

    assert check.threshold.text == "at least 2 million per kg"
    assert (check.statement, check.sources) == (
        *("At least 2 million per kg are needed.", ("doe-2020",)),
    )


def test_who_mobilises_poorly_is_no_threshold_of_the_graft(curated: Catalogue) -> None:
    names = {check.name for check in assess(curated).checks}

    assert "Poor mobiliser" not in names
    assert all(check.met for check in assess(curated).checks)
    assert len(names) == 6


def test_dimethyl_sulfoxide_is_the_share_of_the_volume(clinic: Catalogue) -> None:
    found = assess(clinic, volume_ml=200, dmso_percent=10).dimethyl_sulfoxide

    assert found is not None
    assert found.amount.text == "20 mL"  # 10 percent of 200
    assert found.per_kg.text == "0.1818 mL per kg"  # 20 / 110
    assert found.working == "200 mL with 10 percent is 20 mL, divided by 110 kg"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers("0.0001", "5000"), numbers("0", "20"))
def test_dimethyl_sulfoxide_is_that_of_fractions(
    clinic: Catalogue, volume: Decimal, percent: Decimal
) -> None:
    found = assess(clinic, volume_ml=volume, dmso_percent=percent).dimethyl_sulfoxide

    assert found is not None
    assert found.amount.value is not None
    exact = exactly(volume) * exactly(percent) / 100
    assert abs(exactly(found.amount.value) - exact) <= exactly(Decimal("0.00005"))


@pytest.mark.parametrize("known", [{"volume_ml": 200}, {"dmso_percent": 10}])
def test_half_of_what_is_needed_gives_no_amount(clinic: Catalogue, known: dict[str, int]) -> None:
    assert assess(clinic, **known).dimethyl_sulfoxide is None
