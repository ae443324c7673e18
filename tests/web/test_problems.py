"""Problems: every kind in one shape, explained at its own address."""

import json

import jsonschema
import pytest

from app.web.answers import problem_response
from app.web.handlers import CODES, DETAILS
from app.web.problems import KINDS, Fault, ProblemError, caching_of, problem_body
from tests.conftest import Client

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"

every_kind = pytest.mark.parametrize("code", KINDS)


@every_kind
def test_every_kind_is_rendered_with_every_member(code: str) -> None:
    fault = Fault(code="x", detail="Y.", pointer="/a", allowed=["b"])
    error = ProblemError(code, "Said.", errors=(fault,))

    body = json.loads(problem_body(error, base_url="https://api.example", request_id=ID))

    assert body == {
        "type": f"https://api.example/v1/problems/{code}",
        "title": KINDS[code].title,
        "status": KINDS[code].status,
        "detail": "Said.",
        "instance": f"urn:uuid:{ID}",
        "code": code,
        "request_id": ID,
        "errors": [
            {"code": "x", "detail": "Y.", "pointer": "/a", "parameter": None, "header": None,
             "allowed": ["b"]},
        ],
    }  # fmt: skip


@every_kind
def test_every_kind_is_answered_with_its_status_and_its_headers(code: str) -> None:
    error = ProblemError(code, "Said.", headers={"allow": "GET"})

    answer = problem_response(error, path="/v1", base_url="https://api.example", request_id=ID)

    assert answer.status_code == KINDS[code].status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == caching_of(code)
    assert answer.headers["allow"] == "GET"


@every_kind
def test_the_type_of_every_problem_leads_to_its_explanation(code: str, client: Client) -> None:
    answer = client.get(f"/v1/problems/{code}")

    kind = answer.json()
    assert answer.status_code == 200
    assert (kind["type"], kind["code"]) == ("problem_kind", code)
    assert (kind["status"], kind["title"]) == (KINDS[code].status, KINDS[code].title)
    assert kind["explanation"]
    assert kind["remedy"]
    assert kind["links"]["self"] == f"/v1/problems/{code}"


def test_the_list_has_every_kind(client: Client) -> None:
    kinds = client.get("/v1/problems").json()["data"]

    assert [kind["code"] for kind in kinds] == list(KINDS)
    assert [kind["status"] for kind in kinds] == sorted(kind["status"] for kind in kinds)


@every_kind
def test_a_missing_page_may_be_kept_for_a_minute_and_no_other_problem(code: str) -> None:
    caching = caching_of(code)

    assert caching == ("public, max-age=60" if code == "not-found" else "no-store")


def test_no_two_kinds_share_a_title_or_say_nothing() -> None:
    titles = {kind.title for kind in KINDS.values()}

    assert len(titles) == len(KINDS)
    assert all(kind.explanation.endswith(".") for kind in KINDS.values())
    assert all(kind.remedy.endswith(".") for kind in KINDS.values())


def test_what_the_framework_raises_is_one_of_the_kinds() -> None:
    assert {KINDS[code].status for code in CODES.values()} == set(CODES)
    assert set(CODES.values()) | {"internal-error"} == set(DETAILS)


@pytest.mark.parametrize(
    "target", ["/v1/nope", "/v1/agents/exemplam", "/v1?x=1", "/v1?x=1&x=2", "/v1/%00"]
)
def test_a_problem_is_as_its_schema_says(target: str, client: Client) -> None:
    schema = client.get("/v1/schemas/problem").json()

    problem = client.raw(target).json()

    jsonschema.Draft202012Validator(schema).validate(problem)
