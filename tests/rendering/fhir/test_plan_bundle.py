"""A plan as a Bundle: nothing of it lost, nothing added, and nobody's identity in it."""

import json
from collections.abc import Mapping
from typing import Any

from app.catalogue import Catalogue
from app.planning.plan import Plan
from app.rendering.fhir.applied import NO_SUBJECT
from app.rendering.fhir.plan_bundle import plan_bundle, written
from app.rendering.format import About
from tests.planning.asking import plan as fictional
from tests.rendering import plans as known
from tests.rendering.fhir.test_published import ABSENT, extensions

Json = dict[str, Any]


def of_type(bundle: Json, *types: str) -> list[Json]:
    """Return the resources of some types, in their order."""
    resources = (entry["resource"] for entry in bundle["entry"])
    return [resource for resource in resources if resource["resourceType"] in types]


def test_a_dose_is_a_request_of_its_day(small: Catalogue) -> None:
    bundle = plan_bundle(fictional(small), known.about(small))

    drug = of_type(bundle, "MedicationRequest")[0]
    (dosage,) = drug["dosageInstruction"]
    (rate,) = dosage["doseAndRate"]
    # 50 mg/kg of 80 kg on day -5 before 10 January 2030
    assert (rate["doseQuantity"]["value"], rate["doseQuantity"]["code"]) == (4000, "mg")
    assert dosage["timing"]["repeat"] == {
        "boundsPeriod": {"start": "2030-01-05", "end": "2030-01-05"},
        "frequency": 1, "period": 1, "periodUnit": "d",
    }  # fmt: skip
    assert extensions(drug)["day"] == -5
    assert extensions(drug)["evidence"] == "reported"
    assert drug["medicationCodeableConcept"]["text"] == "Exemplan"
    assert (drug["status"], drug["intent"]) == ("draft", "proposal")


def test_a_dose_says_how_it_was_reckoned(small: Catalogue) -> None:
    bundle = plan_bundle(fictional(small), known.about(small))

    rate = of_type(bundle, "MedicationRequest")[0]["dosageInstruction"][0]["doseAndRate"][0]

    said = extensions(rate)
    assert (said["per-day"]["value"], said["unrounded"]["value"]) == (4000, 4000)
    assert said["difference-percent"] == 0
    assert said["weight-basis"] == "actual"
    assert said["working"] == "50 mg per kg times 80 kg (actual weight) is 4,000 mg"


def test_a_dose_that_is_not_reported_is_absent(small: Catalogue) -> None:
    bundle = plan_bundle(fictional(small, conditioning="exemplan-open"), known.about(small))

    (drug,) = of_type(bundle, "MedicationRequest")
    (dosage,) = drug["dosageInstruction"]
    assert dosage["doseAndRate"] == [{"doseQuantity": ABSENT}]
    assert dosage["timing"]["repeat"]["frequency"] == 2
    assert extensions(drug)["evidence"] == "not_reported"


def test_an_extrapolated_dose_says_so(small: Catalogue) -> None:
    planned = fictional(small, mobilisation="growan-10")
    bundle = plan_bundle(planned, known.about(small))

    growan = [
        one for one in of_type(bundle, "MedicationRequest")
        if one["medicationCodeableConcept"]["text"] == "Growan"
    ]  # fmt: skip

    assert {extensions(one)["evidence"] for one in growan} == {"extrapolated"}
    assert extensions(growan[0])["assumed"] is True


def test_radiation_is_a_service(plans: Mapping[str, Plan], about: About) -> None:
    plan = plans["irradiation"]
    bundle = plan_bundle(plan, about)

    rays = [one for one in of_type(bundle, "ServiceRequest") if "quantityQuantity" in one]

    entries = [one for one in plan.entries if one.agent == "total-body-irradiation"]
    assert entries
    assert [one["quantityQuantity"]["value"] for one in rays] == [
        one.dose and one.dose.per_administration.value for one in entries
    ]
    assert {one["quantityQuantity"]["code"] for one in rays} == {"cGy"}


def test_every_entry_stands_once_in_its_order(plans: Mapping[str, Plan], about: About) -> None:
    for plan in plans.values():
        bundle = plan_bundle(plan, about)
        (care,) = of_type(bundle, "CarePlan")
        steps = [one["detail"]["code"]["text"] for one in care["activity"] if "detail" in one]
        requests = of_type(bundle, "MedicationRequest", "ServiceRequest")

        assert steps == [e.title for e in plan.entries if e.kind in ("step", "milestone")]
        assert len(requests) == sum(e.kind in ("dose", "graft") for e in plan.entries)


def test_the_group_leads_to_every_request_once(plans: Mapping[str, Plan], about: About) -> None:
    for plan in plans.values():
        bundle = plan_bundle(plan, about)
        (group,) = of_type(bundle, "RequestGroup")
        led = [
            held["resource"]["reference"] for stage in group["action"] for held in stage["action"]
        ]
        requests = [
            entry["fullUrl"] for entry in bundle["entry"]
            if entry["resource"]["resourceType"] in ("MedicationRequest", "ServiceRequest")
        ]  # fmt: skip

        assert sorted(led) == sorted(requests)
        assert len(set(led)) == len(led)


def test_every_reference_leads_inside_to_a_resource_of_the_type_it_says(
    plans: Mapping[str, Plan], about: About
) -> None:
    def references(value: object) -> list[Json]:
        if isinstance(value, list):
            return [one for item in value for one in references(item)]
        if not isinstance(value, dict):
            return []
        own = [value] if str(value.get("reference", "")).startswith("urn:") else []
        return own + [one for inner in value.values() for one in references(inner)]

    for plan in plans.values():
        bundle = plan_bundle(plan, about)
        types = {entry["fullUrl"]: entry["resource"]["resourceType"] for entry in bundle["entry"]}

        assert len(types) == len(bundle["entry"])
        for reference in references(bundle):
            assert types[reference["reference"]] == reference["type"]


def test_every_warning_is_an_issue_that_names_what_it_is_about(
    plans: Mapping[str, Plan], about: About
) -> None:
    plan = plans["mist"]
    bundle = plan_bundle(plan, about)

    issues = of_type(bundle, "DetectedIssue")

    severities = {"serious": "high", "caution": "moderate", "information": "low"}
    assert [(one["severity"], one["detail"]) for one in issues] == [
        (severities[warning.severity], warning.detail) for warning in plan.warnings
    ]
    for one, warning in zip(issues, plan.warnings, strict=True):
        concerned = [e for e in plan.entries if e.agent in warning.agents and e.agent]
        assert len(one.get("implicated", ())) == len(concerned)


def test_assumptions_measures_totals_and_the_graft_are_notes(
    plans: Mapping[str, Plan], about: About
) -> None:
    plan = plans["graft and rounding"]
    (care,) = of_type(plan_bundle(plan, about), "CarePlan")

    said = [note["text"] for note in care["note"]]

    assert plan.graft is not None
    for check in plan.graft.checks:
        assert any(text.startswith(check.statement) for text in said)
    assert set(plan.assumptions) <= set(said)
    for total in plan.totals:
        assert any(total.name in text and str(total.planned.text) in text for text in said) or (
            total.planned.text is None
        )
    assert any(text.startswith("Dimethyl sulfoxide: ") for text in said)


def test_without_a_subject_it_says_where_one_belongs(small: Catalogue) -> None:
    bundle = plan_bundle(fictional(small), known.about(small))

    for one in of_type(bundle, "CarePlan", "RequestGroup", "MedicationRequest", "ServiceRequest"):
        assert one["subject"]["display"] == NO_SUBJECT
        assert one["subject"]["extension"][0]["valueCode"] == "not-asked"
        assert "reference" not in one["subject"]


def test_a_subject_is_put_in_as_it_is(small: Catalogue) -> None:
    bundle = plan_bundle(fictional(small), known.about(small), subject="Patient/7")

    resources = [entry["resource"] for entry in bundle["entry"]]
    subjects = [one.get("subject") or one["patient"] for one in resources]
    assert subjects == [{"reference": "Patient/7"}] * len(resources)


def test_it_can_be_written_for_people() -> None:
    assert written({"a": [1]}, pretty=True) == b'{\n  "a": [\n    1\n  ]\n}'
    assert json.loads(written({"a": "é"})) == {"a": "é"}
