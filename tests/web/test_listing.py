"""Lists: paged, sorted, and narrowed to what was asked for."""

import base64
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.listings import LISTINGS
from tests.conftest import Client

LISTS = (
    "/v1/stages",
    "/v1/agents",
    "/v1/regimens",
    "/v1/studies",
    "/v1/outcomes",
    "/v1/guidelines",
    "/v1/adverse-events",
    "/v1/workup",
    "/v1/claims",
    "/v1/terms",
    "/v1/references",
    "/v1/stages/conditioning/agents",
    "/v1/stages/conditioning/regimens",
)

LONG = pytest.param("9" * 5000, id="long")

every_list = pytest.mark.parametrize("path", LISTS)

every_long_list = pytest.mark.parametrize(
    "path",
    [path for path in LISTS if path not in ("/v1/guidelines", "/v1/adverse-events", "/v1/workup")],
)
"""Lists of more than one fictional record."""


def path_of_list(kind: str) -> str:
    return f"/v1/{kind.replace('_', '-')}"


def ids(body: Any) -> list[str]:  # noqa: ANN401  the JSON of a page
    return [item["id"] for item in body["data"]]


@every_list
@given(limit=st.integers(1, 200))
@settings(max_examples=10, deadline=None)
def test_paging_visits_each_record_once_in_order(
    path: str, limit: int, curated_client: Client
) -> None:
    total = curated_client.get(f"{path}?limit=1&fields=id").json()["page"]["total"]
    whole, following = list[str](), f"{path}?limit=200&fields=id"
    while following:
        page = curated_client.get(following).json()
        whole += ids(page)
        following = page["links"]["next"]

    visited, cursor = [], ""
    while True:
        page = curated_client.get(f"{path}?limit={limit}&fields=id{cursor}").json()
        visited += ids(page)
        if page["page"]["next_cursor"] is None:
            break
        cursor = f"&cursor={page['page']['next_cursor']}"

    assert visited == whole
    assert len(set(visited)) == total


@every_list
def test_a_page_has_the_records_asked_for_and_says_how_many_there_are(
    path: str, client: Client
) -> None:
    whole = client.get(path).json()

    page = client.get(f"{path}?limit=1").json()

    assert ids(page) == ids(whole)[:1]
    assert page["page"]["limit"] == 1
    assert page["page"]["total"] == len(whole["data"])


@every_long_list
def test_first_next_and_prev_lead_there_and_back(path: str, client: Client) -> None:
    first = client.get(f"{path}?limit=1").json()
    second = client.get(first["links"]["next"]).json()

    assert first["links"]["prev"] is None
    assert first["links"]["self"] == first["links"]["first"] == f"{path}?limit=1"
    assert client.get(second["links"]["self"]).json() == second
    assert client.get(second["links"]["prev"]).json() == first
    assert client.get(second["links"]["first"]).json() == first


@every_list
def test_the_last_page_has_no_next(path: str, client: Client) -> None:
    page = client.get(path).json()

    assert page["links"]["next"] is None
    assert page["page"]["next_cursor"] is None


def test_links_keep_what_was_asked_for(client: Client) -> None:
    page = client.get("/v1/agents?fields=name&expand=references&sort=-id,name&q=a&limit=1").json()

    following = client.get(page["links"]["next"]).json()

    assert following["links"]["first"] == page["links"]["self"]
    assert set(following["data"][0]) == {"id", "type", "name"}
    assert following["included"]["references"]


def test_a_search_for_the_word_none_stays_in_the_links(client: Client) -> None:
    page = client.get("/v1/agents?q=None").json()

    assert page["links"]["self"] == "/v1/agents?q=None"


def test_what_is_left_at_its_default_is_left_out_of_links(client: Client) -> None:
    page = client.get("/v1/agents?limit=50&q=%20&ids=&sort=&fields=&expand=").json()

    assert page["links"]["self"] == "/v1/agents"
    assert page == client.get("/v1/agents").json()


def test_a_cursor_may_be_used_with_another_limit_and_other_fields(client: Client) -> None:
    cursor = client.get("/v1/agents?limit=1").json()["page"]["next_cursor"]

    page = client.get(f"/v1/agents?limit=2&fields=name&cursor={cursor}").json()

    assert ids(page) == ["antiserum", "growan"]
    assert page["links"]["prev"] == "/v1/agents?fields=name&limit=2"


@pytest.mark.parametrize(
    "other",
    [
        "/v1/agents?q=a",
        "/v1/agents?sort=id",
        "/v1/agents?ids=antiserum,growan",
        "/v1/agents?stage=conditioning",
        "/v1/agents?agent_class=chemotherapy",
        "/v1/stages/conditioning/agents",
        "/v1/regimens",
    ],
)
def test_a_cursor_of_another_list_is_refused(other: str, client: Client) -> None:
    cursor = client.get("/v1/agents?limit=1").json()["page"]["next_cursor"]

    answer = client.get(f"{other}{'&' if '?' in other else '?'}cursor={cursor}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "cursor"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def forged(cursor: str) -> list[str]:
    """Make cursors that nobody was given, from one that somebody was."""
    mark = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(":")[2]
    return [
        cursor[:-1],
        cursor[1:],
        cursor + "A",
        "x",
        "abcd",
        "_____w",
        encoded("1"),
        encoded(f"-1:{mark}"),
        encoded(f"01:{mark}"),
        encoded(f"x:{mark}"),
        encoded(f"3:{mark}"),
        encoded(f"{10**40}:{mark}"),
    ]


def test_a_forged_cursor_is_refused(client: Client) -> None:
    cursor = client.get("/v1/agents?limit=1").json()["page"]["next_cursor"]

    statuses = {
        forgery: client.get(f"/v1/agents?cursor={forgery}").status_code
        for forgery in forged(cursor)
    }

    assert set(statuses.values()) == {400}, statuses


@pytest.mark.parametrize("cursor", ["", "a%2Bb", "a%20b", pytest.param("x" * 101, id="long")])
def test_a_cursor_with_letters_no_cursor_has_is_refused(cursor: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?cursor={cursor}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("limit", ["0", "201", "1e9", "-1", "x", "", "1.5", LONG])
def test_a_limit_outside_its_range_is_refused(limit: str, client: Client) -> None:
    for path in LISTS:
        answer = client.get(f"{path}?limit={limit}")

        assert answer.status_code == 400
        assert [fault["parameter"] for fault in answer.json()["errors"]] == ["limit"]


def outcomes(*names: str) -> list[str]:
    """Return the ids of outcomes of the one fictional study that has some."""
    return [f"exam-1-{name}" for name in names]


SORTED = {
    ("stages", "id"): ["conditioning", "harvest", "processing", "reinfusion"],
    ("stages", "name"): ["conditioning", "harvest", "processing", "reinfusion"],
    ("stages", "order"): ["harvest", "processing", "conditioning", "reinfusion"],
    ("stages", "-order"): ["reinfusion", "conditioning", "processing", "harvest"],
    ("agents", "id"): ["antiserum", "exemplan", "growan"],
    ("agents", "-id"): ["growan", "exemplan", "antiserum"],
    ("agents", "name"): ["antiserum", "exemplan", "growan"],
    # chemotherapy, anti_thymocyte_globulin, growth_factor: the order of the classes
    ("agents", "agent_class"): ["exemplan", "antiserum", "growan"],
    ("agents", "-agent_class"): ["growan", "antiserum", "exemplan"],
    # standard, supportive, used
    ("agents", "standing"): ["exemplan", "growan", "antiserum"],
    ("regimens", "id"): ["exemplan-200", "exemplan-open", "growan-10"],
    ("regimens", "name"): ["exemplan-200", "exemplan-open", "growan-10"],
    ("regimens", "stage"): ["exemplan-200", "exemplan-open", "growan-10"],
    # recommended, in_use, historic: the order of the standings
    ("regimens", "standing"): ["exemplan-200", "growan-10", "exemplan-open"],
    # dates_only, yes
    ("regimens", "plannable"): ["exemplan-open", "exemplan-200", "growan-10"],
    # Equals keep the order of the catalogue, in both directions.
    ("regimens", "-stage"): ["growan-10", "exemplan-200", "exemplan-open"],
    ("regimens", "-plannable"): ["exemplan-200", "growan-10", "exemplan-open"],
    ("regimens", "stage,-id"): ["exemplan-open", "exemplan-200", "growan-10"],
    ("regimens", "-plannable,-name"): ["growan-10", "exemplan-200", "exemplan-open"],
    ("studies", "id"): ["exam-1", "exam-2"],
    ("studies", "-id"): ["exam-2", "exam-1"],
    ("studies", "name"): ["exam-1", "exam-2"],
    # No year comes before any year.
    ("studies", "year"): ["exam-2", "exam-1"],
    ("studies", "-year"): ["exam-1", "exam-2"],
    # completed, recruiting
    ("studies", "status"): ["exam-1", "exam-2"],
    # randomised, single_arm
    ("studies", "design"): ["exam-1", "exam-2"],
    ("studies", "-design"): ["exam-2", "exam-1"],
    ("outcomes", "id"): outcomes("edss-change", "neda-24", "neda-60", "progression", "trm"),
    # One study: as it lists them.
    ("outcomes", "study"): outcomes("neda-60", "neda-24", "progression", "edss-change", "trm"),
    ("outcomes", "study_year"): outcomes("neda-60", "neda-24", "progression", "edss-change", "trm"),
    # disability_progression, edss_change, neda twice, treatment_related_mortality
    ("outcomes", "measure"): outcomes("progression", "edss-change", "neda-60", "neda-24", "trm"),
    # Unknown twice, 12, 24, 60.
    ("outcomes", "months"): outcomes("progression", "trm", "edss-change", "neda-24", "neda-60"),
    # Unknown twice, -1.7, 0.07, 73: what is unknown is no nought.
    ("outcomes", "estimate"): outcomes("neda-24", "trm", "edss-change", "progression", "neda-60"),
    ("outcomes", "-estimate"): outcomes("neda-60", "progression", "edss-change", "neda-24", "trm"),
    **{("guidelines", sort): ["exemplary-2030"] for sort in ("id", "name", "year", "kind")},
    **{("adverse_events", sort): ["fever"] for sort in ("id", "name", "phase")},
    **{("workup", sort): ["heart"] for sort in ("id", "name", "domain")},
    ("claims", "id"): ["cells-are-own", "exemplan-cures"],
    ("claims", "order"): ["exemplan-cures", "cells-are-own"],
    ("claims", "verdict"): ["exemplan-cures", "cells-are-own"],
    ("terms", "id"): ["day-zero", "graft"],
    ("terms", "name"): ["day-zero", "graft"],
    ("terms", "-name"): ["graft", "day-zero"],
    ("references", "id"): ["doe-2020", "roe-2024"],
    ("references", "-name"): ["roe-2024", "doe-2020"],
    ("references", "name"): ["doe-2020", "roe-2024"],
    # No year comes before any year.
    ("references", "year"): ["roe-2024", "doe-2020"],
    ("references", "-year"): ["doe-2020", "roe-2024"],
    ("references", "kind"): ["doe-2020", "roe-2024"],
}
"""Kind and `sort` -> the order of the fictional records."""


@pytest.mark.parametrize(("kind", "sort"), SORTED)
def test_a_list_is_sorted_as_asked(kind: str, sort: str, client: Client) -> None:
    page = client.get(f"{path_of_list(kind)}?sort={sort}").json()

    assert ids(page) == SORTED[kind, sort]


def test_every_member_that_can_be_sorted_by_is_tested() -> None:
    members = {(kind, member) for kind, listing in LISTINGS.items() for member in listing.sorts}

    assert members <= set(SORTED)


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/v1/stages", ["harvest", "processing", "conditioning", "reinfusion"]),
        ("/v1/agents", ["exemplan", "antiserum", "growan"]),  # by class
        ("/v1/regimens", ["growan-10", "exemplan-200", "exemplan-open"]),  # by stage and standing
        ("/v1/studies", ["exam-1", "exam-2"]),  # newest first, unknown last
        ("/v1/claims", ["exemplan-cures", "cells-are-own"]),  # by `order`
        ("/v1/terms", ["day-zero", "graft"]),
        ("/v1/references", ["doe-2020", "roe-2024"]),
    ],
)
def test_a_list_has_an_order_of_its_own(path: str, order: list[str], client: Client) -> None:
    page = client.get(path).json()

    assert ids(page) == order


@every_list
def test_an_unknown_member_to_sort_by_is_refused_with_the_known_ones(
    path: str, client: Client
) -> None:
    answer = client.get(f"{path}?sort=id,-nonsense")

    kind = path.rpartition("/")[2].replace("-", "_")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "sort"
    assert answer.json()["errors"][0]["allowed"] == sorted(LISTINGS[kind].sorts)


@pytest.mark.parametrize("sort", ["--id", "id,", "ID", "id;name", "id,id,id,id,id", "-"])
def test_a_malformed_sort_is_refused(sort: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?sort={sort}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "sort"


def test_ids_names_records_by_id_or_alias_in_the_order_of_the_list(client: Client) -> None:
    page = client.get("/v1/agents?ids=growan,ex,exemplan").json()

    assert ids(page) == ["exemplan", "growan"]


def test_an_unknown_id_among_ids_is_refused_with_near_ones(client: Client) -> None:
    answer = client.get("/v1/agents?ids=growan,exemplam")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "ids"
    assert answer.json()["errors"][0]["allowed"] == ["exemplan"]


@pytest.mark.parametrize("asked", ["Growan", "a,,b", "a%00", "é", ",".join(["growan"] * 51)])
def test_malformed_ids_are_refused(asked: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?ids={asked}")

    assert answer.status_code == 400


def test_fifty_ids_are_not_too_many(client: Client) -> None:
    page = client.get(f"/v1/agents?ids={','.join(['growan'] * 50)}").json()

    assert ids(page) == ["growan"]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/v1/agents?q=EXEMPLAN", ["exemplan"]),
        ("/v1/agents?q=gröwan", ["growan"]),
        ("/v1/agents?q=GROWÁN", ["growan"]),
        ("/v1/agents?q=Exemplanum", ["exemplan"]),  # an alias
        ("/v1/agents?q=made-up+medicine", ["exemplan"]),  # words of the summary
        ("/v1/agents?q=medicine+made-up", ["exemplan"]),  # every word, in any order
        ("/v1/agents?q=medicine+growth", []),
        ("/v1/regimens?q=anti/ex", ["exemplan-200"]),
        ("/v1/references?q=journal+OF+examples", ["doe-2020"]),  # the citation
        ("/v1/stages?q=processing", ["processing"]),
        ("/v1/stages/conditioning/agents?q=antibody", ["antiserum"]),
    ],
)
def test_a_search_ignores_case_and_accents(path: str, found: list[str], client: Client) -> None:
    page = client.get(path).json()

    assert ids(page) == found
    assert page["page"]["total"] == len(found)


def test_an_empty_list_is_a_page(client: Client) -> None:
    page = client.get("/v1/agents?q=nothing-like-it").json()

    assert page["data"] == []
    assert page["page"] == {"limit": 50, "total": 0, "next_cursor": None}


@given(text=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=100))
@settings(max_examples=50, deadline=None)
def test_any_text_may_be_searched_for(text: str, curated_client: Client) -> None:
    answer = curated_client.get(f"/v1/terms?{urlencode({'q': text})}")

    assert answer.status_code == 200
