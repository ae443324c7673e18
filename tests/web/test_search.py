"""/v1/search: over every kind, best first, with what was found marked."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue import Catalogue
from app.web.listings import path_of
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem


def asked(**parameters: str | int) -> str:
    return f"/v1/search?{urlencode(parameters)}"


def test_a_hit_says_what_was_found_and_where(client: Client) -> None:
    hit, *_ = client.get(asked(q="exemplanum")).json()["data"]

    assert hit == {
        "type": "hit", "kind": "agents", "id": "exemplan", "name": "Exemplan", "score": 12,
        "member": "aliases", "snippet": [{"text": "Exemplanum", "match": True}],
        "path": "/v1/agents/exemplan",
    }  # fmt: skip


def test_words_in_a_text_are_marked(client: Client) -> None:
    (hit,) = client.get(asked(q="looked heart", kinds="workup")).json()["data"]

    assert hit["member"] == "summary"
    assert hit["snippet"] == [
        {"text": "The ", "match": False},
        {"text": "heart", "match": True},
        {"text": " is ", "match": False},
        {"text": "looked", "match": True},
        {"text": " at.", "match": False},
    ]


def test_text_deep_inside_a_record_is_found(client: Client) -> None:
    hits = client.get(asked(q="ejection fraction")).json()["data"]

    assert [(hit["id"], hit["member"]) for hit in hits] == [("heart", "thresholds")]


def test_every_kind_is_searched(client: Client, small: Catalogue) -> None:
    kinds = {kind for kind, _, _ in small.records()}

    found = {
        kind: client.get(asked(q=record.name, kinds=kind)).json()["data"]
        for kind, _, record in small.records()
    }

    assert set(found) == kinds
    assert all(hit["kind"] == kind for kind, hits in found.items() for hit in hits)
    assert all(found.values())


def test_every_hit_leads_to_its_record(curated: Catalogue, curated_client: Client) -> None:
    for kind, id, record in curated.records():
        hits = curated_client.get(asked(q=record.name, kinds=kind, limit=200)).json()["data"]
        (path,) = {hit["path"] for hit in hits if hit["id"] == id}
        assert path == path_of(kind, id)
        assert curated_client.get(path).status_code == 200


@pytest.mark.parametrize(
    "question",
    ["", " ", "?", "...", "☕🧬", "زراعة الخلايا", "\N{RIGHT-TO-LEFT OVERRIDE}nalpmexe", "幹細胞",
     "[", "(a+)+$", ".*", "\\", "%", "'; DROP TABLE agents; --", "<script>alert(1)</script>",
     "zzzzzz", "a", "x" * 1000, "é" * 500],
)  # fmt: skip
def test_a_strange_question_has_an_answer(question: str, client: Client) -> None:
    answer = client.get(asked(q=question))

    assert answer.status_code == 200
    assert answer.json()["page"]["total"] == len(answer.json()["data"])


@pytest.mark.parametrize("target", ["/v1/search", "/v1/search?q=", "/v1/search?q=%20"])
def test_an_empty_question_has_no_answers(target: str, client: Client) -> None:
    page = client.get(target).json()

    assert page["data"] == []
    assert page["page"] == {"limit": 50, "total": 0, "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        (f"q={MARKER * 101}", "q"),
        (f"kinds={MARKER[:6]}", "kinds"),
        (f"kinds={MARKER}", "kinds"),
        ("kinds=agents,cures", "kinds"),
        ("kinds=agents,", "kinds"),
        ("kinds=", "kinds"),
        (f"kinds={'agents,' * 30}agents", "kinds"),
        ("kind=agents", "kind"),
        ("limit=0", "limit"),
        ("cursor=abc", "cursor"),
        ("fields=name", "fields"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(query: str, parameter: str, client: Client) -> None:
    answer = client.raw(f"/v1/search?{query}")

    check_problem(answer, 400, "invalid-parameter")
    assert {fault["parameter"] for fault in answer.json()["errors"]} == {parameter}


@pytest.mark.parametrize("query", ["q=%00", "q=a%0Ab", "q=%FF", "q=%ED%A0%80"])
def test_what_is_no_text_is_refused(query: str, client: Client) -> None:
    check_problem(client.raw(f"/v1/search?{query}"), 400, "invalid-request")


def test_an_unknown_kind_is_answered_with_the_known_ones(client: Client, small: Catalogue) -> None:
    (fault,) = client.get(asked(q="exemplan", kinds="cures")).json()["errors"]

    assert fault["allowed"] == sorted({kind for kind, _, _ in small.records()})


def test_kinds_leave_the_others_out(client: Client) -> None:
    hits = client.get(asked(q="exemplan", kinds="regimens,claims")).json()["data"]

    assert [hit["id"] for hit in hits] == ["exemplan-cures", "exemplan-open", "exemplan-200"]


def test_pages_together_are_the_whole(curated_client: Client) -> None:
    whole = curated_client.get(asked(q="cyclophosphamide", limit=200)).json()

    visited = []
    target = asked(q="cyclophosphamide", limit=7)
    while target:
        page = curated_client.get(target).json()
        visited += page["data"]
        target = page["links"]["next"]

    assert visited == whole["data"]
    assert len(visited) == whole["page"]["total"] > 7


def test_a_cursor_of_another_question_is_refused(client: Client) -> None:
    cursor = client.get(asked(q="exemplan", limit=1)).json()["page"]["next_cursor"]

    answer = client.raw(asked(q="doe", limit=1, cursor=cursor))

    check_problem(answer, 400, "invalid-parameter")


def test_a_question_for_none_stays_in_the_links(client: Client) -> None:
    page = client.get(asked(q="None")).json()

    assert page["links"]["self"] == "/v1/search?q=None"


def test_hits_are_best_first_and_always_the_same(curated_client: Client) -> None:
    first = curated_client.get(asked(q="transplant", limit=200)).json()

    scores = [hit["score"] for hit in first["data"]]
    assert scores == sorted(scores, reverse=True)
    assert curated_client.get(asked(q="transplant", limit=200)).json() == first


def test_the_answer_may_be_kept(client: Client) -> None:
    answer = client.get(asked(q="exemplan"))

    again = client.request("GET", asked(q="exemplan"), if_none_match=answer.headers["etag"])

    assert answer.headers["cache-control"].startswith("public")
    assert again.status_code == 304


@given(question=st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_may_be_asked(question: str, curated_client: Client) -> None:
    answer = curated_client.get(asked(q=question, limit=3))

    assert answer.status_code == 200
    for hit in answer.json()["data"]:
        assert any(piece["match"] for piece in hit["snippet"])
