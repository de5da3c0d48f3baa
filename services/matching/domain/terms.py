"""On which terms something is offered: where it is given, when not, for whom, and by whom."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.needs import Whose


@dataclass(frozen=True)
class Reservation:
    """Places held back until and including a day, for needs of this purpose: a category, an urgency, a skill, or a
    condition that the resident meets."""

    places: int
    until: date
    purpose: str


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an offering asks and promises beside what it is.

    `visits`: it comes to the resident's home; None: persons and what needs a grant do, a provision with a place does
    not. `at_distance`: nobody has to come (domotica, a screen). `any_hour`: acute needs are taken day and night.
    `whose`: for residents or for carers only, empty for both. `conditions`: codes that the resident must meet.
    `traits`: what who comes says of themselves (`woman`, `man`, `pets`, `smokes`, `trainee`). `prefers`: categories,
    skills or traits of the resident that are liked best. `trained_in`: skills with a training of their own. `guide`:
    who accompanies the people. `members` of a service team, who do `per_day` visits a day. `away_from` to
    `away_until`: the days of a time-out, both included; either may be open.
    """

    visits: bool | None = None
    at_distance: bool = False
    any_hour: bool = False
    whose: tuple[Whose, ...] = ()
    conditions: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    prefers: tuple[str, ...] = ()
    trained_in: tuple[str, ...] = ()
    guide: UUID | None = None
    members: tuple[UUID, ...] = ()
    per_day: int | None = None
    away_from: date | None = None
    away_until: date | None = None
    reserved: tuple[Reservation, ...] = ()

    @property
    def has_time_out(self) -> bool:
        return self.away_from is not None or self.away_until is not None

    @property
    def ends(self) -> frozenset[date]:
        """Days after which more needs may be answered than before."""
        days = (self.away_until, *(each.until for each in self.reserved))
        return frozenset(day for day in days if day is not None)

    def away(self, first: date, last: date) -> bool:
        """Whether a time-out touches these days, both included."""
        if not self.has_time_out:
            return False
        return (self.away_from or first) <= last and (self.away_until or last) >= first

    def held_back(self, today: date, purposes: frozenset[str]) -> int:
        """Places that are kept for others than these purposes."""
        return sum(each.places for each in self.reserved if each.until >= today and each.purpose not in purposes)


#: Nothing particular is asked or promised.
USUAL = Terms()
