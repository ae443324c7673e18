"""A public FHIR client reads a real server: it walks the Bundles, follows references, applies."""

from typing import Any

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

from tests.server.process import Server
from tests.web.fhir.outcome import BODY, MIST, parameters


@pytest.fixture
def fhir(server: Server) -> SyncFHIRClient:
    return SyncFHIRClient(f"{server.url}/fhir")


def test_it_walks_every_page(fhir: SyncFHIRClient) -> None:
    regimens = fhir.resources("PlanDefinition").search(_count=5)

    walked = [one["id"] for one in regimens.fetch_all()]

    assert len(walked) == fhir.resources("PlanDefinition").search(_count=0).fetch_raw()["total"]
    assert len(set(walked)) == len(walked) > 30
    assert MIST in walked


def test_it_searches(fhir: SyncFHIRClient) -> None:
    found = fhir.resources("PlanDefinition").search(title__contains="rabbit", status="active")
    drug = fhir.resources("Medication").search(code="3002").get()

    assert MIST in [one["id"] for one in found.fetch_all()]
    assert drug["code"]["text"] == "Cyclophosphamide"  # RxNorm 3002


def test_it_follows_a_definition_to_its_medication(fhir: SyncFHIRClient, server: Server) -> None:
    plan = fhir.get("PlanDefinition", MIST)
    conditioning: Any = next(one for one in plan["action"] if one["id"] == "conditioning")
    canonical: str = conditioning["action"][0]["action"][0]["definitionCanonical"]
    path = canonical.partition("|")[0].removeprefix(f"{server.url}/fhir/")

    line = fhir.get(path)
    drug = fhir.reference(reference=line["productReference"]["reference"]).to_resource()

    assert (drug.resource_type, drug["id"]) == ("Medication", "cyclophosphamide")


def test_it_applies_a_regimen_and_walks_the_plan(fhir: SyncFHIRClient) -> None:
    asked = parameters({"day_zero": "2030-01-10", "body": BODY})

    bundle = fhir.execute(f"PlanDefinition/{MIST}/$apply", method="post", data=asked)

    by_address = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    care = bundle["entry"][0]["resource"]
    group = by_address[care["activity"][0]["reference"]["reference"]]
    requests = [
        by_address[held["resource"]["reference"]]
        for stage in group["action"]
        for held in stage["action"]
    ]
    doses = [
        (rate["timing"]["repeat"]["boundsPeriod"]["start"], rate["doseAndRate"][0]["doseQuantity"])
        for one in requests
        if one.get("medicationCodeableConcept", {}).get("text") == "Cyclophosphamide"
        for rate in one["dosageInstruction"]
    ]
    # 50 mg/kg of 110 kg on days -5 to -2 before 10 January 2030
    assert [on for on, _ in doses] == ["2030-01-05", "2030-01-06", "2030-01-07", "2030-01-08"]
    assert {(dose["value"], dose["code"]) for _, dose in doses} == {(5500, "mg")}


def test_it_understands_the_errors(fhir: SyncFHIRClient) -> None:
    with pytest.raises(ResourceNotFound):
        fhir.get("PlanDefinition", "nope")
    with pytest.raises(OperationOutcome) as refused:
        fhir.resources("Medication").search(name="x").fetch()

    assert refused.value.resource["issue"][0]["expression"] == ["http.name"]
