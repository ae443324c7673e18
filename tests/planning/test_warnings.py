"""Warnings: each rule where it holds and where it does not."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pytest

from app.catalogue import Catalogue
from app.catalogue.prose import misreadable
from app.planning.plan import PlanWarning
from app.planning.warnings import RULES
from tests.planning.asking import BODY, HEAVY, SHORT, plan

LIGHT: Final = BODY | {"weight_kg": 55}
"""Ideal weight 50 + 2.3 x (180 / 2.54 - 60) = 74.99 kg, so 36 percent above the actual."""

LARGE: Final = BODY | {"weight_kg": 81}
"""A surface of the root of 180 x 81 / 3600 = 2.0125 m2."""

BY_SURFACE: Final = {"conditioning": "every-basis"}
TWICE: Final = {"conditioning": "cyclophosphamide-200", "mobilisation": "cyclophosphamide-2"}

Members = Mapping[str, Any]

CASES: Final[Mapping[str, tuple[tuple[Members, ...], tuple[Members, ...]]]] = {
    "graft-below-minimum": (
        (
            {"graft": {"cd34_million_per_kg": Decimal("1.9999")}},
            {"graft": {"cd34_million_per_kg": 1}},
            {"graft": {"cd34_million_per_kg": 0}},
        ),
        ({}, {"graft": {"cd34_million_per_kg": 2}}, {"graft": {"cd34_million_per_kg": 5}}),
    ),
    "graft-below-optimum": (
        ({"graft": {"cd34_million_per_kg": Decimal("2.4999")}},),
        ({}, {"graft": {"cd34_million_per_kg": Decimal("2.5")}},
         {"graft": {"cd34_million_per_kg": 10}}),
    ),
    "rest-is-short": (
        # Conditioning begins on 5 January.
        ({"harvest_on": "2029-12-30"}, {"harvest_on": "2030-01-04"}, {"conditioning": "inside"},
         {"harvest_on": "2029-12-29", "mobilisation": "cyclophosphamide-2"}),  # and on the 30th
        ({}, {"harvest_on": "2029-12-29"}, {"mobilisation": "cyclophosphamide-2"},
         {"harvest_on": "2029-12-28", "mobilisation": "cyclophosphamide-2"}),
    ),
    "dose-not-reported": (
        ({"conditioning": "exemplan-open"}, {"conditioning": "aftercare"}),
        ({}, BY_SURFACE),
    ),
    "times-not-reported": (
        ({"conditioning": "aftercare"},),
        ({}, {"conditioning": "exemplan-open"}),
    ),
    "day-not-reported": (
        ({"conditioning": "half-known"}, {"mobilisation": "growan-20"}),
        ({}, {"conditioning": "inside"}, {"conditioning": "exemplan-open"}),
    ),
    "regimen-historic": (({"conditioning": "exemplan-open"},), ({}, TWICE)),
    "weight-basis-matters": (
        ({"body": HEAVY}, {"body": LIGHT}, {"body": HEAVY, **BY_SURFACE},
         {"body": HEAVY, "conditioning": "aftercare"}),
        ({}, BY_SURFACE, {"body": SHORT}, {"body": HEAVY, "conditioning": "exemplan-open"}),
    ),
    "surface-not-capped": (
        ({"body": LARGE, **BY_SURFACE}, {"body": HEAVY, **BY_SURFACE},
         {"body": HEAVY, **BY_SURFACE, "weight_basis": "ideal",
          "weight_basis_by_agent": {"mustan": "actual"}}),
        ({}, BY_SURFACE, {"body": LARGE},  # 2 m2 exactly; nothing by surface
         {"body": HEAVY, **BY_SURFACE, "weight_basis": "ideal"},
         {"body": HEAVY, **BY_SURFACE, "bsa_cap_m2": 2},
         {"body": HEAVY, **BY_SURFACE, "weight_basis_by_agent": {"mustan": "ideal"}}),
    ),
    "surface-capped": (
        ({"body": LARGE, **BY_SURFACE, "bsa_cap_m2": 2}, {**BY_SURFACE, "bsa_cap_m2": 1}),
        ({}, {**BY_SURFACE, "bsa_cap_m2": 2}, {"body": LARGE, "bsa_cap_m2": 1},
         {"body": HEAVY, **BY_SURFACE, "bsa_cap_m2": 2, "weight_basis": "ideal"}),
    ),
    "rounding-large": (
        # 4,000 mg to 5,000 is 25 percent; 40 mg to 45 is 12.5.
        ({"rounding_step_mg": {"exemplan": 1000}, "body": BODY | {"weight_kg": 70}},
         {"rounding_step_mg": {"antiserum": 45}}),
        ({}, {"rounding_step_mg": {"exemplan": 1000}}, {"rounding_step_mg": {"antiserum": 44}}),
    ),
    "dose-extrapolated": ((BY_SURFACE, {"mobilisation": "growan-10"}), ({}, TWICE)),
    "dose-secondary": (
        ({}, BY_SURFACE, {"conditioning": "half-known"}),
        (TWICE, {"conditioning": "inside"}),
    ),
    "cyclophosphamide-shared": (
        (TWICE,),
        ({}, {"conditioning": "cyclophosphamide-200"}, {"mobilisation": "cyclophosphamide-2"},
         {"conditioning": "inside"}),
    ),
    "adjusted-above-actual": (
        ({"body": LIGHT, "weight_basis": "ideal"}, {"body": LIGHT, "weight_basis": "adjusted_40"},
         {"body": LIGHT, "weight_basis_by_agent": {"exemplan": "adjusted_25"}},
         {"body": LIGHT, **BY_SURFACE, "weight_basis": "ideal"}),
        ({"body": LIGHT}, {"weight_basis": "ideal"},
         {"body": LIGHT, "weight_basis": "lesser_of_actual_and_ideal"},
         {"body": LIGHT, "weight_basis": "ideal",
          "weight_basis_by_agent": {"exemplan": "actual", "antiserum": "actual"}}),
    ),
    "ideal-weight-undefined": (
        ({"body": SHORT}, {"body": SHORT | {"height_cm": Decimal("152.3999")}}),
        ({}, {"body": SHORT | {"height_cm": Decimal("152.4")}}),
    ),
    "regimen-incomplete": (
        ({"conditioning": "exemplan-open"}, {"mobilisation": "growan-20"}),
        ({}, TWICE),
    ),
    "recovery-unknown": (({}, {"conditioning": "aftercare"}), ({"conditioning": "inside"},)),
}  # fmt: skip
"""Code of a rule -> requests for which it holds, and requests for which it does not."""


def found(catalogue: Catalogue, code: str, **members: Any) -> list[PlanWarning]:  # noqa: ANN401  members as JSON has them
    return [one for one in plan(catalogue, **members).warnings if one.code == code]


def test_every_rule_has_its_cases() -> None:
    codes = [rule.code for rule in RULES]

    assert sorted(CASES) == sorted(codes)
    assert all(fires and does_not for fires, does_not in CASES.values())


@pytest.mark.parametrize("code", CASES)
def test_a_rule_fires_where_it_holds(clinic: Catalogue, code: str) -> None:
    for members in CASES[code][0]:
        assert found(clinic, code, **members), members


@pytest.mark.parametrize("code", CASES)
def test_a_rule_is_silent_where_it_does_not_hold(clinic: Catalogue, code: str) -> None:
    for members in CASES[code][1]:
        assert found(clinic, code, **members) == [], members


@pytest.mark.parametrize("code", CASES)
def test_a_warning_is_titled_safe_to_read_and_names_known_agents(
    clinic: Catalogue, code: str
) -> None:
    for members in CASES[code][0]:
        for warning in found(clinic, code, **members):
            assert warning.title
            assert [*misreadable(warning.title), *misreadable(warning.detail)] == []
            assert all(agent in clinic.agents for agent in warning.agents)


def test_the_most_serious_stand_first(clinic: Catalogue) -> None:
    order = ("serious", "caution", "information")
    for members in (BY_SURFACE, {"conditioning": "aftercare", "body": SHORT}):
        severities = [warning.severity for warning in plan(clinic, **members).warnings]

        assert severities == sorted(severities, key=order.index)


def test_a_graft_below_several_minima_says_each_with_its_number(clinic: Catalogue) -> None:
    warnings = found(clinic, "graft-below-minimum", graft={"cd34_million_per_kg": 1})

    assert [warning.detail for warning in warnings] == [
        "Cells needed: the graft does not reach at least 2 million per kg.",
        "More than one: the graft does not reach above 1 million per kg.",
    ]


def test_a_good_graft_is_not_called_a_poor_one(clinic: Catalogue) -> None:
    planned = plan(clinic, graft={"cd34_million_per_kg": 6})

    assert [warning.code for warning in planned.warnings if "graft" in warning.code] == []


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"harvest_on": "2030-01-04"}, "Conditioning begins 1 day after the last collection"),
        ({"harvest_on": "2029-12-30"}, "Conditioning begins 6 days after the last collection"),
        ({"conditioning": "inside"}, "Conditioning begins before collection has ended"),
    ],
)
def test_a_short_rest_says_how_long_it_is(clinic: Catalogue, members: Members, said: str) -> None:
    (warning,) = found(clinic, "rest-is-short", **members)

    assert warning.detail == f"{said}; at least 7 days are reported elsewhere."


def test_a_matter_of_weight_names_each_agent_and_who_says_what(clinic: Catalogue) -> None:
    warnings = found(clinic, "weight-basis-matters", body=HEAVY, **TWICE)

    no_standard = ("bubalo-2014", "ebmt-handbook-2024-ch67")
    assert {one.agents: one.sources for one in warnings} == {
        ("cyclophosphamide",): (*no_standard, "doe-2020"),
        ("growan",): no_standard,
    }


def test_a_difference_of_ten_percent_is_not_above_ten(clinic: Catalogue) -> None:
    # 100 cm is short of an ideal weight; at 152.4 cm that of a man is 50 kg. On 45.4545 kg the
    # ideal is 50 / 45.4545 = 1.10000..., on 45.4 kg 1.1013, more than 10 percent above.
    body = {"weight_kg": Decimal("45.4546"), "height_cm": Decimal("152.4"), "sex": "male"}

    assert found(clinic, "weight-basis-matters", body=body) == []
    assert found(clinic, "weight-basis-matters", body=body | {"weight_kg": Decimal("45.4")})


def test_a_cap_says_the_surface_and_the_cap(clinic: Catalogue) -> None:
    (warning,) = found(clinic, "surface-capped", body=HEAVY, **BY_SURFACE, bsa_cap_m2=2)

    assert warning.detail == (
        "The body surface area is 2.2454 m\N{SUPERSCRIPT TWO}; doses are reckoned with the cap of "
        "2 m\N{SUPERSCRIPT TWO} that was asked for."
    )
    assert warning.agents == ("mustan",)


def test_the_largest_change_by_rounding_is_said(clinic: Catalogue) -> None:
    (warning,) = found(clinic, "rounding-large", rounding_step_mg={"antiserum": 45})

    # 0.5 mg/kg x 80 kg = 40 mg, rounded to 45: 5 / 40 = 12.5 percent
    assert warning.detail == (
        "Rounding changes an administration by 12.5 percent, which is more than 10 percent."
    )


def test_a_weak_claim_is_not_hidden_by_a_weaker_one(clinic: Catalogue) -> None:
    # The dose of the antiserum is secondary; its days are not reported at all.
    (warning,) = found(clinic, "dose-secondary", conditioning="half-known")

    assert (warning.agents, warning.sources) == (("antiserum",), ("roe-2024", "doe-2020"))


def test_the_sources_that_warnings_name_are_records(curated: Catalogue) -> None:
    planned = plan(
        curated, conditioning="cyclophosphamide-rituximab-mexico",
        body=SHORT | {"weight_kg": 110}, graft={"cd34_million_per_kg": 0},
    )  # fmt: skip

    cited = {id for warning in planned.warnings for id in warning.sources}
    assert {"devine-1974", "ebmt-alwp-2015-obesity", "nct00288626"} <= cited
    assert all(id in curated.references for id in cited)
