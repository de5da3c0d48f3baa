"""To a specialist and back, warmly: whoever takes over confirms, and until then the other has it. The plan stays one.

The team stays involved, and hears which parts can come back before all of it does.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.casework import LegalGround
from libs.contracts.plans import (
    PlanHandedToSpecialist,
    PlanPartCanReturn,
    PlanReturnAsked,
    PlanReturnDeclined,
    PlanReturnedFromSpecialist,
    PlanSpecialistAsked,
    PlanSpecialistDeclined,
)
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, Rung
from services.arrangement.domain import prompts
from services.arrangement.domain.deciding import may_decide, may_propose
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.plan import Decision, Handover, Plan, PlanState
from services.arrangement.domain.policy import Policy


@dataclass(frozen=True)
class Ask:
    """Whom the plan is to go to, what of the checklist was done, and the ground in law where there is no consent."""

    specialist: UUID
    done: Collection[str]
    without_consent: LegalGround | None = None


def asked(plan: Plan, ask: Ask, by: UUID, now: datetime, policy: Policy) -> Decision:
    """By the coordinator or the case holder, with the checklist done, and the resident's consent or a ground in law."""
    may_propose(plan, by)
    if plan.state is not PlanState.ACTIVE:
        raise Refused("plan-state", f"This plan is {plan.state}: only an active one goes to a specialist.")
    if plan.handover is not None:
        raise Refused("handover-open", "A specialist was asked already: wait for the answer, or withdraw it.")
    if missing := [each for each in policy.handover_checklist if each not in ask.done]:
        raise Refused("checklist-incomplete", f"A warm hand-over asks for more: do, and tick, {', '.join(missing)}.")
    consent = plan.referable is not None and plan.referable.on(day_of(now))
    if not consent and ask.without_consent is None:
        raise Refused(
            "no-consent",
            "The resident has not agreed to a referral. Record in intake what they say, "
            f"or name a ground in `without_consent`: {', '.join(LegalGround)}.",
        )
    handover = Handover(ask.specialist, by, now, None if consent else ask.without_consent)
    plan = replace(plan, handover=handover)
    return plan, [plan.tell(PlanSpecialistAsked, specialist=ask.specialist)]


def confirmed(plan: Plan, by: UUID) -> Decision:
    """The specialist has it from now on; the team stays involved. Only who was asked confirms."""
    handover = _open(plan, PlanState.ACTIVE)
    if by != handover.specialist:
        raise Refused("not-asked", "Another specialist was asked: only they confirm.")
    plan = replace(plan.to(PlanState.WITH_SPECIALIST), specialist=by, handover=None)
    return plan, [plan.tell(PlanHandedToSpecialist, ground=handover.ground)]


def declined(plan: Plan, by: UUID, ground: str) -> Decision:
    """The specialist does not take it, or who asked asks no longer, or the case holder for them: the team has it as
    before.
    """
    handover = _open(plan, PlanState.ACTIVE)
    if by not in (handover.specialist, handover.asked_by, plan.case_holder):
        raise Refused(
            "not-asked",
            "Only the specialist who was asked declines, and only who asked, or the case holder, withdraws.",
        )
    plan = replace(plan, handover=None)
    return plan, [plan.tell(PlanSpecialistDeclined, ground=ground)]


def part_can_return(plan: Plan, item_id: UUID, by: UUID, now: datetime, new_id: NewId) -> Decision:
    """The team hears that this support may become lighter again: a step down is proposed, for a person to decide on."""
    _must_have_it(plan, by)
    item = plan.item(item_id)
    if not item.runs or item.rung is Rung.OWN_STRENGTH:
        raise Refused("item-not-running", "Only support that runs, above own strength, can come back.")
    told = plan.tell_item(PlanPartCanReturn, item)
    plan, prompted = prompts.proposed(
        plan, item, Rung(item.rung - 1), Ground.SPECIALIST_ADVICE, [new_id()], now, new_id
    )
    return plan, [told, *prompted]


def return_asked(plan: Plan, by: UUID, now: datetime) -> Decision:
    """All of it can come back: the specialist asks the case holder, and keeps it until they confirm."""
    _must_have_it(plan, by)
    if plan.handover is not None:
        raise Refused("handover-open", "The case holder was asked already: wait for the answer.")
    plan = replace(plan, handover=Handover(by, by, now))
    return plan, [plan.tell(PlanReturnAsked)]


def return_confirmed(plan: Plan, by: UUID) -> Decision:
    """The case holder has talked it over with the specialist and the resident: the team has the plan again."""
    _open(plan, PlanState.WITH_SPECIALIST)
    may_decide(plan, by)
    return taken_back(plan)


def return_declined(plan: Plan, by: UUID, ground: str) -> Decision:
    """The case holder does not take it back yet, or the specialist asks no longer: the specialist has it as before."""
    handover = _open(plan, PlanState.WITH_SPECIALIST)
    if by != handover.asked_by:
        may_decide(plan, by)
    plan = replace(plan, handover=None)
    return plan, [plan.tell(PlanReturnDeclined, ground=ground)]


def taken_back(plan: Plan) -> Decision:
    """The team has it again, asked for or not."""
    plan = replace(plan.to(PlanState.ACTIVE), specialist=None, handover=None)
    return plan, [plan.tell(PlanReturnedFromSpecialist)]


def _open(plan: Plan, state: PlanState) -> Handover:
    if plan.handover is None:
        raise Refused("no-handover", "Nobody asked for that: a hand-over is asked for first, then confirmed.")
    if plan.state is not state:
        back = plan.state is PlanState.WITH_SPECIALIST
        asked = "that the specialist gives it back: answer the return" if back else "that a specialist takes over"
        raise Refused("another-handover", f"This plan is {plan.state}. What is asked for is {asked}.")
    return plan.handover


def _must_have_it(plan: Plan, by: UUID) -> None:
    if plan.state is not PlanState.WITH_SPECIALIST:
        raise Refused("plan-state", f"This plan is {plan.state}; it is not with a specialist.")
    if by != plan.specialist:
        raise Refused("not-the-specialist", "Only the specialist who has the plan says so.")
