"""What waits for whom: the next step that a case asks of the people who look at it, and by when."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from services.intake.domain.case import Case, CaseState

#: After every term: where a case stands that has none.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Wait(StrEnum):
    """In the order in which they are looked at: a case is on the list for the first that holds."""

    PLACE = "place"
    ASSIGNMENT = "assignment"
    HANDOVER_CONFIRMATION = "handover_confirmation"
    PICK_UP = "pick_up"
    HANDOVER = "handover"
    FIRST_CONTACT = "first_contact"
    ROUTE = "route"
    OUTREACH = "outreach"
    CLARIFICATION = "clarification"
    PLAN = "plan"

    @property
    def asks(self) -> str:
        """What is to be done, in words for who reads the list."""
        return _ASKS[self]


_ASKS = {
    Wait.PLACE: "The postcode is missing, or is in no neighbourhood: find out where they live, and place the case.",
    Wait.ASSIGNMENT: "Nobody in the neighbourhood's team has room: find a case holder, and assign the case.",
    Wait.HANDOVER_CONFIRMATION: "A handover was proposed: the receiver confirms it.",
    Wait.PICK_UP: "A signal has not been picked up: try to reach the resident, and note the attempt.",
    Wait.HANDOVER: "The night team holds it: propose a warm handover to the team of the neighbourhood.",
    Wait.FIRST_CONTACT: "The resident has not been reached yet: make the first contact.",
    Wait.ROUTE: "The first contact was made: advise, hold a conversation, or choose another route.",
    Wait.OUTREACH: "They do not come by themselves: visit, and note the attempt.",
    Wait.CLARIFICATION: "A conversation was held: clarify, and confirm it with the resident.",
    Wait.PLAN: "The needs are known: the plan is to be agreed.",
}


class List(StrEnum):
    """Whose list. `neighbourhood` has everything that waits there; the others what waits for one role."""

    NEIGHBOURHOOD = "neighbourhood"
    ADVISER = "adviser"
    HELPDESK = "helpdesk"
    OUTREACH = "outreach"
    EXCEPTIONS = "exceptions"


_BY_STATE = {
    CaseState.OPENED: Wait.FIRST_CONTACT,
    CaseState.REOPENED: Wait.FIRST_CONTACT,
    CaseState.FIRST_CONTACT: Wait.ROUTE,
    CaseState.OUTREACH: Wait.OUTREACH,
    CaseState.CONVERSATION: Wait.CLARIFICATION,
    CaseState.CLARIFIED: Wait.PLAN,
    CaseState.DIRECT_TRANSFER: Wait.PLAN,
}


class Order(NamedTuple):
    """Where a case stands on a list: exceptions first, then what is overdue longest, then what is due soonest.

    After that the most urgent, the longest waiting.
    """

    ordinary: bool
    due: datetime
    calm: int
    since: datetime
    id: UUID

    @classmethod
    def of(cls, case: Case) -> "Order":
        return cls(not case.exception, case.due or NEVER, -case.urgency.weight, case.since, case.id)


@dataclass(frozen=True, slots=True)
class WorkItem:
    """`overdue`: the team is late with it by law."""

    case: Case
    waits_for: Wait
    overdue: bool = False


def work_list(
    cases: Iterable[Case],
    now: datetime,
    readers: AbstractSet[UUID] = frozenset(),
    night: AbstractSet[UUID] = frozenset(),
) -> list[WorkItem]:
    """`readers`, one person and those for whom they stand in, see what waits for them alone; nobody: for everybody.

    `night` are those of the night team while it is day: what they hold goes on to the neighbourhood.
    """
    waits = ((case, _waits_for(case, readers, night)) for case in sorted(cases, key=Order.of) if case.open)
    return [WorkItem(case, wait, case.due is not None and case.due <= now) for case, wait in waits if wait is not None]


def _waits_for(case: Case, readers: AbstractSet[UUID], night: AbstractSet[UUID]) -> Wait | None:
    if case.case_holder is None:
        return Wait.PLACE if case.neighbourhood == UNKNOWN_NEIGHBOURHOOD else Wait.ASSIGNMENT
    if case.receiver is not None and (not readers or case.receiver in readers):
        return Wait.HANDOVER_CONFIRMATION
    if case.waiting:
        return Wait.PICK_UP
    if case.case_holder in night:
        return Wait.PLACE if case.neighbourhood == UNKNOWN_NEIGHBOURHOOD else Wait.HANDOVER
    return _BY_STATE.get(case.state)
