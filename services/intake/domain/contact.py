"""First contact: reaching the resident, sending the case on its route, and answering a simple question."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.cases import CaseClosed, CaseContactAttempted, CaseFirstContactMade, CaseSentToOutreach
from libs.contracts.casework import TriageReason
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Route
from services.intake.domain.case import Case, CaseState, Decision, about, moved, named, require_open
from services.intake.domain.policy import Policy
from services.intake.domain.triage import send_by_hand

#: From clarification on, the adviser has decided: triage is over.
DECIDED = frozenset({CaseState.CLARIFIED, CaseState.DIRECT_TRANSFER, CaseState.PLANNED})


def attempt(case: Case, by: UUID, *, reached: bool, now: datetime) -> Decision:
    """A named person tried to reach the resident: the signals that waited are picked up, reached or not."""
    require_open(case)
    case, events = _attempted(case, by, reached=reached)
    if reached and case.untouched:
        case, made = _first_contact_made(case, now)
        # policy supposed that they do not come by themselves; now that they were reached, a person says what follows
        case, sent = _sent_on(case, now) if case.rule is None else (case, [])
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


def triage(case: Case, route: Route, now: datetime, policy: Policy, reason: TriageReason | None = None) -> Decision:
    """A person's word, provisional: it goes before policy's. An exception goes another way with a reason only.

    A case whose resident nobody has reached yet goes to outreach once they have (section 6).
    """
    require_open(case)
    if case.state in DECIDED:
        raise Refused("already-decided", f"The case is {case.state}: its way is decided, triage is over.")
    if route is Route.OUTREACH and case.state is CaseState.CONVERSATION:
        raise Refused("already-talking", "There is a conversation with the resident: outreach is not needed.")
    events: list[CaseEvent] = []
    if route is not case.route or case.rule is not None or reason not in (None, *case.reasons):
        case, events = send_by_hand(case, route, reason, policy, now)
    case, sent = _sent_on(case, now)
    return case, events + sent


def advise(
    case: Case, offerings: tuple[UUID, ...], note: str, by: UUID | None, now: datetime, policy: Policy
) -> Decision:
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
        if case.exception:
            raise Refused(
                "exception", f"The case is {case.route}: transfer it, or give it another route with a reason."
            )
        case, sent = send_by_hand(case, Route.ADVICE, TriageReason.SIMPLE_QUESTION, policy, now)
        events += sent
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
