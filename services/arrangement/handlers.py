"""What happens here when another service tells a fact: load, decide, save, record."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import structlog

from libs.contracts.cases import (
    CaseAssigned,
    CaseClarified,
    CaseClosed,
    CaseConsentGiven,
    CaseConsentWithdrawn,
    CaseDataRequestCarriedOut,
    CaseExtended,
    CasePlaced,
    CaseReopened,
    CaseTransferredDirectly,
)
from libs.contracts.casework import Purpose
from libs.contracts.needs import NeedRungUnanswered, NeedUnanswered, NeedWithdrawn
from libs.contracts.proposals import (
    ProposalAccepted,
    ProposalDroppedOut,
    ProposalEnded,
    ProposalEvent,
    ProposalStarted,
    ProposalWithdrawn,
)
from libs.delivery.received import Cause, Received
from libs.delivery.service import Handlers, TimerHandler
from libs.delivery.timers import Timer
from libs.delivery.work import Work
from services.arrangement import clocks, rights, store
from services.arrangement.domain import covering, drafting, lifecycle, planning, reviewing, stepping, support
from services.arrangement.domain.heard import Heard, What
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy
from services.arrangement.settings import Settings

log = structlog.get_logger("omzien.arrangement")

W = Work[Settings]


def policy(work: W) -> Policy:
    """The one that holds at this moment."""
    return work.settings.policies.at(work.now)


def told(work: W, decision: Decision, cause: Cause | None = None) -> Plan:
    """Record what was decided, by which policy, and set its clocks; returns the plan as it is to be saved."""
    plan, events = decision
    if events:
        plan = replace(plan, policy=policy(work).reference)
    clocks.set_clocks(work, plan, events)
    return work.record(plan, events, cause)


async def draft(work: W, events: Sequence[Received[CaseClarified]]) -> None:
    """The clarification was confirmed with the resident."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan = plans[event.data.caseid]
        decision = drafting.clarified(plan, event.data, work.now, work.new_id, policy(work))
        plans[plan.caseid] = told(work, decision, event.cause)
    await store.save_plans(work.connection, plans.values())


async def draft_directly(work: W, events: Sequence[Received[CaseTransferredDirectly]]) -> None:
    """Acute, palliative, or the conversation was held already."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan = plans[event.data.caseid]
        decision = drafting.transferred_directly(plan, event.data, work.now, work.new_id, policy(work))
        plans[plan.caseid] = told(work, decision, event.cause)
    await store.save_plans(work.connection, plans.values())


async def _with_known_plans(work: W, events: Sequence[Received[Any]], decide: Callable[[Plan, Any], Decision]) -> None:
    """For facts that mean nothing to a case without a plan."""
    plans = await store.known_plans_of_cases(work, events)
    for event in events:
        if plan := plans.get(event.data.caseid):
            plans[plan.caseid] = told(work, decide(plan, event.data), event.cause)
    await store.save_plans(work.connection, plans.values())


async def follow_case_holder(work: W, events: Sequence[Received[CaseAssigned]]) -> None:
    """Someone else holds the case, and with it decides on rungs 0-3."""
    await _with_known_plans(work, events, lambda plan, data: (drafting.held_by(plan, data.case_holder), []))


async def follow_place(work: W, events: Sequence[Received[CasePlaced]]) -> None:
    """The neighbourhood became known; from now on the plan's events go there."""
    await _with_known_plans(
        work, events, lambda plan, data: (drafting.neighbourhood_known(plan, data.neighbourhood), [])
    )


async def weigh_signals(work: W, events: Sequence[Received[CaseExtended]]) -> None:
    """A new signal on the household of an open case: perhaps more support is called for."""
    await _with_known_plans(work, events, lambda plan, data: reviewing.signalled(plan, data.signals, work.new_id))


async def close_with_case(work: W, events: Sequence[Received[CaseClosed]]) -> None:
    """The case closed; a plan that is still open closes with it."""
    await _with_known_plans(work, events, lambda plan, data: lifecycle.closed_with_case(plan, data.outcome, work.now))


async def reopen_with_case(work: W, events: Sequence[Received[CaseReopened]]) -> None:
    """The case was reopened; the plan is drafted anew when it is clarified."""
    await _with_known_plans(work, events, lambda plan, _: lifecycle.reopened(plan))


Consent = CaseConsentGiven | CaseConsentWithdrawn


async def follow_consent(work: W, events: Sequence[Received[Consent]]) -> None:
    """Whether the resident agrees to be referred; it may be said before the case was clarified."""
    referral = [each for each in events if each.data.purpose is Purpose.REFERRAL_TO_SPECIALIST]
    plans = await store.plans_of_cases(work, referral)
    for event in referral:
        plan, said = plans[event.data.caseid], event.data
        if isinstance(said, CaseConsentGiven):
            decision = lifecycle.referable(plan, said.until)
        else:
            decision = lifecycle.not_referable(plan)
        plans[plan.caseid] = told(work, decision, event.cause)
    await store.save_plans(work.connection, plans.values())


async def _hear(work: W, events: Sequence[Received[Any]], heard: Callable[[Received[Any]], Heard]) -> None:
    """For what matching tells: it may come before the case was clarified, and then waits with an awaited plan."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan, fact = plans[event.data.caseid], heard(event)
        plan = told(work, support.hear(plan, fact, work.now, work.new_id, policy(work)), event.cause)
        if fact in plan.waiting:
            log.info("fact_waits", what=fact.what, plan=str(plan.id), state=plan.state, rung=int(fact.rung))
        plans[plan.caseid] = plan
    await store.save_plans(work.connection, plans.values())


async def agree_on_item(work: W, events: Sequence[Received[ProposalAccepted]]) -> None:
    """Supplier and resident both said yes."""
    await _hear(work, events, lambda event: _of_proposal(What.ACCEPTED, event))


async def start_item(work: W, events: Sequence[Received[ProposalStarted]]) -> None:
    """The support runs."""
    await _hear(work, events, lambda event: _of_proposal(What.STARTED, event))


async def end_item(work: W, events: Sequence[Received[ProposalEnded]]) -> None:
    """The support is over."""
    await _hear(work, events, lambda event: _of_proposal(What.ENDED, event))


async def reopen_item(work: W, events: Sequence[Received[ProposalDroppedOut]]) -> None:
    """The supplier stopped; the need waits for the next."""
    await _hear(work, events, lambda event: _of_proposal(What.DROPPED_OUT, event))


async def take_back_item(work: W, events: Sequence[Received[ProposalWithdrawn]]) -> None:
    """What was agreed on is not there any more; an offer that nobody had accepted means nothing here."""
    await _hear(work, events, lambda event: _of_proposal(What.TAKEN_BACK, event))


async def keep_evidence(work: W, events: Sequence[Received[NeedUnanswered]]) -> None:
    """Nobody up to rung 3 answers it: the grounds of an application."""
    await _hear(
        work,
        events,
        lambda event: Heard(What.UNANSWERED, event.subject_id, record=event.data.passed_over),
    )


async def keep_rung_evidence(work: W, events: Sequence[Received[NeedRungUnanswered]]) -> None:
    """The rung that was asked for gives nothing."""
    await _hear(
        work,
        events,
        lambda event: Heard(
            What.RUNG_UNANSWERED, event.subject_id, rung=event.data.rung, record=event.data.passed_over
        ),
    )


async def drop_need(work: W, events: Sequence[Received[NeedWithdrawn]]) -> None:
    """The resident does not want it after all."""
    await _hear(work, events, lambda event: Heard(What.WITHDRAWN, event.subject_id))


def _of_proposal(what: What, event: Received[ProposalEvent]) -> Heard:
    data = event.data
    return Heard(
        what,
        data.need,
        event.subject_id,
        data.rung,
        record=getattr(data, "passed_over", ()),
        cost_cents_per_week=getattr(data, "cost_cents_per_week", 0),
        ground=getattr(data, "ground", ""),
    )


async def _when_due(work: W, timers: Sequence[Timer], decide: Callable[[Plan, UUID], Decision]) -> None:
    """For a clock of a plan, or of a part of one."""
    due = [(timer, UUID(timer.data.get("plan", str(timer.aggregate)))) for timer in timers]
    plans = await store.plans_by_id(work.connection, (plan_id for _, plan_id in due))
    for timer, plan_id in due:
        plans[plan_id] = told(work, decide(plans[plan_id], timer.aggregate))
    await store.save_plans(work.connection, plans.values())


async def need_term(work: W, timers: Sequence[Timer]) -> None:
    """A need was without support for as long as it may be."""
    await _when_due(work, timers, covering.term_passed)


async def review(work: W, timers: Sequence[Timer]) -> None:
    """The day of a review is over."""
    await _when_due(work, timers, lambda plan, _: planning.review_overdue(plan, work.now))


async def follow_up(work: W, timers: Sequence[Timer]) -> None:
    """The day has come to look whether a step holds."""
    await _when_due(work, timers, stepping.follow_up_due)


async def item_last_day(work: W, timers: Sequence[Timer]) -> None:
    """A grant's last day is over."""
    await _when_due(work, timers, lambda plan, item: lifecycle.expired(plan, item, work.now))


HANDLERS: Handlers = {
    CaseClarified: draft,
    CaseTransferredDirectly: draft_directly,
    CaseAssigned: follow_case_holder,
    CasePlaced: follow_place,
    CaseExtended: weigh_signals,
    CaseClosed: close_with_case,
    CaseReopened: reopen_with_case,
    CaseConsentGiven: follow_consent,
    CaseConsentWithdrawn: follow_consent,
    CaseDataRequestCarriedOut: rights.carry_out,
    NeedUnanswered: keep_evidence,
    NeedRungUnanswered: keep_rung_evidence,
    NeedWithdrawn: drop_need,
    ProposalAccepted: agree_on_item,
    ProposalStarted: start_item,
    ProposalDroppedOut: reopen_item,
    ProposalWithdrawn: take_back_item,
    ProposalEnded: end_item,
}

TIMERS: dict[str, TimerHandler] = {
    clocks.COVER: need_term,
    clocks.REVIEW: review,
    clocks.FOLLOW_UP: follow_up,
    clocks.LAST_DAY: item_last_day,
}
