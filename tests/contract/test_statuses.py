"""Every status that is documented for an operation is one that this operation answers with."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from shutil import copytree
from typing import Any, Final

import pytest

from app.catalogue import Catalogue, load_catalogue
from app.web.app import make_app, make_routes
from app.web.edge import Application, Edge
from app.web.settings import Settings
from tests.conftest import SMALL, Answer, Client
from tests.contract.asking import Header, Request, ask
from tests.contract.test_examples import REQUESTS
from tests.contract.unfinished import answers_to_the_unfinished
from tests.server.thread import Here

LONG: Final = "x" * 10_000


def add(request: Request, *headers: Header) -> Request:
    return replace(request, headers=(*request.headers, *headers))


def with_query(request: Request, query: str) -> Request:
    return replace(
        request, target=f"{request.target}{'&' if '?' in request.target else '?'}{query}"
    )


def with_name(request: Request, name: str, values: Mapping[str, str]) -> Request:
    """Put another name where the example has the one of its record, the last in the path."""
    *_, known = values.values()
    assert request.target.count(f"/{known}") == 1
    return replace(request, target=request.target.replace(f"/{known}", f"/{name}"))


ASK: Final[Mapping[str, Callable[[Request], Request]]] = {
    "200": lambda request: request,
    "304": lambda request: add(request, (b"if-none-match", b"*")),
    "400": lambda request: with_query(request, "colour=red"),
    "405": lambda request: replace(request, method="DELETE"),
    "406": lambda request: add(request, (b"accept", b"image/png;q=1, */*;q=0")),
    "413": lambda request: replace(request, body={"conditioning": LONG * 4}),
    "414": lambda request: with_query(request, f"q={LONG}"),
    "415": lambda request: replace(request, body=b"{}", headers=((b"content-type", b"text/json"),)),
    "422": lambda request: replace(request, body={"colour": "red"}),
    "429": lambda request: request,
    "431": lambda request: add(request, (b"x-large", LONG.encode() * 2)),
    "500": lambda request: request,
    "503": lambda request: request,
}
"""Status -> how the request of an example becomes one that is answered with it."""


FOLDERS: Final = {"PlanDefinition": "regimens"}
"""Type of a FHIR resource -> the kind of record it is made from."""


def names_of(operation: dict[str, Any]) -> dict[str, str]:
    return {p["name"]: p["example"] for p in operation.get("parameters", ()) if p["in"] == "path"}


CASES: Final = [
    (name, status)
    for name, (operation, _) in REQUESTS.items()
    for status in operation["responses"]
    if status != "408"
]


@pytest.fixture(scope="module")
def broken(curated: Catalogue) -> Edge:
    """The curated application, with nothing in it that its routes need."""
    routes = make_routes(curated, Settings())
    routes.state.answers = routes.state.settings = None
    return Edge(routes, base_url=Settings().base_url, dataset_version="1")


@pytest.fixture(scope="module")
def aliased(tmp_path_factory: pytest.TempPathFactory) -> Edge:
    """The fictional application, in which every record has another name: `also-` and its id."""
    folder = tmp_path_factory.mktemp("aliased") / "data"
    copytree(SMALL, folder)
    for file in folder.glob("*/*.yaml"):
        rest = re.sub(r"^aliases:.*\n", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        file.write_text(f"aliases: [also {file.stem}]\n{rest}", encoding="utf-8")
    return make_app(load_catalogue(folder), Settings())


def first_of(folder: str) -> str:
    """Return the id of a fictional record."""
    return min(file.stem for file in (SMALL / folder.replace("-", "_")).glob("*.yaml"))


Asker = Callable[[str, Request], Answer]


@pytest.fixture
def asker(  # noqa: PLR0913, PLR0917  an application for each way to answer
    curated_client: Client,
    broken: Edge,
    aliased: Edge,
    spent: Application,
    busy: Application,
    runner: asyncio.Runner,
) -> Asker:
    """Asks the application that answers with a status."""
    others: dict[str, Application] = {"308": aliased, "429": spent, "500": broken, "503": busy}
    return lambda status, request: ask(others.get(status, curated_client.app), request, runner)


def request_for(name: str, status: str) -> Request:
    operation, request = REQUESTS[name]
    if status == "404":
        return with_name(request, "nothing", names_of(operation))
    if status == "308":
        folder = FOLDERS.get(request.target.split("/")[2], request.target.split("/")[2])
        return with_name(request, f"also-{first_of(folder)}", names_of(operation))
    return ASK[status](request)


@pytest.mark.parametrize(("name", "status"), CASES)
def test_a_documented_status_is_answered_with(name: str, status: str, asker: Asker) -> None:
    documented = REQUESTS[name][0]["responses"][status]
    request = request_for(name, status)

    answer = asker(status, request)

    assert str(answer.status_code) == status
    if status >= "400" and request.target.startswith("/fhir/"):
        assert answer.headers["content-type"] == "application/fhir+json"
        assert answer.json()["resourceType"] == "OperationOutcome"
    elif status >= "400":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == int(status)
    if status == "304":
        assert answer.content == b""
        assert answer.headers["etag"].startswith('W/"')
    if status == "308":
        assert "Location" in documented["headers"]
        assert answer.headers["location"].startswith(("/v1/", "/fhir/"))


@pytest.fixture(scope="module")
def unfinished(impatient: Here) -> dict[str, Answer]:
    """What each operation answers to the request of its example, without the end of it."""
    requests = {name: request for name, (_, request) in REQUESTS.items()}
    return answers_to_the_unfinished(impatient.port, requests)


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_does_not_end_is_answered_408(
    name: str, unfinished: dict[str, Answer], contract: dict[str, Any]
) -> None:
    reference = REQUESTS[name][0]["responses"]["408"]["$ref"]
    documented = contract["components"]["responses"][reference.rpartition("/")[2]]

    answer = unfinished[name]

    assert answer.status_code == answer.json()["status"] == 408
    assert [answer.headers["content-type"]] == list(documented["content"])  # under /fhir, too
    assert {header.lower() for header in documented["headers"]} <= set(answer.headers)
