"""What happens here when another service tells a fact: load, decide, save, record."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import structlog

from libs.contracts.calendar import day_of
from libs.contracts.cases import (
    CaseAssigned,
    CaseClarified,
    CaseClosed,
    CaseConsentGiven,
    CaseConsentWithdrawn,
    CaseContributionOffered,
    CaseDataRequestCarriedOut,
    CaseExtended,
    CasePlaced,
    CaseReopened,
    CaseTransferredDirectly,
)
from libs.contracts.casework import Purpose
from libs.contracts.needs import NeedLighterAvailable, NeedRungUnanswered, NeedUnanswered, NeedWithdrawn
from libs.contracts.proposals import (
    ProposalAccepted,
    ProposalDroppedOut,
    ProposalEnded,
    ProposalEvent,
    ProposalStarted,
    ProposalWithdrawn,
)
from libs.delivery.received import Received
from libs.delivery.service import Handlers
from services.arrangement import budgets, indications, network, rights, store
from services.arrangement.domain import drafting, lifecycle, reviewing, support, triggers
from services.arrangement.domain.heard import Heard, What
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.recording import W, nothing_waits, policy, told

log = structlog.get_logger("omzien.arrangement")


async def draft(work: W, events: Sequence[Received[CaseClarified]]) -> None:
    """The clarification was confirmed with the resident."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan = plans[event.data.caseid]
        decision = drafting.clarified(plan, event.data, work.now, work.new_id, policy(work))
        plans[plan.caseid] = told(work, decision, event.cause)
    budgets.due(work)
    await store.save_plans(work.connection, plans.values(), work.now)


async def draft_directly(work: W, events: Sequence[Received[CaseTransferredDirectly]]) -> None:
    """Acute, palliative, or the conversation was held already."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan = plans[event.data.caseid]
        by, at = event.cause.actor, event.time or work.now
        decision = drafting.transferred_directly(plan, event.data, by, at, work.now, work.new_id, policy(work))
        plans[plan.caseid] = told(work, decision, event.cause)
    budgets.due(work)
    await store.save_plans(work.connection, plans.values(), work.now)


async def _with_known_plans(
    work: W, events: Sequence[Received[Any]], decide: Callable[[Plan, Any], Decision]
) -> dict[UUID, Plan]:
    """For facts that mean nothing to a case without a plan; gives the plans, by case."""
    plans = await store.known_plans_of_cases(work, events)
    for event in events:
        if plan := plans.get(event.data.caseid):
            plans[plan.caseid] = told(work, decide(plan, event.data), event.cause)
    await store.save_plans(work.connection, plans.values(), work.now)
    return plans


async def follow_case_holder(work: W, events: Sequence[Received[CaseAssigned]]) -> None:
    """Someone holds the case, and with it decides on rungs 0-3: from now on it is known here."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan = plans[event.data.caseid]
        plans[plan.caseid] = told(work, (drafting.held_by(plan, event.data.case_holder), []), event.cause)
    await store.save_plans(work.connection, plans.values(), work.now)


async def follow_place(work: W, events: Sequence[Received[CasePlaced]]) -> None:
    """The neighbourhood became known; from now on the plan's events go there."""
    await _with_known_plans(
        work,
        events,
        lambda plan, data: (drafting.neighbourhood_known(plan, data.neighbourhood, day_of(work.now)), []),
    )
    network.due(work, {event.data.neighbourhood for event in events})


async def weigh_signals(work: W, events: Sequence[Received[CaseExtended]]) -> None:
    """A new signal on the household of an open case: perhaps more support is called for."""
    await _with_known_plans(
        work, events, lambda plan, data: reviewing.signalled(plan, data.signals, work.now, work.new_id)
    )


async def weigh_lighter(work: W, events: Sequence[Received[NeedLighterAvailable]]) -> None:
    """Something lighter came near for support that runs: perhaps it may step down."""
    await _with_known_plans(
        work,
        events,
        lambda plan, data: triggers.after_lighter_offering(
            plan, data.running, data.rung, data.offering, work.now, work.new_id
        ),
    )


async def keep_contribution(work: W, events: Sequence[Received[CaseContributionOffered]]) -> None:
    """The resident has something to give, told outside a conversation."""
    await _with_known_plans(
        work, events, lambda plan, data: (drafting.gives(plan, [data.contribution], day_of(work.now)), [])
    )


async def close_with_case(work: W, events: Sequence[Received[CaseClosed]]) -> None:
    """The case closed; a plan that is still open closes with it, and what was only talked about there is due again."""
    plans = await _with_known_plans(
        work, events, lambda plan, data: lifecycle.closed_with_case(plan, data.outcome, work.now)
    )
    await nothing_waits(work, {plans[each.data.caseid].id: each.cause for each in events if each.data.caseid in plans})
    await indications.unlink(work, {event.data.caseid: event.cause for event in events})


async def reopen_with_case(work: W, events: Sequence[Received[CaseReopened]]) -> None:
    """The case was reopened; the plan is drafted anew when it is clarified."""
    await _with_known_plans(work, events, lambda plan, _: lifecycle.reopened(plan))


Consent = CaseConsentGiven | CaseConsentWithdrawn

CONSENTS = {
    Purpose.REFERRAL_TO_SPECIALIST: (lifecycle.referable, lifecycle.not_referable),
    Purpose.SHARING_WITH_NETWORK: (lifecycle.shareable, lifecycle.not_shared),
    Purpose.CONTACT_BY_SURVEY: (lifecycle.may_be_asked, lifecycle.not_asked),
}


async def follow_consent(work: W, events: Sequence[Received[Consent]]) -> None:
    """Whether the resident agrees to what is asked of them here; it may be said before the case was clarified."""
    ours = [each for each in events if each.data.purpose in CONSENTS]
    plans = await store.plans_of_cases(work, ours)
    for event in ours:
        plan, said = plans[event.data.caseid], event.data
        given, withdrawn = CONSENTS[said.purpose]
        decision = given(plan, said.until) if isinstance(said, CaseConsentGiven) else withdrawn(plan)
        plans[plan.caseid] = told(work, decision, event.cause)
    await store.save_plans(work.connection, plans.values(), work.now)


async def _hear(work: W, events: Sequence[Received[Any]], heard: Callable[[Received[Any]], Heard]) -> None:
    """For what matching tells: it may come before the case was clarified, and then waits with an awaited plan."""
    plans = await store.plans_of_cases(work, events)
    for event in events:
        plan, fact = plans[event.data.caseid], heard(event)
        plan = told(work, support.hear(plan, fact, work.now, work.new_id, policy(work)), event.cause)
        if fact in plan.waiting:
            log.info("fact_waits", what=fact.what, plan=str(plan.id), state=plan.state, rung=int(fact.rung))
        plans[plan.caseid] = plan
    await store.save_plans(work.connection, plans.values(), work.now)


async def agree_on_item(work: W, events: Sequence[Received[ProposalAccepted]]) -> None:
    """Supplier and resident both said yes."""
    await _hear(work, events, lambda event: _of_proposal(What.ACCEPTED, event))


async def start_item(work: W, events: Sequence[Received[ProposalStarted]]) -> None:
    """The support runs."""
    await _hear(work, events, lambda event: _of_proposal(What.STARTED, event))
    budgets.due(work)


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
        offering=data.offering,
        personal_budget=data.rung.tailor_made and data.offering is None,
    )


HANDLERS: Handlers = {
    CaseClarified: draft,
    CaseTransferredDirectly: draft_directly,
    CaseAssigned: follow_case_holder,
    CasePlaced: follow_place,
    CaseExtended: weigh_signals,
    CaseContributionOffered: keep_contribution,
    CaseClosed: close_with_case,
    CaseReopened: reopen_with_case,
    CaseConsentGiven: follow_consent,
    CaseConsentWithdrawn: follow_consent,
    CaseDataRequestCarriedOut: rights.carry_out,
    NeedUnanswered: keep_evidence,
    NeedRungUnanswered: keep_rung_evidence,
    NeedLighterAvailable: weigh_lighter,
    NeedWithdrawn: drop_need,
    ProposalAccepted: agree_on_item,
    ProposalStarted: start_item,
    ProposalDroppedOut: reopen_item,
    ProposalWithdrawn: take_back_item,
    ProposalEnded: end_item,
}
