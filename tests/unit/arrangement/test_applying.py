"""Applications: evidence or an exception, a decision by someone else, and always an end or a review."""

from datetime import date, timedelta

import pytest

from libs.contracts.applications import ApplicationGranted, ApplicationSubmitted, ApplicationWithdrawn
from libs.contracts.casework import SuspensionGround
from libs.contracts.plans import PlanClosed
from libs.contracts.words import CaseOutcome, Ground, ItemEnd
from services.arrangement.domain import application as applications
from services.arrangement.domain import applying, lifecycle
from services.arrangement.domain.application import ApplicationState
from services.arrangement.domain.heard import What
from services.arrangement.domain.ladder import EXCEPTIONS
from tests.unit.arrangement.story import HOLDER, MANDATED, SON, STRANGER, WHOLE, Story, person, refusal, shopping


@pytest.fixture
def story() -> Story:
    """An agreed plan with one need that waits."""
    told = Story()
    return told.clarified(shopping(told.new_id())).agreed()


def test_without_evidence_from_matching_it_is_refused(story: Story) -> None:
    need = story.plan.needs[0].id
    with refusal("no-evidence"):
        story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    story.unanswered(need)
    application = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    assert {each.rung for each in application.why_not_lower} == {0, 1, 2, 3}
    assert isinstance(story.events[-1], ApplicationSubmitted)


@pytest.mark.parametrize("exception", sorted(EXCEPTIONS))
def test_a_declared_exception_stands_in_for_the_evidence(story: Story, exception: Ground) -> None:
    assert story.applies(story.plan.needs[0].id, 4, exception).grounds == (exception,)


def test_that_the_conversation_was_held_already_is_no_ground_for_a_higher_rung(story: Story) -> None:
    need = story.plan.needs[0].id
    with refusal("no-ground"):
        story.applies(need, 5, Ground.ALREADY_HELD)
    with refusal("no-evidence"):
        story.applies(need, 5, Ground.ALREADY_HELD, Ground.NOT_ADEQUATE)
    assert story.unanswered(need, below=5).applies(need, 5, Ground.ALREADY_HELD, Ground.LOWER_RUNGS_TRIED).why_not_lower


def test_a_case_that_came_after_a_conversation_elsewhere_is_applied_for_on_evidence_and_says_so() -> None:
    story = Story()
    need = story.new_id()
    story.transferred(shopping(need), Ground.ALREADY_HELD).agreed()
    with refusal("no-evidence"):
        story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    story.accepts(need, story.new_id(), 3, record=())
    assert story.states() == [(2, "intended")], "nobody said why not lower"
    application = story.unanswered(need).applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    assert application.grounds == (Ground.LOWER_RUNGS_TRIED, Ground.ALREADY_HELD)


def test_what_waits_is_withdrawn_with_its_plan_and_what_was_decided_stays(story: Story) -> None:
    application = story.unanswered(story.plan.needs[0].id).applies(story.plan.needs[0].id, 4, Ground.LOWER_RUNGS_TRIED)
    lapsed, [told] = applications.lapsed(application, story.now)
    assert isinstance(told, ApplicationWithdrawn)
    assert (lapsed.state, lapsed.withdrawn, told.ground) == (ApplicationState.WITHDRAWN, "plan_closed", "plan_closed")
    assert lapsed.decided_by is None
    long_after = story.now + timedelta(weeks=8)
    assert applications.term_looked_at(lapsed, timedelta(days=3), timedelta(days=3), long_after) == (lapsed, [])
    granted = story.grants(application)
    for decided in (lapsed, granted):
        assert applications.lapsed(decided, story.now) == (decided, [])


def test_rungs_0_to_3_need_no_application(story: Story) -> None:
    with refusal("freely-accessible"):
        story.applies(story.plan.needs[0].id, 3, Ground.ACUTE)


def test_a_ground_for_going_down_is_none(story: Story) -> None:
    with refusal("no-ground"):
        story.applies(story.plan.needs[0].id, 4, Ground.GOALS_MET)


def test_only_the_coordinator_and_the_case_holder_apply(story: Story) -> None:
    for by in (SON, HOLDER):
        assert story.applies(story.plan.needs[0].id, 4, Ground.ACUTE, by=by).proposed_by == by
    with refusal("not-coordinator"):
        story.applies(story.plan.needs[0].id, 4, Ground.ACUTE, by=STRANGER)


def test_for_a_need_that_is_not_there_it_is_refused(story: Story) -> None:
    with refusal("need-not-found"):
        story.applies(story.new_id(), 4, Ground.ACUTE)


def test_nobody_grants_their_own_proposal_mandated_or_not(story: Story) -> None:
    story.mandated = frozenset({SON, MANDATED})
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    with refusal("own-proposal"):
        story.grants(application, by=SON)
    with refusal("not-mandated"):
        story.grants(application, by=HOLDER)
    assert story.grants(application, by=MANDATED).decided_by == MANDATED


def test_who_proposed_the_step_does_not_grant_what_somebody_else_submitted_for_it(story: Story) -> None:
    need = story.plan.needs[0].id
    story.mandated = frozenset({HOLDER, MANDATED})
    story.unanswered(need).runs(need, story.new_id(), 2)
    step = story.proposes(story.item(), 4, Ground.NOT_ADEQUATE, by=HOLDER)
    application = story.applies(need, 4, Ground.NOT_ADEQUATE, by=SON)
    with refusal("own-proposal"):
        story.grants(application, by=HOLDER)
    assert story.grants(application, by=MANDATED).decided_by == MANDATED
    story.rejects_change(step, by=MANDATED)
    again = story.applies(need, 4, Ground.NOT_ADEQUATE, by=SON)
    assert story.grants(again, by=HOLDER).decided_by == HOLDER, "the step was decided on by somebody else"


def test_a_grant_has_an_end_or_is_lasting_with_a_review(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    with refusal("no-end"):
        story.grants(application, until=None)
    with refusal("until-passed"):
        story.grants(application, until=date(2025, 1, 1))
    with refusal("review-passed"):
        story.grants(application, until=None, lasting=True, review_on=date(2026, 1, 5))
    lasting = story.grants(application, until=None, lasting=True)
    assert lasting.review_on == date(2026, 7, 6)
    told = next(event for event in story.events if isinstance(event, ApplicationGranted))
    assert (told.until, told.lasting, told.review_on) == (None, True, date(2026, 7, 6))


def test_a_decision_is_taken_once(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    granted = story.grants(application)
    with refusal("application-state"):
        story.grants(granted)
    with refusal("application-state"):
        applying.reject(granted, "not_needed", MANDATED, story.mandated, story.now)
    with refusal("application-state"):
        applying.withdraw(story.plan, granted, SON, story.now)


def test_nothing_is_granted_for_what_ended_meanwhile(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.MOVED, story.now))
    assert isinstance(story.events[-1], PlanClosed)
    assert story.events[-1].with_case
    with refusal("need-over"):
        story.grants(application)
    assert applying.reject(application, "moved", MANDATED, story.mandated, story.now)[0].state == "rejected"


def test_nothing_is_asked_or_granted_for_a_need_whose_goal_was_met(story: Story) -> None:
    need = story.plan.needs[0].id
    story.unanswered(need).runs(need, story.new_id(), 2)
    application = story.applies(need, 4, Ground.NOT_ADEQUATE)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    with refusal("need-over"):
        story.grants(application)
    with refusal("need-over"):
        story.applies(need, 4, Ground.ACUTE)


def test_nothing_is_asked_for_a_need_that_was_withdrawn(story: Story) -> None:
    need = story.plan.needs[0].id
    story.hears(What.WITHDRAWN, need)
    with refusal("need-over"):
        story.applies(need, 4, Ground.ACUTE)


def test_who_applied_may_withdraw_and_strangers_may_not(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    with refusal("not-coordinator"):
        applying.withdraw(story.plan, application, person(77), story.now)
    withdrawn, [told] = applying.withdraw(story.plan, application, SON, story.now)
    assert (withdrawn.state, told.type) == ("withdrawn", "nl.omzien.applications.withdrawn.v1")


def test_whoever_may_let_its_term_stand_still_lets_it_run_on_and_nobody_else(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    ground = SuspensionGround.AWAITING_RESIDENT
    for by in (SON, HOLDER, MANDATED):
        still, _ = applying.suspend(story.plan, application, ground, None, by, story.mandated, story.now)
        with refusal("not-coordinator"):
            applying.resume(story.plan, still, STRANGER, story.mandated, story.now)
        assert applying.resume(story.plan, still, by, story.mandated, story.now)[0].term.suspended_on is None


def test_a_rejection_gives_the_plan_no_grant(story: Story) -> None:
    application = story.applies(story.plan.needs[0].id, 4, Ground.ACUTE)
    rejected, _ = applying.reject(application, "not_needed", MANDATED, story.mandated, story.now)
    story.take(applying.noted(story.plan, rejected, story.now, story.new_id, story.policy))
    assert story.plan.grants == ()


def test_a_grant_that_prolongs_another_starts_where_that_one_ends() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    first = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 18))
    assert (first.starts_on, first.granted_cents) == (date(2026, 1, 5), 200)
    story.runs(need, story.new_id(), 4)
    second = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 2, 1))
    assert (second.starts_on, second.granted_cents) == (date(2026, 1, 19), 200)
    assert story.item().until == date(2026, 2, 1)
    told = [event for event in story.events if isinstance(event, ApplicationGranted)]
    assert [each.starts_on for each in told] == [first.starts_on, second.starts_on]
    # less than what was granted already: it takes its place from today on, and adds nothing
    third = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 11))
    assert (third.starts_on, third.granted_cents) == (date(2026, 1, 5), 0)


def test_a_grant_that_prolongs_another_holds_for_what_is_agreed_and_has_not_begun() -> None:
    story = Story()
    need, proposal = story.new_id(), story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 18))
    story.accepts(need, proposal, 4)
    second = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 2, 1))
    assert (second.starts_on, story.item().until) == (date(2026, 1, 19), date(2026, 2, 1))
    story.hears(What.STARTED, need, proposal, 4)
    assert story.told[-1] != "item-changed" and story.states() == [(4, "active")]


@pytest.mark.parametrize(
    ("until", "cents_per_week", "starts_on", "cents"),
    [
        (date(2026, 1, 18), 100, date(2026, 1, 5), 0),
        (date(2026, 1, 18), 250, date(2026, 1, 5), 300),
        (date(2026, 1, 11), 250, date(2026, 1, 5), 150),
        (date(2026, 2, 1), 100, date(2026, 1, 19), 200),
        (date(2026, 2, 1), 250, date(2026, 1, 5), 800),
    ],
)
def test_no_euro_is_granted_twice_before_support_runs(
    until: date, cents_per_week: int, starts_on: date, cents: int
) -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    first = story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 18))
    assert first.granted_cents == 200
    second = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    second = story.grants(second, until=until, cost_cents_per_week=cents_per_week)
    assert (second.starts_on, second.granted_cents) == (starts_on, cents)


def test_a_budget_in_the_place_of_support_in_kind_begins_today_and_adds_what_is_more() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=date(2026, 1, 18))
    budget = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED, budget_plan=WHOLE)
    budget = story.grants(budget, until=date(2026, 2, 1), personal_budget=True)
    assert (budget.starts_on, budget.granted_cents) == (date(2026, 1, 5), 200)
