"""Time-outs of suppliers: who waits is asked no longer, who is helped is told, and afterwards they are there again."""

from collections.abc import Sequence
from datetime import date

from libs.contracts.calendar import after, day_of
from libs.contracts.proposals import ProposalSupplierAway
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import store
from services.matching.decide import Step, decide, supply_came
from services.matching.domain import answers
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need
from services.matching.domain.offering import Offering
from services.matching.domain.terms import Terms
from services.matching.settings import Settings

AWAY = "supplier_away"
BACK = "supplier_back"
#: Why a proposal that nobody accepted yet was withdrawn.
GROUND = "supplier_away"


def changed(work: Work[Settings], old: Terms, new: Offering) -> None:
    """A time-out or a reservation was entered, moved or taken back. `old`: the terms before."""
    terms = new.terms
    if terms.has_time_out and (terms.away_from, terms.away_until) != (old.away_from, old.away_until):
        work.schedule(new.id, AWAY, work.now)
    for day in terms.ends - old.ends:
        work.schedule(new.id, BACK, max(work.now, after(day)), occurrence=day.toordinal())


async def tell_away(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """What runs is told of the days, and goes on afterwards; what nobody accepted yet, and would wait on those days, is
    withdrawn and looked for elsewhere. Nothing where the time-out was taken back or is over.
    """
    found = await store.offerings(work.connection, {timer.aggregate for timer in timers})
    away = {each.id: each for each in found if each.terms.away(day_of(work.now), date.max) and not each.withdrawn}

    def step(need: Need, market: Market) -> Change:
        facts: list[Fact] = []
        for each in need.proposals:
            offering = away.get(each.offering) if each.offering and (each.pending or each.running) else None
            if offering is None:
                continue
            if each.pending and not each.accepted and offering.terms.away(market.today, market.through(need)):
                need, more = answers.take_back(need, each, GROUND, market, work.new_id)
                facts += more
            else:
                facts.append(Fact(each.id, each.tell(ProposalSupplierAway, **days(offering))))
        return need, facts

    await decide(work, [Step(need, step) for need in await store.needs_held_by(work.connection, away)])


def days(offering: Offering) -> dict[str, date | None]:
    """Of its time-out, both included."""
    return {"away_from": offering.terms.away_from, "away_until": offering.terms.away_until}


async def come_back(work: Work[Settings], timers: Sequence[Timer]) -> None:
    """A time-out is over, or places are held back no longer: needs that found nothing are looked at again."""
    supply_came(work, {timer.aggregate for timer in timers})
