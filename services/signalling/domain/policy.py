"""The policy by which signals are weighed. A municipality changes it in a file, never in code."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from libs.contracts import signals
from libs.contracts.words import Certainty, PartnerKind, SignalKind, Urgency


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
    known_to: frozenset[PartnerKind]
    pick_up_by: Callable[[Urgency, datetime], datetime]
    put_off: Callable[[Urgency, datetime, datetime, datetime], datetime]

    @property
    def reference(self) -> signals.Policy:
        """As events name it."""
        return signals.Policy(version=self.version, content_hash=self.content_hash)

    def may_ask_known(self, partner: PartnerKind) -> bool:
        """Whether such a partner may ask if a household is known, without saying why."""
        return partner in self.known_to

    def points_of(self, kind: SignalKind, urgency: Urgency, certainty: Certainty) -> int:
        """What one signal weighs on its own."""
        return self.points[kind] * self.urgency_percent[urgency] * self.certainty_percent[certainty] // 10_000
