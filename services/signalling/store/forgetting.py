"""What is gone when a retention period is over, or when a resident asks for it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from services.signalling.domain.erasure import Erasure, Place
from services.signalling.store.base import SQL, Database, columns

#: Stands where an erased signal was counted in the decision about another.
ERASED = UUID(int=0)

#: What of an erased signal is counted by its id.
COUNTED = (Place.TEXT, Place.HOUSEHOLD, Place.TRACES, Place.CONTENTS, Place.NUMBERS)


async def erase_refused(db: Database, refusals: Collection[UUID]) -> None:
    """The messages are gone; that they were refused and why stays."""
    await db.execute(SQL.erase_refused, list(refusals))


async def lock_messages_of(db: Database, signals: Collection[UUID]) -> None:
    """The messages that made or amended these signals, then their partners' own numbers: before all else, as whoever
    takes messages in does.
    """
    await db.execute(SQL.lock_receipts_of, list(signals))
    await db.execute(SQL.lock_records_of, list(signals))


async def lock_keys_of(db: Database, signals: Collection[UUID], households: Collection[UUID] = ()) -> None:
    """The keys of these households and these signals' households: before the households, as everywhere."""
    await db.execute(SQL.lock_keys_of, list(signals), list(households))


async def signals_of_cases(db: Database, cases: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The signals of each of these cases that are not erased."""
    found: dict[UUID, list[UUID]] = {}
    if cases:
        for row in await db.fetch(SQL.signals_of_cases, list(cases)):
            found.setdefault(row["caseid"], []).append(row["id"])
    return found


async def sealed_at(db: Database, households: Collection[UUID]) -> list[bytes]:
    """The sealed submission of every signal about these households that is not erased."""
    return [row["sealed"] for row in await db.fetch(SQL.sealed_at, list(households))] if households else []


async def forget_traces(db: Database, signals: Collection[UUID]) -> dict[UUID, int]:
    """What led to these signals leads nowhere; how many of each."""
    return _counted(await db.fetch(SQL.forget_traces, list(signals)))


async def forget_contents(db: Database, signals: Collection[UUID]) -> dict[UUID, int]:
    """The keyed hashes of what partners' messages said, of each signal; the same ids get the same answer."""
    return _counted(await db.fetch(SQL.forget_contents, list(signals)))


async def forget_numbers(db: Database, signals: Collection[UUID]) -> dict[UUID, int]:
    """The keyed hashes of partners' own numbers, of each signal."""
    return _counted(await db.fetch(SQL.forget_numbers, list(signals)))


async def forget_keys(db: Database, households: Collection[UUID], used: Collection[bytes]) -> dict[UUID, int]:
    """The keys that lead to these households, but for those that are used; how many of each."""
    return _counted(await db.fetch(SQL.forget_keys, list(households), list(used))) if households else {}


async def forget_among(db: Database, signals: Collection[UUID], households: Collection[UUID]) -> None:
    """The other signals about these households do not name these any more. The households are locked."""
    if households:
        await db.execute(SQL.forget_among, list(households), list(map(str, signals)), str(ERASED))


async def forget_households(db: Database, households: Collection[UUID]) -> dict[UUID, int]:
    """Those of them that no signal is about any more and that intake does not refer to: how many keys of each."""
    return _counted(await db.fetch(SQL.forget_households, list(households)))


async def prove_erasures(
    db: Database, destroyed: Mapping[UUID, Mapping[Place, int]], kept: Collection[UUID], policy: str, now: datetime
) -> None:
    """Keep what was destroyed of each. `kept`: intake refers to their households."""
    rows = [(id_, {at.value: number for at, number in each.items()}, id_ in kept) for id_, each in destroyed.items()]
    await db.execute(SQL.prove_erasures, now, policy, *columns(rows))


async def erasure_of(db: Database, signal: UUID) -> Erasure | None:
    """None when it was not erased."""
    found = await _erasures(db, signal, None, UUID(int=0), 1)
    return found[0] if found else None


async def erasures(db: Database, since: datetime | None, after: UUID, limit: int) -> list[Erasure]:
    """What was erased since then, by id."""
    return await _erasures(db, None, since, after, limit)


async def due_for_erasure(db: Database, until: datetime, kinds: Collection[str]) -> list[Mapping[str, Any]]:
    """How many timers of these kinds are due by then, by the state that their signals are in; None of what is none."""
    return [dict(row) for row in await db.fetch(SQL.due_for_erasure, until, list(kinds))]


async def _erasures(
    db: Database, signal: UUID | None, since: datetime | None, after: UUID, limit: int
) -> list[Erasure]:
    rows = await db.fetch(SQL.erasures, signal, since, after, limit)
    keys = {Place.HOUSEHOLD_KEYS: await db.fetchval(SQL.count_keys_to_nobody)} if rows else {}
    return [
        Erasure(
            row["signal"],
            row["erased_at"],
            row["policy"],
            {Place(place): number for place, number in row["destroyed"].items()},
            {place: row[place] for place in COUNTED} | keys,
            row["kept_for_intake"],
        )
        for row in rows
    ]


def _counted(rows: Iterable[Any]) -> dict[UUID, int]:
    return {row[0]: row[1] for row in rows}
