"""Totals: the whole of each agent, against what is published, and on other weights."""

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings

from app.catalogue import Catalogue
from app.planning.plan import Alternative, Plan, PlannedTotal
from app.planning.request import Body
from tests.planning.asking import BODY, HEAVY, SHORT, doses, plan
from tests.planning.bodies import bodies, steps


def total(plan: Plan, agent: str, covers: str = "regimen") -> PlannedTotal:
    """Return the one total of an agent that covers a part."""
    (found,) = (one for one in plan.totals if one.agent == agent and one.covers == covers)
    return found


def others(plan: Plan, agent: str) -> dict[str, Alternative]:
    return {one.weight_basis: one for one in plan.alternatives if one.agent == agent}


def test_a_total_is_the_sum_of_its_entries_and_agrees_with_what_is_published(
    clinic: Catalogue,
) -> None:
    one = total(plan(clinic), "exemplan")

    assert one.planned.value == 16_000  # 4 days x 50 mg/kg x 80 kg
    assert one.published_amount.value == 16_000  # 200 mg/kg x 80 kg
    assert (one.complete, one.planned.unit) == (True, "mg")
    assert one.difference_percent == 0
    assert one.published is not None
    assert one.published.text == "200 mg per kg"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies, steps)
def test_totals_equal_the_sum_of_entries_whatever_the_rounding(
    clinic: Catalogue, body: Body, step: Decimal
) -> None:
    rounding = {} if step > body.weight_kg / 2 else {"exemplan": step, "antiserum": step}
    planned = plan(clinic, body=body, rounding_step_mg=rounding)

    for agent in ("exemplan", "antiserum"):
        summed = sum(e.dose.per_day.value or 0 for e in doses(planned, agent) if e.dose is not None)
        assert total(planned, agent).planned.value == summed


def test_a_rounded_total_differs_by_its_rounding(clinic: Catalogue) -> None:
    one = total(plan(clinic, rounding_step_mg={"exemplan": 300}), "exemplan")

    # 4,000 mg are 13.3 steps of 300, so 13 steps: 3,900 x 4 = 15,600; 400 / 16,000 = 2.5 percent
    assert one.planned.value == 15_600
    assert one.difference_percent == Decimal("-2.5")


def test_the_times_per_day_count(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="every-basis")

    assert total(planned, "mustan").planned.value == 800  # 100 x 2 m2, twice on each of 2 days
    assert total(planned, "total-body-irradiation").planned.text == "600 cGy"  # 3 x 200
    assert total(planned, "mustan").difference_percent == 0
    assert total(planned, "total-body-irradiation").difference_percent == 0


def test_a_regimen_that_contains_its_harvest_is_added_up_whole_and_in_parts(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="inside")

    # 2 days of mobilisation and 2 of conditioning, each 50 mg/kg x 80 kg = 4,000 mg
    assert total(planned, "exemplan").planned.value == 16_000
    assert total(planned, "exemplan", "mobilisation").planned.value == 8_000
    assert total(planned, "exemplan", "conditioning").planned.value == 8_000
    assert {one.difference_percent for one in planned.totals if one.agent == "exemplan"} == {0}
    assert total(planned, "mesnan").planned.value == 3_200  # 4 days x 10 mg/kg x 80 kg


def test_an_agent_of_both_regimens_has_a_total_of_each(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="cyclophosphamide-200", mobilisation="cyclophosphamide-2")

    found = {
        one.regimen: one.planned.value for one in planned.totals if one.agent == "cyclophosphamide"
    }
    assert found == {"cyclophosphamide-2": 4_000, "cyclophosphamide-200": 16_000}
    # 2,000 mg/m2 x 2 m2; 4 days x 50 mg/kg x 80 kg
    assert {o.regimen for o in planned.alternatives if o.agent == "cyclophosphamide"} == set(found)


def test_a_line_until_the_last_collection_is_whole_with_the_days_of_the_plan(
    clinic: Catalogue,
) -> None:
    one = total(plan(clinic, mobilisation="growan-5"), "growan")

    assert (one.planned.text, one.complete) == ("2,000 micrograms", True)  # 5 x 5 ug/kg x 80 kg


def test_a_line_that_goes_on_until_recovery_is_not_whole(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="aftercare")
    one = total(planned, "growan")

    # 2 days x 5 ug/kg x 80 kg = 800 of the 50 x 80 = 4,000 published, and more to come
    assert one.planned.value == 800
    assert (one.complete, one.difference_percent) == (False, None)
    assert one.published_amount.value == 4_000


def test_what_is_open_is_not_whole(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="aftercare")

    for agent in ("flatan", "mesnan"):
        one = total(planned, agent)
        assert (one.planned.value, one.planned.unit, one.complete) == (None, None, False)
        assert (one.published_amount.value, one.difference_percent) == (None, None)


def test_an_undated_line_is_not_added_up(clinic: Catalogue) -> None:
    planned = plan(clinic, mobilisation="growan-20")

    # One day with 20 ug/kg x 80 kg = 1,600 micrograms, and another line whose days nobody reports
    one = total(planned, "growan")
    assert one.planned.value == 1_600
    assert not one.complete


def test_different_units_are_never_added_up(clinic: Catalogue) -> None:
    one = total(plan(clinic, conditioning="half-known"), "growan")  # micrograms, then milligrams

    assert (one.planned.value, one.complete) == (None, False)


def test_doses_by_weight_and_by_surface_add_up_but_have_no_one_alternative(
    clinic: Catalogue,
) -> None:
    planned = plan(clinic, conditioning="half-known")

    assert total(planned, "mustan").planned.value == 82  # 1 mg/kg x 80 kg and 1 mg/m2 x 2 m2
    assert others(planned, "mustan") == {}


def test_alternatives_give_the_same_total_on_every_other_weight(clinic: Catalogue) -> None:
    found = others(plan(clinic, body=HEAVY), "exemplan")

    # 200 mg/kg x 56.909448..., 70.182086..., 78.145669... kg against 22,000 mg on 110 kg
    assert {basis: one.total.value for basis, one in found.items()} == {
        "ideal": Decimal("11381.8898"),
        "adjusted_25": Decimal("14036.4173"),
        "adjusted_40": Decimal("15629.1339"),
        "lesser_of_actual_and_ideal": Decimal("11381.8898"),
    }
    assert found["ideal"].difference_percent == Decimal("-48.2641")  # 56.9094 / 110 = 0.517359
    assert found["ideal"].working == (
        "200 mg per kg in all, times 56.9094 kg (ideal weight) is 11,381.8898 mg"
    )


def test_alternatives_by_surface_name_the_surface_and_the_cap(clinic: Catalogue) -> None:
    heavier = HEAVY | {"weight_kg": 200, "height_cm": 200}
    planned = plan(
        clinic, conditioning="every-basis", body=heavier, weight_basis="ideal", bsa_cap_m2=2
    )

    # 400 mg/m2 in all; on 200 kg and 200 cm the surface is 3.3333 m2 and capped at 2: 800 mg
    assert others(planned, "mustan")["actual"].working == (
        "400 mg per m\N{SUPERSCRIPT TWO} in all, times 2 m\N{SUPERSCRIPT TWO} (on actual weight, "
        "capped) is 800 mg"
    )


def test_alternatives_are_held_against_the_weight_of_the_agent(clinic: Catalogue) -> None:
    planned = plan(clinic, body=HEAVY, weight_basis_by_agent={"exemplan": "ideal"})

    found = others(planned, "exemplan")
    assert "ideal" not in found
    assert found["lesser_of_actual_and_ideal"].difference_percent == 0
    assert found["actual"].difference_percent == Decimal("93.2895")  # 110 / 56.9094488 = 1.932895


def test_alternatives_that_are_not_defined_say_so(clinic: Catalogue) -> None:
    found = others(plan(clinic, body=SHORT), "exemplan")

    assert {one.total.value for one in found.values()} == {None}
    assert {one.difference_percent for one in found.values()} == {None}
    assert found["ideal"].working == "The ideal weight is not defined for this height."


def test_a_dose_that_is_the_same_for_every_body_has_no_alternative(clinic: Catalogue) -> None:
    planned = plan(clinic, conditioning="every-basis")

    assert others(planned, "flatan") == others(planned, "total-body-irradiation") == {}


def test_alternatives_do_not_depend_on_the_weight_chosen(clinic: Catalogue) -> None:
    members: dict[str, Any] = {"body": BODY}
    on_actual = others(plan(clinic, **members), "exemplan")
    on_ideal = others(plan(clinic, **members, weight_basis="ideal"), "exemplan")

    assert on_actual["adjusted_25"].total == on_ideal["adjusted_25"].total
