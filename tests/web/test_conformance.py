"""/v1/conformance/vectors: known answers, which the service itself gives over HTTP."""

import asyncio
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import pytest

from app.catalogue import Catalogue
from app.catalogue.regimens import Plannable
from app.catalogue.vectors import Vectors
from tests.conftest import Client
from tests.web.test_bad_input import check_problem
from tests.web.test_bodies import send

PATH: Final = "/v1/conformance/vectors"

MIST: Final = "cyclophosphamide-200-ratg-6"
GLOBULIN: Final = "anti-thymocyte-globulin-rabbit"

MEASURES: Final = {
    "ideal": "ideal_weight_devine",
    "adjusted_25": "adjusted_25_weight",
    "adjusted_40": "adjusted_40_weight",
    "lesser_of_actual_and_ideal": "lesser_of_actual_and_ideal_weight",
}
"""Weight basis -> its body measure; the actual weight is not worked out."""

MONTHS: Final = {
    0: "Infusion of the graft",
    1: "Neutrophils, monocytes and natural killer cells",
    3: "Pneumococcal conjugate vaccine",
    6: "Influenza vaccine, inactivated",
    12: "Pneumococcal polysaccharide vaccine",
    24: "Measles, mumps and rubella vaccine",
}
"""Months after day 0 -> an entry of every schedule that is due then."""

UNREACHED: Final = {
    "doses": {
        "mg-per-kg-plerixafor-like", "ug-per-kg-adjusted-40", "ug-per-m2",
    },  # doses of no conditioning regimen
    "rounding": {
        "none", "none-tie", "none-below-a-tie", "none-micrograms", "micrograms", "micrograms-tie",
        "five-hundred", "two-and-a-half", "to-nothing",
    },  # amounts of no dose of the regimen for any body, no step, or a step that is refused
    "days": {
        "negative-across-a-year-end", "positive-across-a-year-end", "from-a-leap-day",
        "from-a-leap-day-a-year-on",
        "a-century-without-a-leap-day", "two-years-without-a-leap-day",
        "two-years-over-a-leap-day",
    },  # days on which nothing happens
    "months": {"from-a-leap-day-four-years-on", "a-century-without-a-leap-day"},  # 48 months
}  # fmt: skip
"""Vectors that no request leads to; tests/planning holds the engine to all of them."""


@pytest.fixture(scope="module")
def vectors(curated_client: Client) -> dict[str, Any]:
    """The vectors as they are served."""
    served: dict[str, Any] = curated_client.get(PATH).json()
    return served


def test_the_vectors_are_served_as_they_are_curated(
    vectors: dict[str, Any], curated: Catalogue
) -> None:
    groups = [name for name, value in vectors.items() if isinstance(value, list)]

    assert vectors["type"] == "vectors"
    assert vectors["version"] == curated.vectors.version
    assert vectors["links"]["self"] == PATH
    assert groups == [name for name in Vectors.model_fields if name not in ("id", "version")]
    assert {name: vectors[name] for name in Vectors.model_fields} == curated.vectors.model_dump(
        mode="json"
    )


def test_every_vector_shows_its_working(vectors: dict[str, Any]) -> None:
    assert all(
        vector["id"] and vector["working"]
        for group in vectors.values()
        if isinstance(group, list)
        for vector in group
    )


def test_anyone_may_keep_the_vectors(curated_client: Client) -> None:
    answer = curated_client.raw(PATH)

    again = curated_client.raw(PATH, (b"if-none-match", answer.headers["etag"].encode()))

    assert answer.headers["cache-control"].startswith("public, max-age=300")
    assert again.status_code == 304


def test_no_parameter_and_no_other_type_is_taken(curated_client: Client) -> None:
    check_problem(curated_client.raw(f"{PATH}?format=json"), 400, "invalid-parameter")
    check_problem(curated_client.raw(PATH, (b"accept", b"text/csv")), 406, "not-acceptable")


@pytest.fixture
def measures(curated_client: Client, runner: asyncio.Runner) -> Any:  # noqa: ANN401  a function
    def measures(vector: Mapping[str, Any]) -> dict[str, Any]:
        body = {name: vector[name] for name in ("weight_kg", "height_cm")}
        sent = {**body, "sex": vector.get("sex", "female")}
        answer = send(curated_client, runner, sent, target="/v1/body-measures").json()
        return {one["id"]: one["result"]["value"] for one in answer["measures"]}

    return measures


def test_the_service_gives_every_body_surface(vectors: dict[str, Any], measures: Any) -> None:  # noqa: ANN401  a function
    wrong = [
        vector["id"]
        for vector in vectors["body_surfaces"]
        if measures(vector)[f"body_surface_{vector['formula']}"] != vector["expected_m2"]
    ]

    assert wrong == []


def test_the_service_gives_every_weight(vectors: dict[str, Any], measures: Any) -> None:  # noqa: ANN401  a function
    wrong = [
        vector["id"]
        for vector in vectors["weights"]
        if vector["basis"] in MEASURES
        and measures(vector)[MEASURES[vector["basis"]]] != vector["expected_kg"]
    ]

    assert wrong == []


@pytest.fixture
def doses(curated_client: Client, runner: asyncio.Runner) -> Any:  # noqa: ANN401  a function
    def doses(**asked: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401  members of a request
        sent = {"day_zero": "2030-01-10", **asked}
        plan = send(curated_client, runner, sent, target="/v1/plans").json()
        for entry in plan["entries"]:
            if entry["dose"] is not None:
                yield entry["agent"], entry["dose"]["per_administration"]

    return doses


def test_the_service_gives_every_dose_that_a_regimen_has(
    vectors: dict[str, Any],
    curated: Catalogue,
    doses: Any,  # noqa: ANN401  a function
) -> None:
    found = {
        (line.dose.value, line.dose.unit): (regimen.id, line.agent)
        for regimen in curated.regimens
        if regimen.stage == "conditioning" and regimen.plannable is not Plannable.NO
        for line in regimen.dose_lines
    }
    unreached, wrong = set(), []

    for vector in vectors["doses"]:
        regimen, agent = found.get((Decimal(str(vector["dose"])), vector["unit"]), (None, None))
        if regimen is None:
            unreached.add(vector["id"])
            continue
        body = {name: vector[name] for name in ("weight_kg", "height_cm", "sex")}
        given = doses(
            conditioning=regimen, body=body, weight_basis=vector["basis"],
            bsa_formula=vector["formula"], bsa_cap_m2=vector["cap_m2"],
        )  # fmt: skip
        amounts = [(dose["value"], dose["unit"]) for name, dose in given if name == agent]
        if (vector["expected"], vector["expected_unit"]) not in amounts:
            wrong.append(vector["id"])

    assert wrong == []
    assert unreached == UNREACHED["doses"]


def test_the_service_rounds_as_the_vectors_do(
    vectors: dict[str, Any],
    doses: Any,  # noqa: ANN401  a function
) -> None:
    per_kg = {GLOBULIN: Decimal("0.5"), "cyclophosphamide": Decimal(50)}
    wrong = []

    for vector in vectors["rounding"]:
        weights = {
            agent: Decimal(str(vector["amount"])) / dose
            for agent, dose in per_kg.items()
            if 20 <= Decimal(str(vector["amount"])) / dose <= 350
        }
        if vector["id"] in UNREACHED["rounding"]:
            continue
        ((agent, weight),) = weights.items()
        given = doses(
            conditioning=MIST,
            body={"weight_kg": float(weight), "height_cm": 180, "sex": "male"},
            rounding_step_mg={agent: vector["step_mg"]},
        )
        if vector["expected"] not in [dose["value"] for name, dose in given if name == agent]:
            wrong.append(vector["id"])

    assert wrong == []


def entries(client: Client, day_zero: str) -> list[dict[str, Any]]:
    path = f"/v1/regimens/{MIST}/schedule?day_zero={day_zero}"
    found: list[dict[str, Any]] = client.get(path).json()["entries"]
    return found


def test_the_service_counts_days_as_the_vectors_do(
    vectors: dict[str, Any], curated_client: Client
) -> None:
    unreached = set()

    for vector in vectors["days"]:
        if vector["anchor"] != "day_zero":
            continue
        found = {
            entry["date"]
            for entry in entries(curated_client, vector["anchor_on"])
            if entry["day"] == vector["day"]
        }
        if not found:
            unreached.add(vector["id"])
            continue
        assert found == {vector["expected_on"]}, vector["id"]

    assert unreached <= UNREACHED["days"]


def test_the_service_counts_months_as_the_vectors_do(
    vectors: dict[str, Any], curated_client: Client
) -> None:
    unreached = set()

    for vector in vectors["months"]:
        title = MONTHS.get(vector["months"])
        if title is None:
            unreached.add(vector["id"])
            continue
        found = {
            entry["date"]
            for entry in entries(curated_client, vector["start_on"])
            if entry["title"] == title
        }
        assert found == {vector["expected_on"]}, vector["id"]

    assert unreached == UNREACHED["months"]


def test_the_small_world_has_vectors_too(client: Client) -> None:
    assert client.get(PATH).json()["body_surfaces"][0]["expected_m2"] == 1
