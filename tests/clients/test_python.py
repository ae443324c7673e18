"""The Python client, sync and async, on a real server and on answers made by hand."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import httpx
import pytest
from dayzero_client import (
    AsyncClient,
    Body,
    Call,
    Client,
    ListCall,
    PlanRequest,
    ProblemAnswer,
    UnexpectedAnswer,
    Unreachable,
    api,
)
from pydantic import BaseModel, TypeAdapter

from app.catalogue.agents import AgentClass
from app.web.examples import BODIES, EXAMPLES
from app.web.resources import AgentResource, RegimenDocument
from tests.server.process import Server, free_port

Document = dict[str, Any]
PlanFormat = Literal["csv", "ics", "svg", "html", "fhir"]

PLAN = BODIES["makePlan"][1]
DAY = date(2030, 1, 10)

CALLS: Mapping[str, Callable[..., Call[Any]]] = {
    "getEntry": api.entry,
    "getMeta": api.meta,
    "getPipeline": api.pipeline,
    "listStages": api.stages,
    "getStage": api.stage,
    "listAgentsOfStage": api.stage_agents,
    "listRegimensOfStage": api.stage_regimens,
    "listAgents": api.agents,
    "getAgent": api.agent,
    "listRegimens": api.regimens,
    "getRegimen": api.regimen,
    "getSchedule": api.schedule,
    "makePlan": api.plan,
    "measureBody": api.body_measures,
    "getVectors": api.vectors,
    "getCondition": api.condition,
    "listStudies": api.studies,
    "getStudy": api.study,
    "listOutcomes": api.outcomes,
    "listGuidelines": api.guidelines,
    "getGuideline": api.guideline,
    "listAdverseEvents": api.adverse_events,
    "getAdverseEvent": api.adverse_event,
    "listWorkup": api.workup,
    "getWorkup": api.workup_item,
    "checkEligibility": api.eligibility,
    "search": api.search,
    "listClaims": api.claims,
    "getClaim": api.claim,
    "listTerms": api.terms,
    "getTerm": api.term,
    "listReferences": api.references,
    "getReference": api.reference,
    "listCitationsOfReference": api.citations,
    "listReleases": api.releases,
    "getRelease": api.release,
    "listChanges": api.changes,
    "listSchemas": api.schemas,
    "getSchema": api.schema,
    "listProblems": api.problems,
    "getProblem": api.problem,
    "getLiveness": api.liveness,
    "getReadiness": api.readiness,
}
"""Operation -> the function that makes its call."""

BESIDE: Mapping[str, object] = {
    "getSchedule": DAY,
    "search": "rituximab",
    "listChanges": "2026.11.0",
    **{name: example for name, (_, example) in BODIES.items()},
}
"""Operation -> what its function takes beside the name that is in the path."""

LISTS: Mapping[str, Callable[..., ListCall[Any, Any]]] = {
    "listStages": api.stages,
    "listAgents": api.agents,
    "listAgentsOfStage": api.stage_agents,
    "listRegimens": api.regimens,
    "listRegimensOfStage": api.stage_regimens,
    "listStudies": api.studies,
    "listOutcomes": api.outcomes,
    "listGuidelines": api.guidelines,
    "listAdverseEvents": api.adverse_events,
    "listWorkup": api.workup,
    "listClaims": api.claims,
    "listTerms": api.terms,
    "listReferences": api.references,
    "listReleases": api.releases,
}
"""Operation -> the function whose keywords are its parameters."""

OWN = {"cursor", "fields", "format", "id"}
"""Parameters that are no keywords: of the client, of `raw`, of the `_as` functions, of the path."""


def operations(contract: Document) -> Iterator[Document]:
    """Yield every operation but FHIR's, which has clients of its own."""
    for path, methods in contract["paths"].items():
        if not path.startswith("/fhir"):
            yield from methods.values()


def answering(content: bytes, status: int = 200, **headers: str) -> httpx.MockTransport:
    """Make a transport that gives one answer to everything."""
    dashed = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.MockTransport(lambda _: httpx.Response(status, content=content, headers=dashed))


def test_every_operation_has_a_function(contract: Document) -> None:
    assert set(CALLS) == {operation["operationId"] for operation in operations(contract)}, (
        "Give each new operation a function in clients/python/dayzero_client/api.py."
    )


def call_of(name: str) -> Call[Any]:
    """Make the call of an operation as its documented example has it."""
    beside = [BESIDE[name]] if name in BESIDE else []
    return CALLS[name](*EXAMPLES[name][1].values(), *beside)


@pytest.mark.parametrize("name", CALLS)
def test_an_operation_is_read_into_its_model_and_loses_nothing(
    dayzero: Client, server: Server, name: str
) -> None:
    """The model is written as JSON again, and compared with what another HTTP client receives."""
    target, names = EXAMPLES[name]

    answer = dayzero.send(call_of(name))

    url = server.url + target.format(**names)
    sent = httpx.post(url, json=BESIDE[name]) if name in BODIES else httpx.get(url)
    written = answer.model_dump_json() if isinstance(answer, BaseModel) else json.dumps(answer)
    assert json.loads(written) == sent.json()


@pytest.mark.parametrize("name", CALLS)
def test_a_function_promises_what_its_call_answers(dayzero: Client, name: str) -> None:
    """What mypy is told is true, of the answer and of the items of a list."""
    promised = get_type_hints(CALLS[name])["return"]
    call = call_of(name)

    answer = dayzero.send(call)

    assert TypeAdapter(get_args(promised)[0]).validate_python(answer) is answer
    assert isinstance(call, ListCall) is (get_origin(promised) is ListCall)
    if isinstance(call, ListCall):
        for item in islice(dayzero.each(call), 1):
            assert TypeAdapter(get_args(promised)[1]).validate_python(item) is item


@pytest.mark.parametrize("name", LISTS)
def test_the_keywords_of_a_list_are_its_parameters(contract: Document, name: str) -> None:
    (operation,) = (o for o in operations(contract) if o["operationId"] == name)
    (unpacked,) = (
        parameter.annotation
        for parameter in inspect.signature(LISTS[name]).parameters.values()
        if parameter.kind is parameter.VAR_KEYWORD
    )
    keywords = get_type_hints(get_args(unpacked)[0])
    documented = {p["name"]: p["schema"] for p in operation["parameters"]}

    assert set(keywords) == set(documented) - OWN
    for keyword, annotation in keywords.items():
        assert _choices(TypeAdapter(annotation).json_schema(), {}) == _choices(
            documented[keyword], contract["components"]["schemas"]
        ), keyword


def _choices(schema: Document, named: Document) -> set[str]:
    """Return every value that a schema names, wherever it stands in it."""
    named = named or schema.get("$defs", {})
    resolved = named[schema["$ref"].split("/")[-1]] if "$ref" in schema else schema
    inner = (choice for part in resolved.get("anyOf", ()) for choice in _choices(part, named))
    return {*resolved.get("enum", ()), *inner}


def test_the_formats_are_the_documented_ones(contract: Document) -> None:
    def formats(name: str) -> set[str]:
        (operation,) = (o for o in operations(contract) if o["operationId"] == name)
        (said,) = (p["schema"] for p in operation["parameters"] if p["name"] == "format")
        return _choices(said, contract["components"]["schemas"]) - {"json"}

    for name, function in {
        "makePlan": api.plan_as, "getSchedule": api.schedule_as, "listOutcomes": api.outcomes_as,
    }.items():  # fmt: skip
        assert set(get_args(get_type_hints(function)["format"])) == formats(name)


@pytest.mark.parametrize("name", LISTS)
def test_every_page_together_is_the_whole_list(dayzero: Client, name: str) -> None:
    ids = EXAMPLES[name][1].values()

    whole = dayzero.send(LISTS[name](*ids, limit=200))
    items = list(dayzero.each(LISTS[name](*ids, limit=3)))

    assert len(items) == whole.page.total
    assert items[: len(whole.data)] == list(whole.data)


def test_the_async_client_does_the_same(server: Server, dayzero: Client) -> None:
    async def ask() -> tuple[RegimenDocument, list[AgentResource]]:
        async with AsyncClient(server.url) as client:
            listed = [agent async for agent in client.each(api.agents(limit=7))]
            return await client.send(api.regimen("mist")), listed

    regimen, agents = asyncio.run(ask())

    assert regimen == dayzero.send(api.regimen("mist"))
    assert agents == list(dayzero.each(api.agents()))


def test_filters_may_be_enumerations_several_values_and_days(dayzero: Client) -> None:
    chosen = api.agents(agent_class=AgentClass.CHEMOTHERAPY, ids=["melphalan", "mesna"], q=None)

    assert [agent.id for agent in dayzero.each(chosen)] == ["melphalan"]
    assert dayzero.send(api.schedule("mist", "2030-01-10")) == dayzero.send(
        api.schedule("mist", DAY)
    )


def test_raw_reads_parts(dayzero: Client) -> None:
    agent = dayzero.send(api.agent("melphalan").raw(fields="name"))
    listed = list(dayzero.each(api.agents(limit=20).raw(fields="name")))

    assert agent["name"] == "Melphalan"
    assert "codes" not in agent
    assert {"id": "melphalan", "type": "agent", "name": "Melphalan"} in [
        {name: item[name] for name in ("id", "type", "name")} for item in listed
    ]
    assert len(listed) == dayzero.send(api.agents()).page.total
    assert dayzero.send(api.get("/v1/agents", ids=["melphalan"]))["page"]["total"] == 1


@pytest.mark.parametrize(
    ("format", "begins"),
    [
        ("ics", "BEGIN:VCALENDAR\r\n"),
        ("csv", "date,"),
        ("svg", "<svg "),
        ("html", "<!doctype html>"),
        ("fhir", '{"resourceType":"Bundle"'),
    ],
)
def test_a_plan_in_each_format(dayzero: Client, format: PlanFormat, begins: str) -> None:
    assert dayzero.send(api.plan_as(format, PLAN)).lower().startswith(begins.lower())


def test_the_other_formats(dayzero: Client) -> None:
    assert dayzero.send(api.outcomes_as("csv", measure="neda")).startswith("id,study,")
    assert dayzero.send(api.schedule_as("ics", "mist", DAY)).startswith("BEGIN:VCALENDAR\r\n")
    assert dayzero.send(api.text("/v1/outcomes", format="svg")).startswith("<svg ")


def test_a_plan_from_a_model_and_from_plain_values_are_one(dayzero: Client) -> None:
    """70.5 kg times 50 mg/kg times 4 days is 14,100 mg; binary floats and decimals say the same."""
    modelled = PlanRequest(
        conditioning="mist",
        day_zero=DAY,
        body=Body(weight_kg=Decimal("70.5"), height_cm=Decimal(170), sex="male"),
    )
    body = {"weight_kg": 70.5, "height_cm": Decimal("170.0"), "sex": "male"}
    plain = {"conditioning": "mist", "day_zero": DAY, "body": body}

    plan = dayzero.send(api.plan(modelled))

    assert plan == dayzero.send(api.plan(plain))
    assert [t.planned.value for t in plan.totals if t.agent == "cyclophosphamide"] == [
        Decimal(14100)
    ]


def test_what_is_no_json_is_not_sent() -> None:
    with pytest.raises(TypeError, match="set is not JSON"):
        api.plan({"conditioning": {"mist"}})


@pytest.mark.parametrize(
    "call",
    [
        api.plan(PLAN),
        api.plan_as("ics", PLAN),
        api.body_measures(BODIES["measureBody"][1]),
        api.eligibility(BODIES["checkEligibility"][1]),
    ],
)
def test_no_measure_travels_in_an_address(call: Call[Any]) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"{}")

    with Client(transport=httpx.MockTransport(answer)) as client:
        client.send(call.raw())

    (sent,) = seen
    assert sent.method == "POST"
    assert urlsplit(str(sent.url)).query in ("", "format=ics")
    assert not any(character.isdigit() for character in sent.url.path.replace("/v1", ""))


def test_a_body_follows_no_redirect() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(308, headers={"location": "http://elsewhere.example/v1/plans"})

    with Client(transport=httpx.MockTransport(answer)) as client, pytest.raises(UnexpectedAnswer):
        client.send(api.plan(PLAN))

    assert asked == ["http://127.0.0.1:8000/v1/plans"]


def test_an_alias_is_followed(dayzero: Client) -> None:
    assert dayzero.send(api.regimen("mist")).id == "cyclophosphamide-200-ratg-6"


@pytest.mark.parametrize("id", ["", ".", ".."])
def test_what_would_be_another_path_is_refused(id: str) -> None:
    with pytest.raises(ValueError, match="is not the name of anything"):
        api.regimen(id)


def test_an_id_cannot_leave_its_place() -> None:
    assert api.regimen("a/../b?c").path == "/v1/regimens/a%2F..%2Fb%3Fc"


def test_a_problem_says_what_is_wrong(dayzero: Client) -> None:
    with pytest.raises(ProblemAnswer) as raised:
        dayzero.send(api.plan({**PLAN, "weight_basis": "lean"}))

    error = raised.value
    assert (error.status, error.code, error.detail) == (
        422,
        "invalid-body",
        "Wrong: /weight_basis.",
    )
    assert error.errors[0].pointer == "/weight_basis"
    assert str(error).startswith("Wrong: /weight_basis. /weight_basis: ")
    assert str(error).endswith(
        " Allowed: actual, ideal, adjusted_25, adjusted_40, lesser_of_actual_and_ideal."
    )
    assert error.problem.instance == f"urn:uuid:{error.request_id}"


def test_a_fault_of_no_place_is_said_too(dayzero: Client) -> None:
    with pytest.raises(ProblemAnswer, match=r"No record has this id\. Allowed: cyclophosphamide-"):
        dayzero.send(api.regimen("mits"))


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"<h1>Bad gateway</h1>", {"content_type": "text/html"}, 502),
        (b"{}", {"content_type": "application/problem+json"}, 500),
        (b"", {}, 304),
    ],
)
def test_an_error_of_something_else(content: bytes, headers: dict[str, str], status: int) -> None:
    transport = answering(content, status, **headers)
    with Client(transport=transport) as client, pytest.raises(UnexpectedAnswer, match=f"{status}"):
        client.send(api.meta())


@pytest.mark.parametrize("content", [b"<h1>Sign in</h1>", b"\xff"])
def test_an_answer_that_is_not_json(content: bytes) -> None:
    with Client(transport=answering(content)) as client, pytest.raises(UnexpectedAnswer):
        client.send(api.meta())


def test_an_answer_that_no_model_can_read_can_be_read_raw() -> None:
    with Client(transport=answering(b'{"type": "new"}')) as client:
        with pytest.raises(UnexpectedAnswer, match=r"raw\(\) reads it as it is"):
            client.send(api.meta())
        assert client.send(api.meta().raw()) == {"type": "new"}


def test_a_member_of_a_newer_server_is_let_go(dayzero: Client) -> None:
    known = dayzero.send(api.problem("not-found"))
    newer = json.dumps({**known.model_dump(mode="json"), "new": 1}).encode()

    with Client(transport=answering(newer)) as client:
        assert client.send(api.problem("not-found")) == known


def test_no_answer_is_told_apart() -> None:
    with Client(f"http://127.0.0.1:{free_port()}") as client, pytest.raises(Unreachable) as raised:
        client.send(api.meta())

    assert isinstance(raised.value.__cause__, httpx.ConnectError)


def test_a_late_answer_is_told_apart() -> None:
    def late(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late", request=request)

    async def ask() -> None:
        async with AsyncClient(transport=httpx.MockTransport(late)) as client:
            await client.send(api.meta())

    with pytest.raises(Unreachable, match=r"from http://127\.0\.0\.1:8000 \(ReadTimeout\)"):
        asyncio.run(ask())


def test_kept_answers_are_only_asked_about(server: Server) -> None:
    statuses: list[int] = []

    class Watched(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            response = super().handle_request(request)
            statuses.append(response.status_code)
            return response

    with Client(server.url, keep=1, transport=Watched()) as client:
        first = client.send(api.meta())
        assert client.send(api.meta()) == first
        client.send(api.entry())  # the only one that is kept from here on
        client.send(api.meta())
        client.send(api.regimen("mist"))
        assert client.send(api.regimen("mist")).id == "cyclophosphamide-200-ratg-6"

    assert statuses == [200, 304, 200, 200, 308, 200, 308, 304]
