"""Bad input under /fhir: an OperationOutcome with the right status that says where the fault is."""

import asyncio
from typing import Any

import pytest

from app.rendering.fhir.capability_statement import SEARCHES
from app.web.bodies import MOST_BODY_BYTES
from app.web.edge import Edge
from app.web.fhir.outcomes import FINER, TYPES, write_problem
from app.web.problems import KINDS, ProblemError
from tests.conftest import Client
from tests.rendering.fhir.definitions import codes_of
from tests.web.fhir.outcome import BODY, MIST, apply, issues_of, parameters
from tests.web.test_bad_input import LONG, MARKER

Json = dict[str, Any]

BAD = {
    f"/fhir/{MARKER}/{MARKER}/{MARKER}": (404, "not-found", "not-found", None),
    f"/fhir/{MARKER}": (404, "not-found", "not-found", "http.type"),
    "/fhir/Patient": (404, "not-found", "not-found", "http.type"),
    "/fhir/Patient/1": (404, "not-found", "not-found", "http.type"),
    f"/fhir/PlanDefinition/{MARKER}": (404, "not-found", "not-found", "http.id"),
    f"/fhir/Library/{MARKER}": (404, "not-found", "not-found", "http.id"),
    "/fhir/Medication/total-body-irradiation": (404, "not-found", "not-found", "http.id"),
    "/fhir/PlanDefinition/_history": (404, "not-found", "not-found", "http.id"),
    f"/fhir/PlanDefinition?colour={MARKER}": (
        400, "invalid-parameter", "not-supported", "http.colour"
    ),
    f"/fhir/PlanDefinition/{MIST}?name={MARKER}": (
        400, "invalid-parameter", "not-supported", "http.name"
    ),
    f"/fhir/Medication?name={MARKER}": (400, "invalid-parameter", "not-supported", "http.name"),
    f"/fhir/PlanDefinition?code={MARKER}": (
        400, "invalid-parameter", "not-supported", "http.code"
    ),
    "/fhir/PlanDefinition?_summary=true": (
        400, "invalid-parameter", "not-supported", "http._summary"
    ),
    "/fhir/PlanDefinition?_count=-1": (400, "invalid-parameter", "value", "http._count"),
    f"/fhir/PlanDefinition?_count={MARKER}": (400, "invalid-parameter", "value", "http._count"),
    "/fhir/PlanDefinition?page=0": (400, "invalid-parameter", "value", "http.page"),
    f"/fhir/PlanDefinition?_pretty={MARKER}": (
        400, "invalid-parameter", "value", "http._pretty"
    ),
    f"/fhir/metadata?mode={MARKER}": (400, "invalid-parameter", "value", "http.mode"),
    "/fhir/PlanDefinition?name=": (400, "invalid-parameter", "value", "http.name"),
    "/fhir/PlanDefinition?status=a&status=b": (
        400, "invalid-parameter", "multiple-matches", "http.status"
    ),
    "/fhir/metadata?_format=xml": (406, "not-acceptable", "not-supported", "http._format"),
    f"/fhir/PlanDefinition?_format={MARKER}": (
        406, "not-acceptable", "not-supported", "http._format"
    ),
    "/fhir/PlanDefinition?_format=text/turtle": (
        406, "not-acceptable", "not-supported", "http._format"
    ),
    f"/fhir/%FF{MARKER}": (400, "invalid-request", "structure", None),
    f"/fhir/{LONG}": (414, "uri-too-long", "too-long", None),
}  # fmt: skip
"""Target -> status, kind of problem, type of issue and place."""


@pytest.mark.parametrize("target", BAD)
def test_a_bad_target_is_an_outcome(target: str, curated_client: Client) -> None:
    status, code, type, place = BAD[target]

    answer = curated_client.raw(target)

    assert issues_of(answer, status, code) == [(type, place)]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("accept", [b"application/fhir+xml", b"text/html", b"application/xml"])
def test_a_type_that_is_not_served_is_not_acceptable(accept: bytes, client: Client) -> None:
    answer = client.raw("/fhir/metadata", (b"accept", accept))

    assert issues_of(answer, 406, "not-acceptable") == [("not-supported", "http.Accept")]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(method: str, client: Client) -> None:
    for target in ("/fhir/PlanDefinition", "/fhir/PlanDefinition/growan-10", "/fhir/metadata"):
        answer = client.raw(target, method=method)

        assert issues_of(answer, 405, "method-not-allowed") == [("not-supported", None)]
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_apply_takes_a_body_and_no_address(client: Client) -> None:
    answer = client.raw("/fhir/PlanDefinition/exemplan-200/$apply")

    issues_of(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "OPTIONS, POST, QUERY"


def test_near_ids_are_named(client: Client) -> None:
    answer = client.raw("/fhir/PlanDefinition/exemplan-20")

    (issue,) = answer.json()["issue"]
    assert issue["diagnostics"] == "Accepted: exemplan-200, exemplan-open."


def test_known_types_and_parameters_are_named(client: Client) -> None:
    types = client.raw("/fhir/Patient").json()["issue"][0]["diagnostics"]
    unknown = client.raw("/fhir/Medication?colour=red").json()["issue"][0]["diagnostics"]
    not_its_own = client.raw("/fhir/Medication?title=red").json()["issue"][0]["diagnostics"]

    assert types == f"Accepted: {', '.join(SEARCHES)}."
    assert "_count, _format, _id, _pretty, code, name" in unknown
    assert not_its_own == "Accepted: _id, code, status."


def test_a_failure_of_the_server_is_an_outcome_too(runner: asyncio.Runner) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError(MARKER)

    client = Client(Edge(broken, base_url="http://127.0.0.1:8000", dataset_version="1"), runner)

    assert issues_of(client.raw("/fhir/metadata"), 500, "internal-error") == [("exception", None)]
    assert client.raw("/v1").headers["content-type"] == "application/problem+json"
    client.close()


def test_only_paths_under_fhir_are_answered_so() -> None:
    error = ProblemError("not-found", "Nothing.")

    types = {
        path: write_problem(error, path=path, base_url="", request_id="x")[0]
        for path in ("/fhir", "/fhir/x", "/fhirs", "/v1/fhir")
    }

    problem = "application/problem+json"
    assert types == {
        "/fhir": "application/fhir+json", "/fhir/x": "application/fhir+json",
        "/fhirs": problem, "/v1/fhir": problem,
    }  # fmt: skip


def test_every_kind_of_problem_has_a_type_of_issue_that_r4_has() -> None:
    known = codes_of("http://hl7.org/fhir/ValueSet/issue-type|4.0.1")

    assert TYPES.keys() == KINDS.keys()
    assert known is not None
    assert {*TYPES.values(), *FINER.values()} <= known


def test_every_problem_is_in_the_code_system(client: Client) -> None:
    system = client.raw("/fhir/CodeSystem/problem").json()

    assert {concept["code"] for concept in system["concept"]} == set(KINDS)


GOOD: Json = parameters({"day_zero": "2030-01-10", "body": BODY})

MEASURES = {part["name"]: part for part in GOOD["parameter"][1]["part"]}


def with_(*more: Json) -> Json:
    return {**GOOD, "parameter": [*GOOD["parameter"], *more]}


def with_body(**measures: Json) -> Json:
    parts = [{"name": name, **measure} for name, measure in measures.items()]
    return {
        "resourceType": "Parameters",
        "parameter": [GOOD["parameter"][0], {"name": "body", "part": parts}],
    }


KILOGRAMS = {"system": "http://unitsofmeasure.org", "code": "kg"}

P = "Parameters.parameter"

BODIES: dict[str, tuple[Json, list[tuple[str, str]]]] = {
    "no parameters": (
        {"resourceType": "Parameters", "parameter": []}, [("required", P), ("required", P)]
    ),
    "no list of parameters": ({"resourceType": "Parameters"}, [("required", P)]),
    "another resource": (
        {"resourceType": "Patient", "parameter": []}, [("value", "Parameters.resourceType")]
    ),
    "no resource": ({"parameter": []}, [("required", "Parameters.resourceType")]),
    "another member": ({**GOOD, "implicitRules": "x"}, [("structure", "Parameters.implicitRules")]),
    "a member that is no name": ({**GOOD, f"{MARKER} ": 1}, [("structure", "Parameters")]),
    "a plan request": (
        {"day_zero": "2030-01-10", "body": BODY},
        [("required", "Parameters.resourceType"), ("required", P),
         ("structure", "Parameters.day_zero"), ("structure", "Parameters.body")],
    ),
    "an unknown parameter": (
        with_({"name": MARKER, "valueCode": "x"}), [("structure", f"{P}[2].name")]
    ),
    "a parameter of the standard operation": (
        with_({"name": "practitioner", "valueString": "x"}), [("structure", f"{P}[2].name")]
    ),
    "a parameter without a name": (with_({"valueCode": "x"}), [("required", f"{P}[2].name")]),
    "a parameter twice": (
        with_({"name": "day_zero", "valueDate": "2030-01-10"}), [("multiple-matches", f"{P}[2]")]
    ),
    "a parameter without a value": (with_({"name": "harvest_on"}), [("value", f"{P}[2]")]),
    "two values": (
        with_({"name": "bsa_formula", "valueCode": "x", "valueString": "y"}),
        [("value", f"{P}[2]")],
    ),
    "a value and parts": (
        with_({"name": "bsa_formula", "valueCode": "mosteller", "part": [{"name": "x"}]}),
        [("value", f"{P}[2]")],
    ),
    "a value of another type": (
        with_({"name": "harvest_on", "valueString": "2029-12-01"}), [("value", f"{P}[2]")]
    ),
    "a value of a type that is not read": (
        with_({"name": "harvest_on", "valueBoolean": True}),
        [("structure", f"{P}[2].value")],
    ),
    "a value where parts are due": (
        with_({"name": "graft", "valueDecimal": 5}),
        [("value", f"{P}[2]")],
    ),
    "a part that is unknown": (
        with_({"name": "graft", "part": [{"name": MARKER, "valueDecimal": 5}]}),
        [("structure", f"{P}[2].part[0].name")],
    ),
    "a part twice": (
        with_({"name": "graft", "part": [{"name": "volume_ml", "valueDecimal": 5}] * 2}),
        [("multiple-matches", f"{P}[2].part[1]")],
    ),
    "a part that is missing": (
        with_({"name": "graft", "part": [{"name": "volume_ml", "valueDecimal": 5}]}),
        [("required", f"{P}[2]")],
    ),
    "a number as text": (
        with_({"name": "bsa_cap_m2", "valueDecimal": "2"}), [("value", f"{P}[2].value")]
    ),
    "a number that is true": (
        with_({"name": "bsa_cap_m2", "valueInteger": True}), [("value", f"{P}[2].value")]
    ),
    "a number outside its range": (
        with_({"name": "bsa_cap_m2", "valueDecimal": 9}), [("value", f"{P}[2].value")]
    ),
    "another unit": (
        with_body(
            weight_kg={"valueQuantity": {**KILOGRAMS, "value": 150, "code": "[lb_av]"}},
            height_cm={"valueDecimal": 165}, sex={"valueCode": "female"},
        ),
        [("value", f"{P}[1].part[0].value.code")],
    ),
    "another system of units": (
        with_body(
            weight_kg={"valueQuantity": {"value": 70, "code": "kg", "system": "http://x"}},
            height_cm={"valueDecimal": 165}, sex={"valueCode": "female"},
        ),
        [("value", f"{P}[1].part[0].value.system")],
    ),
    "wrong measures": (
        with_body(weight_kg={"valueDecimal": 10}, height_cm={"valueDecimal": 20}),
        [("value", f"{P}[1].part[0].value"), ("value", f"{P}[1].part[1].value"),
         ("required", f"{P}[1]")],
    ),
    "no date of the calendar": (
        parameters({"day_zero": "2030-02-30", "body": BODY}), [("value", f"{P}[0].value")]
    ),
    "an unknown weight": (
        with_({"name": "weight_basis", "valueCode": "lean"}), [("value", f"{P}[2].value")]
    ),
    "an agent without a value": (
        with_({"name": "rounding_step_mg", "part": [{"name": "agent", "valueCode": "mesna"}]}),
        [("required", f"{P}[2]")],
    ),
    "an agent twice": (
        with_(
            *parameters({"rounding_step_mg": {"cyclophosphamide": 50}})["parameter"],
            *parameters({"rounding_step_mg": {"cyclophosphamide": 25}})["parameter"],
        ),
        [("multiple-matches", f"{P}[3]")],
    ),
    "an agent that is not dosed": (
        with_(*parameters({"rounding_step_mg": {"melphalan": 50}})["parameter"]),
        [("business-rule", f"{P}[2].part[1].value")],
    ),
    "a mobilisation that is none": (
        with_({"name": "mobilisation", "valueId": MIST}), [("business-rule", f"{P}[2].value")]
    ),
    "a harvest after the graft": (
        with_({"name": "harvest_on", "valueDate": "2030-02-10"}),
        [("business-rule", f"{P}[2].value")],
    ),
    "a subject that is no patient": (
        with_({"name": "subject", "valueString": f"Practitioner/{MARKER}"}),
        [("value", f"{P}[2].value")],
    ),
    "a subject with a name": (
        with_({"name": "subject", "valueReference": {"reference": "Patient/1", "display": "A"}}),
        [("structure", f"{P}[2].value.display")],
    ),
    "two subjects": (
        with_(*[{"name": "subject", "valueString": "Patient/1"}] * 2),
        [("multiple-matches", f"{P}[3]")],
    ),
    "a subject of another type": (
        with_({"name": "subject", "valueCode": "Patient/1"}), [("value", f"{P}[2]")]
    ),
}  # fmt: skip
"""What is wrong -> the body, and type and place of each issue."""


@pytest.mark.parametrize("case", BODIES)
def test_a_bad_body_is_an_outcome_that_points_at_the_fault(
    case: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    body, expected = BODIES[case]

    answer = apply(curated_client, runner, body)

    assert issues_of(answer, 422, "invalid-body") == expected
    assert answer.headers["cache-control"] == "no-store"


def test_the_member_that_is_wrong_is_named(curated_client: Client, runner: asyncio.Runner) -> None:
    answer = apply(curated_client, runner, BODIES["wrong measures"][0])

    texts = [issue["details"]["text"] for issue in answer.json()["issue"]]
    assert texts[0].startswith("body.weight_kg: ")
    assert texts[2] == "body.sex: Field required."
    assert answer.json()["issue"][0]["diagnostics"] == "Accepted: at least 20."


@pytest.mark.parametrize("regimen", ["procedure", "filgrastim-10", "cyclophosphamide-120"])
def test_what_cannot_be_applied_says_why(
    regimen: str, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = apply(curated_client, runner, GOOD, regimen=regimen)

    assert issues_of(answer, 422, "invalid-body") == [("business-rule", "http.id")]


def test_an_unknown_regimen_is_not_found(curated_client: Client, runner: asyncio.Runner) -> None:
    answer = apply(curated_client, runner, GOOD, regimen="nope")

    assert issues_of(answer, 404, "not-found") == [("not-found", "http.id")]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a":NaN}', b'{"a":1,"a":2}', b"null!"])
def test_a_malformed_body_is_an_outcome(
    body: bytes, curated_client: Client, runner: asyncio.Runner
) -> None:
    ((type, _),) = issues_of(apply(curated_client, runner, body), 400, "invalid-request")

    assert type == "structure"


@pytest.mark.parametrize("body", [b"[]", b"1", b"null"])
def test_a_body_that_is_no_object_is_an_outcome(
    body: bytes, curated_client: Client, runner: asyncio.Runner
) -> None:
    answer = apply(curated_client, runner, body)

    assert issues_of(answer, 422, "invalid-body") == [("structure", "Parameters")]


def test_a_body_of_another_type_is_an_outcome(
    curated_client: Client, runner: asyncio.Runner
) -> None:
    for type in (b"application/fhir+xml", b"text/plain", b""):
        answer = apply(curated_client, runner, GOOD, header=(b"content-type", type))

        issues = issues_of(answer, 415, "unsupported-media-type")
        assert issues == [("not-supported", "http.Content-Type")]
        (issue,) = answer.json()["issue"]
        assert issue["diagnostics"] == "Accepted: application/fhir+json, application/json."


def test_a_large_body_is_an_outcome(curated_client: Client, runner: asyncio.Runner) -> None:
    answer = apply(curated_client, runner, b" " * (MOST_BODY_BYTES + 1))

    assert issues_of(answer, 413, "content-too-large") == [("too-long", None)]


def test_apply_takes_no_other_parameters(curated_client: Client, runner: asyncio.Runner) -> None:
    unknown = apply(curated_client, runner, GOOD, query="?subject=Patient/1")
    format = apply(curated_client, runner, GOOD, query="?_format=xml")

    assert issues_of(unknown, 400, "invalid-parameter") == [("not-supported", "http.subject")]
    assert issues_of(format, 406, "not-acceptable") == [("not-supported", "http._format")]
