"""Whether a household is known: yes or no, and not a word more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from libs.contracts.words import PartnerKind
from services.signalling.domain.identity import Identity
from services.signalling.domain.register import Register
from services.signalling.domain.resolving import resolve


class KnownAnswer(StrEnum):
    """What was answered to the question."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True)
class KnownQuestion:
    """Who asked, and what was answered. `asked`: a keyed hash of whom and where, to see that it is asked again."""

    id: UUID
    asked_at: datetime
    source: str
    partner: PartnerKind
    actor: str
    answer: KnownAnswer
    asked: bytes


def is_known(register: Register, identity: Identity, new_id: Callable[[], UUID]) -> bool:
    """Whether the household that a signal would lead to has an open case or an active signal.

    Resolves as a signal would: the register is changed, and is not to be saved.
    """
    household = resolve(register, identity, new_id)
    return household.open_case is not None or bool(register.active_at(household.id))
