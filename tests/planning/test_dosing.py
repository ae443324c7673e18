"""Amounts: one dose times one measure, rounded once at the end."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.catalogue.prose import misreadable
from app.catalogue.regimens import DoseLine
from app.planning.body import BASES, measure
from app.planning.dosing import Amount, administer, basis_for, exact_amount, round_to
from app.planning.request import Body, WeightBasis
from tests.planning import oracle
from tests.planning.asking import ask, exactly
from tests.planning.bodies import bodies, numbers, steps

HEAVY: Final = Body(weight_kg=Decimal(110), height_cm=Decimal(165), sex="female")
SHORT: Final = Body(weight_kg=Decimal(60), height_cm=Decimal(150), sex="female")

CLAIM: Final = {"evidence": "reported", "sources": ("somebody",)}


def line(value: str | None, unit: str | None) -> DoseLine:
    claim = CLAIM if value else {"evidence": "not_reported"}
    dose = {"value": None if value is None else Decimal(value), "unit": unit, **claim}
    return DoseLine.model_validate(
        {
            "agent": "exemplan",
            "purpose": "conditioning",
            "dose": dose,
            "times_per_day": {"value": 1, **CLAIM},
            "days": {"value": (0,), **CLAIM},
            "route": None,
        }
    )


def amount(  # noqa: PLR0913  what an amount depends on
    value: str, unit: str, *, basis: WeightBasis = "actual", step: str | None = None,
    cap: int | None = None, body: Body = HEAVY,
) -> Amount:  # fmt: skip
    measures = measure(body, cap=None if cap is None else Decimal(cap))
    found = administer(line(value, unit), measures, basis, None if step is None else Decimal(step))
    assert found is not None
    return found


@given(bodies, numbers("0.0001", "5000"), st.sampled_from(["mg/kg", "mg/m2", "ug/kg", "mg"]))
def test_an_amount_is_that_of_the_oracle_on_every_basis(
    body: Body, dose: Decimal, unit: str
) -> None:
    kg, cm = exactly(body.weight_kg), exactly(body.height_cm)
    weights = oracle.weights(kg, cm, body.sex)
    for basis in BASES:
        found = exact_amount(line(f"{dose:f}", unit), measure(body), basis)
        weight = weights[basis]
        per = unit.partition("/")[2]
        if weight is None and per:
            assert found is None
            continue
        by = Fraction(1)
        if per and weight is not None:
            by = weight if per == "kg" else oracle.mosteller(weight, cm)
        assert found is not None
        assert abs(exactly(found) - exactly(dose) * by) < Fraction(1, 10**24)


@given(numbers("0", "100000"), steps, st.sampled_from(["mg", "ug"]))
@example(Decimal("62.5"), Decimal(25), "mg")
def test_a_rounded_amount_is_a_multiple_of_its_step_and_at_most_half_a_step_away(
    exact: Decimal, step: Decimal, unit: str
) -> None:
    rounded = exactly(round_to(exact, unit, step))

    own = exactly(step) * (1000 if unit == "ug" else 1)
    assert rounded % own == 0
    assert -own / 2 <= exactly(exact) - rounded < own / 2


@given(st.integers(0, 10**6), steps)
def test_a_tie_is_rounded_up(whole: int, step: Decimal) -> None:
    tie = step * whole + step / 2

    assert round_to(tie, "mg", step) == step * (whole + 1)


@given(numbers("0", "100000"))
def test_without_a_step_it_is_a_hundredth(exact: Decimal) -> None:
    rounded = round_to(exact, "mg", None)

    assert exactly(rounded) == oracle.half_up(exactly(exact), Fraction(1, 100))


@given(bodies, numbers("0.01", "5000"), steps)
def test_rounding_is_shown_with_how_much_it_changed(
    body: Body, dose: Decimal, step: Decimal
) -> None:
    found = administer(line(f"{dose:f}", "mg/kg"), measure(body), "actual", step)

    assert found is not None
    change = (exactly(found.rounded) - exactly(found.exact)) / exactly(found.exact) * 100
    assert abs(exactly(found.difference_percent) - change) <= Fraction(1, 20_000)
    assert ("rounded half up" in found.working) == (found.rounded != found.exact)
    assert list(misreadable(found.working)) == []


def test_by_weight() -> None:
    found = amount("50", "mg/kg")

    assert found.exact == found.rounded == 5500  # 50 x 110
    assert found.unit == "mg"
    assert found.working == "50 mg per kg times 110 kg (actual weight) is 5,500 mg"


def test_by_ideal_weight_with_one_rounding_at_the_end() -> None:
    found = amount("50", "mg/kg", basis="ideal")

    # 50 x 56.909448818... = 2,845.472440...; with the weight shown, 50 x 56.9094 = 2,845.47 too
    assert found.rounded == Decimal("2845.47")
    assert found.working == (
        "50 mg per kg times 56.9094 kg (ideal weight) is 2,845.4724 mg, "
        "rounded half up to a hundredth: 2,845.47 mg"
    )


def test_the_weight_is_not_rounded_before_the_end() -> None:
    found = amount("4000", "mg/kg", basis="ideal")

    # 4,000 x 56.909448818897... = 227,637.795276 and not 4,000 x 56.9094 = 227,637.6
    assert found.rounded == Decimal("227637.8")


def test_by_surface() -> None:
    found = amount("140", "mg/m2")

    # 140 x the root of 165 x 110 / 3600 = 140 x 2.245365598... = 314.351184
    assert found.rounded == Decimal("314.35")
    assert "times 2.2454 m\N{SUPERSCRIPT TWO} (on actual weight) is 314.3512 mg" in found.working


def test_by_surface_with_a_cap_that_is_said() -> None:
    found = amount("140", "mg/m2", cap=2)

    assert found.rounded == 280  # 140 x 2
    assert found.working == (
        "140 mg per m\N{SUPERSCRIPT TWO} times 2 m\N{SUPERSCRIPT TWO} (on actual weight, capped) "
        "is 280 mg"
    )


def test_micrograms_stay_micrograms() -> None:
    found = amount("10", "ug/kg")

    assert found.rounded == 1100  # 10 x 110
    assert found.unit == "ug"


@pytest.mark.parametrize(("value", "unit"), [("20", "mg"), ("200", "cGy")])
def test_a_flat_dose_is_the_same_on_every_weight(value: str, unit: str) -> None:
    found = {amount(value, unit, basis=basis, body=SHORT).rounded for basis in BASES}

    assert found == {Decimal(value)}
    assert amount(value, unit).working == f"{value} {unit}, the same for every body"


def test_a_step_in_mg_counts_for_micrograms() -> None:
    found = amount("10", "ug/kg", basis="ideal", step="0.3")

    # 569.0944 micrograms are 1.897 steps of 300 micrograms, so two steps: 600
    assert found.rounded == 600
    assert "rounded half up to steps of 0.3 mg: 600 micrograms" in found.working


def test_a_step_that_halves_a_dose_shows_it() -> None:
    found = amount("1", "mg/kg", step="75")

    # 110 / 75 = 1.47, so one step of 75: 35 less is 35 / 110 = 31.8182 percent
    assert found.rounded == 75
    assert found.difference_percent == Decimal("-31.8182")


def test_nothing_rounded_is_no_difference() -> None:
    assert Amount(Decimal(0), Decimal(0), "mg", "").difference_percent == 0


@pytest.mark.parametrize("value", [None, "50"])
def test_there_is_no_amount_without_a_dose_or_a_weight(value: str | None) -> None:
    unit = None if value is None else "mg/kg"

    assert administer(line(value, unit), measure(SHORT), "ideal", None) is None


def test_an_agent_has_its_own_basis_or_the_common_one() -> None:
    request = ask(weight_basis="ideal", weight_basis_by_agent={"exemplan": "adjusted_25"})

    assert basis_for("exemplan", request) == "adjusted_25"
    assert basis_for("antiserum", request) == "ideal"
