"""What comes out over HTTP. Who, where and what was seen come out only of `SignalDetail` and `GapView`."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from libs.contracts.payload import Neighbourhood
from libs.contracts.signals import Address, Arrears, Beside, Person, Policy, SignalSubmitted
from libs.contracts.words import (
    Certainty,
    Mark,
    RefusalReason,
    ReporterCategory,
    SignalKind,
    Urgency,
)
from libs.delivery.pages import Page
from services.signalling.domain.household import Household
from services.signalling.domain.identity import Identity
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.signal import REPORTERS, Decision, Signal, State
from services.signalling.store import Answer, Brief, Gap


class AnswerState(StrEnum):
    """What a reporter is told. Never what was found."""

    RECEIVED = "received"
    PICKED_UP = "picked_up"
    CLOSED = "closed"
    REFUSED = "refused"


TOLD = {
    State.PICKED_UP: AnswerState.PICKED_UP,
    State.CLOSED: AnswerState.CLOSED,
    State.DISMISSED: AnswerState.CLOSED,
    State.ERASED: AnswerState.CLOSED,
}


def told_of(state: State | None) -> AnswerState:
    """None of a message that made no signal."""
    return TOLD.get(state, AnswerState.RECEIVED) if state else AnswerState.REFUSED


class AnswerView(BaseModel):
    """What became of one message, by the partner's own id for it."""

    id: str
    state: AnswerState
    signal: UUID | None

    @classmethod
    def of(cls, brief: Brief) -> "AnswerView":
        return cls(id=brief.event_id, state=told_of(brief.state), signal=brief.signal)


class AnswerPage(Page[str]):
    items: list[AnswerView]


class ReceiptView(BaseModel):
    """What became of a message. `reasons` and `detail`: of the latest refusal under this id, if any."""

    signal: UUID | None
    state: AnswerState
    marks: tuple[Mark, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    detail: str | None = None

    @classmethod
    def of(cls, answer: Answer) -> "ReceiptView":
        state = told_of(answer.state)
        latest = answer.refusals[0] if answer.refusals else None
        return cls(
            signal=answer.signal,
            state=state,
            marks=answer.marks,
            reasons=latest.reasons if latest else (),
            detail=latest.detail if latest else None,
        )


class RefusalView(BaseModel):
    """One refused message. `source` and `id` are missing when they could not be read."""

    refusal: UUID
    source: str | None
    id: str | None
    reasons: tuple[RefusalReason, ...]
    detail: str

    @classmethod
    def of(cls, refusal: Refusal) -> "RefusalView":
        return cls(
            refusal=refusal.id,
            source=refusal.source,
            id=refusal.event_id,
            reasons=refusal.reasons,
            detail=refusal.detail,
        )


class RefusalProblem(BaseModel):
    """RFC 9457 problem details, with the reasons for a program."""

    type: str
    title: str
    status: int
    detail: str
    reasons: tuple[RefusalReason, ...]
    refusal: UUID

    @classmethod
    def of(cls, refusal: Refusal) -> "RefusalProblem":
        return cls(
            type="urn:omzien:problem:signal-refused",
            title="signal refused",
            status=422,
            detail=refusal.detail,
            reasons=refusal.reasons,
            refusal=refusal.id,
        )


class DecisionView(BaseModel):
    """Why it was held or raised: what was weighed, and by which policy."""

    grounds: tuple[str, ...]
    points: int
    threshold: int
    partners: int
    counted: tuple[UUID, ...]
    policy: Policy

    @classmethod
    def of(cls, decision: Decision) -> "DecisionView":
        return cls(**vars(decision))


class PauseView(BaseModel):
    """The promised term stands still since then."""

    since: datetime
    ground: str


class SignalView(BaseModel):
    """A signal without who, where and what was seen. `hold_until`: an adviser decides before it."""

    signal: UUID
    neighbourhood: Neighbourhood
    household: UUID | None
    kind: SignalKind
    urgency: Urgency
    certainty: Certainty
    reporter: ReporterCategory
    state: State
    marks: tuple[Mark, ...]
    points: int
    accepted_at: datetime
    hold_until: datetime | None
    pick_up_by: datetime | None
    overdue: bool
    pause: PauseView | None = None
    caseid: UUID | None

    @classmethod
    def of(cls, signal: Signal, now: datetime) -> "SignalView":
        return cls.model_validate(_shown(signal, now))


class SignalPage(Page[str]):
    items: list[SignalView]


class SignalDetail(SignalView):
    """For the coordinator: with whom it is about and what was seen, but not who said so. Empty when it was erased."""

    person: Person | None = None
    address: Address | None = None
    seen: str | None = None
    seen_on: date | None = None
    resident_informed: bool | None = None
    resident_agrees: bool | None = None
    arrears: Arrears | None = None
    decision: DecisionView | None = None
    beside: tuple[Beside, ...] = Field(default=(), description="What it was put together with, and by which fields.")

    @classmethod
    def opened(cls, signal: Signal, told: SignalSubmitted | None, now: datetime) -> "SignalDetail":
        shown = _shown(signal, now)
        shown["decision"] = DecisionView.of(signal.decision) if signal.decision else None
        shown["beside"] = tuple(Beside(**vars(each)) for each in signal.beside)
        return cls.model_validate((vars(told) if told else {}) | shown)


def _shown(signal: Signal, now: datetime) -> dict[str, object]:
    pause = PauseView(**vars(signal.pause)) if signal.pause else None
    more = {"signal": signal.id, "reporter": signal.reporter, "overdue": signal.late(now), "pause": pause}
    return {**vars(signal), **more}


class GapView(BaseModel):
    """A gap in services, for the agenda of the service consultation."""

    signal: UUID
    neighbourhood: Neighbourhood
    urgency: Urgency
    reporter: ReporterCategory
    accepted_at: datetime
    seen: str

    @classmethod
    def of(cls, gap: Gap, seen: str) -> "GapView":
        return cls(**vars(gap) | {"signal": gap.id, "reporter": REPORTERS[gap.partner], "seen": seen})


class HouseholdView(BaseModel):
    """A random reference to the people at one address. `marks`: what of the identity a person should look at."""

    household: UUID
    neighbourhood: Neighbourhood
    marks: tuple[Mark, ...]

    @classmethod
    def of(cls, household: Household, identity: Identity) -> "HouseholdView":
        return cls(household=household.id, neighbourhood=household.neighbourhood, marks=identity.marks)


class Counts(BaseModel):
    """Signals by state; messages refused, repeated, and those that amended a signal."""

    held: int = 0
    raised: int = 0
    picked_up: int = 0
    closed: int = 0
    dismissed: int = 0
    gap_listed: int = 0
    youth_routed: int = 0
    erased: int = 0
    accepted: int = Field(default=0, description="All signals, whatever their state is now.")
    refused: int = 0
    duplicates: int = 0
    amendments: int = 0

    @classmethod
    def of(cls, counts: dict[str, int]) -> "Counts":
        return cls(**counts | {"accepted": sum(counts.get(state, 0) for state in State)})
