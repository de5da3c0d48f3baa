"""One signal: its states, and the transitions between them. Each gives the signal as it is now, and its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from libs.contracts import signals as told
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Event
from libs.contracts.signals import Discretion
from libs.contracts.words import (
    Agreement,
    Certainty,
    IdentityField,
    Mark,
    PartnerKind,
    ReporterCategory,
    SignalKind,
    Urgency,
    WayIn,
)
from services.signalling.domain.reporters import category_of


class State(StrEnum):
    """Domain.md section 6. `accepted` never rests: the decision follows in the same transaction."""

    ACCEPTED = "accepted"
    HELD = "held"
    RAISED = "raised"
    PICKED_UP = "picked_up"
    CLOSED = "closed"
    DISMISSED = "dismissed"
    GAP_LISTED = "gap_listed"
    YOUTH_ROUTED = "youth_routed"
    ERASED = "erased"


#: Somebody may still have to act on these.
ACTIVE = frozenset({State.HELD, State.RAISED, State.PICKED_UP})
#: Nobody has to act on these any more: each waits for the end of its retention period.
ENDED = frozenset({State.CLOSED, State.DISMISSED, State.GAP_LISTED, State.YOUTH_ROUTED})
#: The partner may no longer change these: a new worry under the same number is a new signal.
OVER = frozenset({State.CLOSED, State.DISMISSED, State.ERASED})


@dataclass(frozen=True)
class Decision:
    """Why it was held or raised, with what was weighed: kept with the signal, so that it can be explained."""

    grounds: tuple[str, ...]
    points: int
    threshold: int
    partners: int
    counted: tuple[UUID, ...]
    policy: told.Policy


@dataclass(frozen=True)
class Beside:
    """An earlier signal of the same household, and how the two descriptions agree."""

    signal: UUID
    fields: Mapping[IdentityField, Agreement]
    strength: int


@dataclass(frozen=True)
class Pause:
    """The clock of the promise stands still since then, for a reason that is a code."""

    since: datetime
    ground: str


@dataclass(frozen=True)
class Signal:
    """Without who, where and what was seen: those are stored sealed beside it.

    `household` is None for a gap in services and for a minor. `points` is what it weighs on its own. `beside`: the
    latest signals that it was put together with when its partner told of it. `apart`: a person has said that it belongs
    to no other. `picked_up`: somebody tried to reach the resident, whatever its state is now. `way_in`: of a referral.
    """

    id: UUID
    source: str
    partner: PartnerKind
    kind: SignalKind
    urgency: Urgency
    certainty: Certainty
    marks: tuple[Mark, ...]
    points: int
    accepted_at: datetime
    neighbourhood: str
    household: UUID | None = None
    sequence: int = 0
    state: State = State.ACCEPTED
    hold_until: datetime | None = None
    pick_up_by: datetime | None = None
    caseid: UUID | None = None
    decision: Decision | None = None
    beside: tuple[Beside, ...] = ()
    apart: bool = False
    discretion: Discretion = Discretion.OPEN
    picked_up: bool = False
    pause: Pause | None = None
    way_in: WayIn | None = None

    @property
    def reporter(self) -> ReporterCategory:
        return category_of(self.partner, self.discretion)

    @property
    def active(self) -> bool:
        return self.state in ACTIVE

    def late(self, now: datetime) -> bool:
        """Whether the promise to pick it up is broken."""
        runs = self.state is State.RAISED and self.pause is None
        return runs and self.pick_up_by is not None and self.pick_up_by <= now

    @property
    def given_by(self) -> tuple[str, PartnerKind]:
        """Which partner this is, for counting different ones."""
        return self.source, self.partner


Change = tuple[Signal, list[Event]]


def accepted(signal: Signal) -> Event:
    return told.SignalAccepted(**_facts(signal), certainty=signal.certainty, marks=signal.marks)


def correlated(signal: Signal) -> list[Event]:
    """Nothing when it stands alone."""
    beside = tuple(told.Beside(**vars(each)) for each in signal.beside)
    return [told.SignalCorrelated(**_facts(signal), beside=beside)] if beside else []


def amended(signal: Signal) -> Event:
    return told.SignalAmended(**_facts(signal), marks=signal.marks)


def hold(signal: Signal, decision: Decision, until: datetime) -> Change:
    """Too light for now; an adviser looks before `until`."""
    signal = replace(signal, state=State.HELD, hold_until=until, pick_up_by=None, decision=decision)
    event = told.SignalHeld(
        **_facts(signal), until=until, points=decision.points, threshold=decision.threshold, policy=decision.policy
    )
    return signal, [event]


def end_hold(signal: Signal) -> Change:
    """Its window is about to end: nothing lapses unseen."""
    if signal.state is not State.HELD or signal.hold_until is None:
        return signal, []
    return signal, [told.SignalHoldEnding(**_facts(signal), until=signal.hold_until)]


def raise_(signal: Signal, decision: Decision, raised_with: Sequence[UUID], pick_up_by: datetime) -> Change:
    """Intake is to act, within the promised term."""
    signal = replace(signal, state=State.RAISED, hold_until=None, pick_up_by=pick_up_by, decision=decision)
    event = told.SignalRaised(
        **_facts(signal),
        grounds=decision.grounds,
        raised_with=tuple(raised_with),
        pick_up_by=pick_up_by,
        policy=decision.policy,
        way_in=signal.way_in if signal.discretion is Discretion.OPEN else None,
    )
    return signal, [event]


def part(signal: Signal, household: UUID, ground: str) -> Change:
    """About somebody else than was thought: to be decided upon anew, at a household of its own."""
    before = signal.household
    signal = replace(
        signal,
        household=household,
        state=State.ACCEPTED,
        hold_until=None,
        caseid=None,
        decision=None,
        beside=(),
        apart=True,
        picked_up=False,
    )
    return signal, [told.SignalParted(**_facts(signal), parted_from=before, ground=ground)]


def list_gap(signal: Signal) -> Change:
    signal = replace(signal, state=State.GAP_LISTED, household=None, hold_until=None)
    return signal, [told.SignalGapListed(**_facts(signal))]


def route_youth(signal: Signal) -> Change:
    signal = replace(signal, state=State.YOUTH_ROUTED, household=None, hold_until=None)
    return signal, [told.SignalYouthRouted(**_facts(signal))]


def dismiss(signal: Signal, ground: str) -> Change:
    """By a person only; what is raised has left for intake and ends there."""
    signal = replace(signal, state=State.DISMISSED, hold_until=None)
    return signal, [told.SignalDismissed(**_facts(signal), ground=ground)]


def link(signal: Signal, caseid: UUID) -> Change:
    """The case that it led to is known."""
    return (replace(signal, caseid=caseid) if signal.active else signal), []


def pick_up(signal: Signal, caseid: UUID) -> Change:
    """The first attempt at contact; later attempts change nothing."""
    if signal.state is not State.RAISED:
        return signal, []
    signal = replace(signal, state=State.PICKED_UP, caseid=caseid, picked_up=True, pause=None)
    return signal, [told.SignalPickedUp(**_facts(signal), caseid=caseid)]


def close(signal: Signal, caseid: UUID) -> Change:
    """With its case, also when nobody ever reached the resident."""
    if signal.state not in (State.RAISED, State.PICKED_UP):
        return signal, []
    signal = replace(signal, state=State.CLOSED, caseid=caseid, pause=None)
    return signal, [told.SignalClosed(**_facts(signal), caseid=caseid)]


def miss_term(signal: Signal) -> Change:
    """Nobody picked it up in time. It stays raised."""
    if signal.state is not State.RAISED or signal.pick_up_by is None or signal.pause is not None:
        return signal, []
    return signal, [told.SignalOverdue(**_facts(signal), pick_up_by=signal.pick_up_by)]


def pause(signal: Signal, ground: str, since: datetime) -> Change:
    """The clock of the promise stands still."""
    signal = replace(signal, pause=Pause(since, ground))
    return signal, [told.SignalPaused(**_facts(signal), ground=ground)]


def resume(signal: Signal, pick_up_by: datetime) -> Change:
    """The clock runs again, towards this moment."""
    signal = replace(signal, pause=None, pick_up_by=pick_up_by)
    return signal, [told.SignalResumed(**_facts(signal), pick_up_by=pick_up_by)]


def erase(signal: Signal) -> Change:
    """What remains says that it was and what kind, not whom or where it was about."""
    if signal.state not in ENDED:
        return signal, []
    here = replace(signal, household=None)
    gone = replace(
        here,
        state=State.ERASED,
        neighbourhood=UNKNOWN_NEIGHBOURHOOD,
        caseid=None,
        marks=(),
        beside=(),
        decision=None,
        pick_up_by=None,
        apart=False,
    )
    return gone, [told.SignalErased(**_facts(here))]


def _facts(signal: Signal) -> dict[str, Any]:
    return {
        "neighbourhood": signal.neighbourhood,
        "household": signal.household,
        "kind": signal.kind,
        "urgency": signal.urgency,
        "reporter": signal.reporter,
    }
