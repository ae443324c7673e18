"""The store of answers: the same answers as without it, and never too many of them."""

import asyncio
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Final

import pytest

from app.catalogue import Catalogue
from app.web.app import make_routes
from app.web.edge import FORMATS, Application, Edge, Receive, Scope, Send
from app.web.listings import path_of
from app.web.settings import Settings
from app.web.store import Entry, Key, Store, entry_of
from tests.conftest import Answer, Client

MOST_BYTES: Final = 26 * 1024 * 1024
"""What the store may hold."""


class Counting:
    """The routes, counting how often they are asked."""

    def __init__(self, app: Application) -> None:
        self.asked = 0
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await self._app(scope, receive, send)


@pytest.fixture
def routes(small: Catalogue) -> Counting:
    return Counting(make_routes(small, Settings()))


@pytest.fixture
def counted(routes: Counting, runner: asyncio.Runner) -> Iterator[Client]:
    """A client of the fictional catalogue whose routes count."""
    client = Client(Edge(routes, base_url="http://localhost", dataset_version="1"), runner)
    yield client
    client.close()


def test_links_lead_to_every_record_and_every_page(
    every_answer: Mapping[str, Answer], curated: Catalogue
) -> None:
    records = {
        path_of(collection.kind, record.id)
        for collection in curated.collections()
        for record in collection
    }

    statuses = {answer.status_code for answer in every_answer.values()}

    assert statuses == {200}
    assert records <= set(every_answer)
    assert {"/v1/problems/not-found", "/v1/schemas/agent", "/docs", "/openapi.json"} <= set(
        every_answer
    )


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_is_the_same_from_the_store_and_from_the_routes(
    method: str, every_answer: Mapping[str, Answer], curated_client: Client
) -> None:
    for address, made in every_answer.items():
        curated_client.raw(address)

        kept = curated_client.raw(address, method=method)

        assert kept.status_code == made.status_code, address
        assert kept.lasting == made.lasting, address
        assert kept.content == (made.content if method == "GET" else b""), address


def test_the_store_is_where_known_answers_come_from(counted: Client, routes: Counting) -> None:
    headers = (b"accept-encoding", b"gzip"), (b"if-none-match", b"*"), (b"accept", b"*/*")
    counted.raw("/v1/agents")

    for header in headers:
        counted.raw("/v1/agents", header)
    counted.raw("/v1/agents", method="HEAD")

    assert routes.asked == 1


@pytest.mark.parametrize(
    ("address", "times"),
    [
        ("/v1/agents", 1),
        ("/v1/agents?limit=1", 1),
        ("/docs", 1),
        ("/v1/nope", 2),
        ("/v1/agents/ex", 2),
        ("/v1/agents/", 2),
        ("/v1/agents?limit=0", 2),
        ("/health/live", 2),
        ("/v1/%61gents", 2),
        ("/v1/agents/%65xemplan", 2),
    ],
)
def test_only_public_answers_to_plain_paths_are_kept(
    address: str, times: int, counted: Client, routes: Counting
) -> None:
    first, second = counted.raw(address), counted.raw(address)

    assert routes.asked == times
    assert (second.lasting, len(second.content)) == (first.lasting, len(first.content))


def test_spellings_of_one_path_are_answered_alike(client: Client) -> None:
    plain, spelt = client.raw("/v1/agents/exemplan"), client.raw("/v1/agents/%65xemplan")

    assert (spelt.lasting, spelt.content) == (plain.lasting, plain.content)


def test_another_format_is_kept_apart(counted: Client, routes: Counting) -> None:
    for _ in range(2):
        for media_type in FORMATS:
            counted.raw("/v1", (b"accept", f"{media_type}, */*;q=0.1".encode()))
        counted.raw("/v1")

    assert routes.asked == len(counted.app.store) == len(FORMATS) + 1


def test_five_thousand_queries_push_out_one_another_and_nothing_else(
    counted: Client, routes: Counting
) -> None:
    lasting = ("/v1", "/v1/agents", "/v1/agents/exemplan")
    for address in lasting:
        counted.raw(address)
    store = counted.app.store

    for number in range(5000):
        counted.raw(f"/v1/terms?fields=id&q={number}")
    asked = routes.asked
    for address in lasting:
        counted.raw(address)
    counted.raw("/v1/terms?fields=id&q=4999")

    assert routes.asked == asked
    assert len(store) == 4096
    assert store.bytes <= MOST_BYTES


def test_the_oldest_query_leaves_first(counted: Client, routes: Counting) -> None:
    counted.app.store = Store(most_entries=3)
    for address in ("/v1", "/v1/terms?q=1", "/v1/terms?q=2", "/v1/terms?q=3"):
        counted.raw(address)
    asked = routes.asked

    for address in ("/v1", "/v1/terms?q=2", "/v1/terms?q=3", "/v1/terms?q=1"):
        counted.raw(address)

    assert routes.asked == asked + 1  # only the first query was gone


def test_everything_there_is_fits_the_store_in_every_format(
    every_answer: Mapping[str, Answer], curated: Catalogue, runner: asyncio.Runner
) -> None:
    routes = Counting(make_routes(curated, Settings()))
    client = Client(Edge(routes, base_url="http://localhost", dataset_version="1"), runner)
    gzip = (b"accept-encoding", b"gzip")

    for address in every_answer:
        client.raw(address, gzip)
    alone = client.app.store.bytes
    entries = len(client.app.store)
    for media_type in FORMATS[:3]:  # three are enough to fill it
        for address in every_answer:
            client.raw(address, (b"accept", f"{media_type}, */*;q=0.1".encode()))
    asked = routes.asked
    for address in every_answer:
        if "?" not in address:
            client.raw(address, gzip)

    assert alone < MOST_BYTES * 3 / 4  # links with queries among it, and room for others
    assert len(client.app.store) < 4 * entries  # some had to leave
    assert client.app.store.bytes <= MOST_BYTES
    assert routes.asked == asked  # but none that lasts


def test_a_store_without_room_answers_all_the_same(
    every_answer: Mapping[str, Answer], storeless_client: Client
) -> None:
    answer = storeless_client.raw("/v1/pipeline", (b"accept-encoding", b"gzip"))

    assert answer.headers["content-encoding"] == "gzip"
    assert len(storeless_client.app.store) == storeless_client.app.store.bytes == 0
    assert every_answer["/v1/pipeline"].headers["etag"] == answer.headers["etag"]


def entry(size: int) -> Entry:
    body = bytes(size)
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(size).encode())]
    return entry_of(body, headers, [])


def plain(name: str) -> Key:
    return name.encode(), b"", ""


def query(name: str) -> Key:
    return b"/", name.encode(), ""


def test_an_entry_counts_with_all_it_holds() -> None:
    store = Store()
    kept = entry(10_000)

    store.keep(plain("a"), kept)
    before = store.bytes
    store.zip(kept)

    # 2048 for bookkeeping; the headers twice, for 304: 28 of ETag, 10 of type, 5 of length
    assert before == 2048 + 2 * (28 + 10 + 5) + 10_000
    assert store.bytes == before + len(kept.zipped or b"")


def test_an_entry_too_large_for_the_store_is_not_kept() -> None:
    store = Store(most_bytes=40_000)

    store.keep(plain("a"), entry(10_000))  # 12,134 is above a quarter of 40,000

    assert len(store) == store.bytes == 0


def test_an_entry_is_kept_once() -> None:
    store = Store()
    first = entry(1)

    store.keep(plain("a"), first)
    store.keep(plain("a"), entry(2))

    assert store.get(plain("a")) is first
    assert store.bytes == first.size


def test_bytes_are_bounded_too() -> None:
    store = Store(most_bytes=10_000)

    for number in range(100):
        store.keep(query(str(number)), entry(100))

    assert len(store) == 4  # 4 x (2,048 + 82 + 100) bytes is 8,920; a fifth would be 11,150
    assert store.bytes == 8920
    assert store.get(query("99")) is not None


def test_what_stays_is_not_pushed_out_by_what_stays() -> None:
    store = Store(most_entries=2)

    for name in ("a", "b", "c"):
        store.keep(plain(name), entry(1))

    assert store.get(plain("a")) is not None
    assert store.get(plain("b")) is not None
    assert store.get(plain("c")) is None


def test_what_stays_pushes_out_what_passes() -> None:
    store = Store(most_entries=2)
    store.keep(query("a"), entry(1))
    store.keep((b"/", b"", "text/csv"), entry(1))

    store.keep(plain("a"), entry(1))
    store.keep(plain("b"), entry(1))

    assert store.get(query("a")) is None
    assert store.get((b"/", b"", "text/csv")) is None
    assert len(store) == 2


def test_compressing_makes_room_for_itself() -> None:
    store = Store(most_bytes=11_000)
    noise = b"".join(blake2b(bytes([n])).digest() for n in range(10))  # 640 bytes that stay as long
    first, last = entry(500), entry_of(noise, [], [])
    store.keep(query("first"), first)
    store.keep(query("second"), entry(500))
    store.keep(plain("a"), entry(500))
    store.keep(query("last"), last)
    before = store.bytes

    store.zip(last)

    assert before == 10_634  # 3 x (2,048 + 82 + 500) + (2,048 + 56 + 640)
    assert store.bytes == 10_634 + len(last.zipped or b"") - 2630
    assert store.get(query("first")) is None
    assert (first.kept, last.kept) == (False, True)


def test_an_entry_that_is_not_kept_does_not_count() -> None:
    store = Store()
    gone = entry(10_000)

    store.zip(gone)

    assert gone.zipped is not None
    assert store.bytes == 0


def test_an_answer_without_a_type_is_bytes() -> None:
    assert entry_of(b"", [], []).media_type == "application/octet-stream"
