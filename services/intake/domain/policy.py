"""What a municipality may set without code: triage, notices of terms, the night, complex, and how much is advised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from libs.contracts.casework import Term
from libs.contracts.terms import in_office_hours
from libs.contracts.words import LifeDomain, Route, SignalKind, Urgency


@dataclass(frozen=True)
class Policy:
    """One version of it. Complex is suggested at `complex_domains` domains scored `complex_score` or lower.

    `near`: how long before the end of a term it is told of. `urgent_within`: how soon what is acute or palliative is
    provided for. `night_team` is who takes what is acute outside `office_hours` (from, until; Amsterdam).
    """

    version: str
    holds_from: date
    content_hash: str
    complex_score: int
    complex_domains: int
    advised_at_most: int
    acute_at_once: frozenset[Urgency]
    outreach_kinds: frozenset[SignalKind]
    specialist_domains: int
    near: Mapping[Term, timedelta]
    urgent_within: Mapping[Route, timedelta]
    office_hours: tuple[time, time]
    night_team: str | None

    def suggests_complex(self, scores: Mapping[LifeDomain, int]) -> bool:
        """A suggestion only: the adviser's word wins. `scores` is the latest per domain."""
        return sum(score <= self.complex_score for score in scores.values()) >= self.complex_domains

    def urgent_by(self, route: Route, now: datetime) -> datetime | None:
        """When what goes this way from now on is to be provided for; None where nothing is urgent about it."""
        return now + self.urgent_within[route] if route in self.urgent_within else None

    def team_at_night(self, now: datetime) -> str | None:
        """Who takes what is acute now; None in office hours, and where there is no such team."""
        return None if in_office_hours(now, *self.office_hours) else self.night_team

    @property
    def reference(self) -> str:
        """`<version>:<hash of the content>`, recorded with everything that it decided."""
        return f"{self.version}:{self.content_hash}"
