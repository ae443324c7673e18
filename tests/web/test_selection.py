"""`fields` and `expand`: a part of an answer, and what stands beside it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.listing import Listing
from app.web.listings import CONDITION, LISTINGS, PIPELINE
from app.web.resources import AgentResource
from app.web.selection import select
from tests.conftest import Client
from tests.web.test_listing import path_of_list

ITEMS = {
    "stages": "/v1/stages/conditioning",
    "agents": "/v1/agents/exemplan",
    "regimens": "/v1/regimens/exemplan-200",
    "studies": "/v1/studies/exam-1",
    "guidelines": "/v1/guidelines/exemplary-2030",
    "adverse_events": "/v1/adverse-events/fever",
    "workup": "/v1/workup/heart",
    "claims": "/v1/claims/exemplan-cures",
    "terms": "/v1/terms/graft",
    "references": "/v1/references/doe-2020",
    "condition": "/v1/condition",
    "pipeline": "/v1/pipeline",
}
"""Kind -> one fictional record of it; an outcome is only served in lists."""

EXPANDS = [
    (listing.kind, kind)
    for listing in (*LISTINGS.values(), CONDITION, PIPELINE)
    for kind in listing.expands
]

TOP = sorted(AgentResource.model_fields)


@given(asked=st.sets(st.sampled_from(TOP), min_size=1))
@settings(max_examples=30, deadline=None)
def test_an_item_of_a_list_has_the_members_asked_for_and_its_identity(
    asked: set[str], curated_client: Client
) -> None:
    page = curated_client.get(f"/v1/agents?fields={','.join(sorted(asked))}").json()

    assert {frozenset(item) for item in page["data"]} == {frozenset(asked | {"id", "type"})}


@pytest.mark.parametrize("kind", LISTINGS)
def test_a_list_of_parts_is_still_a_page(kind: str, client: Client) -> None:
    member = "measure" if kind == "outcomes" else "name"  # an outcome has no name
    whole = client.get(path_of_list(kind)).json()

    part = client.get(f"{path_of_list(kind)}?fields={member}").json()

    assert list(part) == list(whole)
    assert part["page"] == whole["page"]
    assert part["data"] == [
        {name: item[name] for name in item if name in ("id", member, "type")}
        for item in whole["data"]
    ]


@pytest.mark.parametrize("kind", ITEMS)
def test_a_part_of_one_resource_keeps_its_identity_its_links_and_its_meta(
    kind: str, client: Client
) -> None:
    whole = client.get(ITEMS[kind]).json()
    member = next(name for name in whole if name not in ("id", "type", "links", "meta", "included"))

    part = client.get(f"{ITEMS[kind]}?fields={member}").json()

    kept = {"id", "type", "links", "meta", "included", member} & set(whole)
    assert part == {name: whole[name] for name in kept}
    assert list(part) == [name for name in whole if name in kept]


@pytest.mark.parametrize(
    ("target", "inside"),
    [
        ("/v1/agents/exemplan?fields=roles.stage,roles.role", {
            "roles": [{"stage": "conditioning", "role": "conditioning"}],
        }),
        ("/v1/agents/growan?fields=mechanism.value", {"mechanism": {"value": None}}),
        ("/v1/regimens/exemplan-200?fields=dose_lines.dose.text,graft.storage", {
            "dose_lines": [{"dose": {"text": "50 mg per kg"}}, {"dose": {"text": "0.5 mg per kg"}}],
            "graft": {"storage": "cryopreserved"},
        }),
        ("/v1/regimens/growan-10?fields=graft.storage", {"graft": None}),
        ("/v1/references/doe-2020?fields=identifiers.doi,link", {
            "identifiers": {"doi": "10.1234/example"},
            "link": "https://doi.org/10.1234/example",
        }),
        ("/v1/stages/harvest?fields=thresholds.quantity.text", {
            "thresholds": [{"quantity": {"text": "at least 2 million per kg"}}],
        }),
    ],
)  # fmt: skip
def test_a_dot_reaches_inside(target: str, inside: dict[str, Any], client: Client) -> None:
    part = client.get(target).json()

    assert {name: part[name] for name in inside} == inside


@pytest.mark.parametrize("fields", ["roles,roles.stage", "roles.stage,roles"])
def test_a_member_asked_for_whole_and_in_part_is_whole(fields: str, client: Client) -> None:
    part = client.get(f"/v1/agents/exemplan?fields={fields}").json()

    assert part["roles"] == client.get("/v1/agents/exemplan").json()["roles"]


def test_a_member_of_one_sort_of_stage_may_be_asked_of_all(client: Client) -> None:
    page = client.get("/v1/stages?fields=revaccination.name").json()

    assert [sorted(stage) for stage in page["data"]] == [
        ["id", "type"],
        ["id", "type"],
        ["id", "type"],
        ["id", "revaccination", "type"],
    ]


@pytest.mark.parametrize(
    ("fields", "near"),
    [
        ("nonsense", "mechanism"),
        ("name,roles.nonsense", "roles.stage"),
        ("nonsense.name", "mechanism"),
        ("mechanism.value.x", "mechanism"),
    ],
)
def test_an_unknown_member_is_refused_with_its_neighbours(
    fields: str, near: str, client: Client
) -> None:
    for path in ("/v1/agents", "/v1/agents/exemplan"):
        answer = client.get(f"{path}?fields={fields}")

        (fault,) = answer.json()["errors"]
        assert answer.status_code == 400
        assert fault["parameter"] == "fields"
        assert near in fault["allowed"]


@pytest.mark.parametrize(
    "fields",
    [".name", "name.", "Name", "name,,id", "a.b.c.d.e.f", "name;id", ",".join(["id"] * 400)],
)
def test_malformed_fields_are_refused(fields: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?fields={fields}")

    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["fields"]


def test_a_plain_value_has_nothing_inside_to_leave_out() -> None:
    assert select({"a": 1, "b": [2, None]}, {"a": {"x": {}}, "b": {"y": {}}}) == {
        "a": 1,
        "b": [2, None],
    }


def named_in(value: Any, kind: str) -> set[str]:  # noqa: ANN401  any JSON value
    """Return the ids of a kind that a resource names anywhere inside."""
    members = {
        "references": {"sources"},
        "agents": {"agent", "agents"},
        "regimens": {"regimens", "part_of"},
        "stages": {"stage", "stages"},
        "studies": {"study", "studies"},
    }[kind]
    found: set[str] = set()
    if isinstance(value, list):
        found.update(*(named_in(item, kind) for item in value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in members and isinstance(inner, str):
                found.add(inner)
            elif name in members and isinstance(inner, list):
                found.update(item for item in inner if isinstance(item, str))
            if name not in ("links", "meta", "included"):
                found |= named_in(inner, kind)
    return found


@pytest.mark.parametrize(("kind", "expanded"), EXPANDS)
def test_expand_puts_every_record_named_beside_the_answer(
    kind: str, expanded: str, curated_client: Client
) -> None:
    path = path_of_list(kind) + ("" if kind in ("condition", "pipeline") else "?limit=200")
    answer = curated_client.get(f"{path}{'&' if '?' in path else '?'}expand={expanded}").json()

    included = answer.pop("included")
    named = named_in(answer.get("data", answer), expanded)
    assert [record["id"] for record in included[expanded]] == sorted(named)
    assert {name for name, records in included.items() if records is not None} == {expanded}


@pytest.mark.parametrize("kind", [kind for kind in LISTINGS if kind in ITEMS])
def test_one_resource_includes_what_its_list_does(kind: str, client: Client) -> None:
    for expanded in LISTINGS[kind].expands:
        answer = client.get(f"{ITEMS[kind]}?expand={expanded}").json()

        included = answer.pop("included")[expanded]
        assert {record["id"] for record in included} == named_in(answer, expanded)


def test_an_included_record_is_as_it_is_alone(client: Client) -> None:
    included = client.get("/v1/agents/exemplan?expand=regimens").json()["included"]["regimens"]

    alone = client.get("/v1/regimens/exemplan-open").json()
    assert included[1] == {name: alone[name] for name in included[1]}


def test_several_kinds_are_expanded_at_once(client: Client) -> None:
    included = client.get("/v1/claims?expand=stages,regimens").json()["included"]

    assert [stage["id"] for stage in included["stages"]] == ["conditioning"]
    assert [regimen["id"] for regimen in included["regimens"]] == ["exemplan-200"]
    assert included["agents"] is included["references"] is None


def test_only_what_the_page_names_is_included(client: Client) -> None:
    page = client.get("/v1/agents?ids=growan&expand=references").json()

    assert [reference["id"] for reference in page["included"]["references"]] == ["roe-2024"]


def test_nothing_is_included_unasked(client: Client) -> None:
    assert client.get("/v1/agents").json()["included"] is None
    assert client.get("/v1/agents/exemplan").json()["included"] is None


def test_included_records_stay_whole_where_fields_are_chosen(client: Client) -> None:
    answer = client.get("/v1/agents/exemplan?fields=name&expand=references").json()

    assert answer["included"]["references"][0]["citation"].startswith("Doe J.")


@pytest.mark.parametrize("listing", [*LISTINGS.values(), CONDITION, PIPELINE], ids=lambda x: x.kind)
def test_an_unknown_kind_to_expand_is_refused_with_the_known_ones(
    listing: Listing, client: Client
) -> None:
    answer = client.get(f"{ITEMS.get(listing.kind, path_of_list(listing.kind))}?expand=terms")

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert fault["parameter"] == "expand"
    assert fault["allowed"] == (list(listing.expands) or None)


@pytest.mark.parametrize("expand", ["Agents", "a,,b", "a.b", "x" * 101])
def test_a_malformed_expand_is_refused(expand: str, client: Client) -> None:
    answer = client.get(f"/v1/regimens?expand={expand}")

    assert answer.status_code == 400
