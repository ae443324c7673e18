"""/v1/workup: what is checked before the transplant."""

from typing import get_args

import pytest

from app.catalogue.workup import Domain
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

FILTERED = {
    "": ["heart"],
    "domain=heart": ["heart"],
    "domain=lungs": [],
    "q=looked": ["heart"],
    "ids=heart": ["heart"],
    **{f"sort={name}": ["heart"] for name in ("id", "name", "domain")},
}
"""A query -> the ids of the fictional items that it leaves."""

WRONG = {
    f"domain={MARKER}": "domain",
    "domain=Heart": "domain",
    "domain=": "domain",
    "organ=heart": "organ",
    "sort=summary": "sort",
    "expand=agents": "expand",
}
"""A wrong query -> the parameter that is named."""


@pytest.mark.parametrize("query", FILTERED)
def test_a_filter_leaves_the_items_asked_for(query: str, client: Client) -> None:
    page = client.get(f"/v1/workup?{query}").json()

    assert [one["id"] for one in page["data"]] == FILTERED[query]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_refused_by_name(query: str, client: Client) -> None:
    answer = client.raw(f"/v1/workup?{query}")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [WRONG[query]]


def test_an_unknown_domain_is_answered_with_the_known_ones(client: Client) -> None:
    (fault,) = client.get("/v1/workup?domain=hearts").json()["errors"]

    assert fault["allowed"] == list(get_args(Domain))


def test_an_item_is_served_with_its_limits_and_where_they_come_from(client: Client) -> None:
    item = client.get("/v1/workup/heart").json()

    (threshold,) = item["thresholds"]
    assert (item["type"], item["domain"]) == ("workup_item", "heart")
    assert threshold["quantity"]["text"] == "above 45%"
    assert threshold["evidence"] == "extrapolated"


def test_an_unknown_item_is_a_problem(client: Client) -> None:
    check_problem(client.raw(f"/v1/workup/{MARKER}"), 404, "not-found")


def test_the_work_up_is_listed_by_domain(curated_client: Client) -> None:
    items = curated_client.get("/v1/workup?limit=200").json()["data"]

    found = [(one["domain"], one["id"]) for one in items]
    assert found == sorted(found)
