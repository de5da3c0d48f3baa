"""The legal clock of an application: a decision within two weeks (Wmo 2015, art. 2.3.5(2)), less what stood still."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.casework import SuspensionGround
from libs.contracts.refusals import Refused
from libs.contracts.terms import last_day, next_working_day

#: Art. 2.3.5(2): within two weeks after the application was received.
DECISION_DAYS = 14


@dataclass(frozen=True)
class Term:
    """`decide_by` is its last day, and counts once it runs on; `told` is what was told of it, each once.

    It stands still from the day after `suspended_on`, through `suspended_until` where that is known. Where it is not,
    `times_still` is how often it was told that it does.
    """

    received_on: date
    decide_by: date
    days_still: int = 0
    suspended_on: date | None = None
    suspended_until: date | None = None
    suspended_for: SuspensionGround | None = None
    times_still: int = 0
    told: tuple[str, ...] = ()

    @classmethod
    def begins(cls, received_on: date) -> "Term":
        return cls(received_on, last_day(received_on, DECISION_DAYS))

    def suspended(self, ground: SuspensionGround, until: date | None, today: date) -> "Term":
        """From tomorrow on. Raises Refused when it stands still already, has passed, or `until` is no later day."""
        if self.suspended_on is not None:
            raise Refused("already-suspended", "The term stands still already. Let it run on first.")
        if today > self.decide_by:
            raise Refused("term-passed", f"The term ended on {self.decide_by}: what has passed cannot stand still.")
        if until is not None and until <= today:
            raise Refused("until-is-past", "The term stands still from tomorrow on: give a later day, or none.")
        return replace(self, suspended_on=today, suspended_until=until, suspended_for=ground, times_still=0)

    def resumed(self, today: date) -> "Term":
        """From the day after on which it last stood still. Raises Refused when it runs."""
        if self.suspended_on is None:
            raise Refused("not-suspended", "The term is running: there is nothing to resume.")
        last = min(today, self.suspended_until or today)
        still = self.days_still + (last - self.suspended_on).days
        # who had a day left has one afterwards too, and no term ends while it stands still
        left = timedelta(days=1 if self.decide_by > self.suspended_on else 0)
        moved = max(last_day(self.received_on, DECISION_DAYS + still), self.decide_by, next_working_day(last + left))
        return replace(
            self, decide_by=moved, days_still=still, suspended_on=None, suspended_until=None, suspended_for=None
        )

    def runs_on(self, now: datetime) -> bool:
        """Whether the day through which it stood still has passed."""
        return self.suspended_until is not None and now >= after(self.suspended_until)

    def next_look(self, near: timedelta, still_every: timedelta) -> datetime | None:
        """When there is something to do or to tell next; None when all was told."""
        if self.suspended_on is not None:
            again = self.suspended_on + (self.times_still + 1) * still_every
            return after(self.suspended_until) if self.suspended_until else morning_of(again)
        if self._notice("near") not in self.told:
            return morning_of(self.decide_by - near)
        return after(self.decide_by) if self._notice("overdue") not in self.told else None

    def notices(self, now: datetime, near: timedelta, still_every: timedelta) -> tuple["Term", str | None]:
        """What is to be told at this moment: `near` or `overdue`, once for each last day; that it was near is no news
        once it has passed. Or `still`, so often, where nobody named a day: else it would stand still unseen for ever.
        """
        if self.suspended_on is not None:
            times = 0 if self.suspended_until else (day_of(now) - self.suspended_on) // still_every
            return (replace(self, times_still=times), "still") if times > self.times_still else (self, None)
        if now >= after(self.decide_by) and self._notice("overdue") not in self.told:
            told = tuple(dict.fromkeys((*self.told, self._notice("near"), self._notice("overdue"))))
            return replace(self, told=told), "overdue"
        if now >= morning_of(self.decide_by - near) and self._notice("near") not in self.told:
            return replace(self, told=(*self.told, self._notice("near"))), "near"
        return self, None

    def late(self, today: date) -> bool:
        """Whether its last day has passed."""
        return self.suspended_on is None and today > self.decide_by

    def _notice(self, what: str) -> str:
        return f"{what}:{self.decide_by}"


def term_of(submitted_at: datetime) -> Term:
    """The term of an application that came in at that moment."""
    return Term.begins(day_of(submitted_at))
