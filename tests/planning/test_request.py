"""Requests: what is taken, and everything that merely looks like it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given
from pydantic import ValidationError

from app.planning.request import (
    FIRST_DAY,
    LAST_DAY,
    BodyMeasuresRequest,
    Graft,
    PlanRequest,
)
from tests.planning.asking import BODY, ask
from tests.planning.bodies import days, heights, numbers, weights

NO_NUMBERS: Final = (
    True, False, None, "70", "", [70], {"value": 70}, 70.5, float("nan"), float("inf"),
    Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1e400"), Decimal("1e-400"),
    Decimal("70.00001"), 10**400, b"70", 70j,
)  # fmt: skip

NO_DATES: Final = (
    20300110, 0, 1893456000, 1.5, True, None, "", "20300110", "2030-W02-4", "2030-010", "2030-1-10",
    "10.01.2030", "2030-01-10T00:00:00", "2030-01-10 ", " 2030-01-10", "2030-01-10\n", "+2030-01-1",
    "2030-02-29", "2029-02-29", "2100-02-29", "2030-13-01", "2030-00-10", "2030-01-00",
    "2030-04-31", "0001-01-01", "1969-12-31", "2200-01-01", "9999-12-31", "0000-00-00",
    "\N{FULLWIDTH DIGIT TWO}030-01-10", "\N{ARABIC-INDIC DIGIT TWO}030-01-10", ["2030-01-10"],
    datetime(2030, 1, 10, tzinfo=UTC), datetime(2030, 1, 10),  # noqa: DTZ001  has no zone, as sent
    date(1, 1, 1), date(9999, 12, 31), Decimal(20300110),
)  # fmt: skip


def faults(**members: Any) -> list[str]:  # noqa: ANN401  anything may be sent
    """Return the path of each fault of a request; empty if there is none."""
    try:
        ask(**members)
    except ValidationError as error:
        return [".".join(map(str, fault["loc"])) for fault in error.errors()]
    return []


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
@pytest.mark.parametrize("member", ["weight_kg", "height_cm"])
def test_a_measure_is_a_number_and_nothing_else(member: str, value: object) -> None:
    assert faults(body=BODY | {member: value}) == [f"body.{member}"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("weight_kg", Decimal("19.9999")),
        ("weight_kg", Decimal("350.0001")),
        ("weight_kg", -80),
        ("height_cm", Decimal("99.9999")),
        ("height_cm", Decimal("230.0001")),
        ("height_cm", Decimal("1.8")),  # in metres
        ("sex", "m"),
        ("sex", "Female"),
        ("sex", None),
        ("sex", True),
    ],
)
def test_a_measure_out_of_its_range_is_refused(member: str, value: object) -> None:
    assert faults(body=BODY | {member: value}) == [f"body.{member}"]


@pytest.mark.parametrize("member", BODY)
def test_a_missing_measure_is_refused(member: str) -> None:
    body = {name: value for name, value in BODY.items() if name != member}

    assert faults(body=body) == [f"body.{member}"]


@given(weights, heights)
def test_every_measure_within_its_range_keeps_its_digits(weight: Decimal, height: Decimal) -> None:
    body = ask(body={"weight_kg": weight, "height_cm": height, "sex": "female"}).body

    assert (body.weight_kg, body.height_cm) == (weight, height)


@pytest.mark.parametrize("value", NO_DATES, ids=repr)
@pytest.mark.parametrize("member", ["day_zero", "harvest_on"])
def test_a_date_is_ten_characters_of_the_calendar_and_nothing_else(
    member: str, value: object
) -> None:
    refused = faults(**{member: value})

    left_out = member == "harvest_on" and value is None
    assert refused == ([] if left_out else [member])


@given(days)
def test_every_date_of_the_range_is_taken(day: date) -> None:
    assert ask(day_zero=day.isoformat()).day_zero == ask(day_zero=day).day_zero == day


@pytest.mark.parametrize("day", ["2028-02-29", FIRST_DAY.isoformat(), LAST_DAY.isoformat()])
def test_leap_days_and_the_ends_of_the_range_are_taken(day: str) -> None:
    assert ask(day_zero=day).day_zero == date.fromisoformat(day)


@pytest.mark.parametrize(
    "value", [None, "", "Exemplan", "exemplan_200", "exemplan-200\n", "../etc", "a" * 65, 200, []]
)
def test_a_regimen_is_named_by_an_identifier(value: object) -> None:
    assert faults(conditioning=value) == ["conditioning"]


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"weight_basis": "lean"}, "weight_basis"),
        ({"weight_basis": None}, "weight_basis"),
        ({"weight_basis": True}, "weight_basis"),
        ({"weight_basis_by_agent": {"exemplan": "lean"}}, "weight_basis_by_agent.exemplan"),
        ({"weight_basis_by_agent": {"Ex plan": "ideal"}}, "weight_basis_by_agent.Ex plan.[key]"),
        ({"weight_basis_by_agent": [["exemplan", "ideal"]]}, "weight_basis_by_agent"),
        ({"weight_basis_by_agent": {f"a{n}": "ideal" for n in range(21)}}, "weight_basis_by_agent"),
        ({"bsa_formula": "boyd"}, "bsa_formula"),
        ({"bsa_cap_m2": 0}, "bsa_cap_m2"),
        ({"bsa_cap_m2": Decimal("4.0001")}, "bsa_cap_m2"),
        ({"bsa_cap_m2": "2"}, "bsa_cap_m2"),
        ({"bsa_cap_m2": True}, "bsa_cap_m2"),
        ({"rounding_step_mg": {"exemplan": 0}}, "rounding_step_mg.exemplan"),
        ({"rounding_step_mg": {"exemplan": -1}}, "rounding_step_mg.exemplan"),
        ({"rounding_step_mg": {"exemplan": 1001}}, "rounding_step_mg.exemplan"),
        ({"rounding_step_mg": {"exemplan": "50"}}, "rounding_step_mg.exemplan"),
        ({"rounding_step_mg": {"exemplan": Decimal("NaN")}}, "rounding_step_mg.exemplan"),
        ({"rounding_step_mg": 50}, "rounding_step_mg"),
        ({"graft": 5}, "graft"),
        ({"graft": {}}, "graft.cd34_million_per_kg"),
        ({"graft": {"cd34_million_per_kg": -1}}, "graft.cd34_million_per_kg"),
        ({"graft": {"cd34_million_per_kg": 5, "volume_ml": 0}}, "graft.volume_ml"),
        ({"graft": {"cd34_million_per_kg": 5, "dmso_percent": 21}}, "graft.dmso_percent"),
        ({"weight": 80}, "weight"),
        ({"body": BODY | {"age": 40}}, "body.age"),
        ({"body": [80, 180]}, "body"),
        ({"body": None}, "body"),
    ],
)
def test_an_option_that_does_not_fit_is_refused(members: dict[str, object], path: str) -> None:
    assert faults(**members) == [path]


@pytest.mark.parametrize("sent", [None, [], "plan", 1, True])
def test_a_request_is_an_object(sent: object) -> None:
    with pytest.raises(ValidationError):
        PlanRequest.model_validate(sent)


def test_every_fault_is_found_at_once() -> None:
    body = {"weight_kg": True, "height_cm": "180"}

    assert faults(body=body, day_zero=20300110) == [
        *("day_zero", "body.weight_kg", "body.height_cm", "body.sex")
    ]


def test_what_is_left_out_has_its_default() -> None:
    request = ask()

    assert (request.mobilisation, request.weight_basis, request.bsa_formula) == (
        *(None, "actual", "mosteller"),
    )
    assert (request.weight_basis_by_agent, request.rounding_step_mg) == ({}, {})
    assert (request.bsa_cap_m2, request.harvest_on, request.graft) == (None, None, None)


@given(numbers("0", "100"))
def test_a_graft_needs_only_its_cells(cells: Decimal) -> None:
    graft = Graft(cd34_million_per_kg=cells)

    assert (graft.cd34_million_per_kg, graft.volume_ml, graft.dmso_percent) == (cells, None, None)


def test_body_measures_take_a_cap_as_well() -> None:
    assert BodyMeasuresRequest.model_validate(BODY | {"bsa_cap_m2": 2}).bsa_cap_m2 == 2


def test_a_fault_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(ValidationError) as refused:
        ask(day_zero="1985-secret", body=BODY | {"weight_kg": "secret"})

    said = refused.value.errors(include_input=False, include_url=False, include_context=False)
    assert "secret" not in str(said)
