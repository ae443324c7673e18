"""The plan as a whole: what it is named, what it refuses, and that it never changes."""

import json
import os
import subprocess
import sys
from decimal import Decimal, localcontext
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from app.catalogue import Catalogue
from app.planning.build import build_plan
from app.planning.errors import CannotPlan
from app.planning.request import Body
from tests.planning.asking import BODY, HEAVY, SHORT, ask, codes, plan
from tests.planning.bodies import bodies

FULL: Final = {
    "conditioning": "exemplan-200",
    "mobilisation": "cyclophosphamide-2",
    "body": HEAVY,
    "weight_basis": "adjusted_25",
    "weight_basis_by_agent": {"exemplan": "ideal", "growan": "actual"},
    "bsa_formula": "du_bois",
    "bsa_cap_m2": 2,
    "rounding_step_mg": {"exemplan": 50, "antiserum": Decimal("2.5")},
    "harvest_on": "2029-12-01",
    "graft": {"cd34_million_per_kg": Decimal("4.2"), "volume_ml": 200, "dmso_percent": 10},
}  # fmt: skip


def test_a_plan_says_what_was_asked(clinic: Catalogue) -> None:
    planned = plan(clinic, **FULL)

    assert (planned.conditioning, planned.conditioning_name) == (
        *("exemplan-200", "Exemplan 200 mg per kg with antiserum"),
    )
    assert (planned.mobilisation, planned.mobilisation_name) == (
        *("cyclophosphamide-2", "Cyclophosphamide and growan"),
    )
    assert (planned.weight_basis, planned.bsa_formula) == ("adjusted_25", "du_bois")
    assert [stage.stage for stage in planned.stages] == [
        *("harvest", "processing", "conditioning", "reinfusion")
    ]


def test_without_a_mobilisation_none_is_named(clinic: Catalogue) -> None:
    planned = plan(clinic)

    assert (planned.mobilisation, planned.mobilisation_name) == (None, None)


def test_the_care_that_goes_with_a_plan_is_that_of_reinfusion(curated: Catalogue) -> None:
    planned = plan(curated, conditioning="cyclophosphamide-200-ratg-6")
    stage = curated.stages["reinfusion"]

    assert stage.id == "reinfusion"
    assert planned.care == (
        *(*stage.engraftment, *stage.transfusion, *stage.infection_prophylaxis),
    )


def test_the_calculation_has_every_sum_once(clinic: Catalogue) -> None:
    planned = plan(clinic)

    assert planned.calculation == (
        "Exemplan: 50 mg per kg times 80 kg (actual weight) is 4,000 mg.",
        "Antiserum: 0.5 mg per kg times 80 kg (actual weight) is 40 mg.",
    )


SAME: Final[tuple[dict[str, Any], ...]] = (
    {"conditioning": "ex200"},  # an alias
    {"conditioning": "anti-ex"},  # another, as a slug
    {"mobilisation": None},
    {"weight_basis": "actual"},
    {"bsa_formula": "mosteller"},
    {"bsa_cap_m2": None},
    {"harvest_on": None, "graft": None},
    {"weight_basis_by_agent": {}, "rounding_step_mg": {}},
    {"weight_basis_by_agent": {"exemplan": "actual"}},  # the default, spelled out
    {"body": {"sex": "male", "height_cm": Decimal("180.0"), "weight_kg": Decimal("80.00")}},
)
"""What says the same as the usual request in other words."""


@pytest.mark.parametrize("members", SAME)
def test_the_same_request_in_other_words_is_the_same_plan(
    clinic: Catalogue, members: dict[str, Any]
) -> None:
    assert plan(clinic, **members) == plan(clinic)


def test_an_alias_of_an_agent_is_the_agent(clinic: Catalogue) -> None:
    by_alias = plan(clinic, rounding_step_mg={"ex": 50}, weight_basis_by_agent={"ex": "ideal"})
    by_id = plan(
        clinic, rounding_step_mg={"exemplan": 50}, weight_basis_by_agent={"exemplan": "ideal"}
    )

    assert by_alias == by_id


def test_the_order_of_members_does_not_matter(clinic: Catalogue) -> None:
    steps = {"exemplan": 50, "antiserum": 5}
    backwards = dict(reversed(steps.items()))

    assert plan(clinic, rounding_step_mg=steps) == plan(clinic, rounding_step_mg=backwards)


DIFFERENT: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"conditioning": "exemplan-open"},
    {"mobilisation": "growan-5"},
    {"day_zero": "2030-01-11"},
    {"body": BODY | {"weight_kg": Decimal("80.0001")}},
    {"body": BODY | {"height_cm": Decimal("180.0001")}},
    {"body": BODY | {"sex": "female"}},
    {"weight_basis": "ideal"},
    {"weight_basis_by_agent": {"exemplan": "ideal"}},
    {"weight_basis_by_agent": {"antiserum": "ideal"}},
    {"bsa_formula": "du_bois"},
    {"bsa_cap_m2": 2},
    {"rounding_step_mg": {"exemplan": 50}},
    {"rounding_step_mg": {"exemplan": 25}},
    {"harvest_on": "2029-12-01"},
    {"graft": {"cd34_million_per_kg": 5}},
    {"graft": {"cd34_million_per_kg": 5, "volume_ml": 100}},
)


def test_every_member_makes_another_plan(clinic: Catalogue) -> None:
    ids = [plan(clinic, **members).id for members in DIFFERENT]

    assert len(set(ids)) == len(DIFFERENT)
    assert all(len(id) == 24 for id in ids)


def test_another_version_of_the_dataset_makes_another_plan(
    clinic: Catalogue, small: Catalogue, curated: Catalogue
) -> None:
    assert plan(clinic).id == plan(small).id  # both are version 2030.01.0
    assert clinic.dataset.version != curated.dataset.version


def test_a_plan_of_everything_is_the_same_bytes_again(clinic: Catalogue) -> None:
    first, second = (plan(clinic, **FULL).model_dump_json() for _ in range(2))

    assert first == second


def test_a_plan_is_the_same_bytes_in_another_process_and_with_another_hash_seed() -> None:
    code = (
        "from app.catalogue import load_catalogue\n"
        "from tests.catalogue.world import SMALL\n"
        "from tests.planning.asking import plan\n"
        "from hashlib import sha256\n"
        "planned = plan(load_catalogue(SMALL), mobilisation='growan-10')\n"
        "print(sha256(planned.model_dump_json().encode()).hexdigest())\n"
    )

    said = {
        subprocess.run(  # noqa: S603  runs our own code
            [sys.executable, "-c", code], capture_output=True, check=True, text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip

    assert len(said) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(bodies)
def test_a_plan_does_not_depend_on_the_context_of_decimals(clinic: Catalogue, body: Body) -> None:
    usual = plan(clinic, body=body)

    with localcontext() as context:
        context.prec = 40
        assert plan(clinic, body=body) == usual


def test_a_plan_reads_back_as_json(clinic: Catalogue) -> None:
    planned = plan(clinic, **FULL)

    again = json.loads(planned.model_dump_json())
    assert again["id"] == planned.id
    assert len(again["entries"]) == len(planned.entries)


def test_a_plan_repeats_no_sentence_of_the_request(clinic: Catalogue) -> None:
    assert "harvest_on" not in plan(clinic, **FULL).model_dump_json()


STEP: Final = "/rounding_step_mg/exemplan"
BY_AGENT: Final = "/weight_basis_by_agent"

REFUSED: Final = (
    ({"conditioning": "nothing-like-it"}, "/conditioning", "No record among the regimens"),
    ({"conditioning": "exemplam-200"}, "/conditioning", "No record among the regimens"),
    ({"conditioning": "growan-5"}, "/conditioning", "not one of the stage conditioning"),
    ({"conditioning": "undated"}, "/conditioning", "Nothing of this regimen can be dated"),
    ({"mobilisation": "nothing"}, "/mobilisation", "No record among the regimens"),
    ({"mobilisation": "exemplan-200"}, "/mobilisation", "not one of the stage harvest"),
    ({"conditioning": "inside", "mobilisation": "growan-5"}, "/mobilisation", "already contains"),
    ({"mobilisation": "part"}, "/mobilisation", "is a part of inside"),
    ({"weight_basis_by_agent": {"nobody": "ideal"}}, f"{BY_AGENT}/nobody", "No record among the a"),
    ({"weight_basis_by_agent": {"growan": "ideal"}}, f"{BY_AGENT}/growan", "do not dose"),
    ({"weight_basis_by_agent": {"exemplan": "ideal", "ex": "actual"}}, f"{BY_AGENT}/ex", "twice"),
    ({"rounding_step_mg": {"nobody": 5}}, "/rounding_step_mg/nobody", "No record among the agents"),
    ({"rounding_step_mg": {"growan": 5}}, "/rounding_step_mg/growan", "do not dose"),
    ({"rounding_step_mg": {"exemplan": 5, "ex": 5}}, "/rounding_step_mg/ex", "named twice"),
    ({"rounding_step_mg": {"antiserum": 100}}, "/rounding_step_mg/antiserum", "to nothing"),
    ({"conditioning": "every-basis", "rounding_step_mg": {"total-body-irradiation": 5}},
     "/rounding_step_mg/total-body-irradiation", "is no mass"),
    ({"body": SHORT, "weight_basis": "ideal"}, "/weight_basis", "not defined below 152.4 cm"),
    ({"body": SHORT, "weight_basis": "adjusted_25"}, "/weight_basis", "not defined below 152.4"),
    ({"body": SHORT, "weight_basis": "lesser_of_actual_and_ideal"}, "/weight_basis", "not def"),
    ({"body": SHORT, "weight_basis_by_agent": {"ex": "ideal"}}, f"{BY_AGENT}/ex", "not defined"),
    ({"harvest_on": "2030-01-10"}, "/harvest_on", "must end before conditioning"),
    ({"harvest_on": "1990-01-10"}, "/harvest_on", "at most 3,650 days"),
    ({"conditioning": "inside", "harvest_on": "2030-01-07"}, "/harvest_on", "collects on day -2"),
    ({"conditioning": "inside-unknown", "harvest_on": "2030-01-10"}, "/harvest_on", "after mob"),
)  # fmt: skip


@pytest.mark.parametrize(("members", "member", "said"), REFUSED)
def test_what_contradicts_itself_or_the_catalogue_is_refused_by_its_member(
    clinic: Catalogue, members: dict[str, Any], member: str, said: str
) -> None:
    with pytest.raises(CannotPlan, match=said) as refused:
        plan(clinic, **members)

    assert refused.value.member == member
    assert refused.value.detail == str(refused.value)


@pytest.mark.parametrize(
    ("members", "allowed"),
    [
        ({"conditioning": "exemplam-200"}, "exemplan-200"),
        ({"conditioning": "undated"}, "exemplan-200"),
        ({"conditioning": "growan-5"}, "inside"),
        ({"mobilisation": "exemplan-200"}, "growan-5"),
        ({"mobilisation": "part"}, "cyclophosphamide-2"),
        ({"rounding_step_mg": {"growan": 5}}, "exemplan"),
        ({"body": SHORT, "weight_basis": "ideal"}, "actual"),
    ],
)
def test_a_refusal_says_what_is_allowed(
    clinic: Catalogue, members: dict[str, Any], allowed: str
) -> None:
    with pytest.raises(CannotPlan) as refused:
        plan(clinic, **members)

    assert allowed in refused.value.allowed


def test_what_is_allowed_can_be_planned(clinic: Catalogue) -> None:
    with pytest.raises(CannotPlan) as conditioning:
        plan(clinic, conditioning="undated")
    with pytest.raises(CannotPlan) as mobilisation:
        plan(clinic, mobilisation="part")

    assert "undated" not in conditioning.value.allowed
    assert "part" not in mobilisation.value.allowed
    for id in conditioning.value.allowed:
        assert plan(clinic, conditioning=id)
    for id in mobilisation.value.allowed:
        assert plan(clinic, mobilisation=id)


def test_a_step_that_only_makes_a_dose_smaller_is_a_matter_of_warning(clinic: Catalogue) -> None:
    # 0.5 mg/kg x 80 kg = 40 mg; half a step of 80 mg is 40 mg, which is rounded up to 80.
    planned = plan(clinic, rounding_step_mg={"antiserum": 80})

    assert "rounding-large" in codes(planned)
    with pytest.raises(CannotPlan):
        plan(clinic, rounding_step_mg={"antiserum": Decimal("80.0001")})


def test_building_does_not_change_the_request(clinic: Catalogue) -> None:
    request = ask(conditioning="ex200", weight_basis_by_agent={"ex": "actual"})
    before = request.model_dump_json()

    build_plan(clinic, request)

    assert request.model_dump_json() == before
