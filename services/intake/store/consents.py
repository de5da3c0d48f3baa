"""What residents agreed to, and what referrals rested on. Read under the lock of the case."""

from typing import Any
from uuid import UUID

from libs.contracts.casework import Purpose
from services.intake.domain.case import Case
from services.intake.domain.consent import Answer, Basis, Consent, How, ReferralStep
from services.intake.store.base import SQL, IntakeWork


async def add_consent(work: IntakeWork, case: Case, said: Consent) -> None:
    await work.connection.execute(
        SQL.add_consent,
        said.id,
        case.id,
        said.purpose,
        said.answer,
        said.said_on,
        said.how,
        said.recorded_by,
        said.until,
    )


async def consents_of(work: IntakeWork, case: UUID) -> tuple[Consent, ...]:
    """All that was said, in the order in which it was recorded."""
    return tuple(_consent(dict(row)) for row in await work.connection.fetch(SQL.consents_of, case))


async def add_referral(work: IntakeWork, case: Case, step: ReferralStep, basis: Basis) -> None:
    """Keeps what it rests on; the note with a ground sealed."""
    without = basis.without
    sealed = work.settings.sealer.seal(without.note.encode()) if without and without.note else None
    ground = without.ground if without else None
    await work.connection.execute(
        SQL.add_referral, work.new_id(), case.id, work.now, step, basis.consent, ground, sealed
    )


def _consent(row: dict[str, Any]) -> Consent:
    return Consent(
        **row | {"purpose": Purpose(row["purpose"]), "answer": Answer(row["answer"]), "how": How(row["how"])}
    )
