"""$apply: every date and every number is that of /v1/plans, and nothing is kept."""

import asyncio
import json
import logging
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from typing import Any, Final

import pytest

from app.catalogue import Catalogue
from app.planning.request import Body, Graft, PlanRequest
from app.rendering.fhir.apply_parameters import INPUTS, described
from tests.conftest import Client
from tests.planning.test_curated_plans import can_be_planned, members_for
from tests.rendering.fhir.definitions import faults_of
from tests.rendering.fhir.validators import r4b
from tests.web.fhir.outcome import BODY, MIST, apply, parameters
from tests.web.test_bodies import JSON, send

Json = dict[str, Any]

BODIES: Final = 200

SEED: Final = 7

FULL: Final = {
    "mobilisation": "cyclophosphamide-2-filgrastim-10",
    "day_zero": "2030-01-10",
    "body": BODY,
    "weight_basis": "adjusted_25",
    "weight_basis_by_agent": {"anti-thymocyte-globulin-rabbit": "actual"},
    "bsa_formula": "du_bois",
    "bsa_cap_m2": 2,
    "rounding_step_mg": {"cyclophosphamide": 50},
    "harvest_on": "2029-12-20",
    "graft": {"cd34_million_per_kg": 4.5, "volume_ml": 100, "dmso_percent": 10},
}
"""A request with every member but the regimen."""

LEAST: Final = {"day_zero": "2030-01-10", "body": BODY}


def exact(content: bytes) -> Json:
    """Read JSON with its numbers as they are written."""
    read: Json = json.loads(content, parse_float=Decimal)
    return read


def value(part: Json, name: str) -> Any:  # noqa: ANN401  any value
    """Return the value of one of our extensions on a part; None if it has none."""
    for one in part.get("extension", ()):
        if one["url"].endswith(f"/fhir/StructureDefinition/{name}"):
            return next(held for member, held in one.items() if member != "url")
    return None


Said = tuple[Any, ...]
"""Name, dates, day, amount, unit, unrounded, difference, of the day, times, route and evidence."""


def of_plan(plan: Json) -> list[Said]:
    """Return what /v1/plans says of every entry, in order."""
    return [
        (
            entry["title"], entry["date"], entry["until"], entry["day"], *amounts(entry["dose"]),
            entry["times_per_day"], entry["route"], entry["evidence"], entry["assumed"],
        )
        for entry in plan["entries"]
    ]  # fmt: skip


def amounts(dose: Json | None) -> Said:
    if dose is None:
        return (None,) * 5
    return (
        dose["per_administration"]["value"], dose["per_administration"]["unit"],
        dose["unrounded"]["value"], dose["difference_percent"], dose["per_day"]["value"],
    )  # fmt: skip


def of_bundle(bundle: Json) -> list[Said]:
    """Return the same of every request and every step of a Bundle."""
    resources = [entry["resource"] for entry in bundle["entry"]]
    makers = {"MedicationRequest": of_drug, "ServiceRequest": of_service}
    requests = [
        makers[one["resourceType"]](one) for one in resources if one["resourceType"] in makers
    ]
    return [*requests, *(of_step(a["detail"]) for a in resources[0]["activity"] if "detail" in a)]


def of_drug(drug: Json) -> Said:
    (dosage,) = drug["dosageInstruction"]
    (rate,) = dosage["doseAndRate"]
    repeat = dosage["timing"]["repeat"]
    route = dosage["route"].get("coding", [{"code": None}])[0]["code"]
    return (
        drug["medicationCodeableConcept"]["text"], *dates(repeat["boundsPeriod"]),
        value(drug, "day"), *reckoned(rate["doseQuantity"], rate), repeat.get("frequency"), route,
        value(drug, "evidence"), bool(value(drug, "assumed")),
    )  # fmt: skip


def of_service(service: Json) -> Said:
    quantity = service.get("quantityQuantity", {})
    repeat = service.get("occurrenceTiming", {}).get("repeat", {})
    on = repeat.get("boundsPeriod", {"start": service.get("occurrenceDateTime")})
    agent = service["code"].get("coding")
    return (
        service["code"]["text"], *dates(on), value(service, "day"), *reckoned(quantity, quantity),
        repeat.get("frequency"), agent and "external_beam", value(service, "evidence"),
        bool(value(service, "assumed")),
    )  # fmt: skip


def of_step(detail: Json) -> Said:
    return (
        detail["code"]["text"], *dates(detail.get("scheduledPeriod", {})), value(detail, "day"),
        *(None,) * 5, None, None, value(detail, "evidence"), bool(value(detail, "assumed")),
    )  # fmt: skip


def dates(period: Json) -> tuple[str | None, str | None]:
    start, end = period.get("start"), period.get("end")
    return start, None if start == end else end


def reckoned(quantity: Json, rate: Json) -> Said:
    if "value" not in quantity:
        return (None,) * 5
    of_day = value(rate, "per-day") or {}
    return (
        quantity["value"], quantity["code"], value(rate, "unrounded")["value"],
        value(rate, "difference-percent"), of_day.get("value"),
    )  # fmt: skip


def sorted_(said: list[Said]) -> list[str]:
    return sorted(map(repr, said))


def requests(catalogue: Catalogue) -> Iterator[Json]:
    """Yield seeded requests, spread over every regimen that can be planned."""
    chance = Random(SEED)  # noqa: S311  the same bodies every time
    regimens = [one for one in catalogue.regimens if can_be_planned(one)]
    bases = ("actual", "ideal", "adjusted_25", "adjusted_40", "lesser_of_actual_and_ideal")
    for regimen in islice(cycle(regimens), BODIES):
        height = chance.randint(10_000, 23_000) / 100
        yield {
            **members_for(regimen),
            "day_zero": f"{chance.randint(1980, 2150)}-{chance.randint(1, 12):02}-"
            f"{chance.randint(1, 28):02}",
            "body": {
                "weight_kg": chance.randint(200_000, 3_500_000) / 10_000,
                "height_cm": height,
                "sex": chance.choice(("female", "male")),
            },
            "weight_basis": chance.choice(bases) if height > 153 else "actual",
            "bsa_formula": chance.choice(("mosteller", "du_bois")),
            "bsa_cap_m2": chance.choice((None, 2, 2.2)),
        }


def test_the_bodies_are_spread_over_every_plannable_regimen(curated: Catalogue) -> None:
    asked = list(requests(curated))

    planned = {one.get("mobilisation") or one["conditioning"] for one in asked}

    assert planned == {one.id for one in curated.regimens if can_be_planned(one)}
    assert len(asked) == len({json.dumps(one) for one in asked}) == BODIES


def test_every_date_and_every_number_is_that_of_the_plan(
    curated: Catalogue, curated_client: Client, runner: asyncio.Runner
) -> None:
    for asked in requests(curated):
        plan = send(curated_client, runner, asked, target="/v1/plans")
        bundle = apply(curated_client, runner, parameters(asked), regimen=asked["conditioning"])

        assert (plan.status_code, bundle.status_code) == (200, 200), asked
        expected = of_plan(exact(plan.content))
        assert sorted_(of_bundle(exact(bundle.content))) == sorted_(expected), asked
        assert any(said[4] is not None for said in expected) or "dates_only" in str(
            curated.regimens[asked["conditioning"]].plannable
        )


@pytest.mark.parametrize("members", [LEAST, FULL], ids=["least", "full"])
def test_the_bundle_of_apply_is_that_of_the_plans(
    members: Json, curated_client: Client, runner: asyncio.Runner
) -> None:
    asked = {"conditioning": MIST, **members}

    applied = apply(curated_client, runner, parameters(members))
    formatted = send(curated_client, runner, asked, target="/v1/plans?format=fhir")
    accepted = send(
        curated_client, runner, asked, target="/v1/plans",
        headers=[JSON, (b"accept", b"application/fhir+json")],
    )  # fmt: skip

    assert applied.status_code == 200, applied.content
    assert applied.content == formatted.content == accepted.content
    assert formatted.headers["content-type"] == "application/fhir+json"
    plan = send(curated_client, runner, asked, target="/v1/plans").json()
    assert applied.json()["id"] == plan["id"]
    assert faults_of(applied.json()) == []
    assert r4b(applied.json()) is None


def test_the_worked_example(curated_client: Client, runner: asyncio.Runner) -> None:
    bundle = apply(curated_client, runner, parameters(LEAST)).json()

    given = [said for said in of_bundle(bundle) if said[0] == "Cyclophosphamide"]

    # 50 mg/kg of 110 kg on days -5 to -2 before 10 January 2030
    assert [said[1:6] for said in given] == [
        (f"2030-01-0{day}", None, day - 10, 5500, "mg") for day in (5, 6, 7, 8)
    ]


def test_measures_may_be_quantities_in_the_unit_of_their_name(
    curated_client: Client, runner: asyncio.Runner
) -> None:
    plain = parameters(LEAST)
    measured = json.loads(json.dumps(plain))
    weight, height, _ = measured["parameter"][1]["part"]
    system = "http://unitsofmeasure.org"
    for part, code, unit in ((weight, "kg", "kilograms"), (height, "cm", "cm")):
        number = part.pop("valueDecimal")
        part["valueQuantity"] = {"value": number, "unit": unit, "system": system, "code": code}

    first, second = (apply(curated_client, runner, one) for one in (plain, measured))

    assert first.content == second.content


def test_a_subject_stands_in_the_answer_and_nowhere_else(
    curated_client: Client, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept = len(curated_client.app.store)
    plain = apply(curated_client, runner, parameters(LEAST))
    for sent in (
        {"valueString": "Patient/s7"},
        {"valueReference": {"reference": "Patient/s7"}},
    ):
        body = parameters(LEAST)
        body["parameter"].append({"name": "subject", **sent})

        answer = apply(curated_client, runner, body)

        drugs = [e["resource"] for e in answer.json()["entry"] if "subject" in e["resource"]]
        assert {one["subject"]["reference"] for one in drugs} == {"Patient/s7"}
        assert answer.headers["cache-control"] == "no-store"
    again = apply(curated_client, runner, parameters(LEAST))
    assert again.content == plain.content
    assert b"s7" not in again.content
    assert "s7" not in caplog.text
    assert len(curated_client.app.store) == kept


@pytest.mark.parametrize(
    "subject",
    ["Patient/1", "https://ehr.example.org/fhir/Patient/a.b-1",
     "urn:uuid:00000000-0000-4000-8000-000000000000"],
)  # fmt: skip
def test_a_subject_may_be_anywhere(
    subject: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    body = parameters(LEAST)
    body["parameter"].append({"name": "subject", "valueString": subject})

    bundle = apply(curated_client, runner, body).json()

    assert bundle["entry"][0]["resource"]["subject"] == {"reference": subject}
    assert faults_of(bundle) == [] or subject.startswith("urn:")


def test_query_works_like_post_and_says_what_it_reads(
    curated_client: Client, runner: asyncio.Runner
) -> None:
    post, query = (
        apply(curated_client, runner, parameters(LEAST), method=method)
        for method in ("POST", "QUERY")
    )

    assert query.content == post.content
    assert query.headers["accept-query"] == '"application/json"'


def test_an_alias_leads_to_the_regimen(curated_client: Client, runner: asyncio.Runner) -> None:
    answer = apply(curated_client, runner, parameters(LEAST), regimen="mist")

    location = f"/fhir/PlanDefinition/{MIST}/$apply"
    assert (answer.status_code, answer.headers["location"]) == (308, location)


def test_plain_json_is_read_and_an_indented_answer_given(
    curated_client: Client, runner: asyncio.Runner
) -> None:
    plain = apply(curated_client, runner, parameters(LEAST), header=JSON)
    pretty = apply(curated_client, runner, parameters(LEAST), query="?_pretty=true")

    assert pretty.json() == plain.json()
    assert pretty.content.startswith(b'{\n  "resourceType": "Bundle"')


def test_the_parameters_are_the_members_of_a_plan_request() -> None:
    models: Mapping[str, Any] = {"body": Body, "graft": Graft}

    assert set(INPUTS) == set(PlanRequest.model_fields) - {"conditioning"}
    for name, model in models.items():
        assert set(INPUTS[name].parts) == set(model.model_fields)
    for model, inputs in ((PlanRequest, INPUTS), *((models[n], INPUTS[n].parts) for n in models)):
        for name, input in inputs.items():
            assert input.required == model.model_fields[name].is_required()
    assert all(described(name) for name in INPUTS)
    assert described("body", "weight_kg") == "Actual body weight in kg, 20 to 350."


def test_the_published_operation_has_every_parameter(client: Client) -> None:
    operation = client.raw("/fhir/OperationDefinition/plan-definition-apply").json()

    said = {one["name"]: one for one in operation["parameter"]}
    assert list(said) == [*INPUTS, "subject", "return"]
    assert [one["name"] for one in said["body"]["part"]] == ["weight_kg", "height_cm", "sex"]
    assert (said["day_zero"]["min"], said["harvest_on"]["min"]) == (1, 0)
    assert said["rounding_step_mg"]["max"] == "20"
    assert all(one["documentation"] for one in said.values())
