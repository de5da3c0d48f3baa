"""The terms that a municipality sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.words import Urgency
from services.arrangement.domain.cost import Budget, Fields
from services.arrangement.domain.funding import Funding
from services.arrangement.domain.spending import Spending


@dataclass(frozen=True)
class Ladder:
    """What makes a step worth proposing: so many stable reviews in a row (down), a score fallen by so much (up)."""

    stable_reviews: int = 2
    fallen_by: int = 1


@dataclass(frozen=True)
class Transition:
    """Running indications: so long before the end a conversation is due; told again so often while nobody holds it."""

    conversation_before: timedelta
    again_every: timedelta


@dataclass(frozen=True)
class Survey:
    """When it is asked whether somebody was helped well, and how long an answer is waited for.

    A resident counts from when support began to run, a volunteer from when theirs did.
    """

    resident_after: timedelta = timedelta(weeks=12)
    volunteer_after: timedelta = timedelta(weeks=8)
    at_closing: bool = True
    answer_within: timedelta = timedelta(weeks=4)


@dataclass(frozen=True)
class Network:
    """When the multi-need network meets, and for whom: so many domains with that score or a lower one."""

    every: timedelta = timedelta(weeks=6)
    first_on: date = date(2026, 1, 12)
    set_before: timedelta = timedelta(days=7)
    low_score: int = 2
    domains: int = 2


@dataclass(frozen=True)
class Policy:
    """One version of them. `cover`: how long a need may go without support. The others count from what they follow."""

    version: str
    holds_from: date
    content_hash: str
    cover: Mapping[Urgency, timedelta]
    review_after: timedelta
    review_every: timedelta
    check_in_every: timedelta
    #: How soon a worry of a check-in is looked at in a review.
    worry_within: timedelta
    follow_up_after: timedelta
    ladder: Ladder
    transition: Transition
    fields: Fields
    #: Cents a year.
    budgets: Mapping[Budget, int]
    funding: Funding
    spending: Spending
    #: What is done before a plan goes to a specialist, as codes.
    handover_checklist: tuple[str, ...]
    lasting_review_after: timedelta
    #: So long before the legal term of an application ends it is told that it is near.
    decision_near: timedelta
    #: A running indication is talked about before it ends, not after.
    review_before_end: timedelta
    #: How often it is told that the legal term stands still where nobody named a day.
    decision_still: timedelta = timedelta(weeks=2)
    survey: Survey = Survey()
    network: Network = Network()
    #: Nobody puts a review off for longer, whatever day they name.
    review_within: timedelta = timedelta(weeks=53)
    #: Suspended support is looked at again so soon, unless a day is named.
    suspended_within: timedelta = timedelta(weeks=6)

    def cover_within(self, urgency: Urgency) -> timedelta:
        """From the moment a need is without support."""
        return self.cover[urgency]

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with every plan that it decided."""
        return f"{self.version}:{self.content_hash}"
