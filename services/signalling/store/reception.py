"""Partners' messages: which came before, what amends what, what was refused."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from services.signalling.domain.refusal import Refusal
from services.signalling.reading import EventKey, RecordKey
from services.signalling.recognition import Receipt
from services.signalling.store.base import SQL, Database, columns


async def claim_receipts(db: Database, claims: Mapping[EventKey, Receipt], now: datetime) -> Mapping[EventKey, Receipt]:
    """The claims, each replaced by the receipt that was there before, if any. Waits for other claims of the same."""
    if not claims:
        return claims
    rows = [(*key, claim.content, claim.signal) for key, claim in sorted(claims.items())]
    new = {(row["source"], row["event_id"]) for row in await db.fetch(SQL.claim_receipts, *columns(rows), now)}
    known = [key for key in claims if key not in new]
    if not known:
        return claims
    earlier = await db.fetch(SQL.receipts, *columns(known))
    return {**claims, **{(r["source"], r["event_id"]): Receipt(r["content"], r["signal"], False) for r in earlier}}


async def known_receipts(db: Database, keys: Collection[EventKey]) -> set[EventKey]:
    """Those of them of which something was made before."""
    if not keys:
        return set()
    return {(row["source"], row["event_id"]) for row in await db.fetch(SQL.receipts, *columns(sorted(keys)))}


async def count_repeats(db: Database, repeats: Mapping[EventKey, int]) -> None:
    """These came again, so many times."""
    if repeats:
        await db.execute(SQL.count_repeats, *columns([(*key, times) for key, times in repeats.items()]))


async def turn_into_amendments(db: Database, amendments: Mapping[EventKey, UUID]) -> None:
    """These ids amended a signal instead of making one."""
    if amendments:
        await db.execute(SQL.turn_into_amendments, *columns([(*key, id_) for key, id_ in amendments.items()]))


async def lock_records(db: Database, proposed: Mapping[RecordKey, UUID]) -> dict[RecordKey, UUID]:
    """The signals that stand for partners' own numbers; the proposed ones where the number is new."""
    standing: dict[RecordKey, UUID] = {}
    # again for those whose signal was erased between the two
    while wanted := sorted(proposed.keys() - standing.keys()):
        await db.execute(SQL.touch_records, *columns([(*key, proposed[key]) for key in wanted]))
        found = await db.fetch(SQL.lock_records, *columns(wanted))
        standing |= {(row["source"], row["reference"]): row["signal"] for row in found}
    return standing


async def renew_records(db: Database, renewed: Mapping[RecordKey, UUID]) -> None:
    """Another signal stands for these numbers: the one before is over."""
    if renewed:
        await db.execute(SQL.renew_records, *columns([(*key, id_) for key, id_ in renewed.items()]))


async def keep_refusals(
    db: Database, refusals: Mapping[bytes, tuple[Refusal, bytes]], now: datetime
) -> Mapping[bytes, UUID]:
    """Refusals with their sealed messages, by fingerprint; gives their ids, the earlier one of what is not new."""
    ids: dict[bytes, UUID] = {}
    # again for those that were erased between the two
    while wanted := sorted(refusals.keys() - ids.keys()):
        rows = [
            (r.id, fingerprint, r.source, r.event_id, ",".join(r.reasons), r.detail, sealed)
            for fingerprint, (r, sealed) in ((each, refusals[each]) for each in wanted)
        ]
        new = {row["id"] for row in await db.fetch(SQL.keep_refusals, *columns(rows), now)}
        ids |= {each: refusals[each][0].id for each in wanted if refusals[each][0].id in new}
        if known := [each for each in wanted if each not in ids]:
            ids |= {row["fingerprint"]: row["id"] for row in await db.fetch(SQL.refusals_in_words, known)}
    return ids
