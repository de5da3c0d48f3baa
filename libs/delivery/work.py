"""A unit of work: one transaction, what it decided, and what it will tell once it has committed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

import orjson
from asyncpg import Connection
from asyncpg.pool import PoolConnectionProxy

from libs.contracts.envelope import routing_key, schema_of
from libs.contracts.payload import Event
from libs.contracts.topology import EVENTS
from libs.delivery import outbox, timers
from libs.delivery.clock import NewId
from libs.delivery.handover import Tray
from libs.delivery.order import Subject
from libs.delivery.outbox import Outgoing, Posted
from libs.delivery.received import Cause
from libs.delivery.settings import Settings

S_co = TypeVar("S_co", bound=Settings, covariant=True)


class Aggregate(Protocol):
    """What an event can be about: a frozen dataclass that is stored on a row with its sequence."""

    @property
    def id(self) -> UUID: ...
    @property
    def sequence(self) -> int: ...
    @property
    def neighbourhood(self) -> str: ...


A = TypeVar("A", bound=Aggregate)


@dataclass
class Work(Generic[S_co]):
    """What a handler gets. `connection` is inside a transaction; `now` is the same for the whole of it."""

    connection: "Connection[Any] | PoolConnectionProxy[Any]"
    settings: S_co
    source: str
    now: datetime
    new_id: NewId
    cause: Cause
    tray: Tray = field(default_factory=lambda: Tray(None))
    _outgoing: list[Outgoing] = field(default_factory=list)
    _timers: list[timers.Timer] = field(default_factory=list)
    _cancelled: list[timers.Key] = field(default_factory=list)
    _consumer: str = ""
    _positions: Mapping[Subject, int] = field(default_factory=dict)

    def record(self, aggregate: A, events: Iterable[Event], cause: Cause | None = None) -> A:
        """Tell these events of the aggregate when the work commits; returns it with its new sequence, to be saved.

        The aggregate's row must be locked (or new), so that order per subject equals commit order.
        """
        by = cause or self.cause
        sequence = aggregate.sequence
        for event in events:
            sequence += 1
            self._outgoing.append(self._letter(aggregate, sequence, event, by))
        return replace(aggregate, sequence=sequence)  # type: ignore[type-var]

    def schedule(self, aggregate: UUID, kind: str, due: datetime, occurrence: int = 1, **data: Any) -> None:
        """A durable timer: the service's handler for `kind` runs once at or after `due`.

        Unique by (aggregate, kind, occurrence); scheduling the same again moves it.
        """
        self._timers.append(timers.Timer(aggregate, kind, occurrence, due, data))

    def cancel(self, aggregate: UUID, kind: str, occurrence: int = 1) -> None:
        """The timer will not run, if it has not yet."""
        self._cancelled.append(timers.Key(aggregate, kind, occurrence))

    def post(self, letters: Iterable[Outgoing]) -> None:
        """Send these as they are, in this order, when the work commits."""
        self._outgoing.extend(letters)

    def come_to(self, consumer: str, positions: Mapping[Subject, int]) -> None:
        """So far is the consumer with these subjects, which it has locked, when the work commits."""
        self._consumer, self._positions = consumer, positions

    async def flush(self) -> None:
        """Write outbox, timers and positions. The caller commits.

        What is scheduled stands, also when it was cancelled: a decision that moves a timer does both.
        """
        latest = {timer.key: timer for timer in self._timers}
        await timers.cancel(self.connection, set(self._cancelled) - latest.keys())
        if self._outgoing or latest or self._positions:
            # a single statement: for a batch of few, going to the server and back is what costs
            rows = await self.connection.fetch(
                outbox.SQL.flush,
                *outbox.columns(self._outgoing),
                *timers.columns(latest),
                self._consumer,
                [subject[0] for subject in self._positions],
                [subject[1] for subject in self._positions],
                list(self._positions.values()),
                not self.tray.goes_to_relay,
            )
            found = zip(rows, self._outgoing, strict=True)
            self.tray.put([Posted(row["position"], row["posted_at"], letter) for row, letter in found])
        self._outgoing, self._timers, self._cancelled, self._positions = [], [], [], {}

    def _letter(self, aggregate: Aggregate, sequence: int, event: Event, cause: Cause) -> Outgoing:
        id_ = self.new_id()
        neighbourhood = event.neighbourhood
        attributes: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(id_),
            "source": self.source,
            "type": event.type,
            "subject": str(aggregate.id),
            "time": self.now,
            "sequence": str(sequence),
            "sequencetype": "Integer",
            "datacontenttype": "application/json",
            "dataschema": schema_of(event.type),
            "correlationid": cause.correlation,
            "causationid": cause.id,
            "actor": cause.actor,
        }
        if cause.traceparent:
            attributes["traceparent"] = cause.traceparent
        attributes["data"] = orjson.Fragment(event.__pydantic_serializer__.to_json(event, exclude_none=True))
        return Outgoing(id_, EVENTS, routing_key(event.type, neighbourhood), orjson.dumps(attributes))


def in_key_order(keys: Iterable[UUID]) -> Sequence[UUID]:
    """Distinct and sorted: rows are locked in this order, since two batches that lock in opposite order deadlock."""
    return sorted(set(keys))
