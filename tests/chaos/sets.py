"""The comparison of sets: what was confirmed and told, beside what is in the services' tables and on the stream.

Every cause has exactly one effect in each service concerned; nothing else exists; nothing is under way any more.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import asyncpg
from aio_pika.abc import AbstractIncomingMessage

from libs.contracts.signals import SignalRefused
from libs.contracts.topology import EVENT_LOG, EVENTS, INLETS, SERVICES, Inlet
from libs.delivery.connections import connected
from omzien.demo.checks import Check, Checks, compare
from omzien.demo.partners import Key, Receipt
from omzien.demo.told import Strange, Told, read
from tests.chaos.partners import Partners
from tests.chaos.witness import Witness

RECEIPTS = (
    "select receipt.source, receipt.event_id, signal.id, signal.state "
    "from signalling.signal left join signalling.receipt on receipt.signal = signal.id"
)
REFUSALS = "select id, source, event_id, reasons[1] from signalling.refusal"
POSITIONS = "select source, subject, sequence from {0}.position where consumer = $1"
UNDER_WAY = "select (select count(*) from {0}.outbox), (select count(*) from {0}.parked)"
DEAD = "select queue, reason from {0}.dead_letter"

#: (queue, reason) of the dead letters that were made on purpose.
Poison = Counter[tuple[str, str]]


async def differences(amqp_url: str, admin_url: str, partners: Partners, heard: Witness, poison: Poison) -> list[Check]:
    """The checks that do not hold; empty when every set is what it must be."""
    checks = Checks(heard, partners.sent, alone=True)
    database = await asyncpg.connect(admin_url)
    try:
        rows = await database.fetch(RECEIPTS)
        receipts = {(row["source"], row["event_id"]): Receipt(row["state"], row["id"]) for row in rows}
        found = [
            compare(
                "every confirmed signal made one signal",
                partners.sent.sound,
                [(row["source"], row["event_id"]) for row in rows],
            ),
            checks._accepted(receipts),
            *checks._facts(),
            await _refusals(database, partners, heard),
            *[await _position(database, service, inlet, heard.events) for service, inlet in _event_inlets()],
            _unbroken(heard.events),
            Check("every event fits its contract", len(heard.events), strange=tuple(heard.strange)),
            await _dead(database, poison),
            await _under_way(database),
        ]
    finally:
        await database.close()
    found.append(await _queues(amqp_url))
    return [check for check in found if not check.holds]


async def logged(amqp_url: str, expected: int) -> Counter[Key]:
    """How often the stream of all events holds each (source, id): a second witness, and the copies on the wire.

    Reads until `expected` distinct ones have come and nothing more does.
    """
    found: Counter[Key] = Counter()
    came = asyncio.Event()

    async def take(message: AbstractIncomingMessage) -> None:
        await message.ack()
        with contextlib.suppress(Strange):
            found[read(message.body, datetime.now(UTC)).key] += 1
        came.set()

    async with connected(amqp_url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=500)
        queue = await channel.get_queue(EVENT_LOG, ensure=False)
        await queue.consume(take, arguments={"x-stream-offset": "first"})
        with contextlib.suppress(TimeoutError):
            while True:
                came.clear()
                await asyncio.wait_for(came.wait(), 0.5 if len(found) >= expected else 5)
    return found


def unheard(kept: Counter[Key], heard: Witness) -> list[Check]:
    """The check that does not hold when the stream keeps an event that the subscriber has not been told."""
    missing = kept.keys() - {told.key for told in heard.events}
    promise = "every event in the stream reached the subscriber"
    return [Check(promise, len(kept), lost=tuple(map(str, sorted(missing))))] if missing else []


def _event_inlets() -> list[tuple[str, Inlet]]:
    return [(service, inlet) for service, inlets in INLETS.items() for inlet in inlets if inlet.exchange == EVENTS]


async def _refusals(database: "asyncpg.Connection[Any]", partners: Partners, heard: Witness) -> Check:
    rows = await database.fetch(REFUSALS)
    wanted = partners.sent.broken | partners.changed
    check = compare("every broken message is refused once", wanted, [(row["source"], row["event_id"]) for row in rows])
    told = compare("", [row["id"] for row in rows], [each.subject for each in heard.all(SignalRefused)])
    return Check(
        check.promise, check.causes, check.lost + told.lost, check.doubled + told.doubled, check.strange + told.strange
    )


async def _position(
    database: "asyncpg.Connection[Any]", service: str, inlet: Inlet, events: Iterable[Told[Any]]
) -> Check:
    """The consumer has come as far as its bindings let in, subject by subject, and not further."""
    last: dict[tuple[str, str], int] = {}
    for event in events:
        if any(event.type.startswith(key.removesuffix("#")) for key in inlet.bindings):
            subject = event.source, str(event.subject)
            last[subject] = max(last.get(subject, 0), event.sequence)
    rows = await database.fetch(POSITIONS.format(service), inlet.queue)
    found = {(row["source"], row["subject"]): row["sequence"] for row in rows}
    return Check(
        f"{inlet.queue} has taken every event, in order",
        len(last),
        lost=tuple(
            f"{key}: {found.get(key, 0)} of {number}" for key, number in last.items() if found.get(key, 0) < number
        ),
        strange=tuple(f"{key}: {number}" for key, number in found.items() if number > last.get(key, 0)),
    )


def _unbroken(events: Iterable[Told[Any]]) -> Check:
    numbers: defaultdict[tuple[str, Any], list[int]] = defaultdict(list)
    for event in events:
        numbers[event.source, event.subject].append(event.sequence)
    counts = {key: (Counter(found), max(found)) for key, found in numbers.items()}
    return Check(
        "every subject counts 1, 2, 3 without a hole or a repeat",
        len(numbers),
        lost=tuple(
            f"{key}: {missing}"
            for key, (found, last) in counts.items()
            if (missing := [number for number in range(1, last) if number not in found])
        ),
        doubled=tuple(
            f"{key}: {number}" for key, (found, _) in counts.items() for number in found if found[number] > 1
        ),
    )


async def _dead(database: "asyncpg.Connection[Any]", poison: Poison) -> Check:
    rows = [tuple(row) for service in SERVICES for row in await database.fetch(DEAD.format(service))]
    missing, more = poison - Counter(rows), Counter(rows) - poison
    return Check(
        "no dead letter that is not poison",
        poison.total(),
        lost=tuple(map(str, missing.elements())),
        strange=tuple(map(str, more.elements())),
    )


async def _under_way(database: "asyncpg.Connection[Any]") -> Check:
    left = []
    for service in SERVICES:
        [row] = await database.fetch(UNDER_WAY.format(service))
        left += [f"{service}: {row[0]} in the outbox, {row[1]} parked"] * bool(row[0] or row[1])
    return Check("nothing is under way", 0, strange=tuple(left))


async def _queues(amqp_url: str) -> Check:
    left = []
    async with connected(amqp_url) as connection:
        channel = await connection.channel()
        for inlet in (inlet for inlets in INLETS.values() for inlet in inlets):
            queue = await channel.declare_queue(inlet.queue, passive=True)
            left += [f"{inlet.queue}: {queue.declaration_result.message_count}"] * bool(
                queue.declaration_result.message_count
            )
    return Check("every queue is empty", 0, strange=tuple(left))
