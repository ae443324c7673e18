"""/v1/references/{id}/cited-by: everything that rests on a source."""

from typing import Any

import pytest

from app.catalogue import Catalogue
from tests.conftest import Client
from tests.web.test_bad_input import MARKER, check_problem


def test_a_source_lists_what_cites_it(client: Client) -> None:
    citations = client.get("/v1/references/roe-2024/cited-by").json()

    cited = [(one["kind"], one["id"]) for one in citations["data"]]
    assert cited == [
        ("agents", "antiserum"), ("agents", "growan"), ("regimens", "exemplan-200"),
        ("regimens", "growan-10"), ("studies", "exam-2"),
    ]  # fmt: skip
    assert citations["data"][-1] == {
        "kind": "studies", "id": "exam-2", "name": "EXAM-2", "path": "/v1/studies/exam-2",
    }  # fmt: skip
    assert citations["links"] == {
        "self": "/v1/references/roe-2024/cited-by",
        "reference": "/v1/references/roe-2024",
    }


def test_every_kind_of_evidence_cites(client: Client) -> None:
    citations = client.get("/v1/references/doe-2020/cited-by").json()["data"]

    assert {one["kind"] for one in citations} == {
        "procedure", "condition", "stages", "agents", "regimens", "studies", "guidelines",
        "adverse_events", "workup", "claims", "terms",
    }  # fmt: skip


def test_an_alias_of_a_source_leads_to_its_citations(client: Client) -> None:
    answer = client.get("/v1/references/roe/cited-by")

    assert answer.status_code == 308
    assert answer.headers["location"] == "/v1/references/roe-2024/cited-by"


@pytest.mark.parametrize("id", [MARKER, "doe-2021"])
def test_an_unknown_source_is_a_problem(id: str, client: Client) -> None:
    check_problem(client.raw(f"/v1/references/{id}/cited-by"), 404, "not-found")


def test_citations_take_no_parameters(client: Client) -> None:
    answer = client.raw(f"/v1/references/doe-2020/cited-by?q={MARKER}")

    check_problem(answer, 400, "invalid-parameter")


def sources_in(value: Any) -> set[str]:  # noqa: ANN401  any JSON value
    """Return every id of a source anywhere in a record."""
    if isinstance(value, list):
        return set().union(*map(sources_in, value))
    if isinstance(value, dict):
        own = set(value.get("sources") or ())
        return own.union(*map(sources_in, value.values()))
    return set()


def test_what_is_cited_leads_back_for_every_source(
    curated: Catalogue, curated_client: Client
) -> None:
    known: dict[str, set[str]] = {}
    for reference in curated.references:
        citations = curated_client.get(f"/v1/references/{reference.id}/cited-by").json()["data"]
        record = curated_client.get(f"/v1/references/{reference.id}").json()
        assert citations
        assert [one["path"] for one in citations] == record["cited_by"]
        for citation in citations:
            path = citation["path"]
            if path not in known:
                known[path] = sources_in(curated_client.get(path).json())
            assert reference.id in known[path], (reference.id, path)
