"""The crawl: what it keeps of a small application made for the test."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final

import pytest

from app.catalogue import Catalogue
from app.web.edge import Receive, Scope, Send
from app.web.export.crawl import LEFT_OUT, Crawl, seeds_of
from app.web.export.errors import CannotExport
from app.web.queries import MOST_ITEMS

Answers = Mapping[str, tuple[int, str, bytes]]
"""Address -> status, type (or where it went), body; `volatile/` before a type forbids storing."""

LINK: Final = b'</v1/terms>; rel="self", </v1/terms?x>; rel="next", </docs>; rel="service-doc"'


def crawled(answers: Answers, *seeds: str) -> Crawl:
    """Crawl an application that has these answers and no other."""

    async def app(scope: Scope, _: Receive, send: Send) -> None:
        query = scope["query_string"].decode()
        address = f"{scope['path']}?{query}" if query else scope["path"]
        status, said, body = answers[address]
        name = b"location" if status == 308 else b"content-type"
        headers = [(name, said.removeprefix("volatile/").encode()), (b"link", LINK)]
        if said.startswith("volatile/"):
            headers.append((b"cache-control", b"no-store"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    crawl = Crawl(app, "https://api.example.org")
    asyncio.run(crawl.run(seeds, lambda *_: None))
    return crawl


def document(**members: object) -> tuple[int, str, bytes]:
    return 200, "application/json", json.dumps(members).encode()


def test_links_are_followed_wherever_they_stand() -> None:
    crawl = crawled(
        {
            "/v1": document(links={"agents": "/v1/agents"}, deep=[{"x": "/v1/terms/a#top"}]),
            "/v1/agents": document(other="https://api.example.org/v1/meta"),
            "/v1/terms/a": document(text="/v1/nowhere and /name", away="https://example.org/v1"),
            "/v1/meta": document(),
        },
        "/v1",
    )

    assert set(crawl.kept) == {"/v1", "/v1/agents", "/v1/terms/a", "/v1/meta"}


def test_the_links_of_a_page_are_followed_and_its_query_is_left_to_its_scripts() -> None:
    page = b'<a href="/v1/outcomes?measure=a&amp;format=svg">x</a> <img src="/assets/icon.svg">'
    crawl = crawled(
        {
            "/": (200, "text/html; charset=utf-8", page + b'<a href="/docs?try=1#x">y</a>'),
            "/docs?try=1": (200, "text/html; charset=utf-8", b""),
            "/v1/outcomes?measure=a&format=svg": (200, "image/svg+xml", b"<svg/>"),
            "/assets/icon.svg": (200, "image/svg+xml", b"<svg/>"),
        },
        "/",
    )

    assert set(crawl.kept) == {
        "/", "/docs", "/assets/icon.svg", "/v1/outcomes?measure=a&format=svg"
    }  # fmt: skip


def page(ids: str, *, next: str | None = None, **links: str) -> tuple[int, str, bytes]:
    return document(
        data=[{"id": id} for id in ids],
        page={"next_cursor": None if next is None else "abc"},
        links={**links, "next": next},
    )


def test_a_list_that_fits_on_a_larger_page_is_asked_for_in_one() -> None:
    crawl = crawled(
        {
            "/v1/studies?regimen=a": page("ab", next="/v1/studies?regimen=a&cursor=abc"),
            f"/v1/studies?regimen=a&limit={MOST_ITEMS}": page("abc"),
            "/v1/agents": page("a"),
        },
        *("/v1/studies?regimen=a", "/v1/agents"),
    )

    assert {kept.address: kept.asked for kept in crawl.kept.values()} == {
        "/v1/studies?regimen=a": (f"/v1/studies?regimen=a&limit={MOST_ITEMS}",),
        "/v1/agents": ("/v1/agents",),
    }


def test_the_pages_of_a_longer_list_are_joined_to_one_without_a_next() -> None:
    largest = f"/v1/terms?limit={MOST_ITEMS}"
    pages = [largest, f"{largest}&cursor=b", f"{largest}&cursor=c"]
    crawl = crawled(
        {
            "/v1/terms": page("a", next="/v1/terms?cursor=abc"),
            pages[0]: page("ab", next=pages[1], self=largest),
            pages[1]: page("cd", next=pages[2]),
            pages[2]: page("é"),
        },
        "/v1/terms",
    )

    kept = crawl.kept["/v1/terms"]
    assert kept.asked == tuple(pages)
    assert kept.body == page("abcdé", self=largest)[2].replace(b" ", b"").replace(
        rb"\u00e9", "é".encode()
    )
    assert kept.headers["link"] == '</v1/terms>; rel="self", </docs>; rel="service-doc"'


def test_a_search_of_fhir_is_gone_through_and_not_kept() -> None:
    canonical = "https://api.example.org/fhir/Library/a|2026.11.0"
    crawl = crawled(
        {
            "/fhir/Library": document(resourceType="Bundle", next="/fhir/Library?page=2"),
            "/fhir/Library?page=2": document(resourceType="Bundle", url=canonical),
            "/fhir/Library/a": document(resourceType="Library"),
        },
        "/fhir/Library",
    )

    assert set(crawl.kept) == {"/fhir/Library/a"}


def test_an_alias_is_a_redirect_and_no_file() -> None:
    crawl = crawled(
        {"/v1/terms/b": (308, "/v1/terms/a", b""), "/v1/terms/a": document()}, "/v1/terms/b"
    )

    assert crawl.redirects == {"/v1/terms/b": "/v1/terms/a"}
    assert set(crawl.kept) == {"/v1/terms/a"}


def test_what_answers_only_with_a_parameter_is_found_by_its_links() -> None:
    crawl = crawled({"/v1/changes": (400, "application/problem+json", b"{}")}, "/v1/changes")

    assert crawl.kept == {}


@pytest.mark.parametrize(
    ("address", "status"), [("/v1/terms/a", 404), ("/v1", 500), ("/v1/agents?stage=x", 400)]
)
def test_a_link_that_fails_stops_the_export(address: str, status: int) -> None:
    with pytest.raises(CannotExport) as stopped:
        crawled({address: (status, "application/problem+json", b"{}")}, address)

    assert str(stopped.value) == f"{address} answers {status} and not 200."


def test_what_may_not_be_stored_is_left_out() -> None:
    volatile = 200, "volatile/application/json", b'{"links": {"other": "/v1/agents"}}'

    crawl = crawled({"/v1/meta": volatile}, "/v1/meta")

    assert crawl.kept == {}


def test_links_are_followed_in_every_kind_of_json() -> None:
    crawl = crawled(
        {
            "/v1/schemas/agent": (200, "application/schema+json", b'{"see": "/v1/meta"}'),
            "/v1/meta": document(),
        },
        "/v1/schemas/agent",
    )

    assert set(crawl.kept) == {"/v1/schemas/agent", "/v1/meta"}


def test_the_contract_is_kept_and_its_examples_are_not_followed() -> None:
    crawl = crawled({"/openapi.json": document(openapi="3.1.0", a="/v1/gone")}, "/openapi.json")

    assert set(crawl.kept) == {"/openapi.json"}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search", "/v1/regimens/mist/schedule", "/health/live", "/health/ready", "/metrics",
        "/.well-known/security.txt",
    ],
)  # fmt: skip
def test_what_is_computed_for_the_caller_is_left_out(path: str) -> None:
    crawl = crawled({"/v1": document(a=path, b=f"{path}?q=a")}, "/v1")

    assert set(crawl.kept) == {"/v1"}


def test_the_crawl_begins_with_every_path_and_every_record(small: Catalogue, contract: Any) -> None:  # noqa: ANN401  any JSON value
    documented = {
        path
        for path, methods in contract["paths"].items()
        if "get" in methods and "{" not in path and not LEFT_OUT.fullmatch(path)
    }

    seeds = set(seeds_of(small))

    assert documented <= seeds
    assert {"/", "/docs", "/redoc", "/openapi.json", "/assets/page.css"} <= seeds
    assert {"/v1/regimens/exemplan-200", "/v1/regimens/ex200", "/v1/adverse-events/fever"} <= seeds
    assert not any(LEFT_OUT.fullmatch(path) for path in seeds)
