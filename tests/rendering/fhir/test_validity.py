"""Every resource is valid R4: by two validators, and by HL7's definitions where both are blind."""

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.rendering.fhir.plan_bundle import written
from tests.rendering.fhir.definitions import codes_of, faults_of
from tests.rendering.fhir.validators import medplum, r4b

Json = dict[str, Any]


def sent(resources: list[Json]) -> list[Json]:
    """Return resources as a client reads them."""
    return [json.loads(written(resource)) for resource in resources]


def inside(bundles: list[Json]) -> Iterator[Json]:
    for bundle in bundles:
        yield from (entry["resource"] for entry in bundle["entry"])


def test_there_is_something_to_validate(published: list[Json], bundles: list[Json]) -> None:
    types = Counter(resource["resourceType"] for resource in published)
    of_plans = Counter(resource["resourceType"] for resource in inside(bundles))

    assert types["PlanDefinition"] == 36  # 35 regimens and the procedure
    assert types["ActivityDefinition"] == 97
    assert types["Medication"] == 37  # 38 agents, of which radiation is none
    assert len(bundles) > 40
    assert set(of_plans) == {
        "CarePlan", "RequestGroup", "MedicationRequest", "ServiceRequest", "DetectedIssue"
    }  # fmt: skip


def test_medplum_finds_nothing_in_what_is_published(published: list[Json]) -> None:
    assert [issues for issues in medplum(sent(published)) if issues] == []


def test_medplum_finds_no_error_in_plans_and_warns_only_of_what_it_does_not_resolve(
    bundles: list[Json],
) -> None:
    issues = [issue for found in medplum(sent(bundles)) for issue in found]

    # It reads the type of a target from its address, which a `urn:uuid:` does not say; the types
    # are checked by our own reading of the definitions.
    pattern = r'Invalid reference: got "urn:uuid:[0-9a-f-]{36}", expected .*'
    assert {issue.severity for issue in issues} == {"warning"}
    assert [issue for issue in issues if not re.fullmatch(pattern, issue.text)] == []


def test_fhir_resources_finds_nothing(published: list[Json], bundles: list[Json]) -> None:
    assert [said for said in map(r4b, sent([*published, *bundles])) if said] == []


def test_the_definitions_of_hl7_find_nothing(published: list[Json], bundles: list[Json]) -> None:
    faults = [fault for resource in sent([*published, *bundles]) for fault in faults_of(resource)]

    assert faults == []


def _first(bundle: Json, type: str) -> Json:
    return next(
        entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == type
    )


def _drug(bundle: Json) -> Json:
    return _first(bundle, "MedicationRequest")


def _leaf(bundle: Json) -> Json:
    leaf: Json = _first(bundle, "RequestGroup")["action"][0]["action"][0]
    return leaf


def _activity(bundle: Json) -> Json:
    activity: Json = _first(bundle, "CarePlan")["activity"][1]
    return activity


SPOILT: dict[str, Callable[[Json], object]] = {
    "unknown member": lambda b: _drug(b).update(dose=1),
    "unknown status": lambda b: _drug(b).update(status="live"),
    "no status": lambda b: _drug(b).pop("status"),
    "no subject": lambda b: _drug(b).pop("subject"),
    "two forms of a choice": lambda b: _drug(b).update(medicationReference={"display": "x"}),
    "a list of one": lambda b: _drug(b).update(dosageInstruction={"text": "x"}),
    "one of a list": lambda b: _drug(b).update(intent=["proposal"]),
    "a number as text": lambda b: _drug(b)["dosageInstruction"][0]["doseAndRate"][0].update(
        doseQuantity={"value": "50", "system": "http://unitsofmeasure.org", "code": "mg"}
    ),
    "a code without system": lambda b: _drug(b)["dosageInstruction"][0]["doseAndRate"][0].update(
        doseQuantity={"value": 50, "code": "mg"}
    ),
    "nothing": lambda b: _drug(b).update(substitution={}),
    "a wrong id": lambda b: _drug(b).update(id="a_b"),
    "a wrong date": lambda b: _leaf(b).update(timingDateTime="2030-1-1"),
    "a wrong unit of time": lambda b: _drug(b)["dosageInstruction"][0]["timing"].update(
        repeat={"frequency": 1, "period": 1, "periodUnit": "days"}
    ),
    "never": lambda b: _drug(b)["dosageInstruction"][0]["timing"].update(repeat={"frequency": 0}),
    "a period that ends before": lambda b: _first(b, "CarePlan").update(
        period={"start": "2030-01-02", "end": "2030-01-01"}
    ),
    "a reference to a wrong type": lambda b: _drug(b)["basedOn"][0].update(type="RequestGroup"),
    "a reference to any type": lambda b: _drug(b)["basedOn"][0].pop("type"),
    "resource and actions": lambda b: _leaf(b).update(action=[{"resource": {"display": "x"}}]),
    "neither resource nor actions": lambda b: _leaf(b).pop("resource"),
    "reference and detail": lambda b: _activity(b).update(reference={"reference": "Task/1"}),
    "an extension without a value and its address": lambda b: _drug(b)["extension"].append({}),
}
"""What is wrong -> how to spoil a Bundle so."""


@pytest.mark.parametrize("fault", SPOILT)
def test_our_reading_of_the_definitions_finds_what_is_wrong(
    fault: str, bundles: list[Json]
) -> None:
    spoilt = copy.deepcopy(bundles[0])
    assert faults_of(spoilt) == []

    SPOILT[fault](spoilt)

    assert faults_of(spoilt) != []


def test_a_range_that_falls_is_found() -> None:
    low, high = ({"value": value} for value in (2, 1))
    dosage = {"doseAndRate": [{"doseRange": {"low": low, "high": high}}]}
    drug = {
        "resourceType": "MedicationRequest", "status": "draft", "intent": "proposal",
        "medicationCodeableConcept": {"text": "x"}, "subject": {"display": "x"},
        "dosageInstruction": [dosage],
    }  # fmt: skip

    assert [fault.rpartition(": ")[2] for fault in faults_of(drug)] == ["rng-2"]


def test_the_codes_of_a_required_value_set_are_those_of_hl7() -> None:
    statuses = codes_of("http://hl7.org/fhir/ValueSet/publication-status|4.0.1")

    assert statuses == frozenset({"draft", "active", "retired", "unknown"})
    assert codes_of("http://hl7.org/fhir/ValueSet/mimetypes|4.0.1") is None


def test_both_validators_find_what_is_wrong(bundles: list[Json]) -> None:
    spoilt = copy.deepcopy(bundles[0])
    SPOILT["no subject"](spoilt)

    (issues,) = medplum([spoilt])

    assert "error" in {issue.severity for issue in issues}
    assert "subject" in str(r4b(spoilt))
