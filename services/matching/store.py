"""The only place with SQL: needs with their proposals, and the market of offerings."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID

from asyncpg import Connection, Record
from asyncpg.pool import PoolConnectionProxy

from libs.contracts.needs import PassedOver, StatedNeed
from libs.contracts.places import Places
from libs.contracts.proposals import Criterion
from libs.contracts.words import Category, PartOfDay, Party, Rung
from libs.delivery.statements import Statements
from libs.delivery.work import in_key_order
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Proposal, ProposalState

SQL = Statements.read(Path(__file__).parent / "sql")
Db: TypeAlias = "Connection[Any] | PoolConnectionProxy[Any]"

#: Candidates per rung, category and neighbourhood that are looked at: a bound on what one search locks.
NEAREST = 200


async def lock_needs(db: Db, ids: Iterable[UUID]) -> dict[UUID, Need]:
    """Those that exist, with their proposals, locked in key order."""
    return await with_proposals(db, await db.fetch(SQL.lock_needs, in_key_order(ids)))


async def lock_permitted(db: Db, ids: Iterable[UUID]) -> dict[UUID, Rung]:
    """The rungs that decisions allow. Locks a row per need, also for needs that do not exist yet."""
    keys = in_key_order(ids)
    await db.execute(SQL.touch_permitted, keys)
    rows = await db.fetch(SQL.lock_permitted, keys)
    return {row["need"]: Rung(row["rung"]) for row in rows if row["rung"] is not None}


async def permit(db: Db, rungs: Mapping[UUID, Rung]) -> None:
    """Keep what was decided. The caller has locked the rows."""
    await db.execute(SQL.permit, list(rungs), [int(rung) for rung in rungs.values()])


async def lock_market(db: Db, needs: Iterable[Need], held: Iterable[UUID], places: Places) -> list[Offering]:
    """The offerings that these needs may be answered with, and those that are held, locked in key order."""
    held = in_key_order(held)
    wanted = sorted({(need.stated.category, need.neighbourhood) for need in needs})
    if not wanted and not held:
        return []
    near = [
        (origin, other, places.kilometres(origin, other))
        for origin in sorted({neighbourhood for _, neighbourhood in wanted} & places.by_code.keys())
        for other in places.by_code
    ]
    rows = await db.fetch(
        SQL.lock_market,
        [category for category, _ in wanted],
        [neighbourhood for _, neighbourhood in wanted],
        [origin for origin, _, _ in near],
        [other for _, other, _ in near],
        [kilometres for _, _, kilometres in near],
        NEAREST,
        held,
    )
    return [offering_of(row) for row in rows]


async def move_places(db: Db, moved: Mapping[UUID, int]) -> None:
    """Book places taken (above 0) and given back (below 0). The caller has locked the offerings."""
    changed = sorted((id_, places) for id_, places in moved.items() if places)
    if changed:
        await db.execute(SQL.move_places, [id_ for id_, _ in changed], [places for _, places in changed])


async def save_needs(db: Db, needs: Sequence[Need], before: Mapping[UUID, Need]) -> None:
    """Needs, and those of their proposals that differ from before."""
    await db.execute(SQL.save_needs, [_need_row(need) for need in needs])
    known = {each.id: each for need in before.values() for each in need.proposals}
    changed = [each for need in needs for each in need.proposals if known.get(each.id) != each]
    if changed:
        # what falls away is saved before what comes instead: one pending proposal per need, at every moment
        changed.sort(key=lambda each: each.pending)
        await db.execute(SQL.save_proposals, [_proposal_row(each) for each in changed])


async def need_of_proposal(db: Db, proposal: UUID) -> UUID | None:
    found: UUID | None = await db.fetchval(SQL.need_of_proposal, proposal)
    return found


async def needs_of_cases(db: Db, cases: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The needs of each case that are not over."""
    found: dict[UUID, list[UUID]] = {}
    for row in await db.fetch(SQL.needs_of_cases, cases):
        found.setdefault(row["caseid"], []).append(row["id"])
    return found


async def needs_waiting(db: Db, offerings: Iterable[UUID], after: UUID | None, limit: int) -> list[UUID]:
    """Needs that found nothing yet and that one of these might answer, the most urgent first."""
    return [row["id"] for row in await db.fetch(SQL.needs_waiting, sorted(set(offerings)), after, limit)]


async def needs_offered(db: Db, offerings: Iterable[UUID]) -> list[UUID]:
    """Needs to which one of these is proposed, and not accepted yet."""
    return [row["need"] for row in await db.fetch(SQL.needs_offered, sorted(set(offerings)))]


async def offerings(db: Db, ids: Iterable[UUID]) -> list[Offering]:
    """Entries as they are, also those that left the catalogue; not locked."""
    return [offering_of(row) for row in await db.fetch(SQL.offerings, list(ids))]


async def lock_offerings(db: Db, ids: Iterable[UUID]) -> dict[UUID, Offering]:
    """Those that exist, locked in key order."""
    rows = await db.fetch(SQL.lock_offerings, in_key_order(ids))
    return {row["id"]: offering_of(row) for row in rows}


async def save_offerings(db: Db, changed: Sequence[Offering]) -> None:
    """All but the places taken, which `move_places` books."""
    if changed:
        await db.execute(SQL.save_offerings, [_offering_row(each) for each in changed])


async def save_names(db: Db, sealed: Mapping[UUID, bytes]) -> None:
    """Who these volunteers are, sealed."""
    if sealed:
        await db.execute(SQL.save_names, list(sealed), list(sealed.values()))


async def forget_names(db: Db, offerings: Iterable[UUID]) -> None:
    """Of those of them that left the catalogue and by whom nothing runs. The caller has saved the offerings."""
    await db.execute(SQL.forget_names, list(offerings))


async def contributions_of(db: Db, cases: Sequence[UUID]) -> list[UUID]:
    """What the residents of these cases give and is still in the catalogue."""
    return [row["id"] for row in await db.fetch(SQL.contributions_of, cases)]


async def with_proposals(db: Db, rows: Sequence[Record]) -> dict[UUID, Need]:
    """Rows of needs as needs, with all that was proposed for them and what was granted."""
    ids = [row["id"] for row in rows]
    if not ids:
        return {}
    proposals: dict[UUID, list[Proposal]] = {}
    for row in await db.fetch(SQL.proposals_of, ids):
        proposals.setdefault(row["need"], []).append(proposal_of(row))
    granted = {row["need"]: Rung(row["rung"]) for row in await db.fetch(SQL.permitted_of, ids)}
    return {row["id"]: need_of(row, tuple(proposals.get(row["id"], ())), granted.get(row["id"])) for row in rows}


def need_of(row: Record, proposals: tuple[Proposal, ...], granted: Rung | None) -> Need:
    return Need(
        id=row["id"],
        sequence=row["sequence"],
        caseid=row["caseid"],
        neighbourhood=row["neighbourhood"],
        state=NeedState(row["state"]),
        stated=StatedNeed.model_validate(row["stated"]),
        sought=None if row["sought"] is None else Rung(row["sought"]),
        unanswered=tuple(PassedOver.model_validate(each) for each in row["unanswered"]),
        opened_at=row["opened_at"],
        proposals=proposals,
        granted=granted,
    )


def proposal_of(row: Record) -> Proposal:
    values = dict(row)
    return Proposal(
        **values
        | {
            "rung": Rung(row["rung"]),
            "state": ProposalState(row["state"]),
            "accepted_by": tuple(Party(each) for each in row["accepted_by"]),
            "why": tuple(Criterion.model_validate(each) for each in row["why"]),
            "passed_over": tuple(PassedOver.model_validate(each) for each in row["passed_over"]),
        }
    )


def offering_of(row: Record) -> Offering:
    values = {name: value for name, value in row.items() if name != "place"}
    return Offering(
        **values
        | {
            "kind": Kind(row["kind"]),
            "rung": Rung(row["rung"]),
            "categories": tuple(Category(each) for each in row["categories"]),
            "parts_of_day": tuple(PartOfDay(each) for each in row["parts_of_day"]),
            "serves": tuple(row["serves"]),
            "skills": tuple(row["skills"]),
            "languages": tuple(row["languages"]),
            "unwilling": tuple(row["unwilling"]),
        }
    )


def _offering_row(offering: Offering) -> dict[str, Any]:
    return {name: getattr(offering, name) for name in Offering.__dataclass_fields__ if name != "taken"}


def _need_row(need: Need) -> dict[str, Any]:
    return {
        "id": need.id,
        "sequence": need.sequence,
        "caseid": need.caseid,
        "neighbourhood": need.neighbourhood,
        "category": need.stated.category,
        "state": need.state,
        "urgency": need.stated.urgency.weight,
        "stated": need.stated.model_dump(mode="json"),
        "sought": need.sought,
        "unanswered": [each.model_dump(mode="json") for each in need.unanswered],
        "opened_at": need.opened_at,
    }


def _proposal_row(proposal: Proposal) -> dict[str, Any]:
    row = {name: getattr(proposal, name) for name in Proposal.__dataclass_fields__}
    return row | {
        "why": [each.model_dump(mode="json") for each in proposal.why],
        "passed_over": [each.model_dump(mode="json") for each in proposal.passed_over],
    }
