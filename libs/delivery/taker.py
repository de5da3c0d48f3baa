"""How a batch becomes one transaction: read, skip what was seen, restore order, hand over to the handlers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from opentelemetry.trace import Span

from libs.contracts.payload import PAYLOADS
from libs.delivery import dead_letters, inbox
from libs.delivery.errors import Unreadable
from libs.delivery.metrics import MESSAGES, PARKED
from libs.delivery.order import Subject, in_waves, take_turns
from libs.delivery.outbox import SQL
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.service import Handlers, RawHandler
from libs.delivery.tracing import following, traceparent_of
from libs.delivery.wire import Envelope, read_event
from libs.delivery.work import Work


class Taker(Protocol):
    """Takes a batch inside a transaction. Whatever it raises, the whole batch is undone."""

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage]) -> list[Span]: ...


@dataclass(frozen=True)
class TakeRaw:
    """For partners' messages: everything goes to the service, also what cannot be read."""

    queue: str
    handler: RawHandler

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage]) -> list[Span]:
        await self.handler(work, messages)
        MESSAGES.labels(self.queue, "done").inc(len(messages))
        return []


@dataclass(frozen=True)
class TakeEvents:
    """For omzien's own events: each once, and in order per subject."""

    queue: str
    handlers: Handlers

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage]) -> list[Span]:
        fresh = await self._fresh(work, messages)
        positions = await self._lock(work, fresh)
        parked = await self._parked(work, fresh)
        turn = take_turns([*parked, *fresh], positions)
        waiting = {(event.source, event.subject, event.sequence) for event in parked}
        await self._park(work, [e for e in turn.early if (e.source, e.subject, e.sequence) not in waiting])
        spans = await self._handle(work, turn.ready)
        await self._unpark(work, [e for e in turn.ready if (e.source, e.subject, e.sequence) in waiting])
        await self._move(work, turn.positions)
        MESSAGES.labels(self.queue, "stale").inc(len(turn.stale))
        return spans

    async def _fresh(self, work: Work[Any], messages: Sequence[RawMessage]) -> list[Envelope]:
        read: list[Envelope] = []
        for message in messages:
            try:
                read.append(read_event(message.body))
            except Unreadable as error:
                await dead_letters.bury(work, self.queue, message, error)
                MESSAGES.labels(self.queue, "dead").inc()
        new = await inbox.receive(work.connection, self.queue, read)
        fresh = []
        for event in read:
            if (event.source, event.id) in new:
                new.remove((event.source, event.id))
                fresh.append(event)
        MESSAGES.labels(self.queue, "duplicate").inc(len(read) - len(fresh))
        return fresh

    async def _lock(self, work: Work[Any], events: Sequence[Envelope]) -> dict[Subject, int]:
        if not events:
            return {}
        keys = sorted({(event.source, event.subject) for event in events})
        columns = [key[0] for key in keys], [key[1] for key in keys]
        await work.connection.execute(SQL.touch_positions, self.queue, *columns)
        rows = await work.connection.fetch(SQL.lock_positions, self.queue, *columns)
        return {(row["source"], row["subject"]): row["sequence"] for row in rows}

    async def _parked(self, work: Work[Any], events: Sequence[Envelope]) -> list[Envelope]:
        keys = sorted({(event.source, event.subject) for event in events})
        if not keys:
            return []
        rows = await work.connection.fetch(
            SQL.parked_of, self.queue, [key[0] for key in keys], [key[1] for key in keys]
        )
        return [read_event(row["body"]) for row in rows]

    async def _park(self, work: Work[Any], events: Sequence[Envelope]) -> None:
        if events:
            await work.connection.execute(SQL.park, self.queue, *_keys(events), [event.body for event in events])
            PARKED.labels(self.queue).inc(len(events))

    async def _unpark(self, work: Work[Any], events: Sequence[Envelope]) -> None:
        if events:
            await work.connection.execute(SQL.unpark, self.queue, *_keys(events))

    async def _move(self, work: Work[Any], positions: dict[Subject, int]) -> None:
        if positions:
            columns = [key[0] for key in positions], [key[1] for key in positions], list(positions.values())
            await work.connection.execute(SQL.move_positions, self.queue, *columns)

    async def _handle(self, work: Work[Any], events: Sequence[Envelope]) -> list[Span]:
        spans = []
        for wave in in_waves(events):
            handler = self.handlers.get(PAYLOADS[wave[0].type]) if wave[0].type in PAYLOADS else None
            if handler is None:
                MESSAGES.labels(self.queue, "passed").inc(len(wave))
                continue
            received = []
            for event in wave:
                span = following(f"{self.queue} {event.type}", event.attributes.get("traceparent"))
                spans.append(span)
                received.append(event.received(_cause(event, span)))
            await handler(work, received)
            MESSAGES.labels(self.queue, "done").inc(len(wave))
        return spans


def _keys(events: Sequence[Envelope]) -> tuple[list[str], list[str], list[int]]:
    return [e.source for e in events], [e.subject for e in events], [e.sequence for e in events]


def _cause(event: Envelope, span: Span) -> Cause:
    return Cause(
        id=event.id,
        correlation=event.attributes.get("correlationid", event.id),
        actor="system",
        traceparent=traceparent_of(span) or event.attributes.get("traceparent"),
    )
