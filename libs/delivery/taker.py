"""How a batch becomes one transaction: read, skip what was seen, restore order, hand over to the handlers."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from opentelemetry.trace import Span

from libs.contracts.payload import PAYLOADS
from libs.delivery import dead_letters, inbox
from libs.delivery.errors import Unreadable
from libs.delivery.order import Subject, in_waves, take_turns
from libs.delivery.outbox import SQL, Outgoing
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from libs.delivery.service import Handlers, RawHandler
from libs.delivery.tracing import following, traceparent_of
from libs.delivery.wire import Envelope, read_event
from libs.delivery.work import Work


@dataclass
class Taken:
    """What a batch came to; true once its transaction has committed."""

    spans: list[Span] = field(default_factory=list)
    #: How many messages by outcome, for the metrics.
    outcomes: Counter[str] = field(default_factory=Counter)


class Taker(Protocol):
    """Takes a batch inside a transaction. Whatever it raises, the whole batch is undone.

    `alone`: its batch has failed; nothing but the message itself may make this fail.
    """

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage], *, alone: bool) -> Taken: ...

    def handles(self, routing_key: str) -> bool:
        """Whether a handler is there for a message that came with this key."""


@dataclass(frozen=True)
class TakeRaw:
    """For partners' messages: everything goes to the service, also what cannot be read."""

    queue: str
    handler: RawHandler

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage], *, alone: bool) -> Taken:  # noqa: ARG002
        await self.handler(work, messages)
        return Taken(outcomes=Counter(done=len(messages)))

    def handles(self, routing_key: str) -> bool:  # noqa: ARG002
        return True


@dataclass(frozen=True)
class TakeEvents:
    """For omzien's own events: each once, and in order per subject."""

    queue: str
    handlers: Handlers

    async def __call__(self, work: Work[Any], messages: Sequence[RawMessage], *, alone: bool) -> Taken:
        taken = Taken()
        fresh, begun = await self._fresh(work, messages, taken)
        # what was parked has a position: of a subject that has just begun nothing is
        known = sorted({(event.source, event.subject) for event in fresh} - begun)
        positions = dict.fromkeys(begun, 0) | await self._lock(work, known)
        parked = await self._parked(work, known)
        if alone:
            turn = take_turns(fresh, positions)
            await self._send_back(work, parked, turn.positions)
            parked = []
        else:
            turn = take_turns([*parked, *fresh], positions)
        waiting = set(map(_key, parked))
        await self._park(work, [event for event in turn.early if _key(event) not in waiting], taken)
        await self._handle(work, turn.ready, taken)
        await self._unpark(work, [event for event in turn.ready if _key(event) in waiting])
        work.come_to(self.queue, turn.positions)
        taken.outcomes["stale"] += len(turn.stale)
        return taken

    def handles(self, routing_key: str) -> bool:
        """Not for a type without a handler: it is taken for its place in its subject's order alone."""
        payload = PAYLOADS.get(routing_key.rpartition(".")[0])
        # what comes again, by way of a delay or out of the stream, has the queue's name for a key
        return payload is None or payload in self.handlers

    async def _fresh(
        self, work: Work[Any], messages: Sequence[RawMessage], taken: Taken
    ) -> tuple[list[Envelope], set[Subject]]:
        """The events that were not seen before, and the subjects of which none was."""
        read: list[Envelope] = []
        for message in messages:
            try:
                read.append(read_event(message.body))
            except Unreadable as error:
                await dead_letters.bury(work, self.queue, message, error)
                taken.outcomes["dead"] += 1
        news = await inbox.receive(work.connection, self.queue, read) if read else inbox.News(set(), set())
        fresh = []
        for event in read:
            if (event.source, event.id) in news.events:
                news.events.remove((event.source, event.id))
                fresh.append(event)
        taken.outcomes["duplicate"] += len(read) - len(fresh)
        return fresh, news.subjects

    async def _lock(self, work: Work[Any], subjects: Sequence[Subject]) -> dict[Subject, int]:
        """Sorted by the caller, since two batches that lock in opposite order deadlock."""
        if not subjects:
            return {}
        rows = await work.connection.fetch(SQL.lock_positions, self.queue, *_columns(subjects))
        return {(row["source"], row["subject"]): row["sequence"] for row in rows}

    async def _parked(self, work: Work[Any], subjects: Sequence[Subject]) -> list[Envelope]:
        """Asked once the subjects are locked: before, another batch may be parking one."""
        if not subjects:
            return []
        rows = await work.connection.fetch(SQL.parked_of, self.queue, *_columns(subjects))
        return [read_event(row["body"]) for row in rows]

    async def _send_back(self, work: Work[Any], parked: Sequence[Envelope], moved: dict[Subject, int]) -> None:
        """Parked events whose turn would come now go through the queue again, each to a fate of its own.

        Taken together with the message before them, a poison among them would be held against that message.
        """
        again = [event for event in parked if (event.source, event.subject) in moved]
        if again:
            await self._unpark(work, again)
            await inbox.forget(work.connection, self.queue, again)
            work.post(Outgoing(work.new_id(), "", self.queue, event.body) for event in again)

    async def _park(self, work: Work[Any], events: Sequence[Envelope], taken: Taken) -> None:
        if events:
            await work.connection.execute(SQL.park, self.queue, *_keys(events), [event.body for event in events])
            taken.outcomes["parked"] += len(events)

    async def _unpark(self, work: Work[Any], events: Sequence[Envelope]) -> None:
        if events:
            await work.connection.execute(SQL.unpark, self.queue, *_keys(events))

    async def _handle(self, work: Work[Any], events: Sequence[Envelope], taken: Taken) -> None:
        for wave in in_waves(events):
            handler = self.handlers.get(PAYLOADS[wave[0].type]) if wave[0].type in PAYLOADS else None
            if handler is None:
                taken.outcomes["passed"] += len(wave)
                continue
            received = []
            for event in wave:
                span = following(f"{self.queue} {event.type}", event.attributes.get("traceparent"))
                taken.spans.append(span)
                received.append(event.received(_cause(event, span)))
            await handler(work, received)
            taken.outcomes["done"] += len(wave)


def _key(event: Envelope) -> tuple[str, str, int]:
    return event.source, event.subject, event.sequence


def _keys(events: Sequence[Envelope]) -> tuple[list[str], list[str], list[int]]:
    return [e.source for e in events], [e.subject for e in events], [e.sequence for e in events]


def _columns(subjects: Sequence[Subject]) -> tuple[list[str], list[str]]:
    return [subject[0] for subject in subjects], [subject[1] for subject in subjects]


def _cause(event: Envelope, span: Span) -> Cause:
    return Cause(
        id=event.id,
        correlation=str(event.attributes.get("correlationid", event.id)),
        actor="system",
        traceparent=traceparent_of(span),
    )
