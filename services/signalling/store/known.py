"""Who asked whether a household is known."""

from collections.abc import Collection
from uuid import UUID

from libs.contracts.words import PartnerKind
from services.signalling.domain.known import KnownAnswer, KnownQuestion
from services.signalling.store.base import SQL, Database


async def keep_known_question(db: Database, question: KnownQuestion) -> None:
    """For whoever guards privacy."""
    await db.execute(
        SQL.keep_known_question,
        question.id,
        question.asked_at,
        question.source,
        question.partner.value,
        question.actor,
        question.answer.value,
        question.asked,
    )


async def known_questions(db: Database, source: str | None, after: UUID, limit: int) -> list[KnownQuestion]:
    """Oldest first; of one source when asked."""
    return [
        KnownQuestion(**dict(row) | {"partner": PartnerKind(row["partner"]), "answer": KnownAnswer(row["answer"])})
        for row in await db.fetch(SQL.known_questions, source, after, limit)
    ]


async def erase_known_questions(db: Database, questions: Collection[UUID]) -> None:
    """Nothing of them is left."""
    await db.execute(SQL.erase_known_questions, list(questions))
