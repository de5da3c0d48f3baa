"""An item of a plan: one need's support on one rung."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, ItemEnd, Rung
from services.arrangement.domain.euros import cents_of
from services.arrangement.domain.grant import Grant
from services.arrangement.domain.ladder import Record


class ItemState(StrEnum):
    """What is intended or agreed is no support yet: it lapses with its need or its plan."""

    INTENDED = "intended"
    AGREED = "agreed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


TRANSITIONS = frozenset(
    {
        (ItemState.INTENDED, ItemState.AGREED),
        (ItemState.AGREED, ItemState.ACTIVE),
        (ItemState.ACTIVE, ItemState.SUSPENDED),
        (ItemState.SUSPENDED, ItemState.ACTIVE),
        (ItemState.ACTIVE, ItemState.ENDED),
    }
)


#: What a person can know of support that ended. That something took its place, or that its last day has passed, the
#: plan finds by itself: said of what still runs, it would end support that nothing answers for.
KNOWN_TO_PEOPLE = (ItemEnd.GOAL_MET, ItemEnd.DROPPED_OUT)


@dataclass(frozen=True)
class Rate:
    """What a week cost, through that day."""

    cents_per_week: int
    through: date


@dataclass(frozen=True)
class Item:
    """While intended, `rung` is where matching looks from; from agreed on it is where the support stands.

    `why_not_lower` speaks for every rung below, unless `exception` was declared or the item replaces a
    heavier one. `ended_by` is the person who ended it; None where it ended by itself, by a step or with its case.
    `offering` says who gives it (none on rungs 0 and 1: the resident, or their own people; nor with a
    personal budget, by which residents buy it themselves), so often as `times_per_week`; `agreed_at` is when they and
    the resident had both said yes, or since when they deliver on other terms. On rungs 4-5 `until` or `review_on` is
    set. `replaces` names the item whose place it takes. `look_again_on`: suspended, until somebody looks again (None:
    it was not kept). `rates` is what a week cost before, or costs until a later grant begins, oldest first.
    """

    id: UUID
    need: UUID
    rung: Rung
    state: ItemState = ItemState.INTENDED
    replaces: UUID | None = None
    why_not_lower: Record = ()
    exception: Ground | None = None
    proposal: UUID | None = None
    offering: UUID | None = None
    personal_budget: bool = False
    times_per_week: int | None = None
    cost_cents_per_week: int = 0
    rates: tuple[Rate, ...] = ()
    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    agreed_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended: ItemEnd | None = None
    ended_by: UUID | None = None
    look_again_on: date | None = None

    @property
    def runs(self) -> bool:
        """Whether the resident has this support, suspended for a while or not."""
        return self.state in (ItemState.ACTIVE, ItemState.SUSPENDED)

    @property
    def delivered(self) -> bool:
        """Whether somebody delivers it: not the resident, their own people, or whoever they buy it from."""
        return self.rung > Rung.OWN_NETWORK and not self.personal_budget

    @property
    def open(self) -> bool:
        """Whether it is still to come, or there."""
        return self.state is not ItemState.ENDED

    @property
    def last_day(self) -> date | None:
        """On which it runs: never beyond `until`, however late its end was noticed. None while there is none."""
        ended_on = day_of(self.ended_at) if self.ended_at else None
        return min((day for day in (self.until, ended_on) if day), default=None)

    def cents_on(self, day: date) -> int:
        """What a week of it costs on that day."""
        before = (rate.cents_per_week for rate in self.rates if day <= rate.through)
        return next(before, self.cost_cents_per_week)

    def costing(self, cents_per_week: int, since: date) -> "Item":
        """From that day on; what it cost before stays as it was."""
        through = since - timedelta(days=1)
        before = self.cents_on(through)
        rates = tuple(rate for rate in self.rates if rate.through < through)
        if before != cents_per_week:
            rates = (*rates, Rate(before, through))
        return replace(self, cost_cents_per_week=cents_per_week, rates=rates)

    def coming(self, times_per_week: int, since: date) -> "Item":
        """So often from that day on, at the same price each time; what it cost before stays as it was."""
        through = since - timedelta(days=1)

        def scaled(cents: int) -> int:
            # how often it came was not always said
            return cents_of(cents, times_per_week, self.times_per_week or times_per_week)

        to_come = tuple(
            Rate(scaled(rate.cents_per_week), rate.through) for rate in self.rates if rate.through > through
        )
        past = tuple(rate for rate in self.rates if rate.through < through)
        if (before := self.cents_on(through)) != scaled(before):
            past = (*past, Rate(before, through))
        cents = scaled(self.cost_cents_per_week)
        return replace(self, times_per_week=times_per_week, cost_cents_per_week=cents, rates=(*past, *to_come))

    def agreed(
        self,
        proposal: UUID,
        rung: Rung,
        record: Record,
        cost_cents_per_week: int,
        lasting: bool,
        exception: Ground | None,
        grant: Grant | None,
    ) -> "Item":
        """With the resident and with who delivers."""
        return replace(
            self._to(ItemState.AGREED),
            proposal=proposal,
            rung=rung,
            why_not_lower=record,
            cost_cents_per_week=cost_cents_per_week,
            lasting=lasting or (grant is not None and grant.lasting),
            until=grant.until if grant else None,
            review_on=grant.review_on if grant else None,
            exception=exception,
        )

    @property
    def costs_since(self) -> date | None:
        """From when a week costs what it costs, where it was another amount before."""
        return self.rates[-1].through + timedelta(days=1) if self.rates else None

    def under(self, grant: Grant, former: Grant | None) -> "Item":
        """It runs on under a later grant: at its amount, from its first day on, where that is not the former one's."""
        item = replace(self, until=grant.until, review_on=grant.review_on, lasting=self.lasting or grant.lasting)
        cents = grant.cents_for(self.times_per_week)
        if cents is None or grant.starts_on is None or (former and former.cents_for(self.times_per_week) == cents):
            return item
        return item.costing(cents, grant.starts_on)

    def started(self, now: datetime) -> "Item":
        """The support runs."""
        return replace(self._to(ItemState.ACTIVE), started_at=now)

    def suspended(self, look_again_on: date | None) -> "Item":
        """Not needed for a while: a stay in hospital, a holiday."""
        return replace(self._to(ItemState.SUSPENDED), look_again_on=look_again_on)

    def resumed(self) -> "Item":
        """Runs again."""
        if self.state is not ItemState.SUSPENDED:
            raise self._refused(ItemState.ACTIVE)
        return replace(self._to(ItemState.ACTIVE), look_again_on=None)

    def ending(self, reason: ItemEnd, now: datetime, by: UUID | None = None) -> "Item":
        """Over. A suspended item is resumed first: section 6 knows no other way."""
        return replace(self._to(ItemState.ENDED), ended=reason, ended_at=now, ended_by=by)

    def _to(self, state: ItemState) -> "Item":
        if (self.state, state) not in TRANSITIONS:
            raise self._refused(state)
        return replace(self, state=state)

    def _refused(self, state: ItemState) -> Refused:
        return Refused("item-state", f"This item is {self.state}; it cannot become {state} from there.")
