"""People change the terms of support: never beyond what was granted, and never without an end on rungs 4 and 5."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from libs.contracts.plans import PlanItemChanged
from libs.contracts.words import Ground, LifeDomain
from services.arrangement.domain import lifecycle, planning, reviewing
from services.arrangement.domain.review import Review
from services.arrangement.domain.terms import Terms, changed
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import WHOLE, Story, helped, refusal, shopping


def change(story: Story, terms: Terms) -> None:
    story.take(changed(story.plan, story.item(), terms, story.now, story.policy))


def test_support_is_had_more_often_or_until_a_day_and_the_resident_agrees_anew() -> None:
    story, _ = helped(2)
    change(story, Terms(times_per_week=3, until=date(2026, 6, 1), supplier_agrees=True))
    told = story.events[-1]
    assert isinstance(told, PlanItemChanged)
    assert (told.times_per_week, told.until) == (3, date(2026, 6, 1))
    assert story.plan.to_agree
    story.now += timedelta(days=200)
    story.take(lifecycle.expired(story.plan, story.item().id, story.now, story.new_id))
    assert story.states() == [(2, "ended"), (2, "intended")]


def test_what_neighbours_give_may_have_no_end_again() -> None:
    story, _ = helped(2)
    change(story, Terms(until=date(2026, 6, 1), supplier_agrees=True))
    change(story, Terms(open_ended=True, supplier_agrees=True))
    assert story.item().until is None


def test_professional_support_stays_within_its_grant_and_its_review_comes_with_it() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 9, 1))
    story.runs(need, story.new_id(), 4)
    with refusal("beyond-grant"):
        change(story, Terms(until=date(2026, 9, 2)))
    with refusal("no-end"):
        change(story, Terms(open_ended=True))
    change(story, Terms(until=date(2026, 3, 1), supplier_agrees=True))
    assert story.plan.review_on is not None
    assert story.plan.review_on <= date(2026, 3, 1)
    change(story, Terms(until=date(2026, 9, 1), supplier_agrees=True))
    assert story.item().until == date(2026, 9, 1)


def test_granted_support_comes_as_often_as_was_granted_and_more_only_once_that_was_applied_for() -> None:
    story, need = helped(4, times_per_week=2)
    change(story, Terms(times_per_week=1, supplier_agrees=True))
    change(story, Terms(times_per_week=2, supplier_agrees=True))
    with refusal("beyond-grant"):
        change(story, Terms(times_per_week=3, supplier_agrees=True))
    asked = replace(story.applies(need, 4, Ground.NOT_ADEQUATE, Ground.LOWER_RUNGS_TRIED), times_per_week=3)
    story.grants(asked, cost_cents_per_week=150)
    change(story, Terms(times_per_week=3, supplier_agrees=True))
    assert (story.item().times_per_week, story.item().cost_cents_per_week) == (3, 150)


def test_granted_support_comes_no_more_often_than_its_euros_go() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need, times_per_week=2)).agreed().unanswered(need)
    story.grants(replace(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), times_per_week=3), cost_cents_per_week=149)
    story.runs(need, story.new_id(), 4)  # 100 cents for twice
    with refusal("beyond-grant"):
        change(story, Terms(times_per_week=3, supplier_agrees=True))


def test_what_it_cost_while_it_came_less_often_stays_as_it_was() -> None:
    story, _ = helped(2)
    before = story.now.date()
    story.now += timedelta(days=7)
    change(story, Terms(times_per_week=3, supplier_agrees=True))
    assert (story.item().cents_on(before), story.item().cents_on(story.now.date())) == (100, 300)


@pytest.mark.parametrize(("often", "cents"), [(7, 700), (2, 200)])
def test_support_that_comes_more_often_costs_as_much_more(often: int, cents: int) -> None:
    story, _ = helped(2)
    change(story, Terms(times_per_week=often, supplier_agrees=True))
    told = story.events[-1]
    assert isinstance(told, PlanItemChanged)
    assert (told.cost_cents_per_week, story.item().cost_cents_per_week) == (cents, cents)


def test_what_a_week_costs_is_rounded_to_whole_cents() -> None:
    story, _ = helped(2, times_per_week=3)
    change(story, Terms(times_per_week=1, supplier_agrees=True))
    assert story.item().cost_cents_per_week == 33


@pytest.mark.parametrize("terms", [Terms(times_per_week=2), Terms(until=date(2026, 6, 1))])
def test_who_delivers_agrees_to_how_often_and_until_when_and_since_then_it_holds(terms: Terms) -> None:
    story, _ = helped(2)
    story.now += timedelta(weeks=4)
    with refusal("supplier-not-agreed"):
        change(story, terms)
    change(story, replace(terms, supplier_agrees=True))
    assert story.item().agreed_at == story.now


def test_when_it_is_looked_at_binds_nobody_who_delivers() -> None:
    story, _ = helped(2)
    before = story.item().agreed_at
    story.now += timedelta(weeks=4)
    change(story, Terms(review_on=date(2026, 6, 1)))
    assert story.item().agreed_at == before


def test_residents_and_their_own_people_agree_to_it_with_the_plan() -> None:
    story, _ = helped(1)
    change(story, Terms(times_per_week=2))
    assert story.plan.to_agree


def test_what_the_resident_buys_stays_within_its_budget_and_not_within_what_was_granted_in_kind() -> None:
    story = Story()
    need, bought = story.new_id(), story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    budget = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED, budget_plan=WHOLE)
    story.grants(budget, personal_budget=True, until=date(2026, 9, 1))
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2027, 9, 1))
    # the resident had accepted the budget before they heard of the second decision
    story.accepts(need, bought, 4, personal_budget=True)
    with refusal("beyond-grant"):
        change(story, Terms(until=date(2026, 9, 2)))


@pytest.mark.parametrize(
    ("slug", "terms"),
    [
        ("nothing-changes", Terms()),
        ("until-passed", Terms(until=date(2026, 1, 4))),
        ("review-on-passed", Terms(review_on=date(2026, 1, 4))),
        ("review-after-end", Terms(until=date(2026, 2, 1), review_on=date(2026, 2, 2))),
        ("end-and-no-end", Terms(until=date(2026, 2, 1), open_ended=True)),
    ],
)
def test_terms_that_make_no_sense_are_refused(slug: str, terms: Terms) -> None:
    story, _ = helped(2)
    before = story.plan
    with refusal(slug):
        change(story, terms)
    assert story.plan == before


def test_what_is_intended_or_over_or_being_replaced_has_no_terms_to_change() -> None:
    story = Story()
    story.clarified(shopping(story.new_id())).agreed()
    with refusal("item-state"):
        change(story, Terms(times_per_week=2))
    story, _ = helped(4)
    heavy = story.item()
    story.accepts_change(story.proposes(heavy, 2, Ground.LIGHTER_OFFERING))
    with refusal("change-under-way"):
        story.take(changed(story.plan, heavy, Terms(times_per_week=2), story.now, story.policy))


def test_an_agreed_plan_without_a_coordinator_waits_for_one_and_who_came_before_is_told() -> None:
    story = Story()
    story.clarified(shopping(story.new_id()))
    story.take(lifecycle.agreed(story.plan, True, story.now, story.policy))
    waiting = {task.waits for task in tasks([story.plan], story.now.date())}
    assert Waits.COORDINATOR_TO_NAME in waiting
    first, second = story.new_id(), story.new_id()
    for who in (first, second, second):
        story.take(lifecycle.coordinator_named(story.plan, who, "relative"))
    named = [event for event in story.events if event.type.endswith("coordinator-named.v1")]
    assert [each.model_dump(include={"coordinator", "former"}) for each in named] == [
        {"coordinator": first, "former": None},
        {"coordinator": second, "former": first},
    ]
    assert Waits.COORDINATOR_TO_NAME not in {task.waits for task in tasks([story.plan], story.now.date())}


def lasting() -> Story:
    """On rung 4, granted on Monday 5 January 2026 without an end, of a plan that is reviewed every two years."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need, lasting=True)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=None, lasting=True)
    story.runs(need, story.new_id(), 4)
    assert story.item().review_on == EVERY_HALF_YEAR[0]
    return story.take(planning.rhythm_set(story.plan, 104, None, story.now.date(), story.policy))


def review(story: Story, held: date) -> None:
    story.now = story.now.replace(year=held.year, month=held.month, day=held.day)
    this = Review(story.new_id(), held, {LifeDomain.SOCIAL: 3}, planned_on=story.plan.review_on)
    story.take(reviewing.reviewed(story.plan, this, None, story.now, story.new_id, story.policy))


#: From the grant of lasting support on, by the policy.
EVERY_HALF_YEAR = [date(2026, 7, 6), date(2027, 1, 4), date(2027, 7, 5), date(2028, 1, 3)]


def test_lasting_support_is_looked_at_so_often_as_policy_says_whatever_the_rhythm_of_its_plan() -> None:
    story = lasting()
    review(story, date(2026, 2, 16))
    assert story.item().review_on == EVERY_HALF_YEAR[0], "its day has not come yet"
    for day, following in pairwise(EVERY_HALF_YEAR):
        assert story.plan.review_on == day
        review(story, day)
        assert story.item().review_on == following
        assert [each.review_on for each in story.events if isinstance(each, PlanItemChanged)][-1] == following
    assert not story.plan.to_agree, "nobody changed anything"


def test_a_review_that_was_held_early_answers_the_day_of_lasting_support() -> None:
    story = lasting()
    review(story, date(2026, 2, 16))
    review(story, date(2026, 7, 1))
    assert (story.item().review_on, story.plan.review_on) == (date(2026, 12, 30), date(2026, 12, 30))


def test_a_day_that_its_grant_names_and_that_is_still_to_come_is_kept() -> None:
    story = lasting()
    change(story, Terms(review_on=date(2026, 3, 2)))
    review(story, date(2026, 2, 16))
    review(story, date(2026, 3, 2))
    assert story.item().review_on == EVERY_HALF_YEAR[0]


def test_what_reviews_moved_on_is_no_ground_to_refuse_other_terms() -> None:
    story = lasting()
    review(story, date(2026, 2, 16))
    review(story, EVERY_HALF_YEAR[0])
    change(story, Terms(until=date(2028, 1, 3), supplier_agrees=True))
    with refusal("beyond-grant"):
        change(story, Terms(review_on=EVERY_HALF_YEAR[1] + timedelta(days=1)))


def test_support_that_does_not_last_is_looked_at_once_on_the_day_that_people_named() -> None:
    story, _ = helped(4)
    change(story, Terms(review_on=date(2026, 2, 16)))
    review(story, date(2026, 2, 16))
    assert story.item().review_on == date(2026, 2, 16)
