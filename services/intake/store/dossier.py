"""What belongs to a case beside its state: free text is sealed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from libs.contracts.casework import ContactMeans
from libs.contracts.words import Category, LifeDomain
from services.intake.domain.case import Case
from services.intake.domain.conversation import Clarification, Conversation
from services.intake.store.base import SQL, IntakeWork

#: Beside the ids of the wished results: the words of the carer.
_CARER = "carer"


async def add_contact_attempt(
    work: IntakeWork, case: Case, by: UUID, *, reached: bool, means: ContactMeans | None
) -> None:
    await work.connection.execute(SQL.add_contact_attempt, work.new_id(), case.id, work.now, by, reached, means)


async def add_note(
    work: IntakeWork, case: Case, kind: str, text: str, category: Category | None = None, about: UUID | None = None
) -> None:
    """Keeps the text sealed; an empty one is not kept. `about`: the goal that it speaks of."""
    if text.strip():
        sealed = work.settings.sealer.seal(text.encode())
        await work.connection.execute(SQL.add_note, work.new_id(), case.id, work.now, kind, category, sealed, about)


async def add_conversation(work: IntakeWork, case: Case, held: Conversation) -> None:
    notes = {score.domain: score.note for score in held.scores} | dict(held.not_discussed)
    words = {
        "strengths": held.strengths,
        "contributions": held.contributions,
        "wished_results": held.wished_results,
        "notes": {domain.value: note for domain, note in notes.items() if note},
    }
    await work.connection.execute(
        SQL.add_conversation,
        held.id,
        case.id,
        held.held_on,
        held.client_support_offered,
        held.client_supporter_present,
        _seal(work, words),
        held.client_support_accepted,
        held.well_being,
        {part.value: score for part, score in held.matrix.items()},
    )
    domains, scores = [score.domain for score in held.scores], [score.score for score in held.scores]
    await work.connection.execute(SQL.add_scores, held.id, case.id, held.held_on, domains, scores)


async def latest_scores(work: IntakeWork, case: UUID) -> dict[LifeDomain, int]:
    rows = await work.connection.fetch(SQL.latest_scores, case)
    return {LifeDomain(row["domain"]): row["score"] for row in rows}


async def add_clarification(
    work: IntakeWork,
    case: Case,
    what: Clarification,
    suggested: bool,
    own_words: Mapping[UUID, str],
    carer_own_words: str = "",
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
        _seal(work, {_CARER: carer_own_words} | {str(result): words for result, words in own_words.items()}),
        what.carer.model_dump(mode="json") if what.carer else None,
    )


async def erase_carer_words(work: IntakeWork, cases: Iterable[UUID]) -> None:
    """What informal carers said in their own words in these cases, which are locked. The residents' words stay."""
    for row in await work.connection.fetch(SQL.lock_own_words, list(cases)):
        words = orjson.loads(work.settings.sealer.open(row["sealed"]))
        if words.pop(_CARER, ""):
            await work.connection.execute(SQL.save_own_words, row["id"], _seal(work, words))


@dataclass(frozen=True)
class Dossier:
    """What is known of a case beside its state, opened: rows as stored, with the sealed texts readable."""

    attempts: list[Mapping[str, Any]]
    notes: list[Mapping[str, Any]]
    conversations: list[Mapping[str, Any]]
    clarifications: list[Mapping[str, Any]]
    referrals: list[Mapping[str, Any]]
    latest: Mapping[LifeDomain, int]


async def dossier(work: IntakeWork, case: UUID) -> Dossier:
    """For a person who may read it; never for an event or a log. What was erased is empty."""
    fetch = work.connection.fetch
    return Dossier(
        attempts=[dict(row) for row in await fetch(SQL.contact_attempts_of, case)],
        notes=[dict(row) | {"text": _opened(work, row, b"").decode()} for row in await fetch(SQL.notes_of, case)],
        conversations=[
            dict(row) | orjson.loads(_opened(work, row, b'{"strengths":[],"notes":{}}'))
            for row in await fetch(SQL.conversations_of, case)
        ],
        clarifications=[
            dict(row) | _own_words(orjson.loads(_opened(work, row, b"{}")))
            for row in await fetch(SQL.clarifications_of, case)
        ],
        referrals=[
            dict(row) | {"note": _opened(work, row, b"").decode()} for row in await fetch(SQL.referrals_of, case)
        ],
        latest=await latest_scores(work, case),
    )


def _own_words(words: dict[str, str]) -> dict[str, Any]:
    # what was sealed before there was a carer has no words of theirs
    return {"carer_own_words": words.pop(_CARER, ""), "own_words": words}


def _seal(work: IntakeWork, content: Mapping[str, Any]) -> bytes:
    return work.settings.sealer.seal(orjson.dumps(content))


def _opened(work: IntakeWork, row: Mapping[str, Any], erased: bytes) -> bytes:
    return work.settings.sealer.open(row["sealed"]) if row["sealed"] else erased
