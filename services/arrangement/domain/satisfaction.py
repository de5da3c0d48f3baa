"""Whether somebody was helped well: asked apart from any review, of residents, volunteers and partners alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias, TypeVar
from uuid import UUID

from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.surveys import (
    Group,
    Moment,
    SurveyAnswered,
    SurveyAsked,
    SurveyDeclined,
    SurveyEvent,
    SurveyReplied,
    SurveyUnanswered,
)
from services.arrangement.domain.ids import NewId
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.plan import Plan, PlanState


class SatisfactionState(StrEnum):
    """Unanswered: its term is over; it can still be answered or declined."""

    ASKED = "asked"
    UNANSWERED = "unanswered"
    ANSWERED = "answered"
    DECLINED = "declined"


@dataclass(frozen=True)
class Satisfaction:
    """One question. `part` is the support that it is about, or the plan; `mark` is 1 ... 10."""

    id: UUID
    plan: UUID
    caseid: UUID
    neighbourhood: str
    group: Group
    moment: Moment
    part: UUID
    asked_on: date
    answer_by: date
    sequence: int = 0
    state: SatisfactionState = SatisfactionState.ASKED
    helped_well: bool | None = None
    mark: int | None = None


@dataclass(frozen=True)
class Reply:
    """What one of several said, under an id of its own: that of the question would lead to the case."""

    id: UUID
    neighbourhood: str
    sequence: int = 0


Decision: TypeAlias = tuple[Satisfaction, list[Event]]
E = TypeVar("E", bound=SurveyEvent)


def to_be_asked(plan: Plan, group: Group, moment: Moment, part: UUID, today: date) -> bool:
    """A resident who agreed to it and has, or had, support; whoever gave support, about the support that they gave.
    From whom a resident bought theirs is not known here: nobody is asked about it as a partner.
    """
    if group is not Group.RESIDENT:
        item = plan.item_or_none(part)
        return item is not None and not item.personal_budget and (item.runs or item.state is ItemState.ENDED)
    if plan.may_be_asked is None or not plan.may_be_asked.on(today):
        return False
    if moment is Moment.ON_THE_WAY:
        return plan.state in (PlanState.ACTIVE, PlanState.WITH_SPECIALIST)
    return plan.state is PlanState.CLOSED and any(item.state is ItemState.ENDED for item in plan.items)


def asked(
    id_: UUID, plan: Plan, group: Group, moment: Moment, part: UUID, today: date, answer_within: timedelta
) -> Decision:
    """The question is put, to be answered within that time."""
    it = Satisfaction(id_, plan.id, plan.caseid, plan.neighbourhood, group, moment, part, today, today + answer_within)
    item = None if part == plan.id else part
    told = _tell(it, SurveyAsked, caseid=plan.caseid, plan=plan.id, item=item, answer_by=it.answer_by)
    return it, [told]


def answered(it: Satisfaction, plan: Plan, helped_well: bool, mark: int | None, by: UUID) -> Decision:
    """As somebody said to `by`. Refused when `by` works on the plan, or it was answered or declined already.

    What they said is told with what others said (`told_together`).
    """
    _must_wait(it, plan, by)
    it = replace(it, state=SatisfactionState.ANSWERED, helped_well=helped_well, mark=mark)
    return it, [_tell(it, SurveyReplied)]


def declined(it: Satisfaction, plan: Plan, by: UUID) -> Decision:
    """They would rather not say. Refused as above: a "no" must be as free as an answer."""
    _must_wait(it, plan, by)
    it = replace(it, state=SatisfactionState.DECLINED)
    return it, [_tell(it, SurveyReplied)]


def told_together(said: Sequence[Satisfaction], new_id: NewId) -> list[tuple[Reply, Event]]:
    """What was said to these questions, each under an id of its own, in an order that says nothing about who it was.

    Marks only where each who answered gave one: by the only mark somebody might be known.
    """
    marked = all(each.mark for each in said if each.helped_well is not None)
    told = sorted(said, key=lambda each: (each.helped_well is None, bool(each.helped_well), each.mark or 0))
    return [(Reply(new_id(), each.neighbourhood), _said(each, marked)) for each in told]


def _said(it: Satisfaction, marked: bool) -> Event:
    if it.helped_well is None:
        return _tell(it, SurveyDeclined)
    return _tell(it, SurveyAnswered, helped_well=it.helped_well, mark=it.mark if marked else None)


def term_passed(it: Satisfaction, today: date) -> Decision:
    """Nobody said anything in time. Changes nothing when somebody did."""
    if it.state is not SatisfactionState.ASKED or today <= it.answer_by:
        return it, []
    it = replace(it, state=SatisfactionState.UNANSWERED)
    return it, [_tell(it, SurveyUnanswered)]


def _must_wait(it: Satisfaction, plan: Plan, by: UUID) -> None:
    if by in (plan.case_holder, plan.coordinator, plan.specialist):
        raise Refused(
            "not-independent",
            "Whoever holds the case, coordinates the plan or has it does not record how satisfied people are with it: "
            "have somebody else ask.",
        )
    if it.state in (SatisfactionState.ANSWERED, SatisfactionState.DECLINED):
        raise Refused("answered-already", f"This question was {it.state}: what was said once stays as it is.")


def _tell(it: Satisfaction, kind: type[E], **data: object) -> E:
    return kind.model_validate({"neighbourhood": it.neighbourhood, "group": it.group, "moment": it.moment, **data})
