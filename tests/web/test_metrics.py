"""/metrics: there where it is wanted, and bounded in what it counts."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.catalogue import Catalogue
from app.web.app import make_app, watched
from app.web.examples import EXAMPLES
from app.web.metrics import REQUESTS, count_refused, route_of
from app.web.settings import Settings
from tests.conftest import Client


@pytest.fixture
def counted(small: Catalogue, runner: asyncio.Runner) -> Iterator[Client]:
    settings = Settings(metrics=True)
    client = Client(watched(make_app(small, settings), settings), runner)  # type: ignore[arg-type]  # an application
    yield client
    client.close()


def value(client: Client, name: str, **labels: str) -> float:
    """Return a figure, 0 if it is not there yet."""
    text = client.raw("/metrics").content.decode()
    samples = (
        sample for family in text_string_to_metric_families(text) for sample in family.samples
    )
    found = [s.value for s in samples if s.name == name and s.labels == labels]
    return found[0] if found else 0.0


def test_unless_it_is_wanted_there_is_none(client: Client) -> None:
    answer = client.raw("/metrics")

    assert answer.status_code == 404


def test_requests_are_counted_by_method_route_and_status(counted: Client) -> None:
    labels = {"method": "GET", "route": "/v1/agents/{id}", "status": "404"}
    before = value(counted, "dayzero_requests_total", **labels)

    counted.raw("/v1/agents/nobody?fields=name")
    counted.raw("/v1/agents/noone")

    assert value(counted, "dayzero_requests_total", **labels) == before + 2


def test_seconds_and_bytes_are_counted_by_route(counted: Client) -> None:
    seconds = value(counted, "dayzero_request_seconds_count", route="/v1/terms")
    sent = value(counted, "dayzero_response_bytes_total", route="/v1/terms")

    answer = counted.raw("/v1/terms")
    counted.raw("/v1/terms", method="HEAD")

    assert value(counted, "dayzero_request_seconds_count", route="/v1/terms") == seconds + 2
    assert value(counted, "dayzero_response_bytes_total", route="/v1/terms") == sent + len(
        answer.content
    )


def test_what_is_refused_before_it_is_a_request_is_counted(counted: Client) -> None:
    before = value(counted, "dayzero_refused_total", code="request-timeout")

    count_refused("request-timeout")

    assert value(counted, "dayzero_refused_total", code="request-timeout") == before + 1


def test_what_nobody_knows_makes_no_new_series(counted: Client) -> None:
    counted.raw("/v1/nothing/0", method="BREW")
    before = len(next(iter(REQUESTS.collect())).samples)

    for number in range(20):
        counted.raw(f"/v1/nothing/{number}", method=f"BREW{number}")

    assert len(next(iter(REQUESTS.collect())).samples) == before


@pytest.mark.parametrize(("template", "values"), EXAMPLES.values())
def test_every_operation_is_counted_as_itself(template: str, values: dict[str, str]) -> None:
    path = template.format(**values).partition("?")[0]

    assert route_of(path) == template.partition("?")[0]


def test_the_figures_are_never_kept(counted: Client) -> None:
    answer = counted.raw("/metrics")

    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain; version=")


def test_they_are_no_part_of_the_contract(contract: dict[str, dict[str, object]]) -> None:
    assert "/metrics" not in contract["paths"]


def test_of_several_workers_the_sum_is_told(
    counted: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The files are the workers'; an empty folder is one in which nobody has counted yet."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))

    assert counted.raw("/metrics").content == b""
