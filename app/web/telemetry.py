"""Telemetry: FastAPI's own traces and metrics, where the operator wants them.

Where they go is said by OpenTelemetry's own variables, as OTEL_EXPORTER_OTLP_ENDPOINT.
"""

import os

from fastapi.telemetry import TelemetryConfig
from opentelemetry.context import Context
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider


class WithoutQuery(SpanProcessor):
    """Takes the query out of a span before anybody else sees it: searches are nobody's business."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:  # noqa: ARG002  OpenTelemetry's
        if "url.query" in (span.attributes or {}):
            span.set_attribute("url.query", "REDACTED")


def telemetry() -> TelemetryConfig:
    """Make the configuration of FastAPI. It records no messages of exceptions: they may quote."""
    os.environ.setdefault("OTEL_SERVICE_NAME", "dayzero")
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(WithoutQuery())
    return {
        "tracer_provider": provider,
        "tracing": True,
        "metrics": True,
        "logs": False,
        "auto_configure": True,
    }
