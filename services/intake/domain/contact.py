"""First contact: reaching the resident, sending the case on its route, and answering a simple question."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.cases import (
    CaseClosed,
    CaseContactAttempted,
    CaseFirstContactMade,
    CaseSentToOutreach,
    CaseTriaged,
)
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Route
from services.intake.domain.case import Case, CaseState, Decision, about, moved, named, require_open

#: From clarification on, the adviser has decided: triage is over.
DECIDED = frozenset({CaseState.CLARIFIED, CaseState.DIRECT_TRANSFER, CaseState.PLANNED})


def attempt(case: Case, by: UUID, *, reached: bool, now: datetime) -> Decision:
    """A named person tried to reach the resident: the signals that waited are picked up, reached or not."""
    require_open(case)
    case, events = _attempted(case, by, reached=reached)
    if reached and case.untouched:
        case, made = _first_contact_made(case, now)
        case, sent = _sent_on(case, now)
        events += made + sent
    return case, events


def met(case: Case, by: UUID | None, now: datetime) -> Decision:
    """Who advises, talks or transfers has reached the resident: what that implies and was not recorded yet."""
    events: list[CaseEvent] = []
    if by is not None and (case.waiting or case.untouched):
        case, events = _attempted(case, by, reached=True)
    if case.untouched:
        case, made = _first_contact_made(case, now)
        events += made
    return case, events


def triage(case: Case, route: Route, now: datetime) -> Decision:
    """Provisional. A case whose resident nobody has reached yet goes to outreach once they have (section 6)."""
    require_open(case)
    if case.state in DECIDED:
        raise Refused("already-decided", f"The case is {case.state}: its way is decided, triage is over.")
    if route is Route.OUTREACH and case.state is CaseState.CONVERSATION:
        raise Refused("already-talking", "There is a conversation with the resident: outreach is not needed.")
    events: list[CaseEvent] = []
    if route is not case.route:
        case = replace(case, route=route)
        events.append(CaseTriaged(**about(case), route=route))
    case, sent = _sent_on(case, now)
    return case, events + sent


def advise(case: Case, offerings: tuple[UUID, ...], note: str, by: UUID | None, now: datetime) -> Decision:
    """A simple question, answered from the catalogue or in words: not every question leads to a conversation."""
    require_open(case)
    if not (offerings or note.strip()):
        raise Refused(
            "nothing-advised",
            "The catalogue has nothing in this category: note what you advised, or hold a conversation.",
        )
    case, events = met(case, by, now)
    if case.state is not CaseState.FIRST_CONTACT:
        raise Refused(
            "past-first-contact", f"The case is in state {case.state}: answer it there, or close it with its outcome."
        )
    if case.route is not Route.ADVICE:
        case = replace(case, route=Route.ADVICE)
        events.append(CaseTriaged(**about(case), route=Route.ADVICE))
    case = replace(moved(case, CaseState.CLOSED, now), outcome=CaseOutcome.ADVISED, receiver=None, waiting=())
    closed = CaseClosed(
        **about(case), outcome=CaseOutcome.ADVISED, signals=named(case.signals), advised_offerings=offerings
    )
    return case, [*events, closed]


def _attempted(case: Case, by: UUID, *, reached: bool) -> Decision:
    event = CaseContactAttempted(**about(case), by=by, reached=reached, signals=named(case.waiting))
    return replace(case, attempts=case.attempts + 1, waiting=()), [event]


def _first_contact_made(case: Case, now: datetime) -> Decision:
    return moved(case, CaseState.FIRST_CONTACT, now), [CaseFirstContactMade(**about(case))]


def _sent_on(case: Case, now: datetime) -> Decision:
    if case.route is not Route.OUTREACH or case.state is not CaseState.FIRST_CONTACT:
        return case, []
    return moved(case, CaseState.OUTREACH, now), [CaseSentToOutreach(**about(case))]
