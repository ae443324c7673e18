"""Telemetry: every request is traced where it is wanted, and without its query."""

import asyncio
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.catalogue import Catalogue
from app.web import telemetry as module
from app.web.app import make_app
from app.web.settings import Settings
from tests.conftest import Client

Traced = tuple[Client, InMemorySpanExporter]


@pytest.fixture
def traced(
    small: Catalogue, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Traced]:
    exporter = InMemorySpanExporter()

    def provider(*, shutdown_on_exit: bool) -> TracerProvider:
        made = TracerProvider(shutdown_on_exit=shutdown_on_exit)
        made.add_span_processor(SimpleSpanProcessor(exporter))
        return made

    monkeypatch.setattr(module, "TracerProvider", provider)
    monkeypatch.setenv("OTEL_SERVICE_NAME", "test")
    client = Client(make_app(small, Settings(telemetry=True)), runner)
    yield client, exporter
    client.close()


def requests(exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    return [span for span in exporter.get_finished_spans() if "url.path" in (span.attributes or {})]


def test_every_request_is_traced_also_the_second(traced: Traced) -> None:
    client, exporter = traced

    for _ in range(2):
        client.raw("/v1/agents")

    first, second = requests(exporter)
    assert first.name == second.name == "GET /v1/agents"
    assert (second.attributes or {})["http.response.status_code"] == 200


def test_a_query_is_not_traced(traced: Traced) -> None:
    client, exporter = traced

    client.raw("/v1/agents?q=secret")

    (span,) = requests(exporter)
    assert (span.attributes or {})["url.query"] == "REDACTED"
    assert "secret" not in str([each.to_json() for each in exporter.get_finished_spans()])


def test_unless_it_is_wanted_nothing_is_traced(client: Client) -> None:
    assert client.raw("/v1/agents").status_code == 200
    assert len(client.app.store) == 1
