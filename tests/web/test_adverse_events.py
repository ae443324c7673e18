"""/v1/adverse-events: each rate with its population, never averaged."""

import pytest

from app.catalogue import Catalogue
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem

FILTERED = {
    "": ["fever"],
    "phase=aplasia": ["fever"],
    "phase=late": [],
    "regimen=exemplan-200": ["fever"],
    "regimen=ex200": ["fever"],  # an alias
    "regimen=exemplan-open": [],
    "agent=exemplan": ["fever"],
    "agent=EX": ["fever"],  # an alias
    "agent=antiserum": [],
    "phase=aplasia&regimen=exemplan-200&agent=exemplan": ["fever"],
    "phase=late&agent=exemplan": [],
    "q=FEVER": ["fever"],
    "ids=fever": ["fever"],
    **{f"sort={name}": ["fever"] for name in ("id", "name", "phase")},
}
"""A query -> the ids of the fictional events that it leaves."""

WRONG = {
    f"phase={MARKER}": "phase",
    "phase=": "phase",
    f"regimen={MARKER}": "regimen",
    f"regimen={'x' * 65}": "regimen",
    f"agent={MARKER}": "agent",
    "agent=": "agent",
    "study=exam-1": "study",
    "sort=share": "sort",
    "expand=terms": "expand",
}
"""A wrong query -> the parameter that is named."""


@pytest.mark.parametrize("query", FILTERED)
def test_a_filter_leaves_the_events_asked_for(query: str, client: Client) -> None:
    page = client.get(f"/v1/adverse-events?{query}").json()

    assert [one["id"] for one in page["data"]] == FILTERED[query]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_filter_is_refused_by_name(query: str, client: Client) -> None:
    answer = client.raw(f"/v1/adverse-events?{query}")

    check_problem(answer, 400, "invalid-parameter")
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [WRONG[query]]


def test_an_unknown_agent_is_answered_with_near_ones(client: Client) -> None:
    (fault,) = client.get("/v1/adverse-events?agent=exemplam").json()["errors"]

    assert fault["allowed"] == ["exemplan"]


def test_an_event_is_served_with_every_observation(client: Client) -> None:
    event = client.get("/v1/adverse-events/fever").json()

    seen, unseen = event["observations"]
    assert event["type"] == "adverse_event"
    assert (seen["events"], seen["total"], seen["share"]["text"]) == (10, 20, "50%")
    assert (seen["regimens"], seen["agents"], seen["studies"]) == (
        ["exemplan-200"], ["exemplan"], ["exam-1"],
    )  # fmt: skip
    assert (unseen["statement"], unseen["evidence"]) == (None, "not_reported")


def test_what_an_event_names_can_be_put_beside_it(client: Client) -> None:
    event = client.get(
        "/v1/adverse-events/fever?fields=name&expand=agents,regimens,studies,references"
    ).json()

    included = {
        kind: [one["id"] for one in records or ()] for kind, records in event["included"].items()
    }
    assert included == {
        "stages": [], "agents": ["exemplan"], "regimens": ["exemplan-200"], "studies": ["exam-1"],
        "references": ["doe-2020"],
    }  # fmt: skip


def test_an_unknown_event_is_a_problem(client: Client) -> None:
    answer = client.raw("/v1/adverse-events/fevr")

    check_problem(answer, 404, "not-found")
    assert answer.json()["errors"][0]["allowed"] == ["fever"]


def test_events_are_listed_by_phase(curated_client: Client) -> None:
    order = ["mobilisation", "conditioning", "aplasia", "early", "late"]

    phases = [
        order.index(one["phase"])
        for one in curated_client.get("/v1/adverse-events?limit=200").json()["data"]
    ]

    assert phases == sorted(phases)
    assert set(phases) == set(range(5))


@pytest.mark.parametrize(("kind", "parameter"), [("agents", "agent"), ("regimens", "regimen")])
def test_agents_and_regimens_lead_to_their_events_and_these_lead_back(
    kind: str, parameter: str, curated: Catalogue, curated_client: Client
) -> None:
    named = set()
    for id in (record.id for record in getattr(curated, kind)):
        record = curated_client.get(f"/v1/{kind}/{id}").json()
        listed = curated_client.get(f"{record['links']['adverse_events']}&limit=200").json()
        assert record["links"]["adverse_events"] == f"/v1/adverse-events?{parameter}={id}"
        assert sorted(record["adverse_events"]) == sorted(one["id"] for one in listed["data"])
        named |= {(id, one["id"]) for one in listed["data"]}

    assert named == {
        (id, event.id)
        for event in curated.adverse_events
        for seen in event.observations
        for id in getattr(seen, kind)
    }
