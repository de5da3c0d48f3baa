"""What is read of many signals at once, for deliveries to others."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.words import PartnerKind
from services.signalling.domain.signal import State
from services.signalling.store.base import SQL, Database

#: Where a page begins: (case, signal).
Behind = tuple[UUID, UUID]


@dataclass(frozen=True)
class Arrears:
    """A signal of payment arrears that led to a case, with its sealed submission."""

    id: UUID
    caseid: UUID
    partner: PartnerKind
    accepted_at: datetime
    state: State
    sealed: bytes


async def exported_arrears(db: Database, since: datetime, until: datetime, after: Behind, limit: int) -> list[Arrears]:
    """Accepted at `since` or later and before `until`; those of one case stand together."""
    rows = await db.fetch(SQL.exported_arrears, since, until, *after, limit)
    return [
        Arrears(**dict(row) | {"partner": PartnerKind(row["partner"]), "state": State(row["state"])}) for row in rows
    ]
