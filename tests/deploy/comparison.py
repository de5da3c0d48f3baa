"""What is in the services' tables and on the wire, compared with what has been told."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import asyncpg

from libs.contracts.topology import EVENTS, INLETS, SERVICES
from tests.world import World

#: Where a message can still be under way, or has ended badly.
REST = "select (select count(*) from {0}.outbox) + (select count(*) from {0}.parked)"
DEAD = "select queue, detail from {0}.dead_letter"
POSITIONS = "select source, subject, sequence from {0}.position where consumer = $1"


async def at_rest(world: World) -> bool:
    """Nothing waits in a queue, an outbox or for its turn."""
    channel = await world.channel()
    for inlet in (inlet for inlets in INLETS.values() for inlet in inlets):
        if (await channel.declare_queue(inlet.queue, passive=True)).declaration_result.message_count:
            return False
    async with _connected(world) as connection:
        return not any([await connection.fetchval(REST.format(service)) for service in SERVICES])


async def dead_letters(world: World) -> dict[str, list[tuple[str, str]]]:
    """Per service, queue and reason."""
    async with _connected(world) as connection:
        return {service: [tuple(row) for row in await connection.fetch(DEAD.format(service))] for service in SERVICES}


async def positions(world: World) -> dict[str, dict[tuple[str, str], int]]:
    """Per queue, how far it is with each (source, subject)."""
    found: dict[str, dict[tuple[str, str], int]] = {}
    async with _connected(world) as connection:
        for service, inlet in _inlets():
            rows = await connection.fetch(POSITIONS.format(service), inlet.queue)
            found[inlet.queue] = {(row["source"], row["subject"]): row["sequence"] for row in rows}
    return found


def told(events: Iterable[dict[str, Any]]) -> dict[str, dict[tuple[str, str], int]]:
    """Per queue, how far it has to be: the last of what its bindings let in."""
    last: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for event in events:
        for _, inlet in _inlets():
            if any(event["type"].startswith(key.removesuffix("#")) for key in inlet.bindings):
                subject = event["source"], event["subject"]
                last[inlet.queue][subject] = max(last[inlet.queue].get(subject, 0), int(event["sequence"]))
    return last


def unbroken(events: Iterable[dict[str, Any]]) -> list[str]:
    """Subjects whose events, each id once, do not count 1, 2, 3 to the end."""
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for event in distinct(events):
        numbers[event["source"], event["subject"]].append(int(event["sequence"]))
    return [f"{key}: {found}" for key, found in numbers.items() if sorted(found) != list(range(1, len(found) + 1))]


def distinct(events: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each (source, id) once."""
    return list({(event["source"], event["id"]): event for event in events}.values())


async def signals(world: World) -> list[tuple[str, str]]:
    """(source, id) of every message that signalling made a signal of, one for each signal that there is."""
    async with _connected(world) as connection:
        rows = await connection.fetch(
            "select receipt.source, receipt.event_id from signalling.signal "
            "join signalling.receipt on receipt.signal = signal.id"
        )
        return [tuple(row) for row in rows]


def _inlets() -> list[tuple[str, Any]]:
    return [(service, inlet) for service, inlets in INLETS.items() for inlet in inlets if inlet.exchange == EVENTS]


def _connected(world: World) -> Any:
    return _Connected(world.urls["admin"])


class _Connected:
    def __init__(self, url: str) -> None:
        self._url = url

    async def __aenter__(self) -> "asyncpg.Connection[Any]":
        self._connection = await asyncpg.connect(self._url)
        return self._connection

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
