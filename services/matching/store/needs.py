"""Needs with their proposals: locked, decided upon and saved; and asked for."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from asyncpg import Record

from libs.contracts.refusals import not_found
from libs.contracts.words import Category, Rung
from libs.delivery.work import in_key_order
from services.matching.domain.need import Need, NeedState, Permitted
from services.matching.domain.past import Declined, Past
from services.matching.domain.proposal import Candidate, Proposal, ProposalState
from services.matching.rows import (
    CANDIDATES,
    need_of,
    permitted_of,
    proposal_of,
    row_of_evidence,
    row_of_need,
    row_of_permitted,
    row_of_proposal,
)
from services.matching.store.base import SQL, Database


async def lock_needs(db: Database, ids: Iterable[UUID]) -> dict[UUID, Need]:
    """Those that exist, with their proposals, locked in key order; with all others of their cases."""
    wanted = in_key_order(ids)
    rows = await db.fetch(SQL.lock_needs, wanted)
    asked = set(wanted)
    return await with_proposals(db, [row for row in rows if row["id"] in asked])


async def pasts(db: Database, cases: Iterable[UUID]) -> dict[UUID, Past]:
    """What these cases have seen before. The caller has locked their needs."""
    declined: dict[UUID, set[Declined]] = {}
    helped: dict[UUID, set[UUID]] = {}
    for row in await db.fetch(SQL.pasts, in_key_order(cases)):
        if row["state"] == ProposalState.DECLINED:
            said_no = Declined(Category(row["category"]), Rung(row["rung"]), row["offering"])
            declined.setdefault(row["caseid"], set()).add(said_no)
        else:
            helped.setdefault(row["caseid"], set()).add(row["offering"])
    return {
        case: Past(frozenset(declined.get(case, ())), frozenset(helped.get(case, ()))) for case in {*declined, *helped}
    }


async def lock_permitted(db: Database, ids: Iterable[UUID]) -> dict[UUID, tuple[Permitted, ...]]:
    """What decisions allow. Locks a row per need, also for needs that do not exist yet."""
    keys = in_key_order(ids)
    rows = await db.fetch(SQL.lock_permitted, keys)
    return {row["need"]: permitted_of(row["rung"], row["decisions"]) for row in rows if row["rung"] is not None}


async def permit(db: Database, allowed: Mapping[UUID, Sequence[Permitted]]) -> None:
    """Keep what was decided, all of it. The caller has locked the rows."""
    await db.execute(SQL.permit, [row_of_permitted(need, decisions) for need, decisions in allowed.items()])


async def save_needs(db: Database, needs: Sequence[Need], before: Mapping[UUID, Need]) -> None:
    """Needs, and those of their proposals that differ from before."""
    known = {each.id: each for need in before.values() for each in need.proposals}
    changed = [each for need in needs for each in need.proposals if known.get(each.id) != each]
    # what falls away is saved before what comes instead: one pending proposal per need, at every moment
    changed.sort(key=lambda each: each.pending)
    told = [each for each in changed if each.evidence and each.id not in known]
    # a single statement: for a few needs, going to the server and back is what costs
    await db.execute(
        SQL.save_needs,
        [row_of_need(need) for need in needs],
        [row_of_proposal(each) for each in changed],
        [row_of_evidence(each) for each in told],
    )


async def evidence(db: Database, proposal: UUID) -> tuple[Candidate, ...]:
    """Who by id was passed over for it; nobody where there was nobody to pass over."""
    return CANDIDATES.validate_python(await db.fetchval(SQL.evidence, proposal) or ())


async def need_of_proposal(db: Database, proposal: UUID) -> UUID | None:
    found: UUID | None = await db.fetchval(SQL.need_of_proposal, proposal)
    return found


async def needs_of_cases(db: Database, cases: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The needs of each case that are not over."""
    found: dict[UUID, list[UUID]] = {}
    for row in await db.fetch(SQL.needs_of_cases, cases):
        found.setdefault(row["caseid"], []).append(row["id"])
    return found


async def place_needs(db: Database, homes: Mapping[UUID, str]) -> None:
    """These needs are of another neighbourhood from now on. The caller has locked them."""
    if homes:
        await db.execute(SQL.place_needs, list(homes), list(homes.values()))


async def needs_waiting(db: Database, offerings: Iterable[UUID], after: UUID | None, limit: int) -> list[UUID]:
    """Needs that found nothing yet and that one of these might answer, the most urgent first."""
    return [row["id"] for row in await db.fetch(SQL.needs_waiting, sorted(set(offerings)), after, limit)]


async def needs_held_by(db: Database, offerings: Iterable[UUID]) -> list[UUID]:
    """Needs that take a place of one of these."""
    return [row["need"] for row in await db.fetch(SQL.needs_held_by, in_key_order(offerings))]


async def needs_offered(db: Database, offerings: Iterable[UUID]) -> list[UUID]:
    """Needs to which one of these is proposed, and not accepted yet."""
    return [row["need"] for row in await db.fetch(SQL.needs_offered, sorted(set(offerings)))]


async def with_proposals(db: Database, rows: Sequence[Record]) -> dict[UUID, Need]:
    """Rows of needs as needs, with all that was proposed for them and what was granted."""
    ids = [row["id"] for row in rows]
    if not ids:
        return {}
    proposals: dict[UUID, list[Proposal]] = {id_: [] for id_ in ids}
    permitted: dict[UUID, tuple[Permitted, ...]] = dict.fromkeys(ids, ())
    for row in await db.fetch(SQL.proposals_of, ids):
        told = dict(row)
        highest, decisions = told.pop("allowed"), told.pop("decisions")
        if highest is not None:
            permitted[row["need"]] = permitted_of(highest, decisions)
        if row["id"] is not None:
            proposals[row["need"]].append(proposal_of(told))
    return {row["id"]: need_of(dict(row), tuple(proposals[row["id"]]), permitted[row["id"]]) for row in rows}


async def needs(db: Database, case: UUID | None, state: NeedState | None, after: UUID, limit: int) -> Sequence[Need]:
    """In order of opening, with their proposals."""
    rows = await db.fetch(SQL.needs, case, state, after, limit)
    return list((await with_proposals(db, rows)).values())


async def need(db: Database, id_: UUID) -> Need:
    """Raises Refused (missing)."""
    found = await with_proposals(db, await db.fetch(SQL.need, id_))
    if id_ not in found:
        raise not_found("need", id_)
    return found[id_]


async def proposals(
    db: Database, case: UUID | None, state: ProposalState | None, after: UUID, limit: int
) -> list[Proposal]:
    """In order of offering."""
    return [proposal_of(row) for row in await db.fetch(SQL.proposals, case, state, after, limit)]


async def proposal(db: Database, id_: UUID) -> Proposal:
    """Raises Refused (missing)."""
    row = await db.fetchrow(SQL.proposal, id_)
    if row is None:
        raise not_found("proposal", id_)
    return proposal_of(row)


async def held_about_cases(db: Database, cases: Sequence[UUID]) -> dict[UUID, int]:
    """How many needs, proposals, offerings and invitations belong to each of these cases."""
    return {row["caseid"]: row["items"] for row in await db.fetch(SQL.held_about_cases, cases)}
