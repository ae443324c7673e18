"""What every request and every answer has in common."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from app.catalogue import Catalogue
from app.web.app import make_app, make_routes
from app.web.edge import Edge, Message, Receive, Scope, Send
from app.web.examples import BODIES, EXAMPLES
from app.web.settings import Settings
from tests.conftest import Answer, Client

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"

ADDRESSES = (
    *(path.format(**values) for name, (path, values) in EXAMPLES.items() if name not in BODIES),
    "/",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/assets/page.css",
    "/v1/agents?limit=1&fields=name",
)
"""Every operation that is read, and every page."""

CALLED = tuple(EXAMPLES[name][0] for name in BODIES)
"""Every operation with a body."""

every_address = pytest.mark.parametrize("address", ADDRESSES)

OTHERS = (
    "/v1/stages/harvesting",
    "/v1/nope",
    "/v1/agents/",
    "/v1/agents?limit=0",
    *CALLED,
)
"""An unknown id, an unknown path, a slash variant, a wrong parameter, and what takes a body."""


@every_address
def test_head_answers_as_get_does_without_the_body(address: str, curated_client: Client) -> None:
    got = curated_client.raw(address)

    head = curated_client.raw(address, method="HEAD")

    assert (head.status_code, head.lasting, head.content) == (200, got.lasting, b"")
    assert int(head.headers["content-length"]) == len(got.content)


@pytest.mark.parametrize("address", OTHERS)
def test_head_answers_errors_and_redirects_as_get_does(address: str, client: Client) -> None:
    got = client.raw(address)

    head = client.raw(address, method="HEAD")

    assert (head.status_code, head.lasting, head.content) == (got.status_code, got.lasting, b"")


@every_address
def test_options_lists_the_methods(address: str, curated_client: Client) -> None:
    answer = curated_client.raw(address, method="OPTIONS")

    assert answer.status_code == 204
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.content == b""


@pytest.mark.parametrize("address", CALLED)
@pytest.mark.parametrize("method", ["OPTIONS", "GET", "HEAD", "PUT", "PATCH", "DELETE", "BREW"])
def test_what_takes_a_body_says_by_which_methods_and_of_which_type(
    method: str, address: str, curated_client: Client
) -> None:
    answer = curated_client.raw(address, method=method)

    assert answer.status_code == (204 if method == "OPTIONS" else 405)
    assert answer.headers["allow"] == "OPTIONS, POST, QUERY"
    assert answer.headers["accept-query"] == '"application/json"'  # a list of strings (RFC 9651)
    assert (answer.content == b"") == (method in ("OPTIONS", "HEAD"))


def test_only_what_answers_query_says_which_type_it_reads(client: Client) -> None:
    for method in ("OPTIONS", "GET", "POST"):
        assert "accept-query" not in client.raw("/v1/agents", method=method).headers


def test_options_of_what_is_not_there_is_not_found(client: Client) -> None:
    answer = client.raw("/v1/nope", method="OPTIONS")

    assert answer.status_code == 404


@every_address
def test_another_method_is_refused_with_those_that_are_allowed(
    address: str, curated_client: Client
) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "BREW"):
        answer = curated_client.raw(address, method=method)

        assert answer.status_code == 405, method
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
        assert b'"code":"method-not-allowed"' in answer.content


@pytest.mark.parametrize("address", [*ADDRESSES, *OTHERS])
def test_every_answer_is_open_to_every_origin(address: str, curated_client: Client) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        answer = curated_client.raw(address, (b"origin", b"https://app.example"), method=method)

        exposed = answer.headers["access-control-expose-headers"].split(", ")
        assert answer.headers.get_list("access-control-allow-origin") == ["*"], method
        assert "access-control-allow-credentials" not in answer.headers
        assert {
            "ETag", "Link", "X-Request-Id", "Dayzero-Dataset-Version", "Accept-Query"
        } <= set(exposed)  # fmt: skip
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["dayzero-dataset-version"]
        assert answer.headers["date"].endswith(" GMT")
        assert UUID(answer.headers["x-request-id"])


@pytest.mark.parametrize("address", ["/v1/agents", "/v1/nope", "/"])
def test_a_preflight_is_answered_for_every_origin(address: str, client: Client) -> None:
    answer = client.raw(
        address,
        (b"origin", b"https://app.example"),
        (b"access-control-request-method", b"POST"),
        method="OPTIONS",
    )

    assert answer.status_code == 204
    assert answer.content == b""
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS, POST, QUERY"
    assert answer.headers["access-control-allow-headers"] == "*"
    assert answer.headers["access-control-max-age"] == "86400"
    assert "Origin" in answer.headers["vary"]


def test_without_an_origin_there_is_no_preflight(client: Client) -> None:
    answer = client.raw("/v1", (b"access-control-request-method", b"POST"), method="OPTIONS")

    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.fixture
def restricted(small: Catalogue, runner: asyncio.Runner) -> Iterator[Client]:
    origins = ("https://app.example", "http://localhost:3000")
    client = Client(make_app(small, Settings(cors_origins=origins)), runner)
    yield client
    client.close()


@pytest.mark.parametrize("address", ["/v1/agents", "/v1/nope", "/v1?x=1"])
@pytest.mark.parametrize("origin", [b"https://app.example", b"http://localhost:3000"])
def test_a_chosen_origin_is_let_in_by_name(origin: bytes, address: str, restricted: Client) -> None:
    answer = restricted.raw(address, (b"origin", origin))

    assert answer.headers.get_list("access-control-allow-origin") == [origin.decode()]
    assert "Origin" in answer.headers.get_list("vary")


@pytest.mark.parametrize("origin", [b"https://other.example", b"http://app.example", b"null", b"*"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_another_origin_is_not_let_in(method: str, origin: bytes, restricted: Client) -> None:
    answer = restricted.raw(
        "/v1", (b"origin", origin), (b"access-control-request-method", b"GET"), method=method
    )

    assert "access-control-allow-origin" not in answer.headers
    assert "Origin" in ",".join(answer.headers.get_list("vary"))


def test_without_an_origin_no_origin_is_named(restricted: Client) -> None:
    answer = restricted.raw("/v1")

    assert "access-control-allow-origin" not in answer.headers


def test_a_preflight_of_a_chosen_origin_is_answered(restricted: Client) -> None:
    answer = restricted.raw(
        "/v1",
        (b"origin", b"https://app.example"),
        (b"access-control-request-method", b"GET"),
        method="OPTIONS",
    )

    assert answer.headers["access-control-allow-origin"] == "https://app.example"
    assert answer.headers["access-control-allow-methods"].startswith("GET")


@pytest.mark.parametrize("address", ["/v1", "/v1/nope", "/v1?x=1"])
@pytest.mark.parametrize("sent", [ID, ID.upper()])
def test_a_request_id_that_is_a_uuid_comes_back(sent: str, address: str, client: Client) -> None:
    answer = client.get(address, x_request_id=sent)

    assert answer.headers["x-request-id"] == ID
    if answer.status_code != 200:
        assert answer.json()["request_id"] == ID
        assert answer.json()["instance"] == f"urn:uuid:{ID}"


@pytest.mark.parametrize(
    "sent", [b"", b"marker", b"1", ID.encode() + b"0", b"{" + ID.encode() + b"}", b"<script>\xff"]
)
def test_a_request_id_that_is_no_uuid_is_replaced(sent: bytes, client: Client) -> None:
    answer = client.raw("/v1", (b"x-request-id", sent))

    assert UUID(answer.headers["x-request-id"]).version == 4
    assert answer.headers["x-request-id"].encode() != sent


def test_two_request_ids_are_none(client: Client) -> None:
    sent = (b"x-request-id", ID.encode())

    answer = client.raw("/v1", sent, sent)

    assert UUID(answer.headers["x-request-id"]) != UUID(ID)


def test_every_request_has_an_id_of_its_own(client: Client) -> None:
    ids = {client.raw("/v1").headers["x-request-id"] for _ in range(100)}

    assert len(ids) == 100


@pytest.mark.parametrize(
    "address", [address for address in ADDRESSES if not address.startswith(("/assets", "/health"))]
)
def test_an_answer_says_its_language_and_what_it_varies_with(
    address: str, curated_client: Client
) -> None:
    answer = curated_client.raw(address)

    assert answer.headers["content-language"] == "en"
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert answer.headers["cache-control"].startswith("public, max-age=300")


def links_in(header: str) -> dict[str, str]:
    """Read a Link header into relation -> address."""
    parts = [part.split("; ") for part in header.split(", ")]
    assert all(part[0][0] == "<" and part[0][-1] == ">" for part in parts)
    return {part[1].removeprefix('rel="').removesuffix('"'): part[0][1:-1] for part in parts}


@pytest.mark.parametrize(
    "address",
    ["/v1/agents", "/v1/agents?limit=1", "/v1/agents?limit=1&q=a&sort=-id", "/v1/terms?ids=graft"],
)
def test_the_link_header_of_a_list_repeats_its_links(address: str, client: Client) -> None:
    answer = client.get(address)

    body = {name: link for name, link in answer.json()["links"].items() if link is not None}
    said = links_in(answer.headers["link"])
    assert {name: link for name, link in said.items() if name in ("self", "first", "next")} == body
    assert said["describedby"].startswith("/v1/schemas/")


def test_the_link_header_of_a_later_page_leads_back(client: Client) -> None:
    following = client.get("/v1/agents?limit=1").json()["links"]["next"]

    answer = client.get(following)

    assert links_in(answer.headers["link"])["prev"] == answer.json()["links"]["prev"]


@pytest.mark.parametrize(
    ("address", "schema"),
    [
        ("/v1/agents/exemplan", "/v1/schemas/agent"),
        ("/v1/stages/harvest", "/v1/schemas/stage"),
        ("/v1/condition", "/v1/schemas/condition"),
        ("/v1/pipeline", "/v1/schemas/pipeline"),
        ("/v1/meta", None),
    ],
)
def test_the_link_header_of_a_resource_leads_to_what_describes_it(
    address: str, schema: str | None, client: Client
) -> None:
    answer = client.get(address)

    said = links_in(answer.headers["link"])
    assert said["self"] == said["canonical"] == answer.json()["links"]["self"] == address
    assert said.get("describedby") == schema
    assert said["service-desc"] == "/openapi.json"
    assert said["service-doc"] == "/docs"
    assert said["license"] == "https://example.org/licence"


class Failing:
    """An application that fails before or while it answers."""

    def __init__(self, app: Any, *, midway: bool) -> None:  # noqa: ANN401  FastAPI or alike
        self._app = app
        self._midway = midway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "fail" not in scope["path"]:
            await self._app(scope, receive, send)
            return
        if self._midway:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("marker")


@pytest.mark.parametrize("midway", [False, True])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_a_failure_is_a_problem_that_tells_nothing_and_changes_nothing(
    method: str,
    midway: bool,  # noqa: FBT001  a case of the test
    small: Catalogue,
    runner: asyncio.Runner,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = Failing(make_routes(small, Settings()), midway=midway)
    client = Client(Edge(app, base_url="http://localhost", dataset_version="1"), runner)

    answer = client.raw("/fail/marker?marker=marker", method=method)

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    assert b"marker" not in answer.content
    assert b"Traceback" not in answer.content
    assert caplog.records[-1].levelno == logging.ERROR
    assert answer.headers["x-request-id"] in caplog.text
    assert client.raw("/v1/agents").status_code == 200
    assert len(client.app.store) == 1


def test_a_route_that_raises_is_a_problem(
    small: Catalogue, runner: asyncio.Runner, caplog: pytest.LogCaptureFixture
) -> None:
    routes = make_routes(small, Settings())

    @routes.get("/fail")
    async def fail() -> None:
        raise RuntimeError("marker")

    client = Client(Edge(routes, base_url="http://localhost", dataset_version="1"), runner)

    answer = client.raw("/fail")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert b"marker" not in answer.content
    assert "builtins.RuntimeError\n" in caplog.text
    assert "RuntimeError: marker" not in caplog.text  # a message may repeat what was sent
    assert "in fail\n" in caplog.text
    assert client.raw("/v1").status_code == 200


def test_a_resource_that_is_only_posted_to_allows_no_get(
    small: Catalogue, runner: asyncio.Runner
) -> None:
    routes = make_routes(small, Settings())

    @routes.post("/v1/posted")
    async def plan() -> None:
        pass

    client = Client(Edge(routes, base_url="http://localhost", dataset_version="1"), runner)

    for method, status in (("OPTIONS", 204), ("GET", 405), ("HEAD", 405)):
        answer = client.raw("/v1/posted", method=method)

        assert answer.status_code == status
        assert answer.headers["allow"] == "OPTIONS, POST"


async def posted(scope: Scope, _: Receive, send: Send) -> None:
    """Answer every request with JSON, whatever the method."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": scope["method"].encode()})


@pytest.fixture
def posting(runner: asyncio.Runner) -> Iterator[Client]:
    client = Client(Edge(posted, base_url="http://localhost", dataset_version="1"), runner)
    yield client
    client.close()


def test_a_body_is_answered_with_the_headers_that_all_answers_have(posting: Client) -> None:
    answer = posting.raw("/v1/plans", method="POST")

    assert (answer.status_code, answer.content) == (200, b"POST")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" not in answer.headers


def test_a_body_is_answered_in_a_type_that_is_accepted_or_not_at_all(posting: Client) -> None:
    answer = posting.raw("/v1/plans", (b"accept", b"text/csv"), method="POST")

    assert answer.status_code == 406
    assert answer.json()["errors"][0]["allowed"] == ["application/json"]


def test_a_resource_that_answers_options_itself_is_let(posting: Client) -> None:
    answer = posting.raw("/v1/plans", method="OPTIONS")

    assert (answer.status_code, answer.content) == (200, b"OPTIONS")


def test_what_is_not_http_is_passed_through(runner: asyncio.Runner) -> None:
    seen: list[str] = []

    async def inner(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope["type"])

    async def receive() -> Message:
        raise NotImplementedError

    async def send(_: Message) -> None:
        raise NotImplementedError

    edge = Edge(inner, base_url="http://localhost", dataset_version="1")
    runner.run(edge({"type": "lifespan"}, receive, send))

    assert seen == ["lifespan"]


def test_the_clock_is_read_once_a_second(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    dates = []
    for now in (1_900_000_000.1, 1_900_000_000.9, 1_900_000_001.0):
        monkeypatch.setattr("app.web.edge.time.time", lambda now=now: now)
        answer: Answer = client.raw("/v1")
        dates.append(answer.headers["date"])

    assert dates == [
        "Sun, 17 Mar 2030 17:46:40 GMT",
        "Sun, 17 Mar 2030 17:46:40 GMT",
        "Sun, 17 Mar 2030 17:46:41 GMT",
    ]
