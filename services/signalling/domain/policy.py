"""The policy by which signals are weighed. A municipality changes it in a file, never in code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from libs.contracts import signals
from libs.contracts.signals import Effort, SignalSubmitted
from libs.contracts.words import Certainty, PartnerKind, SignalKind, Urgency
from services.signalling.domain.answers import AnswerState


@dataclass(frozen=True)
class PartnerRules:
    """What a kind of partner may give, what it hears back, and whether it may ask if somebody is known here."""

    kinds: frozenset[SignalKind]
    answers: frozenset[AnswerState]
    may_ask_known: bool


@dataclass(frozen=True)
class Precondition:
    """What these kinds of partner must have done before they give a kind of signal."""

    partners: frozenset[PartnerKind]
    efforts: tuple[Effort, ...]


@dataclass(frozen=True)
class Policy:
    """One version of it. `content_hash` is of the file's meaning and is recorded with every decision.

    `put_off` gives a promised moment, moved later by a pause: (urgency, promised, since, until).
    """

    version: str
    holds_from: date
    content_hash: str
    points: Mapping[SignalKind, int]
    urgency_percent: Mapping[Urgency, int]
    certainty_percent: Mapping[Certainty, int]
    at_once: frozenset[Urgency]
    window: timedelta
    threshold: int
    partners_at_least: int
    repeat_percent: int
    notice: timedelta
    keep_dismissed: timedelta
    keep_gap: timedelta
    keep_youth: timedelta
    keep_refused: timedelta
    keep_question: timedelta
    case_years: int
    pick_up_by: Callable[[Urgency, datetime], datetime]
    partners: Mapping[PartnerKind, PartnerRules]
    preconditions: Mapping[SignalKind, Precondition]
    safety_kinds: frozenset[SignalKind]
    safety_urgencies: frozenset[Urgency]
    put_off: Callable[[Urgency, datetime, datetime, datetime], datetime]

    @property
    def reference(self) -> signals.Policy:
        """As events name it."""
        return signals.Policy(version=self.version, content_hash=self.content_hash)

    def points_of(self, kind: SignalKind, urgency: Urgency, certainty: Certainty) -> int:
        """What one signal weighs on its own."""
        return self.points[kind] * self.urgency_percent[urgency] * self.certainty_percent[certainty] // 10_000

    def may_give(self, partner: PartnerKind, kind: SignalKind) -> bool:
        """Whether this kind of partner may give this kind of signal."""
        return kind in self.partners[partner].kinds

    def may_hear(self, partner: PartnerKind) -> frozenset[AnswerState]:
        """What this kind of partner gets back of its own signals."""
        return self.partners[partner].answers

    def may_ask_known(self, partner: PartnerKind) -> bool:
        """Whether this kind of partner may ask, without content, if somebody is known here."""
        return self.partners[partner].may_ask_known

    def missing_efforts(self, told: SignalSubmitted) -> tuple[Effort, ...]:
        """What must have happened before this signal and is not stated in it."""
        precondition = self.preconditions.get(told.kind)
        if precondition is None or told.partner not in precondition.partners:
            return ()
        return tuple(effort for effort in precondition.efforts if effort not in told.efforts)

    def about_safety(self, kind: SignalKind, urgency: Urgency) -> bool:
        """A worry that is not refused for what is missing: a person looks at it."""
        return kind in self.safety_kinds or urgency in self.safety_urgencies
