"""A running indication keeps its end date; a conversation is due in time before it, and none ends unseen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.calendar import after, morning_of
from libs.contracts.indications import IndicationConversationDue, IndicationExpired, IndicationUnlinked
from libs.contracts.payload import Event
from libs.contracts.words import CaseOutcome, Category, Rung
from services.arrangement.domain import indication as decisions
from services.arrangement.domain import lifecycle
from services.arrangement.domain.indication import Decision, Indication, IndicationState, Terms
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.plan import Plan, PlanState
from services.arrangement.domain.policy import Transition
from tests.unit.arrangement.story import HOLDER, refusal

POLICY = Transition(timedelta(weeks=12), timedelta(weeks=4))
UNTIL = date(2026, 12, 31)
DUE = UNTIL - timedelta(weeks=12)
CASE, OTHER, PLAN, NEED = (UUID(int=number) for number in (1, 2, 3, 4))


def running(until: date = UNTIL) -> Indication:
    return Indication(UUID(int=9), "2014-0001", Terms("de-bilt-west", Category.CARE, until))


def plan_of(case: UUID) -> Plan:
    """Of a case that somebody holds; support runs."""
    return Plan(
        PLAN, case, "de-bilt-west", case_holder=HOLDER, items=(Item(NEED, NEED, Rung.VOLUNTEERS, ItemState.ACTIVE),)
    )


def linked(indication: Indication, case: UUID) -> Decision:
    return decisions.linked(indication, case, plan_of(case))


def passes(indication: Indication, since: datetime, until: datetime) -> Decision:
    """Its timer runs whenever it is due, as the service lets it."""
    told: list[Event] = []
    now = since
    while (look := decisions.next_look(indication, POLICY)) is not None and max(look, now) <= until:
        now = max(look, now)
        indication, events = decisions.looked_at(indication, now, POLICY)
        told += events
    return indication, told


def test_a_conversation_is_due_twelve_weeks_before_and_again_until_somebody_holds_it() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    indication, told = passes(running(), began, after(UNTIL))
    assert [each.time for each in told if isinstance(each, IndicationConversationDue)] == [1, 2, 3]
    [expired] = [each for each in told if isinstance(each, IndicationExpired)]
    assert (expired.conversation, indication.state) == (False, IndicationState.EXPIRED)


def test_once_a_case_talks_about_it_only_its_end_is_told() -> None:
    indication, told = passes(running(), datetime(2026, 1, 1, tzinfo=UTC), morning_of(DUE))
    assert len(told) == 1
    indication, _ = linked(indication, CASE)
    indication, told = passes(indication, morning_of(DUE), after(UNTIL))
    [expired] = told
    assert isinstance(expired, IndicationExpired)
    assert (expired.conversation, expired.caseid) == (True, CASE)


def test_what_a_plan_answers_by_then_neither_expires_nor_asks_for_anything() -> None:
    indication, _ = linked(running(), CASE)
    with refusal("another-case"):
        decisions.converted(indication, plan_of(OTHER), DUE)
    indication, _ = decisions.converted(indication, plan_of(CASE), DUE)
    assert decisions.next_look(indication, POLICY) is None
    with refusal("indication-over"):
        decisions.ended(indication, "moved", DUE)


def test_it_is_talked_about_in_one_case_and_converted_after_that() -> None:
    indication, _ = linked(running(), CASE)
    assert linked(indication, CASE) == (indication, [])
    with refusal("linked-already"):
        linked(indication, OTHER)
    with refusal("no-conversation"):
        decisions.converted(running(), plan_of(CASE), DUE)


def test_only_a_case_that_somebody_works_on_talks_about_it() -> None:
    with refusal("case-unknown"):
        decisions.linked(running(), CASE, None)
    awaited = Plan(PLAN, CASE, "de-bilt-west", case_holder=HOLDER)
    closed, _ = lifecycle.closed_with_case(awaited, CaseOutcome.NOT_REACHED, morning_of(DUE))
    for over in (closed, replace(awaited, state=PlanState.CLOSED)):
        with refusal("case-closed"):
            decisions.linked(running(), CASE, over)
    reopened, _ = lifecycle.reopened(closed)
    assert decisions.linked(running(), CASE, reopened)[0].state is IndicationState.IN_CONVERSATION


def test_a_case_that_nobody_holds_does_not_end_the_silence_about_it() -> None:
    heard_of, _ = lifecycle.shareable(Plan(PLAN, CASE, "de-bilt-west"), None)
    with refusal("nobody-holds-it"):
        decisions.linked(running(), CASE, heard_of)


def test_a_plan_in_which_nothing_runs_does_not_answer_it() -> None:
    indication, plan = linked(running(), CASE)[0], plan_of(CASE)
    for state in (ItemState.INTENDED, ItemState.AGREED, ItemState.ENDED):
        without = replace(plan, items=(replace(plan.items[0], state=state),))
        with refusal("nothing-runs"):
            decisions.converted(indication, without, DUE)
    paused = replace(plan, items=(replace(plan.items[0], state=ItemState.SUSPENDED),))
    assert decisions.converted(indication, paused, DUE)[0].plan == PLAN


def test_it_is_due_again_when_its_case_closes_and_no_plan_answers_it() -> None:
    due, _ = passes(running(), datetime(2026, 1, 1, tzinfo=UTC), morning_of(DUE))
    indication, _ = linked(due, CASE)
    indication, [told] = decisions.unlinked(indication)
    assert isinstance(told, IndicationUnlinked)
    assert (indication.state, indication.caseid, told.caseid) == (IndicationState.RUNNING, None, CASE)
    indication, events = passes(indication, morning_of(DUE) + timedelta(weeks=5), after(UNTIL))
    assert [each.time for each in events if isinstance(each, IndicationConversationDue)] == [2, 3]
    assert isinstance(events[-1], IndicationExpired) and not events[-1].conversation


def test_what_is_over_when_its_case_closes_stays_over_and_is_due_in_time_if_it_turns_out_to_last_longer() -> None:
    converted, _ = decisions.converted(linked(running(), CASE)[0], plan_of(CASE), DUE)
    ended, _ = decisions.ended(linked(running(), CASE)[0], "moved", DUE)
    for over in (converted, ended, running()):
        assert decisions.unlinked(over) == (over, [])
    expired, _ = passes(linked(running(), CASE)[0], morning_of(DUE), after(UNTIL))
    expired, _ = decisions.unlinked(expired)
    assert expired.state is IndicationState.EXPIRED
    longer, _ = decisions.listed(expired, Terms("de-bilt-west", Category.CARE, date(2027, 12, 31)))
    assert longer.state is IndicationState.RUNNING


def test_a_list_that_comes_again_changes_nothing_and_a_later_end_puts_the_conversation_off() -> None:
    indication, _ = passes(running(), datetime(2026, 1, 1, tzinfo=UTC), morning_of(DUE))
    assert indication.state is IndicationState.DUE
    assert decisions.listed(indication, indication.terms) == (indication, [])
    later, [told] = decisions.listed(indication, Terms("de-bilt-west", Category.CARE, date(2027, 12, 31)))
    assert (later.state, told.type) == (IndicationState.RUNNING, "nl.omzien.indications.changed.v1")


@pytest.mark.parametrize(("case", "state"), [(None, IndicationState.RUNNING), (CASE, IndicationState.IN_CONVERSATION)])
def test_one_that_turns_out_to_last_longer_after_its_last_day_is_followed_to_its_new_end(
    case: UUID | None, state: IndicationState
) -> None:
    known = linked(running(), case)[0] if case else running()
    expired, _ = passes(known, datetime(2026, 1, 1, tzinfo=UTC), after(UNTIL))
    assert expired.state is IndicationState.EXPIRED
    longer = Terms("de-bilt-west", Category.CARE, date(2027, 12, 31))
    again, [told] = decisions.listed(expired, longer)
    assert (again.state, told.type) == (state, "nl.omzien.indications.changed.v1")
    over, told_then = passes(again, after(UNTIL), after(longer.until))
    assert over.state is IndicationState.EXPIRED and isinstance(told_then[-1], IndicationExpired)
    shorter = Terms("de-bilt-west", Category.CARE, date(2026, 6, 30))
    assert decisions.listed(expired, shorter) == (expired, [])


@given(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.integers(0, 800))
def test_however_late_it_comes_in_nobody_is_left_without_a_word(until: date, registered: int) -> None:
    """A conversation that is due is told before the end; what is over when it comes in is told as over."""
    began = datetime(2025, 6, 1, tzinfo=UTC) + timedelta(days=registered)
    indication, told = passes(running(until), began, max(began, after(until)))
    assert indication.state is IndicationState.EXPIRED
    assert isinstance(told[-1], IndicationExpired)
    due = [each for each in told if isinstance(each, IndicationConversationDue)]
    assert bool(due) == (began < after(until))
    assert len(told) == len(due) + 1 <= 4


@pytest.mark.parametrize("ground", ["moved", "died"])
def test_it_may_end_before_its_time(ground: str) -> None:
    indication, [told] = decisions.ended(running(), ground, DUE)
    assert (indication.state, told.type) == (IndicationState.ENDED, "nl.omzien.indications.ended.v1")
