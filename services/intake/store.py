"""The only place with SQL: cases, teams, what belongs to a case's dossier, and the catalogue for advice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from libs.contracts.words import CaseOutcome, Category, LifeDomain, Route, Rung, Urgency, WayIn
from libs.delivery.statements import Statements
from libs.delivery.work import Work, in_key_order
from services.intake.domain.case import Case, CaseState
from services.intake.domain.catalogue import FREE_UP_TO, Offering
from services.intake.domain.conversation import Clarification, Conversation
from services.intake.domain.teams import CaseHolder, Teams, workload_changes
from services.intake.settings import Settings

SQL = Statements.read(Path(__file__).parent / "sql")

IntakeWork = Work[Settings]


# -- cases --------------------------------------------------------------------------------------------


async def lock_households(work: IntakeWork, households: Iterable[UUID]) -> dict[UUID, Case]:
    """The open case per household, where it has one. Nobody else opens or reopens one until this work ends."""
    keys = in_key_order(households)
    return {case.household: case for case in (await _lock(work, (), keys)).values()}


async def lock_cases(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases, locked; an id that is nobody's is left out."""
    return await _lock(work, in_key_order(ids), ())


async def lock_cases_and_households(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """These cases and, as far as there are, the open cases of their households: to reopen one."""
    keys = in_key_order(ids)
    rows = await work.connection.fetch(SQL.households_of, keys)
    return await _lock(work, keys, [row["household"] for row in rows])


async def _lock(work: IntakeWork, ids: Sequence[UUID], households: Sequence[UUID]) -> dict[UUID, Case]:
    # always households, then cases, then case holders: whoever locks in another order may deadlock
    if households:
        new = {row["id"] for row in await work.connection.fetch(SQL.touch_households, households)}
        # a new one is ours until this work ends, and has no case
        if households := [household for household in households if household not in new]:
            await work.connection.execute(SQL.lock_households, households)
    if not ids and not households:
        return {}
    return {row["id"]: _case(row) for row in await work.connection.fetch(SQL.lock_cases, ids, households)}


async def save(work: IntakeWork, before: Iterable[Case], after: Iterable[Case]) -> None:
    """Keep the cases that changed, with the workloads that follow from it. `before` are as they were locked."""
    locked = {case.id: case for case in before}
    changed = [case for case in after if locked.get(case.id) != case]
    if not changed:
        return
    await work.connection.execute(SQL.save_cases, changed)
    workloads = workload_changes((locked.get(case.id), case) for case in changed)
    if workloads:
        await work.connection.execute(SQL.change_workloads, list(workloads), list(workloads.values()))


async def case_by_id(work: IntakeWork, id_: UUID) -> Case | None:
    row = await work.connection.fetchrow(SQL.case_by_id, id_)
    return _case(row) if row else None


@dataclass(frozen=True)
class CaseFilter:
    """What is None lets everything through. `after` is the last id of the page before."""

    neighbourhood: str | None = None
    state: CaseState | None = None
    case_holder: UUID | None = None
    household: UUID | None = None
    after: UUID | None = None


async def list_cases(work: IntakeWork, wanted: CaseFilter, limit: int) -> list[Case]:
    rows = await work.connection.fetch(
        SQL.list_cases,
        wanted.neighbourhood,
        wanted.state,
        wanted.case_holder,
        wanted.household,
        wanted.after,
        limit,
    )
    return [_case(row) for row in rows]


async def waiting_for_holder(work: IntakeWork, case_holder: UUID, limit: int) -> list[Case]:
    return [_case(row) for row in await work.connection.fetch(SQL.waiting_for_holder, case_holder, limit)]


async def waiting_in_neighbourhood(work: IntakeWork, neighbourhood: str, limit: int) -> list[Case]:
    return [_case(row) for row in await work.connection.fetch(SQL.waiting_in_neighbourhood, neighbourhood, limit)]


async def count_cases(work: IntakeWork) -> list[Mapping[str, Any]]:
    """Rows of `state`, `route`, `outcome` (None while open) and `cases`."""
    return [dict(row) for row in await work.connection.fetch(SQL.count_cases)]


def _case(row: Mapping[str, Any]) -> Case:
    fields = dict(row)
    fields.update(
        way_in=WayIn(row["way_in"]),
        urgency=Urgency(row["urgency"]),
        state=CaseState(row["state"]),
        route=Route(row["route"]),
        outcome=CaseOutcome(row["outcome"]) if row["outcome"] else None,
        signals=tuple(row["signals"]),
        waiting=tuple(row["waiting"]),
    )
    return Case(**fields)


# -- teams --------------------------------------------------------------------------------------------


async def lock_teams(
    work: IntakeWork, neighbourhoods: Iterable[str] = (), holders: Iterable[UUID | None] = ()
) -> Teams:
    """The teams of these neighbourhoods and these people. None among the holders is skipped."""
    named, known = sorted(set(neighbourhoods)), in_key_order(each for each in holders if each is not None)
    if not named and not known:
        return Teams()
    rows = await work.connection.fetch(SQL.lock_case_holders, named, known)
    return Teams.of(CaseHolder(**row) for row in rows)


async def keep_case_holder(work: IntakeWork, case_holder: UUID, neighbourhood: str, capacity: int) -> CaseHolder:
    [row] = await work.connection.fetch(SQL.keep_case_holder, case_holder, neighbourhood, capacity)
    return CaseHolder(**row)


async def list_case_holders(work: IntakeWork, neighbourhood: str | None) -> list[CaseHolder]:
    return [CaseHolder(**row) for row in await work.connection.fetch(SQL.list_case_holders, neighbourhood)]


# -- dossier ------------------------------------------------------------------------------------------


async def add_contact_attempt(work: IntakeWork, case: Case, by: UUID, *, reached: bool) -> None:
    await work.connection.execute(SQL.add_contact_attempt, work.new_id(), case.id, work.now, by, reached)


async def add_note(work: IntakeWork, case: Case, kind: str, text: str, category: Category | None = None) -> None:
    """Keeps the text sealed; an empty one is not kept."""
    if text.strip():
        sealed = work.settings.sealer.seal(text.encode())
        await work.connection.execute(SQL.add_note, work.new_id(), case.id, work.now, kind, category, sealed)


async def add_conversation(work: IntakeWork, case: Case, held: Conversation) -> None:
    notes = {score.domain.value: score.note for score in held.scores if score.note}
    await work.connection.execute(
        SQL.add_conversation,
        held.id,
        case.id,
        held.held_on,
        held.client_support_offered,
        held.client_supporter_present,
        _seal(work, {"strengths": held.strengths, "notes": notes}),
    )
    domains, scores = [score.domain for score in held.scores], [score.score for score in held.scores]
    await work.connection.execute(SQL.add_scores, held.id, case.id, held.held_on, domains, scores)


async def latest_scores(work: IntakeWork, case: UUID) -> dict[LifeDomain, int]:
    rows = await work.connection.fetch(SQL.latest_scores, case)
    return {LifeDomain(row["domain"]): row["score"] for row in rows}


async def add_clarification(
    work: IntakeWork, case: Case, what: Clarification, suggested: bool, own_words: Mapping[UUID, str]
) -> None:
    """`suggested` is what policy said about complex; `own_words` are the resident's, per wished result."""
    await work.connection.execute(
        SQL.add_clarification,
        work.new_id(),
        case.id,
        work.now,
        case.complex,
        suggested,
        work.settings.policies.at(work.now).reference,
        [each.model_dump(mode="json") for each in what.needs],
        [each.model_dump(mode="json") for each in what.contributions],
        [each.model_dump(mode="json") for each in what.results],
        _seal(work, {str(result): words for result, words in own_words.items()}),
    )


@dataclass(frozen=True)
class Dossier:
    """What is known of a case beside its state, opened: rows as stored, with the sealed texts readable."""

    attempts: list[Mapping[str, Any]]
    notes: list[Mapping[str, Any]]
    conversations: list[Mapping[str, Any]]
    clarifications: list[Mapping[str, Any]]
    latest: Mapping[LifeDomain, int]


async def dossier(work: IntakeWork, case: UUID) -> Dossier:
    """For a person who may read it; never for an event or a log."""
    fetch, opened = work.connection.fetch, work.settings.sealer.open
    return Dossier(
        attempts=[dict(row) for row in await fetch(SQL.contact_attempts_of, case)],
        notes=[dict(row) | {"text": opened(row["sealed"]).decode()} for row in await fetch(SQL.notes_of, case)],
        conversations=[
            dict(row) | orjson.loads(opened(row["sealed"])) for row in await fetch(SQL.conversations_of, case)
        ],
        clarifications=[
            dict(row) | {"own_words": orjson.loads(opened(row["sealed"]))}
            for row in await fetch(SQL.clarifications_of, case)
        ],
        latest=await latest_scores(work, case),
    )


def _seal(work: IntakeWork, content: Mapping[str, Any]) -> bytes:
    return work.settings.sealer.seal(orjson.dumps(content))


# -- catalogue ----------------------------------------------------------------------------------------


async def keep_offerings(work: IntakeWork, offerings: Iterable[Offering]) -> None:
    """The last one wins when an offering is named twice."""
    latest = {each.id: each for each in offerings}
    await work.connection.execute(SQL.keep_offerings, [latest[id_] for id_ in in_key_order(latest)])


async def drop_offerings(work: IntakeWork, ids: Iterable[UUID]) -> None:
    await work.connection.execute(SQL.drop_offerings, in_key_order(ids))


async def offerings_of(work: IntakeWork, category: Category) -> list[Offering]:
    """What may be advised in this category, anywhere in the municipality."""
    rows = await work.connection.fetch(SQL.offerings_of_category, category, FREE_UP_TO)
    return [
        Offering(
            id=row["id"],
            rung=Rung(row["rung"]),
            categories=tuple(map(Category, row["categories"])),
            serves=tuple(row["serves"]),
            capacity=row["capacity"],
        )
        for row in rows
    ]
