"""Applications between the plan that asks and the person who decides."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.casework import SuspensionGround
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused, not_found
from libs.contracts.words import Ground, Rung
from services.arrangement.domain import application as applications
from services.arrangement.domain import evidence
from services.arrangement.domain.application import Application, ApplicationState, Terms
from services.arrangement.domain.deciding import Mandated, may_grant, may_propose, may_work_on
from services.arrangement.domain.euros import granted_cents
from services.arrangement.domain.grant import Grant
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.ladder import DOWN, UP, below, exception_among, merged
from services.arrangement.domain.need import Need
from services.arrangement.domain.personal_budget import BudgetPlan
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.planning import review_by
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.support import settle
from services.arrangement.domain.term import term_of
from services.arrangement.domain.terms import restated


def submit(
    plan: Plan,
    need_id: UUID,
    rung: Rung,
    grounds: tuple[Ground, ...],
    terms: Terms,
    by: UUID,
    now: datetime,
    new_id: NewId,
    budget_plan: BudgetPlan | None = None,
) -> applications.Decision:
    """By the plan coordinator or the case holder, on evidence of every rung below or a declared exception."""
    plan.must_be_open()
    may_propose(plan, by)
    need = _wanted(plan, need_id)
    if not rung.tailor_made:
        raise Refused("freely-accessible", f"Rung {rung} needs no application: matching looks there by itself.")
    if not set(grounds) & UP or set(grounds) & DOWN:
        raise Refused(
            "no-ground",
            f"An application needs a ground for going up ({', '.join(sorted(UP))}), and none for going down.",
        )
    record = merged(evidence.known(plan, need), below=rung)
    if exception_among(grounds) is None and plan.excuse_of(need) is None:
        evidence.must_speak_for(below(rung), record)
    return applications.submitted(
        Application(
            new_id(),
            plan.caseid,
            plan.id,
            plan.neighbourhood,
            need_id,
            rung,
            _with_exception(plan, need, grounds),
            record,
            by,
            now,
            term_of(now),
            until=terms.until,
            cost_cents_per_week=terms.cents,
            lasting=need.lasting,
            times_per_week=terms.times_per_week,
            budget_plan=budget_plan,
        )
    )


def _wanted(plan: Plan, need_id: UUID) -> Need:
    """Raises Refused where nothing runs for it and nothing is looked for any more: a grant would carry nothing."""
    need = plan.need(need_id)
    if need is None:
        raise not_found("need", need_id)
    if need.over or not any(item.open for item in plan.items_of(need_id)):
        raise Refused(
            "need-over", "This need is over: apply once it is clarified again; reject or withdraw what was asked."
        )
    return need


def _with_exception(plan: Plan, need: Need, grounds: tuple[Ground, ...]) -> tuple[Ground, ...]:
    """What was declared when the case was transferred directly is a ground for the needs that it was declared for."""
    declared = plan.exception if need.excused else None
    return grounds if declared is None or declared in grounds else (*grounds, declared)


def grant(
    plan: Plan, application: Application, terms: Terms, by: UUID, mandated: Mandated, now: datetime, policy: Policy
) -> applications.Decision:
    """By someone mandated who proposed neither this nor the step to it; until a date, or lasting with a review. For a
    need that is there.
    """
    may_grant(by, (application.proposed_by, *_step_proposed_by(plan, application)), mandated)
    _wanted(plan, application.need)
    _goes_with_what_runs(plan, application, terms)
    terms = _complete(application, terms, day_of(now), day_of(now) + policy.lasting_review_after)
    before = _granted_longest(plan, application)
    terms = replace(terms, starts_on=_starts_on(before, terms, day_of(now), bool(_under(plan, application))))
    return applications.granted(application, by, terms, now, _granted_already(before, terms))


def _step_proposed_by(plan: Plan, application: Application) -> list[UUID | None]:
    """Who wants this step decided is not who grants it, whoever sends the form."""
    return [
        change.proposed_by
        for change in plan.changes
        if (change.need, change.to_rung) == (application.need, application.rung) and change.open
    ]


def _goes_with_what_runs(plan: Plan, application: Application, terms: Terms) -> None:
    """One form at a time: else nobody could say what a week costs."""
    for item in _under(plan, application):
        if item.personal_budget != terms.personal_budget:
            form = "with a personal budget" if item.personal_budget else "in kind"
            raise Refused(
                "other-form-runs", f"Support on this rung runs {form}: grant it so, or let it drop out first."
            )


def _granted_longest(plan: Plan, application: Application) -> Grant | None:
    """What was granted for this need on this rung until the latest day, in whatever form."""
    of = plan.grants_for(application.need, application.rung)
    return max(of, key=lambda grant: grant.through, default=None)


def _starts_on(before: Grant | None, terms: Terms, today: date, there: bool) -> date:
    """Today; or the day after the grant that it prolongs, whether its support runs by now or not. Where nothing is
    there yet and more is granted, today: it may be what was waited for.
    """
    if before is None or before.personal_budget != terms.personal_budget:
        return today
    more = not there and not before.affords(terms.cents)
    prolongs = today <= before.through < terms.through and not more
    return before.through + timedelta(days=1) if prolongs else today


def _granted_already(before: Grant | None, terms: Terms) -> int:
    """What was granted before for these days: no euro is granted twice. An amount that was not kept was the same."""
    if before is None or terms.starts_on is None or before.through < terms.starts_on:
        return 0
    per_week = terms.cents
    if before.cost_cents_per_week is not None:
        per_week = min(per_week, before.cost_cents_per_week)
    return granted_cents(per_week, terms.starts_on, min(before.through, terms.through))


def _complete(application: Application, terms: Terms, today: date, looked_at_again: date) -> Terms:
    lasting = terms.lasting or application.lasting
    if terms.until is not None and terms.until < today:
        raise Refused("until-passed", "A grant ends in the future: name a later date.")
    if terms.until is None and not lasting:
        raise Refused("no-end", "A grant ends on a date, unless the support is lasting: name `until` or mark it.")
    if terms.review_on is not None and terms.review_on <= today:
        raise Refused("review-passed", "A grant is looked at in the future: name a later date, or none.")
    if terms.cost_cents_per_week is None:
        # at no amount at all nobody could be placed, and for euros that nobody named there is no budget
        raise Refused("no-amount", "Say what a week may cost: `cost_cents_per_week`, 0 where it costs nothing.")
    review_on = terms.review_on or (looked_at_again if terms.until is None else None)
    return replace(terms, lasting=lasting, review_on=review_on)


def reject(application: Application, ground: str, by: UUID, mandated: Mandated, now: datetime) -> applications.Decision:
    """By someone mandated who did not propose it."""
    may_grant(by, (application.proposed_by,), mandated)
    return applications.rejected(application, by, ground, now)


def suspend(
    plan: Plan,
    application: Application,
    ground: SuspensionGround,
    until: date | None,
    by: UUID,
    mandated: Mandated,
    now: datetime,
) -> applications.Decision:
    """The term stands still: by those who may propose for the plan, or by someone who may decide."""
    may_work_on(plan, by, mandated)
    return applications.suspended(application, ground, until, now)


def resume(plan: Plan, application: Application, by: UUID, mandated: Mandated, now: datetime) -> applications.Decision:
    """It runs on: by the same people."""
    may_work_on(plan, by, mandated)
    return applications.resumed(application, now)


def withdraw(plan: Plan, application: Application, by: UUID, now: datetime) -> applications.Decision:
    """By whoever proposed it, or by those who may propose for the plan."""
    if by != application.proposed_by:
        may_propose(plan, by)
    return applications.withdrawn(application, by, now)


def noted(plan: Plan, application: Application, now: datetime, new_id: NewId, policy: Policy) -> Decision:
    """The plan keeps the grant, and takes what waited for it."""
    if application.state is not ApplicationState.GRANTED:
        return plan, []
    need = plan.need(application.need)
    grant = Grant(
        application.id,
        application.need,
        application.rung,
        application.until,
        application.review_on,
        application.lasting,
        exception_among(application.grounds),
        application.personal_budget,
        application.cost_cents_per_week,
        application.starts_on,
        times_per_week=application.times_per_week or (need.times_per_week if need else None),
        why_not_lower=application.why_not_lower,
    )
    plan, extended = _extended(plan, grant, now, policy)
    plan, settled = settle(plan, now, new_id, policy)
    return plan, extended + settled


def _extended(plan: Plan, grant: Grant, now: datetime, policy: Policy) -> Decision:
    """What runs on that rung already, or is about to, goes on under the new grant."""
    events: list[Event] = []
    former = plan.grant_for(grant.need, grant.rung, personal_budget=grant.personal_budget)
    plan = replace(plan, grants=(*plan.grants, grant))
    for before in _under(plan, grant):
        if before.personal_budget != grant.personal_budget:
            continue  # accepted elsewhere while this was decided: it goes on under its own grant
        item = before.under(grant, former)
        plan = plan.put(item)
        plan, planned = review_by(plan, item, now, policy)
        events += [restated(plan, item), *planned]
    return plan, events


def _under(plan: Plan, asked: Application | Grant) -> list[Item]:
    """What an earlier grant carries."""
    there = (item for item in plan.items_of(asked.need) if item.rung == asked.rung)
    return [item for item in there if item.runs or item.state is ItemState.AGREED]
