"""/v1/guidelines: statements by course of the disease, criteria as data."""

import pytest

from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

FILTERED = {
    "": ["exemplary-2030"],
    "kind=guideline": ["exemplary-2030"],
    "kind=position": [],
    "ms_course=relapsing_remitting": ["exemplary-2030"],
    "ms_course=progressive": ["exemplary-2030"],
    "ms_course=mixed": [],
    "kind=guideline&ms_course=mixed": [],
    "q=exemplary": ["exemplary-2030"],
    "ids=exemplary-2030": ["exemplary-2030"],
    **{f"sort={name}": ["exemplary-2030"] for name in ("id", "name", "year", "kind")},
}
"""A query -> the ids of the fictional guidelines that it leaves."""

WRONG = {
    f"kind={MARKER}": "kind",
    "kind=": "kind",
    f"ms_course={MARKER}": "ms_course",
    "year=2030": "year",
    "sort=body": "sort",
    "expand=agents": "expand",
}
"""A wrong query -> the parameter that is named."""


@pytest.mark.parametrize("query", FILTERED)
def test_a_filter_leaves_the_guidelines_asked_for(query: str, client: Client) -> None:
    page = client.get(f"/v1/guidelines?{query}").json()

    assert [one["id"] for one in page["data"]] == FILTERED[query]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_refused_by_name(query: str, client: Client) -> None:
    answer = client.raw(f"/v1/guidelines?{query}")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [WRONG[query]]


def test_a_guideline_is_served_with_its_criteria_as_data(client: Client) -> None:
    guideline = client.get("/v1/guidelines/exemplary-2030").json()

    assert guideline["type"] == "guideline"
    assert [(s["courses"], s["stance"], s["grade"]) for s in guideline["statements"]] == [
        (["relapsing_remitting"], "supports", "S/I"),
        (["progressive"], "does_not_support", None),
    ]
    assert guideline["criteria"][2]["conditions"] == [
        {"member": "ms_course", "operator": "one_of", "value": None,
         "values": ["relapsing_remitting"]},
        {"member": "edss", "operator": "at_most", "value": 5.5, "values": []},
    ]  # fmt: skip
    assert guideline["links"]["collection"] == "/v1/guidelines"


def test_an_unknown_guideline_is_a_problem(client: Client) -> None:
    check_problem(client.raw(f"/v1/guidelines/{MARKER}"), 404, "not-found")


def test_guidelines_are_listed_newest_first(curated_client: Client) -> None:
    guidelines = curated_client.get("/v1/guidelines?limit=200").json()["data"]

    years = [one["year"] or 0 for one in guidelines]
    assert years == sorted(years, reverse=True)


def test_a_guideline_leads_to_the_newer_one(curated_client: Client) -> None:
    guidelines = curated_client.get("/v1/guidelines?limit=200").json()["data"]

    newer = {one["superseded_by"] for one in guidelines} - {None}

    assert newer
    assert {curated_client.get(f"/v1/guidelines/{id}").status_code for id in newer} == {200}


def test_the_members_of_conditions_are_those_of_a_profile(curated_client: Client) -> None:
    guidelines = curated_client.get("/v1/guidelines?limit=200").json()["data"]

    asked = {
        condition["member"]
        for guideline in guidelines
        for criterion in guideline["criteria"]
        for condition in criterion["conditions"]
    }

    assert asked >= {"age_years", "edss", "ms_course", "relapses_12_months"}
