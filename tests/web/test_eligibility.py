"""/v1/eligibility: criteria one by one, never a verdict, and nothing kept."""

import asyncio
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Client
from tests.web.test_bad_input import check_problem
from tests.web.test_bodies import PATH, send

FULL: Final = {
    "age_years": 44, "ms_course": "relapsing_remitting", "edss": 5.5, "years_since_onset": 4.5,
    "relapses_12_months": 2, "new_mri_lesions_12_months": 0, "gadolinium_enhancing_lesions": 0,
    "therapies_failed": 2, "high_efficacy_therapies_failed": 1,
}  # fmt: skip


def test_a_profile_is_held_against_each_guideline(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, FULL)

    body = answer.json()
    (guideline,) = body["guidelines"]
    assert answer.status_code == 200
    assert body["type"] == "eligibility"
    assert {one["id"]: one["finding"] for one in guideline["criteria"]} == {
        "age": "met", "activity": "met", "course": "met", "inflamed": "not_applicable",
        "place": "unknown",
    }  # fmt: skip
    assert guideline["criteria"][0] == {
        "id": "age", "name": "Age", "statement": "Below 45 years.", "strictness": "preferred",
        "finding": "met", "missing": [], "evidence": "reported", "sources": ["doe-2020"],
    }  # fmt: skip
    assert [said["statement"] for said in guideline["statements"]] == ["It may help."]


def test_no_verdict_is_drawn(client: Client, runner: asyncio.Runner) -> None:
    body = send(client, runner, FULL).json()

    assert "Not a verdict" in body["caveat"]
    assert set(body) == {"type", "caveat", "guidelines", "links", "meta"}
    assert {"eligible", "candidate", "score", "verdict"}.isdisjoint(body["guidelines"][0])


def test_links_lead_to_the_guidelines(client: Client, runner: asyncio.Runner) -> None:
    body = send(client, runner, {}).json()

    assert client.get(body["links"]["guidelines"]).status_code == 200
    assert client.get(body["guidelines"][0]["path"]).json()["id"] == "exemplary-2030"
    assert body["meta"]["dataset_version"] == "2030.01.0"


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "age_years": st.integers(0, 120),
            "ms_course": st.sampled_from(["relapsing_remitting", "progressive"]),
            "edss": st.integers(0, 20).map(lambda halves: halves / 2),
            "therapies_failed": st.integers(0, 50),
        },
    )
)
@settings(max_examples=50, deadline=None)
def test_post_and_query_give_the_same_bytes(
    curated_client: Client, runner: asyncio.Runner, profile: dict[str, Any]
) -> None:
    posted = send(curated_client, runner, profile)

    queried = send(curated_client, runner, profile, method="QUERY")

    assert posted.status_code == queried.status_code == 200
    assert posted.content == queried.content
    assert posted.lasting == queried.lasting


def test_the_answer_says_what_it_is_and_is_not_kept(client: Client, runner: asyncio.Runner) -> None:
    answer = send(client, runner, FULL)

    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["dayzero-dataset-version"] == "2030.01.0"
    assert "location" not in answer.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_another_method_is_told_the_two_that_are_answered(method: str, client: Client) -> None:
    answer = client.raw(PATH, method=method)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "OPTIONS, POST, QUERY"


def test_options_lists_both_methods(client: Client) -> None:
    answer = client.raw(PATH, method="OPTIONS")

    assert (answer.status_code, answer.headers["allow"]) == (204, "OPTIONS, POST, QUERY")


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_a_profile_in_the_address_is_refused(
    method: str, client: Client, runner: asyncio.Runner
) -> None:
    answer = send(client, runner, {}, method=method, target=f"{PATH}?age_years=marker7f3a")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["age_years"]


def test_a_type_that_is_not_served_is_a_problem(client: Client, runner: asyncio.Runner) -> None:
    answer = send(
        client, runner, {},
        headers=[(b"content-type", b"application/json"), (b"accept", b"text/html")],
    )  # fmt: skip

    check_problem(answer, 406, "not-acceptable")


RANGES: Final = {
    "age_years": (0, 120),
    "edss": (0, 10),
    "years_since_onset": (0, 100),
    "relapses_12_months": (0, 50),
    "new_mri_lesions_12_months": (0, 50),
    "gadolinium_enhancing_lesions": (0, 50),
    "therapies_failed": (0, 50),
    "high_efficacy_therapies_failed": (0, 50),
}
"""Member -> the least and the most that is taken."""


@pytest.mark.parametrize("member", RANGES)
def test_the_ends_of_a_range_are_taken(member: str, client: Client, runner: asyncio.Runner) -> None:
    course = {"ms_course": "mixed"}

    statuses = [send(client, runner, {member: end, **course}).status_code for end in RANGES[member]]

    assert statuses == [200, 200]


@pytest.mark.parametrize("member", RANGES)
def test_a_value_out_of_its_range_is_answered_with_the_range(
    member: str, client: Client, runner: asyncio.Runner
) -> None:
    low, high = RANGES[member]

    below = send(client, runner, {member: low - 1})
    above = send(client, runner, {member: high + 1})

    for answer, allowed in ((below, f"at least {low}"), (above, f"at most {high}")):
        check_problem(answer, 422, "invalid-body")
        (fault,) = answer.json()["errors"]
        assert (fault["pointer"], fault["allowed"]) == (f"/{member}", [allowed])


def test_a_disability_score_goes_in_halves(client: Client, runner: asyncio.Runner) -> None:
    (fault,) = send(client, runner, {"edss": 3.25}).json()["errors"]

    assert (fault["pointer"], fault["allowed"]) == ("/edss", ["a multiple of 0.5"])
    assert fault["detail"] == "Input should be a multiple of 0.5."


CONTRADICTIONS: Final[dict[str, tuple[dict[str, Any], dict[str, list[str]]]]] = {
    "relapses without a course": (
        {"relapses_12_months": 1},
        {
            "/relapses_12_months": ["0"],
            "/ms_course": [
                "relapsing_remitting", "relapsing", "secondary_progressive",
                "active_secondary_progressive", "primary_progressive", "progressive", "mixed",
            ],
        },
    ),
    "more failed of some than of all": (
        {"therapies_failed": 1, "high_efficacy_therapies_failed": 2},
        {
            "/high_efficacy_therapies_failed": ["at most therapies_failed"],
            "/therapies_failed": ["at least high_efficacy_therapies_failed"],
        },
    ),
    "ill for longer than alive": (
        {"age_years": 30, "years_since_onset": 30.5},
        {
            "/years_since_onset": ["at most age_years"],
            "/age_years": ["at least years_since_onset"],
        },
    ),
}  # fmt: skip
"""Contradiction -> a profile, and each member named with what would be accepted."""


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_contradiction_names_its_members(
    case: str, client: Client, runner: asyncio.Runner
) -> None:
    profile, named = CONTRADICTIONS[case]

    answer = send(client, runner, profile)

    check_problem(answer, 422, "invalid-body")
    faults = answer.json()["errors"]
    assert {fault["pointer"]: fault["allowed"] for fault in faults} == named
    assert {fault["code"] for fault in faults} == {"contradiction"}
    assert answer.json()["detail"] == f"Wrong: {', '.join(named)}."


def test_contradictions_are_all_named_at_once(client: Client, runner: asyncio.Runner) -> None:
    profile = {"relapses_12_months": 1, "age_years": 30, "years_since_onset": 31}

    answer = send(client, runner, profile)

    assert [(fault["pointer"], fault["detail"]) for fault in answer.json()["errors"]] == [
        ("/relapses_12_months", "relapses_12_months above 0 needs ms_course."),
        ("/ms_course", "relapses_12_months above 0 needs ms_course."),
        ("/years_since_onset", "years_since_onset must not be above age_years."),
        ("/age_years", "years_since_onset must not be above age_years."),
    ]


def test_the_curated_guidelines_are_all_answered(
    curated_client: Client, runner: asyncio.Runner
) -> None:
    guidelines = send(curated_client, runner, FULL).json()["guidelines"]

    listed = curated_client.get("/v1/guidelines?sort=id&fields=id&limit=200").json()["data"]

    assert sorted(one["guideline"] for one in guidelines) == [one["id"] for one in listed]
    assert all(one["sources"] for each in guidelines for one in each["criteria"])
