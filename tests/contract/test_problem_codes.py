"""Every code of the catalogue of problems is one that the service really answers with."""

import asyncio
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.catalogue import Catalogue
from app.web.app import make_routes
from app.web.edge import Application, Edge
from app.web.problems import KINDS
from app.web.settings import Settings
from tests.conftest import Answer
from tests.contract.asking import ask
from tests.contract.problems import FAILS, PROBLEMS, UNDER_LOAD
from tests.contract.unfinished import answers_to_the_unfinished
from tests.server.thread import Here

Document = dict[str, Any]

EVERY = {**PROBLEMS, **UNDER_LOAD}

PASSING = ("detail", "errors", "instance", "request_id")
"""Members in which two problems of one kind differ."""


@pytest.fixture(scope="module")
def app(curated: Catalogue) -> Edge:
    """The curated application, with one more route, which raises."""
    routes = make_routes(curated, Settings())

    @routes.get(FAILS)
    async def fail() -> None:
        raise RuntimeError

    base_url, version = Settings().base_url, curated.dataset.version
    return Edge(routes, base_url=base_url, dataset_version=version)


@pytest.fixture(params=EVERY)
def code(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(scope="module")
def unfinished(impatient: Here) -> Answer:
    code = "request-timeout"
    return answers_to_the_unfinished(impatient.port, {code: UNDER_LOAD[code]})[code]


@pytest.fixture
def problem(  # noqa: PLR0913, PLR0917  an application for each way to fail
    code: str,
    app: Edge,
    unfinished: Answer,
    spent: Application,
    busy: Application,
    runner: asyncio.Runner,
) -> Answer:
    if code == "request-timeout":
        return unfinished
    others = {"too-many-requests": spent, "overloaded": busy}
    return ask(others.get(code, app), EVERY[code], runner)


def test_every_code_has_a_request_that_leads_to_it() -> None:
    assert set(EVERY) == set(KINDS), "A code needs a request in tests/contract/problems.py."


def test_a_code_is_what_is_answered(code: str, problem: Answer) -> None:
    assert problem.json()["code"] == code
    assert problem.status_code == problem.json()["status"] == KINDS[code].status
    assert problem.headers["content-type"] == "application/problem+json"


def test_a_problem_is_documented_with_the_schema_it_keeps(
    problem: Answer, contract: Document
) -> None:
    schema = {"$ref": "#/components/schemas/Problem", "components": contract["components"]}

    assert list(Draft202012Validator(schema).iter_errors(problem.json())) == []
    assert any(
        str(problem.status_code) in operation["responses"]
        for methods in contract["paths"].values()
        for operation in methods.values()
    )


def documented(contract: Document) -> dict[str, Document]:
    """Return the example of every problem in the document, by its code."""
    examples = [
        (response["content"]["application/problem+json"]["example"], response["headers"])
        for response in contract["components"]["responses"].values()
        if "application/problem+json" in response.get("content", ())
    ]
    return {example["code"]: {"example": example, "headers": said} for example, said in examples}


def test_every_documented_problem_is_one_of_the_catalogue(contract: Document) -> None:
    # Of the two kinds of 400, the document shows the one that is met every day.
    assert set(documented(contract)) == set(KINDS) - {"invalid-request"}


@pytest.mark.parametrize("code", [code for code in EVERY if code != "invalid-request"])
def test_a_documented_problem_is_the_one_that_is_answered(
    code: str, problem: Answer, contract: Document
) -> None:
    shown, live = documented(contract)[code]["example"], problem.json()

    assert list(shown) == list(live)
    assert {name: shown[name] for name in shown if name not in PASSING} == {
        name: live[name] for name in live if name not in PASSING
    }
    assert shown["instance"] == f"urn:uuid:{shown['request_id']}"
    assert {name.lower() for name in documented(contract)[code]["headers"]} <= set(problem.headers)
