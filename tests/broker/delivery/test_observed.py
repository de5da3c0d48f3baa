"""What can be seen of a service from outside: traces that go through, logs and metrics that name nobody."""

import io
import re
import sys
from collections.abc import Iterator
from uuid import uuid4

import orjson
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from libs.contracts.topology import EVENTS
from libs.delivery import logs, tracing
from tests.broker.delivery.books import dead, written
from tests.broker.delivery.ledger import LEDGER, POISON, SECRET
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

#: The trace that the letters of these tests belong to.
TRACE = "0af7651916cd43dd8448eb211c80319c"
AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", provider.get_tracer("test"))
    yield exporter
    provider.shutdown()


async def test_one_trace_goes_from_the_event_through_the_handler_to_what_it_tells(
    ledger_world: World, spans: InMemorySpanExporter
) -> None:
    async with ledger_world.serving(LEDGER):
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await ledger_world.publish(EVENTS, story(uuid4(), 1))
        await eventually(lambda: len(told.events) == 1)
        await eventually(lambda: len(spans.get_finished_spans()) == 1)
    [span] = spans.get_finished_spans()
    assert span.parent is not None
    assert trace.format_trace_id(span.context.trace_id) == TRACE
    assert told.events[0]["traceparent"] == f"00-{TRACE}-{trace.format_span_id(span.context.span_id)}-01"


async def test_a_command_begins_where_its_caller_is_and_passes_it_on(
    ledger_world: World, spans: InMemorySpanExporter
) -> None:
    async with ledger_world.serving(LEDGER) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await ledger.http.post(f"/v1/accounts/{uuid4()}", headers={"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"})
        await eventually(lambda: len(told.events) == 1)
    [span] = spans.get_finished_spans()
    assert span.name == "POST /v1/accounts/{account}"
    assert told.events[0]["traceparent"].startswith(f"00-{TRACE}-")


async def test_logs_are_json_lines_without_what_an_exception_quotes(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written_down = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written_down)
    logs.install("ledger", "INFO")
    async with ledger_world.serving(LEDGER, retry_seconds=(1,)) as ledger:
        await ledger_world.publish(EVENTS, [case_event(uuid4(), 1, POISON)])
        await eventually(lambda: _is_dead(ledger))
    lines = [orjson.loads(line) for line in written_down.getvalue().splitlines()]
    assert SECRET not in written_down.getvalue()
    assert "Jansen" not in written_down.getvalue()
    told = [line["event"] for line in lines]
    assert {"started", "batch_failed", "message_failed", "message_dead", "stopped"} <= set(told)
    [failed] = [line for line in lines if line["event"] == "message_failed"]
    assert (failed["service"], failed["queue"], failed["error"]) == ("ledger", "ledger.events", "KeyError")
    assert any("write_down" in frame for frame in failed["where"]), "it says where, without saying what"


async def test_metrics_count_outcomes_and_name_nobody(ledger_world: World) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER, retry_seconds=()) as ledger:
        before = await _counted(ledger)
        letters = story(case, 3)
        await ledger_world.publish(EVENTS, [*letters, letters[0], case_event(case, 5), case_event(uuid4(), 1, POISON)])
        await eventually(lambda: _is_dead(ledger))
        await eventually(lambda: _written(ledger, 3))
        page = (await ledger.http.get("/metrics")).text
        after = await _counted(ledger)
        assert not AN_ID.search(page)
        assert not any(place in page for place in ("de-bilt", POISON, str(case)))
        assert "omzien_parked_waiting 1.0" in page
        assert "omzien_dead_letters_waiting 1.0" in page
        gained = {outcome: after.get(outcome, 0) - before.get(outcome, 0) for outcome in after}
        assert (gained["done"], gained["duplicate"], gained["parked"], gained["dead"]) == (3, 1, 1, 1)


async def _counted(ledger: Served) -> dict[str, float]:
    page = (await ledger.http.get("/metrics")).text
    found = re.findall(r'omzien_messages_total\{outcome="(\w+)",queue="ledger.events"\} (\S+)', page)
    return {outcome: float(value) for outcome, value in found}


async def _written(ledger: Served, count: int) -> bool:
    return await written(ledger) == count


async def _is_dead(ledger: Served) -> bool:
    return len(await dead(ledger)) == 1
