"""Traces that follow one signal through all services: W3C `traceparent` in every event.

There is always an id to pass on. Spans are made and exported when OTEL_EXPORTER_OTLP_ENDPOINT (or its traces variant)
is set; without it a trace passes through unchanged, as W3C Trace Context asks of whoever takes no part in it.
"""

import os
import re
from random import getrandbits

from opentelemetry import trace
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags

#: Set but empty means none, as compose files do it.
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

#: Version 00; a later version may append fields, which are not passed on.
TRACEPARENT = re.compile(r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")

#: None while nobody is told of spans.
_tracer: trace.Tracer | None = None


def install(service: str, exporter: SpanExporter | None = None) -> TracerProvider:
    """The process's tracer. Without an exporter given, OTLP over HTTP when the environment names an endpoint."""
    provider = TracerProvider(resource=Resource.create({"service.name": f"omzien-{service}"}), shutdown_on_exit=False)
    if exporter is None and any(os.environ.get(name) for name in ENDPOINTS):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter()
    if exporter is not None:
        global _tracer  # noqa: PLW0603 - a process has one
        provider.add_span_processor(BatchSpanProcessor(exporter))
        _tracer = provider.get_tracer("omzien.delivery")
    trace.set_tracer_provider(provider)
    return provider


def following(name: str, traceparent: object, kind: SpanKind = SpanKind.CONSUMER) -> Span:
    """A span that continues the trace of a message, or begins one. The caller ends it after the commit.

    What is no traceparent is taken for none.
    """
    context = _read(traceparent)
    if _tracer:
        parent = trace.set_span_in_context(NonRecordingSpan(context)) if context else None
        return _tracer.start_span(name, parent, kind)
    return NonRecordingSpan(context or SpanContext(getrandbits(128) or 1, getrandbits(64) or 1, is_remote=False))


def _read(traceparent: object) -> SpanContext | None:
    found = TRACEPARENT.fullmatch(traceparent) if isinstance(traceparent, str) else None
    if found is None:
        return None
    return SpanContext(int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16)))


def traceparent_of(span: Span) -> str:
    """What to put on the events that this span causes."""
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
