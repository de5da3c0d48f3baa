"""Light contact between reviews, the rhythm of a plan, and that nobody reviews what was reviewed already."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from libs.contracts.carers import Burden
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, LifeDomain
from services.arrangement.domain import planning, reviewing
from services.arrangement.domain.review import CheckIn, Review
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import HOLDER, MONDAY, Story, helped, refusal, shopping

#: Of the plan that is agreed on Monday: three weeks to the first contact, six to the first review.
CONTACT, REVIEW = date(2026, 1, 26), date(2026, 2, 16)


def checks_in(story: Story, on: date, *, worry: bool = False, carer: Burden | None = None) -> Story:
    contact = CheckIn(story.new_id(), on, worry, carer=carer)
    return story.take(reviewing.checked_in(story.plan, contact, story.now, story.new_id, story.policy))


def at(story: Story, day: date) -> Story:
    story.now = MONDAY + (day - MONDAY.date())
    return story


def test_contact_is_planned_once_support_runs_and_gives_way_to_the_review() -> None:
    story, _ = helped(2)
    assert (story.plan.check_in_on, story.plan.review_on) == (CONTACT, REVIEW)
    checks_in(at(story, CONTACT), CONTACT)
    assert story.plan.check_in_on is None, "three weeks on is the day of the review"
    at(story, REVIEW).reviewed(3)
    assert story.plan.check_in_on == REVIEW + timedelta(weeks=3)


def test_contact_that_was_missed_is_told_once_its_day_is_over() -> None:
    story, _ = helped(2)
    assert planning.check_in_overdue(story.plan, at(story, CONTACT).now)[1] == []
    [told] = planning.check_in_overdue(story.plan, at(story, CONTACT + timedelta(days=1)).now)[1]
    assert told.type == "nl.omzien.plans.check-in-overdue.v1"
    checks_in(story, CONTACT + timedelta(days=1))
    assert planning.check_in_overdue(story.plan, story.now)[1] == []


def test_a_worry_brings_the_review_forward_and_changes_no_support() -> None:
    story, _ = helped(2)
    before = story.states()
    checks_in(at(story, CONTACT), CONTACT, worry=True)
    assert story.plan.review_on == CONTACT + timedelta(days=7)
    assert (story.states(), story.plan.changes) == (before, ())


def test_a_plan_has_a_rhythm_of_its_own_that_never_puts_off_what_is_planned() -> None:
    story, _ = helped(2)
    story.take(planning.rhythm_set(story.plan, 26, 1, MONDAY.date(), story.policy))
    assert (story.plan.review_on, story.plan.check_in_on) == (REVIEW, date(2026, 1, 12))
    at(story, REVIEW)
    review = Review(story.new_id(), REVIEW, {LifeDomain.PRACTICAL: 3}, planned_on=REVIEW)
    story.take(reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy))
    assert (story.plan.review_on, story.plan.check_in_on) == (REVIEW + timedelta(weeks=26), date(2026, 2, 23))
    story.take(planning.rhythm_set(story.plan, 4, None, REVIEW, story.policy))
    assert story.plan.review_on == REVIEW + timedelta(weeks=4)


@pytest.mark.parametrize(("weeks", "first"), [(2, MONDAY.date() + timedelta(weeks=2)), (26, REVIEW)])
def test_a_rhythm_of_its_own_counts_from_the_first_review_on_whichever_was_set_first(weeks: int, first: date) -> None:
    early, late = Story(), Story()
    for story in (early, late):
        story.clarified(shopping(story.new_id()))
    early.take(planning.rhythm_set(early.plan, weeks, 1, MONDAY.date(), early.policy)).agreed()
    late.agreed()
    late.take(planning.rhythm_set(late.plan, weeks, 1, MONDAY.date(), late.policy))
    assert (early.plan.review_on, late.plan.review_on) == (first, first)


#: A Monday in Amsterdam, half an hour before midnight; the clock goes forward four weeks later.
LATE_IN_WINTER = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


def test_a_review_in_so_many_weeks_is_on_the_same_day_of_the_week_also_over_summer_time() -> None:
    story = Story(now=LATE_IN_WINTER)
    story.clarified(shopping(story.new_id())).agreed()
    assert story.plan.review_on == date(2026, 3, 2) + timedelta(weeks=6)


def test_a_follow_up_and_a_look_at_lasting_support_are_on_the_same_day_of_the_week_over_summer_time() -> None:
    story = Story(now=LATE_IN_WINTER)
    need = story.new_id()
    story.clarified(shopping(need, lasting=True)).agreed().unanswered(need)
    granted = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=None, lasting=True)
    assert granted.review_on == date(2026, 3, 2) + timedelta(weeks=26)
    story.runs(need, story.new_id(), 4)
    story.accepts_change(story.proposes(story.item(), 3, Ground.LIGHTER_OFFERING)).runs(need, story.new_id(), 3)
    assert story.plan.changes[-1].follow_up_on == date(2026, 3, 2) + timedelta(weeks=4)


def test_one_planned_moment_is_reviewed_once() -> None:
    story, _ = helped(2)
    at(story, REVIEW)
    first, second = (
        Review(story.new_id(), REVIEW, {LifeDomain.SOCIAL: 3}, planned_on=REVIEW, held_by=HOLDER) for _ in range(2)
    )
    story.take(reviewing.reviewed(story.plan, first, None, story.now, story.new_id, story.policy))
    with pytest.raises(Refused, match=rf"reviewed-already.*{HOLDER}"):
        reviewing.reviewed(story.plan, second, None, story.now, story.new_id, story.policy)


def test_what_was_not_held_yet_is_refused() -> None:
    story, _ = helped(2)
    tomorrow = MONDAY.date() + timedelta(days=1)
    with refusal("not-held-yet"):
        checks_in(story, tomorrow)
    with refusal("not-held-yet"):
        review = Review(story.new_id(), tomorrow, {LifeDomain.SOCIAL: 3}, planned_on=REVIEW)
        reviewing.reviewed(story.plan, review, None, story.now, story.new_id, story.policy)


def test_contact_goes_on_from_the_latest_and_only_where_support_runs() -> None:
    story, _ = helped(2)
    checks_in(at(story, CONTACT), CONTACT)
    with refusal("check-in-earlier"):
        checks_in(story, CONTACT - timedelta(days=1))
    draft = Story()
    draft.clarified(shopping(draft.new_id()))
    with refusal("plan-state"):
        checks_in(draft, MONDAY.date())


def test_a_carer_who_cannot_go_on_is_on_the_list_and_one_who_can_again_makes_a_step_down() -> None:
    story, _ = helped(3)
    checks_in(story, MONDAY.date(), carer=Burden.TOO_HEAVY)
    assert Waits.CARER_OVERLOADED in {task.waits for task in tasks([story.plan], MONDAY.date())}
    assert not story.plan.changes
    checks_in(story, MONDAY.date(), carer=Burden.BEARABLE)
    [change] = story.plan.changes
    assert change.grounds == (Ground.CARER_RELIEVED,)
    checks_in(story, MONDAY.date(), carer=Burden.BEARABLE)
    assert story.told.count("carer-burden-changed") == 2


def test_a_policy_may_have_another_rhythm() -> None:
    story = Story()
    story.policy = replace(story.policy, check_in_every=timedelta(weeks=1))
    need = story.new_id()
    story.clarified(shopping(need)).agreed().runs(need, story.new_id(), 2)
    assert story.plan.check_in_on == date(2026, 1, 12)
