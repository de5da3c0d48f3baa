"""Short ways to say a case, a team and an arrival in a test."""

from datetime import UTC, datetime
from uuid import UUID

from libs.contracts.payload import CaseEvent
from libs.contracts.words import LifeDomain, Urgency, WayIn
from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.intake.domain.arrival import Arrival, arrive
from services.intake.domain.case import Case
from services.intake.domain.conversation import Conversation, Score
from services.intake.domain.teams import CaseHolder, Teams
from services.intake.policy_file import PolicyFile

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
POLICY = read(ROOT / "deploy" / "reference" / "intake-policy.toml", PolicyFile)


class Ids:
    """1, 2, 3 ... as UUIDs, so that a failing test can be read."""

    def __init__(self, start: int = 0) -> None:
        self.last = start

    def __call__(self) -> UUID:
        self.last += 1
        return UUID(int=self.last)


HOUSEHOLD = UUID(int=10_001)
ANNA, BEN = UUID(int=20_001), UUID(int=20_002)


def team(*capacities: int, neighbourhood: str = "de-bilt-west") -> Teams:
    """Case holders from Anna on, one per capacity."""
    return Teams.of(
        CaseHolder(UUID(int=ANNA.int + number), neighbourhood, capacity) for number, capacity in enumerate(capacities)
    )


def signal(
    number: int = 1, urgency: Urgency = Urgency.SOON, neighbourhood: str = "de-bilt-west", household: UUID = HOUSEHOLD
) -> Arrival:
    return Arrival(household, neighbourhood, WayIn.SIGNAL, urgency, UUID(int=30_000 + number))


def opened(arrival: Arrival | None = None, teams: Teams | None = None) -> Case:
    """A case as it is just after opening, held by Anna."""
    case, _ = arrive(None, arrival or signal(), teams or team(10), NOW, Ids(), POLICY)
    return case


def conversation(*scores: int, offered: bool = True) -> Conversation:
    """On as many life domains as there are scores."""
    return Conversation(
        id=UUID(int=40_001),
        held_on=NOW.date(),
        scores=tuple(Score(domain, score) for domain, score in zip(LifeDomain, scores, strict=False)),
        strengths=(),
        client_support_offered=offered,
        client_supporter_present=False,
    )


def names(events: list[CaseEvent]) -> list[str]:
    """`nl.omzien.cases.opened.v1` -> `opened`."""
    return [event.type.split(".")[3] for event in events]
