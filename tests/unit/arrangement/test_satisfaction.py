"""Whether somebody was helped well is asked of three groups, by somebody who does not work on the plan."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from libs.contracts.surveys import Group, Moment
from libs.contracts.words import CaseOutcome, ItemEnd
from libs.delivery.clock import new_id
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


def test_nobody_is_asked_as_a_partner_about_what_residents_bought_themselves() -> None:
    for bought in (True, False):
        story, _ = helped(4)
        item = replace(story.item(), personal_budget=bought)
        story.plan = story.plan.put(item)
        story.take(lifecycle.ended(story.plan, item.id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
        asked = satisfaction.to_be_asked(story.plan, Group.PARTNER, Moment.AT_THE_END, item.id, TODAY)
        assert asked is not bought


def test_of_a_question_it_is_told_that_somebody_replied_and_not_what() -> None:
    story, _ = helped(2)
    asked = question(story)
    it, yes = satisfaction.answered(asked, story.plan, True, 8, STRANGER)
    assert (it.state, it.helped_well, it.mark) == ("answered", True, 8)
    assert (
        yes
        == satisfaction.declined(asked, story.plan, STRANGER)[1]
        == satisfaction.answered(asked, story.plan, False, 1, STRANGER)[1]
    )


def replies(*said: tuple[bool, int | None] | None) -> list[Satisfaction]:
    """Each by somebody else; None would rather not say."""
    story, _ = helped(2)
    return [
        satisfaction.declined(question(story), story.plan, STRANGER)[0]
        if each is None
        else satisfaction.answered(question(story), story.plan, *each, STRANGER)[0]
        for each in said
    ]


def told_of(said: list[Satisfaction]) -> list[dict[str, object]]:
    return [told.model_dump() for _, told in satisfaction.told_together(said, new_id)]


def test_what_was_said_is_told_under_an_id_of_its_own_without_case_or_plan() -> None:
    said = replies((True, 8), None, (False, 3), (True, 9), (True, 7), (True, 7))
    told = satisfaction.told_together(said, new_id)
    asked = {id_ for each in said for id_ in (each.id, each.plan, each.caseid, each.part)}
    assert not asked & {reply.id for reply, _ in told}
    assert {reply.sequence for reply, _ in told} == {0} and len({reply.id for reply, _ in told}) == 6
    assert {name for each in told_of(said) for name in each} == {
        "neighbourhood",
        "group",
        "moment",
        "helped_well",
        "mark",
    }


def test_in_which_order_it_is_told_does_not_say_who_said_it() -> None:
    said = replies((True, 8), None, (False, 3), (True, 9), (True, 7), (True, 7))
    assert told_of(said) == told_of(said[::-1])


def test_the_only_mark_of_five_is_not_told() -> None:
    told = told_of(replies((True, None), (True, 8), (False, None), (True, None), (True, None)))
    assert [(each["helped_well"], each["mark"]) for each in told] == [(False, None), *[(True, None)] * 4]


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
