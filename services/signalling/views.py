"""What comes out over HTTP. Who, where and what was seen come out only of `SignalDetail` and `GapView`."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, Field

from libs.contracts import signals
from libs.contracts.payload import Neighbourhood
from libs.contracts.signals import Address, Arrears, Beside, Discretion, Effort, Person, Reporter, SignalSubmitted
from libs.contracts.words import (
    Certainty,
    Mark,
    PartnerKind,
    RefusalReason,
    ReporterCategory,
    SignalKind,
    Urgency,
)
from libs.delivery.pages import Page
from services.signalling.domain.answers import AnswerState, told_to
from services.signalling.domain.household import Household
from services.signalling.domain.identity import Identity
from services.signalling.domain.policy import Policy
from services.signalling.domain.refusal import Refusal
from services.signalling.domain.reporters import category_of
from services.signalling.domain.signal import Decision, Signal, State
from services.signalling.store import Answer, Became, Brief, Gap


def _state_told(became: Became | None, policy: Policy) -> AnswerState:
    """As far as its kind of partner may hear; refused, where it made no signal."""
    if became is None:
        return AnswerState.REFUSED
    return told_to(policy.may_hear(became.partner), became.state, picked_up=became.picked_up)


class AnswerView(BaseModel):
    """What became of one message, by the partner's own id for it, as far as its kind of partner may hear."""

    id: str
    state: AnswerState
    signal: UUID | None

    @classmethod
    def of(cls, brief: Brief, policy: Policy) -> "AnswerView":
        return cls(
            id=brief.event_id,
            state=_state_told(brief.became, policy),
            signal=brief.became.signal if brief.became else None,
        )


class AnswerPage(Page[str]):
    items: list[AnswerView]


class ReceiptView(BaseModel):
    """What became of a message, as far as its kind of partner may hear.

    `reasons` and `detail`: of the latest refusal under this id, if any.
    """

    signal: UUID | None
    state: AnswerState
    marks: tuple[Mark, ...] = ()
    reasons: tuple[RefusalReason, ...] = ()
    detail: str | None = None

    @classmethod
    def of(cls, answer: Answer, policy: Policy) -> "ReceiptView":
        became, latest = answer.became, answer.refusals[0] if answer.refusals else None
        state = _state_told(became, policy)
        return cls(
            signal=became.signal if became else None,
            state=state,
            marks=became.marks if became else (),
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
    """Why it was held or raised: what was weighed, and by which policy. `counted`: all zeros for what was erased."""

    grounds: tuple[str, ...]
    points: int
    threshold: int
    partners: int
    counted: tuple[UUID, ...]
    policy: signals.Policy

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
    """For the coordinator: with whom it is about and what was seen. Empty when it was erased.

    `reported_by`: who exactly told it, when that was told openly; in confidence it is a question of its own.
    """

    person: Person | None = None
    address: Address | None = None
    seen: str | None = None
    seen_on: date | None = None
    resident_informed: bool | None = None
    resident_agrees: bool | None = None
    arrears: Arrears | None = None
    efforts: tuple[Effort, ...] = ()
    discretion: Discretion
    reported_by: Reporter | None = None
    decision: DecisionView | None = None
    beside: tuple[Beside, ...] = Field(default=(), description="What it was put together with, and by which fields.")

    @classmethod
    def opened(cls, signal: Signal, told: SignalSubmitted | None, now: datetime) -> "SignalDetail":
        shown = _shown(signal, now)
        shown["reported_by"] = told.reporter if told and signal.discretion is Discretion.OPEN else None
        shown["decision"] = DecisionView.of(signal.decision) if signal.decision else None
        shown["beside"] = tuple(Beside(**vars(each)) for each in signal.beside)
        return cls.model_validate((vars(told) if told else {}) | shown)


def _shown(signal: Signal, now: datetime) -> dict[str, object]:
    pause = PauseView(**vars(signal.pause)) if signal.pause else None
    more = {"signal": signal.id, "reporter": signal.reporter, "overdue": signal.late(now), "pause": pause}
    return {**vars(signal), **more}


class ReporterView(Reporter):
    """Who exactly told it, at which kind of partner."""

    signal: UUID
    partner: PartnerKind
    discretion: Discretion


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
        return cls(**vars(gap) | {"signal": gap.id, "reporter": category_of(gap.partner, gap.discretion), "seen": seen})


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
