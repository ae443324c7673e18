"""Query parameters: filters that narrow a list, and everything else that is refused."""

import asyncio
from typing import Any

import pytest

from app.web.examples import BODIES, EXAMPLES
from app.web.queries import ListQuery
from tests.conftest import Client
from tests.web.test_bodies import send

FILTERED = {
    "/v1/agents?agent_class=chemotherapy": ["exemplan"],
    "/v1/agents?agent_class=radiation": [],
    "/v1/agents?stage=harvest": ["growan"],
    "/v1/agents?stage=processing": [],
    "/v1/agents?regimen=exemplan-200": ["exemplan", "antiserum"],
    "/v1/agents?regimen=ex200": ["exemplan", "antiserum"],  # an alias
    "/v1/agents?regimen=Anti/EX": ["exemplan", "antiserum"],  # an alias as it is written
    "/v1/agents?regimen=exemplan-200&agent_class=chemotherapy&stage=conditioning": ["exemplan"],
    "/v1/stages/conditioning/agents": ["exemplan", "antiserum"],
    "/v1/stages/conditioning/agents?agent_class=anti_thymocyte_globulin": ["antiserum"],
    "/v1/stages/conditioning/agents?regimen=exemplan-open": ["exemplan"],
    "/v1/stages/processing/agents": [],
    "/v1/regimens?stage=harvest": ["growan-10"],
    "/v1/regimens?stage=conditioning": ["exemplan-200", "exemplan-open"],
    "/v1/regimens?intensity=intermediate": ["exemplan-200"],
    "/v1/regimens?intensity=high": [],
    "/v1/regimens?agent=exemplan": ["exemplan-200", "exemplan-open"],
    "/v1/regimens?agent=EX": ["exemplan-200", "exemplan-open"],  # an alias
    "/v1/regimens?plannable=dates_only": ["exemplan-open"],
    "/v1/regimens?plannable=yes&agent=antiserum": ["exemplan-200"],
    "/v1/stages/conditioning/regimens": ["exemplan-200", "exemplan-open"],
    "/v1/stages/conditioning/regimens?intensity=intermediate": ["exemplan-200"],
    "/v1/stages/conditioning/regimens?agent=antiserum": ["exemplan-200"],
    "/v1/stages/conditioning/regimens?plannable=yes": ["exemplan-200"],
    "/v1/stages/reinfusion/regimens": [],
    "/v1/studies?status=recruiting": ["exam-2"],
    "/v1/studies?design=randomised": ["exam-1"],
    "/v1/studies?regimen=ex200": ["exam-1"],  # an alias
    "/v1/studies?ms_course=relapsing_remitting": ["exam-1"],
    "/v1/studies?ms_course=mixed": [],
    "/v1/studies?year_from=2020": ["exam-1"],  # no year is in no span of years
    "/v1/studies?year_from=2021": [],
    "/v1/studies?year_to=2020": ["exam-1"],
    "/v1/studies?year_to=2019": [],
    "/v1/outcomes?measure=edss_change": ["exam-1-edss-change"],
    "/v1/outcomes?study=first-exam&measure=neda": ["exam-1-neda-60", "exam-1-neda-24"],
    "/v1/outcomes?regimen=exemplan-open": [],
    "/v1/outcomes?ms_course=relapsing_remitting": ["exam-1-neda-60"],
    "/v1/outcomes?months_from=24": ["exam-1-neda-60", "exam-1-neda-24"],
    "/v1/outcomes?months_to=24": ["exam-1-neda-24", "exam-1-edss-change"],
    "/v1/outcomes?months_from=13&months_to=59": ["exam-1-neda-24"],
    "/v1/outcomes?format=json&measure=neda&months_to=24": ["exam-1-neda-24"],
    "/v1/guidelines?kind=guideline": ["exemplary-2030"],
    "/v1/guidelines?kind=national": [],
    "/v1/guidelines?ms_course=progressive": ["exemplary-2030"],
    "/v1/guidelines?ms_course=mixed": [],
    "/v1/adverse-events?phase=aplasia": ["fever"],
    "/v1/adverse-events?phase=late": [],
    "/v1/adverse-events?regimen=ex200": ["fever"],
    "/v1/adverse-events?agent=ex": ["fever"],
    "/v1/adverse-events?agent=growan": [],
    "/v1/workup?domain=heart": ["heart"],
    "/v1/workup?domain=lungs": [],
    "/v1/search?q=growan&kinds=agents": ["growan"],
    "/v1/search?q=growan&kinds=terms": [],
    "/v1/claims?verdict=supported": ["cells-are-own"],
    "/v1/claims?stage=conditioning": ["exemplan-cures"],
    "/v1/claims?verdict=supported&stage=conditioning": [],
    "/v1/terms?stage=harvest": ["graft"],
    "/v1/references?kind=article": ["doe-2020"],
    "/v1/references?kind=law": [],
    "/v1/references?year=2020": ["doe-2020"],
    "/v1/references?year=2020&kind=registry_record": [],
}
"""A filtered list -> the ids of the fictional records that it leaves."""


@pytest.mark.parametrize("target", FILTERED)
def test_a_filter_leaves_what_was_asked_for(target: str, client: Client) -> None:
    page = client.get(target).json()

    assert [item["id"] for item in page["data"]] == FILTERED[target]
    assert page["page"]["total"] == len(FILTERED[target])


def test_every_filter_that_is_documented_is_tested(contract: dict[str, Any]) -> None:
    documented = {
        f"{path}?{parameter['name']}"
        for path, methods in contract["paths"].items()
        if methods.get("get", {"operationId": ""})["operationId"].startswith(("list", "search"))
        and path != "/v1/changes"  # the fictional world has no two releases: see test_releases.py
        for parameter in methods["get"].get("parameters", ())
        if parameter["in"] == "query" and parameter["name"] not in ListQuery.model_fields
    }

    tested = {
        f"{path.replace('conditioning', '{id}')}?{pair.partition('=')[0]}"
        for path, _, query in (target.partition("?") for target in FILTERED)
        for pair in query.split("&")
    }

    assert documented <= tested


@pytest.mark.parametrize(
    ("target", "parameter", "allowed"),
    [
        ("/v1/agents?regimen=exemplan-20", "regimen", ["exemplan-200", "exemplan-open"]),
        ("/v1/regimens?agent=exemplam", "agent", ["exemplan"]),
        ("/v1/regimens?agent=zzz", "agent", None),
        ("/v1/regimens?agent=", "agent", None),
        ("/v1/claims?verdict=so", "verdict",
         ["supported", "partly_supported", "not_supported", "outdated"]),
        ("/v1/terms?stage=x", "stage", ["harvest", "processing", "conditioning", "reinfusion"]),
        ("/v1/terms?stage=", "stage", ["harvest", "processing", "conditioning", "reinfusion"]),
        ("/v1/regimens?stage=processing", "stage", ["harvest", "conditioning"]),
        ("/v1/regimens?plannable=maybe", "plannable", ["yes", "partly", "dates_only", "no"]),
        ("/v1/references?year=x", "year", None),
        ("/v1/references?year=1899", "year", None),
        ("/v1/references?year=2101", "year", None),
        (
            "/v1/references?kind=A-B",
            "kind",
            ["article", "abstract", "handbook_chapter", "registry_record"],
        ),
    ],
)  # fmt: skip
def test_a_filter_by_what_does_not_exist_is_refused_with_what_does(
    target: str, parameter: str, allowed: list[str] | None, client: Client
) -> None:
    answer = client.get(target)

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid-parameter"
    assert fault["parameter"] == parameter
    assert fault["allowed"] is None if allowed is None else fault["allowed"][:4] == allowed


@pytest.mark.parametrize(
    "operation", [name for name, (path, _) in EXAMPLES.items() if not path.startswith("/fhir")]
)
def test_an_unknown_parameter_is_named_with_the_ones_that_are_taken(
    operation: str, contract: dict[str, Any], curated_client: Client, runner: asyncio.Runner
) -> None:
    template, values = EXAMPLES[operation]
    path, method = template.partition("?")[0], "post" if operation in BODIES else "get"
    target = template.format(**values) + ("&" if "?" in template else "?") + "limits=5"

    if operation in BODIES:
        answer = send(curated_client, runner, BODIES[operation][1], target=target)
    else:
        answer = curated_client.raw(target)

    (fault,) = answer.json()["errors"]
    documented = contract["paths"][path][method].get("parameters", ())
    assert answer.status_code == 400
    assert fault["code"] == "unknown_parameter"
    assert fault["parameter"] == "limits"
    assert fault["allowed"] == sorted(p["name"] for p in documented if p["in"] == "query")


@pytest.mark.parametrize("path", ["/", "/docs", "/redoc", "/openapi.json", "/assets/page.css"])
def test_what_takes_no_parameters_says_so(path: str, client: Client) -> None:
    answer = client.get(f"{path}?limits=5")

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert fault["detail"] == "This resource takes no parameters."
    assert fault["allowed"] == []


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "limit=1&limit=1", "limit=1&%6Cimit=2", "x&x", "q=&q="]
)
def test_a_parameter_that_stands_twice_is_refused(query: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?{query}")

    (fault,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert fault["code"] == "repeated"
    assert fault["parameter"] in ("limit", "x", "q")


def test_every_wrong_parameter_is_told_at_once(client: Client) -> None:
    answer = client.get("/v1/agents?limit=0&sort=%21&nonsense=1")

    assert {fault["parameter"] for fault in answer.json()["errors"]} == {
        "limit",
        "sort",
        "nonsense",
    }
    assert answer.json()["detail"].startswith("Wrong: ")


@pytest.mark.parametrize(
    "query",
    ["&".join(f"p{n}" for n in range(1500)), "&".join(f"p{n}&p{n}" for n in range(700))],
    ids=["unknown", "repeated"],
)
def test_no_more_than_ten_wrong_parameters_are_told(query: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?{query}")

    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 10
    assert len(answer.content) < len(query)


@pytest.mark.parametrize("query", ["{0}=1", "{0}=1&{0}=2"], ids=["unknown", "repeated"])
def test_a_very_long_name_of_a_parameter_is_cut(query: str, client: Client) -> None:
    answer = client.get(f"/v1/agents?{query.format('x' * 3000)}")

    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == "x" * 100


@pytest.mark.parametrize("query", ["", "&", "&&", "q", "q="])
def test_a_query_that_asks_for_nothing_is_as_good_as_none(query: str, client: Client) -> None:
    answer = client.raw(f"/v1/agents?{query}")

    assert answer.content == client.raw("/v1/agents").content
