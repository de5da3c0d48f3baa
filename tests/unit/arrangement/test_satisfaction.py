"""Whether somebody was helped well is asked of three groups, by somebody who does not work on the plan."""

from datetime import date, timedelta

import pytest

from libs.contracts.surveys import Group, Moment
from libs.contracts.words import CaseOutcome, ItemEnd
from services.arrangement.domain import lifecycle, satisfaction
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.satisfaction import Satisfaction
from tests.unit.arrangement.story import HOLDER, MONDAY, SON, SPECIALIST, STRANGER, Story, helped, refusal

TODAY = MONDAY.date()


def consenting(story: Story, until: date | None = None) -> Plan:
    return story.take(lifecycle.may_be_asked(story.plan, until)).plan


def question(story: Story, group: Group = Group.RESIDENT) -> Satisfaction:
    part = story.plan.id if group is Group.RESIDENT else story.item().id
    within = story.policy.survey.answer_within
    it, [told] = satisfaction.asked(
        story.new_id(), story.plan, group, Moment.ON_THE_WAY, part, story.now.date(), within
    )
    assert told.type == "nl.omzien.surveys.asked.v1"
    return it


def of_resident(plan: Plan, moment: Moment = Moment.ON_THE_WAY) -> bool:
    return satisfaction.to_be_asked(plan, Group.RESIDENT, moment, plan.id, TODAY)


def test_a_resident_is_asked_while_they_agree_to_it_and_support_runs() -> None:
    story, _ = helped(2)
    assert not of_resident(story.plan), "nobody said that they may be asked"
    assert of_resident(consenting(story))
    assert not of_resident(consenting(story, TODAY - timedelta(days=1))), "their consent has ended"
    consenting(story)
    assert not of_resident(story.take(lifecycle.not_asked(story.plan)).plan)


def test_a_resident_is_asked_at_closing_where_there_was_support() -> None:
    story, _ = helped(2)
    consenting(story)
    assert not of_resident(story.plan, Moment.AT_THE_END)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    assert of_resident(story.plan, Moment.AT_THE_END)
    assert not of_resident(story.plan)
    bare = Story().clarified()
    consenting(bare)
    bare.take(lifecycle.closed(bare.plan, None, bare.now))
    assert not of_resident(bare.plan, Moment.AT_THE_END), "there was nothing to be helped by"


def test_who_died_is_asked_nothing() -> None:
    for outcome, asked in ((CaseOutcome.COMPLETED, True), (CaseOutcome.DIED, False)):
        story, _ = helped(2)
        consenting(story)
        story.take(lifecycle.closed_with_case(story.plan, outcome, story.now))
        assert of_resident(story.plan, Moment.AT_THE_END) == asked


def test_who_gives_support_is_asked_about_that_support() -> None:
    story, _ = helped(2)
    plan = story.plan
    assert satisfaction.to_be_asked(plan, Group.VOLUNTEER, Moment.ON_THE_WAY, story.item().id, TODAY)
    assert not satisfaction.to_be_asked(plan, Group.VOLUNTEER, Moment.ON_THE_WAY, story.new_id(), TODAY)


def test_what_was_said_is_told_without_case_or_plan() -> None:
    story, _ = helped(2)
    it, [told] = satisfaction.answered(question(story), story.plan, True, 8, STRANGER)
    assert (it.state, it.helped_well, it.mark) == ("answered", True, 8)
    assert set(told.model_dump()) == {"neighbourhood", "group", "moment", "helped_well", "mark"}


@pytest.mark.parametrize("by", [HOLDER, SON, SPECIALIST])
def test_who_works_on_the_plan_records_neither_an_answer_nor_a_no(by: object) -> None:
    story, _ = helped(2)
    story.with_specialist()
    it = question(story)
    with refusal("not-independent"):
        satisfaction.answered(it, story.plan, True, None, by)  # type: ignore[arg-type]
    with refusal("not-independent"):
        satisfaction.declined(it, story.plan, by)  # type: ignore[arg-type]


def test_what_was_said_once_stays() -> None:
    story, _ = helped(2)
    for said in (
        satisfaction.answered(question(story), story.plan, False, None, STRANGER),
        satisfaction.declined(question(story), story.plan, STRANGER),
    ):
        with refusal("answered-already"):
            satisfaction.answered(said[0], story.plan, True, None, STRANGER)


def test_no_answer_in_time_is_told_once_and_a_late_one_counts() -> None:
    story, _ = helped(2)
    it = question(story, Group.VOLUNTEER)
    assert it.answer_by == TODAY + timedelta(weeks=4)
    assert satisfaction.term_passed(it, it.answer_by) == (it, [])
    late, [told] = satisfaction.term_passed(it, it.answer_by + timedelta(days=1))
    assert told.type == "nl.omzien.surveys.unanswered.v1"
    assert satisfaction.term_passed(late, it.answer_by + timedelta(days=2))[1] == []
    assert satisfaction.answered(late, story.plan, True, 9, STRANGER)[0].state == "answered"
