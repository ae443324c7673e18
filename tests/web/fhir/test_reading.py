"""/fhir: reading and searching, and a capability statement that is true."""

import asyncio
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from app.catalogue import Catalogue
from app.rendering.fhir.capability_statement import SEARCHES
from app.rendering.fhir.face import MAKERS
from tests.conftest import Client
from tests.web.fhir.outcome import BODY, apply, issues_of, parameters

Json = dict[str, Any]

BASE = "http://127.0.0.1:8000/fhir"


def ids(bundle: Json) -> list[str]:
    return [entry["resource"]["id"] for entry in bundle.get("entry", ())]


def links(bundle: Json) -> dict[str, str]:
    return {link["relation"]: link["url"] for link in bundle["link"]}


def target(url: str) -> str:
    """Return the path and query of a link."""
    split = urlsplit(url)
    return f"{split.path}?{split.query}"


def test_the_capability_statement_is_for_this_server(client: Client) -> None:
    answer = client.raw("/fhir/metadata")

    statement = answer.json()
    assert answer.headers["content-type"] == "application/fhir+json"
    assert (statement["resourceType"], statement["fhirVersion"]) == (
        "CapabilityStatement", "4.0.1"
    )  # fmt: skip
    assert statement["implementation"]["url"] == BASE
    assert statement == client.raw("/fhir/CapabilityStatement/server").json()


@pytest.mark.parametrize("mode", ["full", "normative", "terminology"])
def test_the_statement_is_the_same_in_every_mode(mode: str, client: Client) -> None:
    answer = client.raw(f"/fhir/metadata?mode={mode}")

    assert answer.json()["resourceType"] == "CapabilityStatement"


def test_what_the_statement_claims_is_so_and_nothing_else(client: Client) -> None:
    (rest,) = client.raw("/fhir/metadata").json()["rest"]

    claimed = {one["type"]: one for one in rest["resource"]}
    assert claimed.keys() == MAKERS.keys() == SEARCHES.keys()
    for type, resource in claimed.items():
        bundle = client.raw(f"/fhir/{type}").json()
        first = bundle["entry"][0]["resource"]
        assert [one["code"] for one in resource["interaction"]] == ["read", "search-type"]
        assert client.raw(f"/fhir/{type}/{first['id']}").json() == first
        for parameter in resource["searchParam"]:
            searched = client.raw(f"/fhir/{type}?{parameter['name']}=nothing-has-this")
            assert (searched.status_code, searched.json()["total"]) == (200, 0)
        unclaimed = {"url", "name", "title", "code"} - {p["name"] for p in resource["searchParam"]}
        for name in unclaimed:
            issues = issues_of(client.raw(f"/fhir/{type}?{name}=x"), 400, "invalid-parameter")
            assert issues == [("not-supported", f"http.{name}")]


def test_the_one_operation_is_claimed_and_defined(client: Client, runner: asyncio.Runner) -> None:
    (rest,) = client.raw("/fhir/metadata").json()["rest"]
    ((operation,),) = [one["operation"] for one in rest["resource"] if "operation" in one]

    definition = client.get(operation["definition"].removeprefix("http://127.0.0.1:8000")).json()

    assert (definition["code"], definition["resource"]) == ("apply", ["PlanDefinition"])
    asked = parameters({"day_zero": "2030-01-10", "body": BODY})
    assert apply(client, runner, asked, regimen="exemplan-200").status_code == 200


def test_there_is_a_definition_for_each_regimen_and_line(
    curated_client: Client, curated: Catalogue
) -> None:
    plans = curated_client.raw("/fhir/PlanDefinition?_count=0").json()
    lines = curated_client.raw("/fhir/ActivityDefinition?_count=0").json()

    assert plans["total"] == len(curated.regimens) + 1
    assert lines["total"] == sum(len(regimen.dose_lines) for regimen in curated.regimens)
    assert "entry" not in plans
    assert links(plans).keys() == {"self"}


SEARCHED = {
    "PlanDefinition?_id=growan-10": ["growan-10"],
    "PlanDefinition?_id=growan-10,exemplan-200": ["exemplan-200", "growan-10"],
    "PlanDefinition?_id=growan": [],
    f"PlanDefinition?url={quote(BASE)}/PlanDefinition/growan-10": ["growan-10"],
    f"PlanDefinition?url={quote(BASE)}/PlanDefinition/growan": [],
    "PlanDefinition?name=exemplan": ["exemplan-200", "exemplan-open"],
    "PlanDefinition?name=ÉXEMPLAN2": ["exemplan-200"],
    "PlanDefinition?name=open": [],
    "PlanDefinition?name:contains=open": ["exemplan-open"],
    "PlanDefinition?name:exact=Growan10": ["growan-10"],
    "PlanDefinition?name:exact=growan10": [],
    "PlanDefinition?title=growan%2010": ["growan-10"],
    "PlanDefinition?title:contains=unknown,microgram": ["exemplan-open", "growan-10"],
    "PlanDefinition?title:exact=Exemplan%20of%20unknown%20dose": ["exemplan-open"],
    "PlanDefinition?title:exact=a\\,b": [],
    "PlanDefinition?status=retired": ["exemplan-open"],
    "PlanDefinition?status=http://hl7.org/fhir/publication-status|retired": ["exemplan-open"],
    "PlanDefinition?status=http://example.org|retired": [],
    "PlanDefinition?status=active&name=exemplan": ["exemplan-200"],
    "ActivityDefinition?status=retired": ["exemplan-open.1"],
    "Medication?code=X01AA01": ["exemplan"],
    "Medication?code=http://www.whocc.no/atc|X01AA01": ["exemplan"],
    "Medication?code=http://www.nlm.nih.gov/research/umls/rxnorm|X01AA01": [],
    "Medication?code=|X01AA01": [],
    "Medication?status=active&_id=growan": ["growan"],
    "StructureDefinition?name=evidence": ["evidence"],
    "CodeSystem?title=evidence": ["evidence"],
}
"""A search -> the ids of the fictional resources that it finds."""


@pytest.mark.parametrize("search", SEARCHED)
def test_a_search_finds_what_it_asks_for(search: str, client: Client) -> None:
    bundle = client.get(f"/fhir/{search}").json()

    assert ids(bundle) == SEARCHED[search]
    assert (bundle["type"], bundle["total"]) == ("searchset", len(SEARCHED[search]))


def test_pages_lead_through_the_whole(curated_client: Client) -> None:
    whole = curated_client.raw("/fhir/ActivityDefinition?_count=100").json()
    walked: list[str] = []
    next: str | None = f"{BASE}/ActivityDefinition?status=active&_count=7"
    pages: list[Json] = []
    while next is not None:
        bundle = curated_client.raw(target(next)).json()
        assert links(bundle)["self"] == next
        walked += ids(bundle)
        pages.append(links(bundle))
        next = links(bundle).get("next")

    active = [e["resource"]["id"] for e in whole["entry"] if e["resource"]["status"] == "active"]
    assert walked == active
    assert len(pages) > 2
    assert [page.get("previous") for page in pages[1:]] == [page["self"] for page in pages[:-1]]
    assert {page["first"] for page in pages} == {pages[0]["self"]}
    assert {page["last"] for page in pages} == {pages[-1]["self"]}


def test_a_page_beyond_the_last_is_empty_and_leads_back(client: Client) -> None:
    bundle = client.raw("/fhir/PlanDefinition?_count=3&page=9").json()

    assert (bundle["total"], ids(bundle)) == (4, [])
    assert links(bundle)["previous"] == f"{BASE}/PlanDefinition?_count=3&page=2"
    assert "next" not in links(bundle)


def test_no_page_has_more_than_a_hundred(curated_client: Client) -> None:
    bundle = curated_client.raw("/fhir/ActivityDefinition?_count=5000").json()

    assert links(bundle)["self"].endswith("?_count=100")


def test_an_entry_has_the_address_at_which_it_is_read(curated_client: Client) -> None:
    bundle = curated_client.raw("/fhir/Medication?_count=2").json()

    for entry in bundle["entry"]:
        assert entry["search"] == {"mode": "match"}
        path = entry["fullUrl"].removeprefix("http://127.0.0.1:8000")
        assert curated_client.raw(path).json() == entry["resource"]


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("/fhir/PlanDefinition/ex200", "/fhir/PlanDefinition/exemplan-200"),
        ("/fhir/Medication/EX", "/fhir/Medication/exemplan"),
        ("/fhir/PlanDefinition/ex200?_pretty=true",
         "/fhir/PlanDefinition/exemplan-200?_pretty=true"),
        ("/fhir/PlanDefinition/", "/fhir/PlanDefinition"),
    ],
)  # fmt: skip
def test_an_alias_and_a_slash_lead_to_the_one_address(
    address: str, location: str, client: Client
) -> None:
    answer = client.raw(address)

    assert (answer.status_code, answer.headers["location"]) == (308, location)


@pytest.mark.parametrize(
    "format", ["json", "application/fhir%2Bjson", "application/fhir+json", "application/json"]
)
def test_the_format_can_be_asked_for_in_the_address(format: str, client: Client) -> None:
    accept = (b"accept", b"application/fhir+xml")

    answer = client.raw(f"/fhir/Medication?_format={format}", accept)

    assert answer.status_code == 200  # `_format` goes before `Accept`


@pytest.mark.parametrize(
    "accept",
    [b"application/fhir+json", b"application/json", b"application/fhir+json;fhirVersion=4.0",
     b"*/*", b"text/html, */*;q=0.8"],
)  # fmt: skip
def test_json_of_either_name_is_accepted(accept: bytes, client: Client) -> None:
    answer = client.raw("/fhir/metadata", (b"accept", accept))

    assert answer.headers["content-type"] == "application/fhir+json"


def test_an_answer_can_be_indented(client: Client) -> None:
    plain = client.raw("/fhir/Medication/exemplan")
    pretty = client.raw("/fhir/Medication/exemplan?_pretty=true")

    assert pretty.json() == plain.json()
    assert pretty.content.startswith(b'{\n  "resourceType"')
    assert b"\n" not in plain.content


def test_an_unchanged_resource_is_not_sent_again(client: Client) -> None:
    first = client.raw("/fhir/PlanDefinition/growan-10")
    tag = first.headers["etag"].encode()

    again = client.raw("/fhir/PlanDefinition/growan-10", (b"if-none-match", tag))

    assert first.headers["etag"].startswith('W/"')
    assert (again.status_code, again.content) == (304, b"")


def test_the_address_in_a_resource_is_the_public_one(client: Client) -> None:
    plan = client.raw("/fhir/PlanDefinition/growan-10").json()

    assert plan["url"] == f"{BASE}/PlanDefinition/growan-10"


def test_numbers_are_written_as_they_are_known(curated_client: Client) -> None:
    lines = curated_client.raw("/fhir/ActivityDefinition?_count=100").content

    assert b'"value":0.24,' in lines  # plerixafor, mg per kg
    assert b'"value":50,' in lines
    assert b"e-0" not in lines.replace(b"e-0-24", b"")
