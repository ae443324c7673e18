"""Single resources: found by id, by alias, or nearly; and the start of everything."""

from typing import Any

import pytest

from app.catalogue import Catalogue
from app.catalogue.collection import alias_slugs
from app.web.listings import path_of
from tests.conftest import Client


@pytest.mark.parametrize(
    ("path", "type", "name"),
    [
        ("/v1/stages/harvest", "stage", "Harvest"),
        ("/v1/agents/growan", "agent", "Growan"),
        ("/v1/regimens/growan-10", "regimen", "Growan 10 micrograms per kg"),
        ("/v1/studies/exam-1", "study", "EXAM-1"),
        ("/v1/guidelines/exemplary-2030", "guideline", "Exemplary guideline 2030"),
        ("/v1/adverse-events/fever", "adverse_event", "Fever"),
        ("/v1/workup/heart", "workup_item", "Heart"),
        ("/v1/claims/cells-are-own", "claim", "The cells are the patient's own"),
        ("/v1/terms/graft", "term", "Graft"),
        ("/v1/references/doe-2020", "reference", "Doe 2020"),
        ("/v1/condition", "condition", "Exemplary condition"),
    ],
)
def test_a_record_is_served_with_its_identity_its_links_and_its_meta(
    path: str, type: str, name: str, client: Client
) -> None:
    record = client.get(path).json()

    assert (record["type"], record["name"]) == (type, name)
    assert record["links"]["self"] == path
    assert record["meta"] == {
        "api_version": "v1",
        "dataset_version": "2030.01.0",
        "dataset_released_on": "2030-01-10",
        "licence_url": "https://example.org/licence",
        "intended_use": "For tests only.",
    }


def test_a_list_serves_its_records_as_they_are_alone(client: Client) -> None:
    (item,) = client.get("/v1/regimens?ids=exemplan-200").json()["data"]

    alone = client.get("/v1/regimens/exemplan-200").json()

    assert {**item, "included": None, "meta": alone["meta"]} == alone


def test_a_dose_is_served_with_its_evidence_and_its_words(client: Client) -> None:
    exemplan, antiserum = client.get("/v1/regimens/exemplan-200").json()["dose_lines"]

    assert exemplan["dose"] == {
        "value": 50, "low": None, "high": None, "bound": None, "unit": "mg/kg",
        "evidence": "reported", "sources": ["doe-2020"], "note": None, "text": "50 mg per kg",
    }  # fmt: skip
    assert exemplan["days"]["value"] == [-5, -4, -3, -2]
    assert antiserum["dose"]["value"] == 0.5
    assert antiserum["evidence"] == "derived"  # its days are, and that is weaker than its dose


def test_a_gap_is_shown_as_a_gap(client: Client) -> None:
    (line,) = client.get("/v1/regimens/exemplan-open").json()["dose_lines"]

    assert line["dose"]["value"] is None
    assert line["dose"]["evidence"] == "not_reported"


def test_records_say_who_names_them(client: Client) -> None:
    agent = client.get("/v1/agents/antiserum").json()
    regimen = client.get("/v1/regimens/exemplan-200").json()
    stage = client.get("/v1/stages/conditioning").json()
    reference = client.get("/v1/references/roe-2024").json()

    assert agent["regimens"] == ["exemplan-200"]
    assert regimen["agents"] == ["exemplan", "antiserum"]
    assert stage["agents"] == ["antiserum", "exemplan"]
    assert stage["regimens"] == ["exemplan-200", "exemplan-open"]
    assert reference["cited_by"] == [
        "/v1/agents/antiserum",
        "/v1/agents/growan",
        "/v1/regimens/exemplan-200",
        "/v1/regimens/growan-10",
        "/v1/studies/exam-2",
    ]


def test_a_reference_leads_to_the_procedure_that_cites_it(client: Client) -> None:
    reference = client.get("/v1/references/doe-2020").json()

    assert reference["cited_by"][:2] == ["/v1/pipeline", "/v1/condition"]


def test_the_pipeline_draws_the_whole_procedure(client: Client) -> None:
    pipeline = client.get("/v1/pipeline").json()

    assert pipeline["type"] == "pipeline"
    assert [stage["id"] for stage in pipeline["stages"]] == pipeline["procedure"]["stages"]
    assert [stage["axis"]["from_day"] for stage in pipeline["stages"]] == [-20, -13, -5, 0]
    assert [t["may_overlap"] for t in pipeline["procedure"]["transitions"]] == [True, False]
    assert pipeline["agents"][0] == {
        "id": "antiserum",
        "name": "Antiserum",
        "agent_class": "anti_thymocyte_globulin",
        "stages": ["conditioning"],
    }
    assert pipeline["regimens"][0] == {
        "id": "exemplan-200",
        "name": "Exemplan 200 mg per kg with antiserum",
        "stage": "conditioning",
        "standing": "recommended",
        "plannable": "yes",
    }


def test_the_entry_leads_to_every_collection(client: Client) -> None:
    entry = client.get("/v1").json()

    assert entry["links"]["self"] == "/v1"
    assert {"pipeline", "stages", "agents", "regimens", "openapi", "docs"} <= set(entry["links"])


def test_meta_counts_the_records_and_the_claims(client: Client) -> None:
    meta = client.get("/v1/meta").json()

    assert meta["counts"] == {
        "stages": 4, "agents": 3, "regimens": 3, "studies": 2, "guidelines": 1,
        "adverse_events": 1, "workup": 1, "claims": 2, "terms": 2, "references": 2,
    }  # fmt: skip
    claims = {status["status"]: status["claims"] for status in meta["evidence"]}
    assert list(claims) == ["reported", "secondary", "derived", "extrapolated", "not_reported"]
    assert claims["secondary"] == 2  # the role of antiserum, and its dose
    assert claims["extrapolated"] == 2  # the dose of growan, and the threshold of the heart
    assert meta["dataset"]["version"] == meta["meta"]["dataset_version"] == "2030.01.0"


@pytest.mark.parametrize(("path", "status"), [("live", "live"), ("ready", "ready")])
def test_health_says_what_is_served_and_is_not_kept(path: str, status: str, client: Client) -> None:
    answer = client.get(f"/health/{path}")

    assert answer.json() == {"status": status, "dataset_version": "2030.01.0"}
    assert answer.headers["cache-control"] == "no-store"
    assert len(client.app.store) == 0


def test_a_schema_says_where_it_is_and_what_it_is(client: Client) -> None:
    answer = client.get("/v1/schemas/agent")

    assert answer.headers["content-type"] == "application/schema+json"
    assert answer.json()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert answer.json()["$id"] == "http://127.0.0.1:8000/v1/schemas/agent"
    assert answer.json()["title"] == "AgentResource"


@pytest.mark.parametrize("path", ["/v1/schemas/agents", "/v1/problems/nothing"])
def test_a_name_that_is_not_in_a_short_list_is_answered_with_the_list(
    path: str, client: Client
) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert len(answer.json()["errors"][0]["allowed"]) > 5


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/v1/agents/ex", "/v1/agents/exemplan"),
        ("/v1/agents/EX", "/v1/agents/exemplan"),  # an alias as it is written
        ("/v1/agents/Exemplanum", "/v1/agents/exemplan"),
        ("/v1/regimens/anti-ex", "/v1/regimens/exemplan-200"),
        ("/v1/references/roe", "/v1/references/roe-2024"),
        ("/v1/references/roe/cited-by", "/v1/references/roe-2024/cited-by"),
        ("/v1/studies/first-exam", "/v1/studies/exam-1"),
        ("/v1/agents/ex?fields=name,roles.stage", "/v1/agents/exemplan?fields=name,roles.stage"),
        ("/v1/agents/ex?expand=regimens&fields=id",
         "/v1/agents/exemplan?expand=regimens&fields=id"),
    ],
)  # fmt: skip
def test_an_alias_leads_to_its_record_with_the_query_kept(
    path: str, location: str, client: Client
) -> None:
    answer = client.get(path)

    assert answer.status_code == 308
    assert answer.headers["location"] == location
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert client.get(location).status_code == 200


def test_every_curated_alias_leads_to_its_record(
    curated: Catalogue, curated_client: Client
) -> None:
    expected: dict[str, Any] = {
        path_of(collection.kind, slug): path_of(collection.kind, record.id)
        for collection in curated.collections()
        for record in collection
        for slug in alias_slugs(record)
    }

    locations = {path: curated_client.raw(path).headers.get("location") for path in expected}

    assert len(expected) > 100
    assert locations == expected


def test_an_alias_of_a_stage_leads_to_its_agents_and_regimens(
    curated: Catalogue, curated_client: Client
) -> None:
    conditioning = curated.stages["conditioning"]
    alias = next(alias_slugs(conditioning))

    for rest in ("agents", "regimens"):
        answer = curated_client.get(f"/v1/stages/{alias}/{rest}?limit=1")

        assert answer.status_code == 308
        assert answer.headers["location"] == f"/v1/stages/conditioning/{rest}?limit=1"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/v1/agents/exemplam", ["exemplan"]),
        ("/v1/agents/EXEMPLAN", ["exemplan"]),
        ("/v1/agents/exemplan%20", ["exemplan"]),
        ("/v1/regimens/exemplan", ["exemplan-200", "exemplan-open"]),
        ("/v1/regimens/exemplan-300", ["exemplan-200", "exemplan-open"]),
        ("/v1/stages/conditionin", ["conditioning"]),
        ("/v1/stages/conditionin/agents", ["conditioning"]),
        ("/v1/terms/zero", ["day-zero"]),
    ],
)
def test_an_unknown_id_is_not_found_but_near_ones_are(
    path: str, near: list[str], client: Client
) -> None:
    answer = client.get(path)

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 404
    assert sorted(fault["allowed"]) == near
    assert answer.json()["detail"].endswith(f"Near: {', '.join(fault['allowed'])}.")


def test_no_more_than_three_ids_are_near(curated_client: Client) -> None:
    answer = curated_client.get("/v1/regimens/cyclophosphamide")

    assert len(answer.json()["errors"][0]["allowed"]) == 3


def test_an_id_like_no_other_is_just_not_found(client: Client) -> None:
    answer = client.get("/v1/agents/zzzzzz")

    assert answer.status_code == 404
    assert answer.json()["errors"] == []
    assert answer.json()["detail"] == "No record among the agents has this id."


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/v1/", "/v1"),
        ("/v1//", "/v1"),
        ("/v1/agents/", "/v1/agents"),
        ("/v1/agents/?limit=1&q=%C3%A9", "/v1/agents?limit=1&q=%C3%A9"),
        ("/v1/agents/exemplan/", "/v1/agents/exemplan"),
        ("/v1/stages/harvest/agents/", "/v1/stages/harvest/agents"),
        ("/docs/", "/docs"),
        ("//", "/"),
        ("//v1/", "/v1"),
        ("//evil.example/", "/evil.example"),
        ("///evil.example//", "/evil.example"),
        ("/%2F%2Fevil.example/", "/evil.example"),
        ("/\\evil.example/", "/%5Cevil.example"),
        ("/v1/agents/%25/", "/v1/agents/%25"),
        ("/v1/agents/%3Fq=1/", "/v1/agents/%3Fq%3D1"),
        ("/v1/agents%2F", "/v1/agents"),
        ("/v1/caf%C3%A9/", "/v1/caf%C3%A9"),
    ],
)
def test_a_slash_at_the_end_leads_to_the_path_without(
    target: str, location: str, client: Client
) -> None:
    answer = client.raw(target)

    assert answer.status_code == 308
    assert answer.headers["location"] == location


@pytest.mark.parametrize("host", [b"evil.example", b"evil.example:80", b"[::1]", b"a%2Fb"])
@pytest.mark.parametrize("target", ["/v1/", "/v1/agents/ex"])
def test_no_location_leads_to_another_host(host: bytes, target: str, client: Client) -> None:
    answer = client.raw(target, host=[(b"host", host)])

    assert answer.status_code == 308
    assert (
        answer.headers["location"]
        == {"/v1/": "/v1", "/v1/agents/ex": "/v1/agents/exemplan"}[target]
    )


@pytest.mark.parametrize("host", [b"evil.example/x?", b"[", b"a b", b""])
@pytest.mark.parametrize("target", ["/v1/", "/v1/agents/ex"])
def test_what_is_no_host_is_led_nowhere(host: bytes, target: str, client: Client) -> None:
    answer = client.raw(target, host=[(b"host", host)])

    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", ["/nope", "/v1/nope", "/v2", "//evil.example", "/v1/agents/a/b"])
def test_an_unknown_path_is_not_found(path: str, client: Client) -> None:
    answer = client.raw(path)

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=60"
