"""A case: one household's way from first contact to closing, and the steps that it may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from libs.contracts.cases import MOST_SIGNALS
from libs.contracts.casework import SuspensionGround, TriageReason
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Route, Urgency, WayIn


class CaseState(StrEnum):
    OPENED = "opened"
    FIRST_CONTACT = "first_contact"
    OUTREACH = "outreach"
    CONVERSATION = "conversation"
    CLARIFIED = "clarified"
    DIRECT_TRANSFER = "direct_transfer"
    PLANNED = "planned"
    CLOSED = "closed"
    REOPENED = "reopened"


#: Every step that a case may take. Nothing else changes `Case.state` than `moved`.
STEPS: Mapping[CaseState, frozenset[CaseState]] = {
    CaseState.OPENED: frozenset({CaseState.FIRST_CONTACT, CaseState.CLOSED}),
    CaseState.FIRST_CONTACT: frozenset(
        {CaseState.OUTREACH, CaseState.CONVERSATION, CaseState.DIRECT_TRANSFER, CaseState.CLOSED}
    ),
    CaseState.OUTREACH: frozenset({CaseState.CONVERSATION, CaseState.CLOSED}),
    CaseState.CONVERSATION: frozenset({CaseState.CLARIFIED, CaseState.CLOSED}),
    CaseState.CLARIFIED: frozenset({CaseState.PLANNED, CaseState.CLOSED}),
    CaseState.DIRECT_TRANSFER: frozenset({CaseState.PLANNED, CaseState.CLOSED}),
    CaseState.PLANNED: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.REOPENED}),
    CaseState.REOPENED: frozenset({CaseState.FIRST_CONTACT, CaseState.CLOSED}),
}

#: Until it is clarified or transferred, what the resident needs is being looked into: so long its clocks run.
INVESTIGATED = frozenset(
    {CaseState.OPENED, CaseState.REOPENED, CaseState.FIRST_CONTACT, CaseState.OUTREACH, CaseState.CONVERSATION}
)
#: What cannot wait for a conversation: on a list of its own, with a term of its own (Wmo 2015, art. 2.3.3).
EXCEPTIONS = frozenset({Route.ACUTE, Route.PALLIATIVE})


@dataclass(frozen=True, slots=True)
class Case:
    """`waiting` are the signals that no named person has picked up yet, a part of `signals`.

    `case_holder` of a closed case is who held it last. `receiver` is whom a hand-over was proposed to. `reasons` say
    why it goes its `route`, by the policy `rule`; without one, a person decided. Its terms (`..._by`) count from the
    day `reported_on`; `told` are the notices that were given of them. `due` is set when it is saved (`clocks.timed`).
    """

    id: UUID
    household: UUID
    neighbourhood: str
    way_in: WayIn
    urgency: Urgency
    opened_at: datetime
    since: datetime
    sequence: int = 0
    state: CaseState = CaseState.OPENED
    route: Route = Route.TEAM
    case_holder: UUID | None = None
    receiver: UUID | None = None
    signals: tuple[UUID, ...] = ()
    waiting: tuple[UUID, ...] = ()
    attempts: int = 0
    complex: bool | None = None
    plan: UUID | None = None
    outcome: CaseOutcome | None = None
    reasons: tuple[TriageReason, ...] = ()
    rule: str | None = None
    reported_on: date | None = None
    personal_plan_by: date | None = None
    personal_plan_on: date | None = None
    investigation_by: date | None = None
    urgent_by: datetime | None = None
    suspended_on: date | None = None
    suspended_until: date | None = None
    suspended_for: SuspensionGround | None = None
    suspended_days: int = 0
    told: tuple[str, ...] = ()
    due: datetime | None = None
    moved_to: str | None = None

    @property
    def open(self) -> bool:
        return self.state is not CaseState.CLOSED

    @property
    def held_by(self) -> UUID | None:
        """Whose workload it counts in: nobody's once it is closed."""
        return self.case_holder if self.open else None

    @property
    def investigated(self) -> bool:
        """Whether its clocks run, or would if they were not suspended."""
        return self.state in INVESTIGATED

    @property
    def exception(self) -> bool:
        """Acute or palliative, and not yet transferred: nobody may lose sight of it."""
        return self.route in EXCEPTIONS and self.investigated

    @property
    def untouched(self) -> bool:
        """Nobody has reached the resident since it was opened or reopened."""
        return self.state in (CaseState.OPENED, CaseState.REOPENED)


Decision = tuple[Case, list[CaseEvent]]
NewId = Callable[[], UUID]


class About(TypedDict):
    caseid: UUID
    neighbourhood: str


def about(case: Case) -> About:
    """What every event of a case carries: `CasePlanned(**about(case), plan=...)`."""
    return About(caseid=case.id, neighbourhood=case.neighbourhood)


def named(signals: tuple[UUID, ...]) -> tuple[UUID, ...]:
    """As many of these signals as an event names: the latest."""
    return signals[-MOST_SIGNALS:]


def moved(case: Case, to: CaseState, now: datetime) -> Case:
    """The case one step further; `Refused` where section 6 knows no such step."""
    if to not in STEPS[case.state]:
        require_open(case)
        onward = ", ".join(sorted(STEPS[case.state]))
        raise Refused(
            "step-not-possible", f"The case is in state {case.state}; from there it goes to {onward}, not to {to}."
        )
    return replace(case, state=to, since=now)


def require_open(case: Case) -> None:
    if not case.open:
        raise Refused("case-closed", "The case is closed. Reopen it first.")


def require_holder(case: Case) -> UUID:
    if case.case_holder is None:
        raise Refused("no-case-holder", "Nobody holds this case yet. Assign a case holder first.")
    return case.case_holder
