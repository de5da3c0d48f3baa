"""What waits for whom: the next step that a case asks of the people who look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from services.intake.domain.case import Case, CaseState


class Wait(StrEnum):
    """In the order in which they are looked at: a case is on the list for the first that holds."""

    PLACE = "place"
    ASSIGNMENT = "assignment"
    HANDOVER_CONFIRMATION = "handover_confirmation"
    PICK_UP = "pick_up"
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
    Wait.FIRST_CONTACT: "The resident has not been reached yet: make the first contact.",
    Wait.ROUTE: "The first contact was made: advise, hold a conversation, or choose another route.",
    Wait.OUTREACH: "They do not come by themselves: visit, and note the attempt.",
    Wait.CLARIFICATION: "A conversation was held: clarify, and confirm it with the resident.",
    Wait.PLAN: "The needs are known: the plan is to be agreed.",
}

_BY_STATE = {
    CaseState.OPENED: Wait.FIRST_CONTACT,
    CaseState.REOPENED: Wait.FIRST_CONTACT,
    CaseState.FIRST_CONTACT: Wait.ROUTE,
    CaseState.OUTREACH: Wait.OUTREACH,
    CaseState.CONVERSATION: Wait.CLARIFICATION,
    CaseState.CLARIFIED: Wait.PLAN,
    CaseState.DIRECT_TRANSFER: Wait.PLAN,
}


@dataclass(frozen=True, slots=True)
class WorkItem:
    case: Case
    waits_for: Wait

    @property
    def order(self) -> tuple[int, datetime, UUID]:
        """The most urgent first, then the longest waiting."""
        return -self.case.urgency.weight, self.case.since, self.case.id


def work_list(cases: Iterable[Case], reader: UUID | None = None) -> list[WorkItem]:
    """`reader` sees what waits for them alone; without one, it is the list of a whole neighbourhood."""
    waits = ((case, _waits_for(case, reader)) for case in cases if case.open)
    return sorted((WorkItem(case, wait) for case, wait in waits if wait is not None), key=lambda item: item.order)


def _waits_for(case: Case, reader: UUID | None) -> Wait | None:
    if case.case_holder is None:
        return Wait.PLACE if case.neighbourhood == UNKNOWN_NEIGHBOURHOOD else Wait.ASSIGNMENT
    if case.receiver is not None and reader in (None, case.receiver):
        return Wait.HANDOVER_CONFIRMATION
    if case.waiting:
        return Wait.PICK_UP
    return _BY_STATE.get(case.state)
