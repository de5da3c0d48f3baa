"""What other services told, and what time brings: one short function per message."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from libs.contracts.applications import ApplicationGranted
from libs.contracts.calendar import day_of
from libs.contracts.cases import (
    CaseClarified,
    CaseClosed,
    CaseContributionOffered,
    CaseDataRequestCarriedOut,
    CasePlaced,
    CaseTransferredDirectly,
)
from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.plans import PlanChangeAccepted, PlanItemEnded
from libs.contracts.words import CaseOutcome, Rung, WhyNot
from libs.delivery.received import Received
from libs.delivery.service import Handlers
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.matching import (
    assignments,
    away,
    bundles,
    catalogue,
    gaps,
    leaving,
    lighter,
    placing,
    points,
    rights,
    rings,
    store,
)
from services.matching.decide import EXPIRY, LIGHTER_HERE, ONCE_MORE, SUPPLY, Step, decide, supply_came
from services.matching.domain import answers, search
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, Permitted, allowing, opened, run_out
from services.matching.domain.offering import from_contribution
from services.matching.settings import Settings

W = Work[Settings]
Opening = CaseClarified | CaseTransferredDirectly
Giving = CaseClarified | CaseContributionOffered

#: Needs that are looked at again in one transaction.
PAGE = 50

#: Outcomes after which a resident no longer gives here.
GONE = (CaseOutcome.MOVED, CaseOutcome.DIED)
#: What such a resident gave left the catalogue.
GIVER_GONE = "giver_gone"


async def open_needs(work: W, received: Sequence[Received[Opening]]) -> None:
    """Needs are open from now on and answered at once, the most urgent first; some wait for a round, by policy."""
    stated = [(each, need) for each in received for need in each.data.needs]
    stated.sort(key=lambda pair: -pair[1].urgency.weight)
    permitted = await store.lock_permitted(work.connection, (need.need for _, need in stated))
    new = [_new(work, each, need, permitted.get(need.need, ())) for each, need in stated]

    def step(need: Need, market: Market) -> Change:
        if need.sequence:
            return need, []
        need, facts = opened(need)
        if assignments.waits(work, need):
            return need, facts
        need, found = search.look(need, market, work.new_id)
        return need, [*facts, *found]

    await decide(work, [Step(need.need, step, each.cause) for each, need in stated], new)
    rings.due(work, (each.data.neighbourhood for each, _ in stated))


async def clarified(work: W, received: Sequence[Received[CaseClarified]]) -> None:
    """Needs, and what the resident can give."""
    await open_needs(work, received)
    await _take(work, [(each, stated) for each in received for stated in each.data.contributions])


async def take_contributions(work: W, received: Sequence[Received[CaseContributionOffered]]) -> None:
    """What a resident can give, said outside a conversation."""
    await _take(work, [(each, each.data.contribution) for each in received])


async def close_cases(work: W, received: Sequence[Received[CaseClosed]]) -> None:
    """Open needs are withdrawn, what runs ends; who moved or died gives nothing here any more, to nobody."""
    needs = await store.needs_of_cases(work.connection, [each.subject_id for each in received])
    await decide(
        work,
        [
            Step(need, lambda need, _: answers.withdraw(need, "case_closed"), each.cause, searches=False)
            for each in received
            for need in needs.get(each.subject_id, ())
        ],
    )
    gone = {each.subject_id: each.cause for each in received if each.data.outcome in GONE}
    for offering in await catalogue.withdraw_contributions(work, gone):
        work.schedule(offering.id, GIVER_GONE, work.now)
    points.left(work, {each.subject_id: each.data.outcome for each in received if each.data.outcome in GONE})


async def givers_gone(work: W, timers: Sequence[Timer]) -> None:
    """Whoever they helped, or would have, is helped by them no longer: looked for again, in a transaction of its own.

    What nobody accepted yet falls away with the offering.
    """
    gone = {timer.aggregate for timer in timers}

    def step(need: Need, market: Market) -> Change:
        facts: list[Fact] = []
        for each in need.proposals:
            if each.offering in gone and (each.accepted or each.running):
                need, more = answers.drop_out(need, each, market, work.new_id)
                facts += more
        return need, facts

    await decide(work, [Step(need, step) for need in await store.needs_held_by(work.connection, gone)])


async def look_on_rung(work: W, received: Sequence[Received[PlanChangeAccepted]]) -> None:
    """A change was accepted: its need is looked for on that rung, while what runs goes on."""

    def step(rung: Rung, need: Need, market: Market) -> Change:
        return search.ask(need, rung, market, work.new_id)

    await decide(work, [Step(each.data.need, partial(step, each.data.to_rung), each.cause) for each in received])


async def grant(work: W, received: Sequence[Received[ApplicationGranted]]) -> None:
    """A rung is allowed, also when the need itself is not known here yet."""
    allowed = await store.lock_permitted(work.connection, (each.data.need for each in received))
    granted = [(each, _permitted(work, each)) for each in received if each.data.rung.tailor_made]
    for each, decision in granted:
        allowed[each.data.need] = allowing(allowed.get(each.data.need, ()), decision)
    await store.permit(work.connection, allowed)

    def step(decision: Permitted, need: Need, market: Market) -> Change:
        return search.grant(need, decision, market, work.new_id)

    await decide(work, [Step(each.data.need, partial(step, decision), each.cause) for each, decision in granted])


async def end_items(work: W, received: Sequence[Received[PlanItemEnded]]) -> None:
    """What the plan no longer has, runs no longer; its place is free. What ran out takes along what allowed it."""
    await _lapse(work, [each for each in received if each.data.still_needed and each.data.rung.tailor_made])

    def step(told: PlanItemEnded, need: Need, market: Market) -> Change:
        known = next((each for each in need.proposals if each.id == told.proposal), None)
        if known is None:
            return need, []
        return answers.item_ended(need, known, told.reason, market, work.new_id, still_needed=told.still_needed)

    await decide(
        work,
        [
            Step(each.data.need, partial(step, each.data), each.cause)
            for each in received
            if each.data.proposal is not None
        ],
    )


async def _lapse(work: W, received: Sequence[Received[PlanItemEnded]]) -> None:
    """The decisions by which these stood there allow nothing any more."""
    if not received:
        return
    allowed = await store.lock_permitted(work.connection, (each.data.need for each in received))
    for each in received:
        need = each.data.need
        allowed[need] = run_out(allowed.get(need, ()), each.data.rung, each.time or work.now)
    await store.permit(work.connection, allowed)


async def expire(work: W, timers: Sequence[Timer]) -> None:
    """Nobody answered within the term."""

    def step(proposal: UUID, need: Need, market: Market) -> Change:
        return answers.expire(need, need.proposal(proposal), market, work.new_id)

    await decide(work, [Step(UUID(timer.data["need"]), partial(step, timer.aggregate)) for timer in timers])


async def look_again(work: W, timers: Sequence[Timer]) -> None:
    """Places came free or into the catalogue: needs that found nothing are looked at again, the most urgent first.

    Proposals of an offering that left the catalogue, and that nobody accepted, are withdrawn first; so is what would
    bring somebody into a vulnerable resident's home who may not come there any more. A page at a time: when more needs
    wait, the next page has a transaction of its own.
    """
    pages: dict[str | None, set[UUID]] = {}
    for timer in timers:
        pages.setdefault(timer.data.get("after"), set()).update(map(UUID, timer.data["offerings"]))
    needs: list[UUID] = []
    for after, offerings in pages.items():
        waiting = await store.needs_waiting(work.connection, offerings, UUID(after) if after else None, PAGE)
        if len(waiting) == PAGE:
            supply_came(work, offerings, after=waiting[-1])
        else:
            # who waits goes before who has something heavier
            lighter.came(work, offerings)
        needs += waiting
    changed = await store.offerings(work.connection, set().union(*pages.values()))
    left = {offering.id for offering in changed if offering.withdrawn}
    await leaving.offerings_left(work, left)
    today = day_of(work.now)
    barred = {offering.id for offering in changed if not (offering.guided and offering.may_enter_homes(today))}
    offered = [
        *await store.needs_offered(work.connection, left),
        *await store.needs_held_by(work.connection, barred - left),
    ]

    def step(need: Need, market: Market) -> Change:
        pending = need.pending
        if pending is not None and pending.offering in left and not pending.accepted:
            return answers.take_back(need, pending, "offering_withdrawn", market, work.new_id)
        if pending is not None and pending.offering in barred and need.stated.inside_home:
            return answers.take_back(need, pending, WhyNot.SCREENING, market, work.new_id)
        return search.look(need, market, work.new_id)

    await decide(work, [Step(need, step) for need in dict.fromkeys([*offered, *needs])])


async def look_once_more(work: W, timers: Sequence[Timer]) -> None:
    """What came while nothing was found for these needs is there to be found now."""

    def step(need: Need, market: Market) -> Change:
        return search.look(need, market, work.new_id)

    await decide(work, [Step(timer.aggregate, step) for timer in timers])


async def _take(work: W, given: Sequence[tuple[Received[Giving], StatedContribution]]) -> None:
    offerings = [
        (from_contribution(stated, each.subject_id, each.data.neighbourhood), each.cause) for each, stated in given
    ]
    await catalogue.register(work, offerings)
    rings.due(work, (each.data.neighbourhood for each, _ in given))


def _permitted(work: W, granted: Received[ApplicationGranted]) -> Permitted:
    data = granted.data
    return Permitted(data.rung, granted.time or work.now, data.cost_cents_per_week if data.personal_budget else None)


def _new(work: W, each: Received[Opening], stated: StatedNeed, permitted: tuple[Permitted, ...]) -> Need:
    return Need(
        id=stated.need,
        caseid=each.subject_id,
        neighbourhood=each.data.neighbourhood,
        stated=stated,
        opened_at=work.now,
        permitted=permitted,
    )


HANDLERS: Handlers = {
    CaseClarified: clarified,
    CaseTransferredDirectly: open_needs,
    CaseContributionOffered: take_contributions,
    CaseClosed: close_cases,
    CasePlaced: placing.follow,
    CaseDataRequestCarriedOut: rights.carry_out,
    PlanChangeAccepted: look_on_rung,
    PlanItemEnded: end_items,
    ApplicationGranted: grant,
}
TIMERS = {
    EXPIRY: expire,
    SUPPLY: look_again,
    ONCE_MORE: look_once_more,
    GIVER_GONE: givers_gone,
    away.AWAY: away.tell_away,
    away.BACK: away.come_back,
    lighter.LIGHTER: lighter.look,
    LIGHTER_HERE: lighter.look_here,
    gaps.COUNT: gaps.count,
    gaps.PROMISE: gaps.promise_over,
    **bundles.TIMERS,
    **assignments.TIMERS,
    rings.LOOK: rings.look_when_due,
    **points.TIMERS,
}
