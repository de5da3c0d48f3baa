"""Rewards: entries of the catalogue that cost points, and what was had of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts.accounts import AccountKind
from libs.contracts.refusals import Refused
from services.matching.domain.account import MUNICIPALITY, Key
from services.matching.domain.offering import Kind, Offering


@dataclass(frozen=True)
class Order:
    """One time that a reward was had. `from_pot`: how many of its points the common pot paid."""

    id: UUID
    offering: UUID
    account: UUID | None
    points: int
    from_pot: int
    ordered_at: datetime


def may_be_reward(offering: Offering) -> None:
    """Raises Refused unless it may cost points: what people count on as support never does."""
    if offering.withdrawn:
        raise Refused("offering-withdrawn", "It has left the catalogue: register it again under a new id.")
    if offering.kind is Kind.CONTRIBUTION:
        raise Refused("contribution", "What a resident gives answers needs, and needs never cost points.")
    if offering.rung.tailor_made:
        raise Refused("tailor-made", "Rungs 4 and 5 answer needs on a decision; only rungs 2 and 3 can be rewards.")
    if offering.taken:
        raise Refused(
            "answers-needs", f"{offering.taken} needs count on it. Register the reward as an entry of its own."
        )


def paid_to(offering: Offering) -> Key:
    """Whose account a reward's points come to, where a volunteer may have none: then to the municipality."""
    if offering.organisation is not None:
        return Key(AccountKind.ORGANISATION, str(offering.organisation), offering.neighbourhood)
    if offering.kind is Kind.ORGANISATION:
        return MUNICIPALITY
    return Key(AccountKind.VOLUNTEER, str(offering.id), offering.neighbourhood)
