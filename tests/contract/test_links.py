"""Every link in every answer leads to an answer: in bodies, headers, pages, files and problems."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from app.catalogue import Catalogue
from app.web.examples import BODIES, EXAMPLES
from tests.conftest import Answer, Client
from tests.contract.asking import Request, ask
from tests.contract.links import links_in
from tests.contract.problems import PROBLEMS

CALLS: Final = {
    EXAMPLES[name][0].format(**EXAMPLES[name][1]): body for name, (_, body) in BODIES.items()
}
"""Path that takes a body -> an example of one."""

FORMATS: Final = ("json", "csv", "ics", "svg", "html", "fhir")

WORDS: Final = ("rituximab", "conditioning", "stem cells", "burt", "MIST", "fever", "zzzz")

Document = dict[str, Any]


def starts(curated: Catalogue) -> Iterator[Request]:
    """Yield what no link leads to: first pages, questions, files, bodies and problems."""
    yield from map(Request, ("/", "/v1", "/health/live", "/health/ready"))
    yield from (Request(f"/v1/search?q={word.replace(' ', '%20')}") for word in WORDS)
    for regimen in curated.regimens:
        dates = f"/v1/regimens/{regimen.id}/schedule?day_zero=2030-01-10"
        yield from (Request(dates), Request(f"{dates}&format=ics"))
    yield from (Request(f"/v1/outcomes?format={format}") for format in ("csv", "svg"))
    yield from (Request(path, body) for path, body in CALLS.items())
    for regimen in curated.regimens:
        asked = {**CALLS["/v1/plans"], "conditioning": regimen.id, "mobilisation": None}
        yield from (Request(f"/v1/plans?format={format}", asked) for format in FORMATS)
    yield from PROBLEMS.values()


@dataclass(frozen=True)
class Page:
    """An answer, the request for it, and where it leads."""

    request: Request
    answer: Answer
    links: frozenset[str]

    @property
    def is_plain(self) -> bool:
        """Whether following a link would have asked for it."""
        return self.request == Request(self.request.target)


@pytest.fixture(scope="module")
def crawled(curated: Catalogue, curated_client: Client, runner: asyncio.Runner) -> list[Page]:
    """Every answer that can be reached."""
    pages: list[Page] = []
    known = list(starts(curated))
    asked = {request.target for request in known if request == Request(request.target)}
    while known:
        request = known.pop()
        answer = ask(curated_client.app, request, runner)
        pages.append(Page(request, answer, frozenset(links_in(answer))))
        new = set(map(without_fragment, filter(is_here, pages[-1].links))) - asked - set(CALLS)
        asked |= new
        known += map(Request, sorted(new))
    return pages


def is_here(link: str) -> bool:
    return link.startswith("/")


def without_fragment(link: str) -> str:
    return link.partition("#")[0]


def test_every_link_leads_to_an_answer(crawled: list[Page]) -> None:
    status = {page.request.target: page.answer.status_code for page in crawled if page.is_plain}
    status |= dict.fromkeys(CALLS, 200)
    assert status.pop("/fhir") == 308  # the base that FHIR resources name, which leads on
    status["/fhir"] = status["/fhir/metadata"]
    lost = {
        link: page.request.target
        for page in crawled
        for link in filter(is_here, page.links)
        if status.get(without_fragment(link)) != 200
    }

    assert lost == {}


def test_every_link_to_elsewhere_is_an_address(crawled: list[Page]) -> None:
    links = {link for page in crawled for link in page.links}
    elsewhere = {link for link in links if not link.startswith(("/", "#"))}

    wrong = [link for link in elsewhere if not is_public(link)]

    assert len(elsewhere) > 200
    assert wrong == []


def is_public(link: str) -> bool:
    parts = urlsplit(link)
    named = re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.hostname or "")
    return parts.scheme in ("http", "https") and named is not None


def test_every_fragment_is_a_part_of_its_page(crawled: list[Page]) -> None:
    contents = {page.request.target: page.answer.content for page in crawled if page.is_plain}
    lost = [
        f"{page.request.target} -> {link}"
        for page in crawled
        for link in page.links
        for target, hash, part in [link.partition("#")]
        if hash and not is_public(link)
        if f'id="{part}"'.encode() not in (contents[target] if target else page.answer.content)
    ]

    assert lost == []


def test_every_documented_path_is_reached(crawled: list[Page], contract: Document) -> None:
    reached = {page.request.target.partition("?")[0] for page in crawled}

    patterns = {path: re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) for path in contract["paths"]}
    missed = [
        path
        for path, pattern in patterns.items()
        if not any(re.fullmatch(pattern, target) for target in reached)
    ]

    assert missed == []


def test_every_call_that_is_linked_takes_a_body(crawled: list[Page]) -> None:
    entry = next(page.answer.json() for page in crawled if page.request == Request("/v1"))

    assert set(entry["calls"].values()) == {path for path in CALLS if path.startswith("/v1/")}


def test_the_crawl_went_far(crawled: list[Page]) -> None:
    answers = [page.answer for page in crawled if "content-type" in page.answer.headers]
    types = {answer.headers["content-type"].partition(";")[0] for answer in answers}
    problems = [a for a in answers if a.headers["content-type"] == "application/problem+json"]
    codes = {answer.json()["code"] for answer in problems}

    assert len(crawled) > 1300
    assert codes >= set(PROBLEMS) - {"internal-error"}
    assert {"text/html", "text/csv", "text/calendar", "image/svg+xml"} <= types
    assert {"application/schema+json", "application/problem+json"} <= types


def test_every_answer_to_a_body_is_as_documented(crawled: list[Page], contract: Document) -> None:
    checks = {
        path: Draft202012Validator({**content["schema"], "components": contract["components"]})
        for path in CALLS
        if path.startswith("/v1/")
        for content in [
            contract["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
        ]
    }
    answers = [
        (page.request.target.partition("?")[0], page.answer.json())
        for page in crawled
        if page.request.body and page.answer.headers["content-type"] == "application/json"
    ]

    faults = [error.message for path, body in answers for error in checks[path].iter_errors(body)]

    assert len(answers) > 10
    assert faults == []
