"""Traces that follow one signal through all services: W3C `traceparent` in every event.

Spans are always made, so that there is an id to pass on; they are exported when
OTEL_EXPORTER_OTLP_ENDPOINT (or its traces variant) is set.
"""

import os
from collections.abc import Mapping

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

#: Set but empty means none, as compose files do it.
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("omzien.delivery")


def install(service: str, exporter: SpanExporter | None = None) -> TracerProvider:
    """The process's tracer. Without an exporter given, OTLP over HTTP when the environment names an endpoint."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"omzien-{service}"}), shutdown_on_exit=False)
    if exporter is None and any(os.environ.get(name) for name in ENDPOINTS):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter()
    if exporter is not None:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return provider


def following(name: str, traceparent: str | None, kind: SpanKind = SpanKind.CONSUMER) -> Span:
    """A span that continues the trace of a message, or begins one. The caller ends it after the commit."""
    carrier: Mapping[str, str] = {"traceparent": traceparent} if isinstance(traceparent, str) else {}
    return _tracer.start_span(name, _propagator.extract(carrier), kind)


def traceparent_of(span: Span) -> str | None:
    """What to put on the events that this span causes; None while tracing is not installed and nothing is followed."""
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
