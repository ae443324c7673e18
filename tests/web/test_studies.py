"""/v1/studies: filtered, each with its arms, its patients and its figures."""

from typing import Any

import pytest

from app.catalogue import Catalogue
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

FILTERED = {
    "/v1/studies": ["exam-1", "exam-2"],
    "/v1/studies?status=completed": ["exam-1"],
    "/v1/studies?status=recruiting": ["exam-2"],
    "/v1/studies?status=withdrawn": [],
    "/v1/studies?design=randomised": ["exam-1"],
    "/v1/studies?design=single_arm": ["exam-2"],
    "/v1/studies?design=single_arm&status=completed": [],
    "/v1/studies?regimen=exemplan-200": ["exam-1"],
    "/v1/studies?regimen=ex200": ["exam-1"],  # an alias
    "/v1/studies?regimen=exemplan-open": [],
    "/v1/studies?ms_course=relapsing_remitting": ["exam-1"],
    "/v1/studies?ms_course=mixed": [],
    "/v1/studies?year_from=2020": ["exam-1"],
    "/v1/studies?year_from=2021": [],
    "/v1/studies?year_to=2020": ["exam-1"],  # a study without a year is of none
    "/v1/studies?year_to=2019": [],
    "/v1/studies?year_from=2020&year_to=2020": ["exam-1"],
    "/v1/studies?year_from=2021&year_to=2019": [],
    "/v1/studies?q=FIRST+exam": ["exam-1"],
    "/v1/studies?q=made-up": ["exam-1", "exam-2"],
    "/v1/studies?ids=exam-2,first-exam": ["exam-1", "exam-2"],
    "/v1/studies?sort=year": ["exam-2", "exam-1"],
    "/v1/studies?sort=-year": ["exam-1", "exam-2"],
    "/v1/studies?sort=status": ["exam-1", "exam-2"],
    "/v1/studies?sort=-status": ["exam-2", "exam-1"],
    "/v1/studies?sort=design": ["exam-1", "exam-2"],
    "/v1/studies?sort=-name": ["exam-2", "exam-1"],
    "/v1/studies?sort=-id": ["exam-2", "exam-1"],
}
"""A list -> the ids of the fictional studies that it leaves."""

WRONG = {
    f"status={MARKER}": "status",
    "status=Completed": "status",
    "status=": "status",
    f"design={MARKER}": "design",
    f"regimen={MARKER}": "regimen",
    "regimen=": "regimen",
    f"regimen={'x' * 65}": "regimen",
    f"ms_course={MARKER}": "ms_course",
    "year_from=1989": "year_from",
    "year_from=2101": "year_from",
    "year_to=2020.5": "year_to",
    f"year_to={MARKER}": "year_to",
    "year_from=": "year_from",
    "year=2020": "year",
    "expand=terms": "expand",
    "fields=nonsense": "fields",
    "sort=outcomes": "sort",
}
"""A wrong query -> the parameter that is named."""


@pytest.mark.parametrize("target", FILTERED)
def test_a_filter_leaves_the_studies_asked_for(target: str, client: Client) -> None:
    page = client.get(target).json()

    assert [study["id"] for study in page["data"]] == FILTERED[target]
    assert page["page"]["total"] == len(FILTERED[target])


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_refused_by_name(query: str, client: Client) -> None:
    answer = client.raw(f"/v1/studies?{query}")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [WRONG[query]]


def test_an_unknown_regimen_is_answered_with_near_ones(client: Client) -> None:
    (fault,) = client.get("/v1/studies?regimen=exemplan-20").json()["errors"]

    assert fault["allowed"][0] == "exemplan-200"


def test_a_wrong_state_is_answered_with_the_known_ones(client: Client) -> None:
    (fault,) = client.get("/v1/studies?status=ended").json()["errors"]

    assert fault["allowed"] == [
        "completed", "recruiting", "recruitment_closed", "active_not_recruiting", "terminated",
        "withdrawn", "unknown",
    ]  # fmt: skip


def test_a_study_is_served_with_its_arms_and_figures(client: Client) -> None:
    study = client.get("/v1/studies/exam-1").json()

    assert (study["type"], study["design"], study["population"]["n"]) == (
        "study", "randomised", 40,
    )  # fmt: skip
    assert study["regimens"] == ["exemplan-200"]
    assert [(arm["id"], arm["n"], arm["regimens"]) for arm in study["arms"]] == [
        ("transplant", 20, ["exemplan-200"]),
        ("drug", 20, []),
    ]
    assert study["population"]["age"]["text"] == "30 (20 to 40) years"
    assert study["outcomes"][2] == {
        "id": "progression", "measure": "disability_progression", "months": None,
        "estimate": 0.07, "unit": "1",
        "interval": {"low": 0.02, "high": 0.24, "level": 95, "kind": "confidence"},
        "events": None, "total": None, "arm": "transplant", "comparator": "drug", "p_value": None,
        "ms_course": None, "population": None, "type": "hazard_ratio", "evidence": "reported",
        "sources": ["doe-2020"], "note": None, "measure_label": "Disability progression",
    }  # fmt: skip


def test_figures_are_of_different_kinds(client: Client) -> None:
    outcomes = client.get("/v1/studies/exam-1").json()["outcomes"]

    assert [outcome["type"] for outcome in outcomes] == [
        "proportion", "proportion", "hazard_ratio", "mean_difference", "proportion",
    ]  # fmt: skip


def test_a_study_without_results_shows_its_gaps(client: Client) -> None:
    study = client.get("/v1/studies/exam-2").json()

    assert study["outcomes"] == []
    assert study["year"] is None
    assert study["population"]["n"] is None
    assert study["setting"] == {
        "value": None, "evidence": "not_reported", "sources": [], "note": None,
    }  # fmt: skip


def test_an_alias_of_a_study_leads_to_it(client: Client) -> None:
    answer = client.get("/v1/studies/first-exam")

    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/studies/exam-1")


def test_an_unknown_study_has_near_ones(client: Client) -> None:
    answer = client.raw("/v1/studies/exam-3")

    check_problem(answer, 404, "not-found")
    assert set(answer.json()["errors"][0]["allowed"]) == {"exam-1", "exam-2"}


def test_what_a_study_names_can_be_put_beside_it(client: Client) -> None:
    study = client.get("/v1/studies/exam-1?expand=regimens,references&fields=name").json()

    assert [one["id"] for one in study["included"]["regimens"]] == ["exemplan-200"]
    assert [one["id"] for one in study["included"]["references"]] == ["doe-2020"]


def test_a_study_leads_to_its_outcomes(client: Client) -> None:
    links = client.get("/v1/studies/exam-1").json()["links"]

    outcomes = client.get(links["outcomes"]).json()

    assert {outcome["study"] for outcome in outcomes["data"]} == {"exam-1"}
    assert client.get(links["collection"]).status_code == 200


def test_a_regimen_leads_to_its_studies_and_they_lead_back(
    curated: Catalogue, curated_client: Client
) -> None:
    linked: dict[str, list[Any]] = {}
    for regimen in curated.regimens:
        record = curated_client.get(f"/v1/regimens/{regimen.id}").json()
        listed = curated_client.get(f"{record['links']['studies']}&sort=id&limit=200").json()
        linked[regimen.id] = [study["id"] for study in listed["data"]]
        assert linked[regimen.id] == sorted(record["studies"])
        assert all(regimen.id in study["regimens"] for study in listed["data"])

    named = {(id, study) for id, studies in linked.items() for study in studies}
    assert named == {(id, study.id) for study in curated.studies for id in study.regimen_ids}


def test_every_study_is_listed_newest_first(curated_client: Client) -> None:
    years = [
        study["year"] or 0
        for study in curated_client.get("/v1/studies?limit=200&fields=year").json()["data"]
    ]

    assert years == sorted(years, reverse=True)
