"""Residents with several needs at once are looked at by the network of their neighbourhood, every six weeks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.words import ItemEnd, LifeDomain
from services.arrangement.domain import lifecycle, network
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.network import Advice, Entry, Gone
from services.arrangement.domain.review import Review
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import MONDAY, POLICY, Story, helped, refusal

RULES = POLICY.network
FIRST, SECOND, THIRD = (RULES.first_on + number * RULES.every for number in range(3))
LOW = {LifeDomain.PRACTICAL: 2, LifeDomain.FINANCES: 1}


def several() -> Story:
    """Low on two domains; the resident agrees that the network knows of them."""
    story = Story().clarified(scores=LOW).agreed()
    return story.take(lifecycle.shareable(story.plan, None))


def entry(story: Story) -> Entry:
    [found] = network.entries([story.plan], [], FIRST, RULES)
    return found


def at_the_meeting(story: Story, entry_: Entry | None, advice: Advice) -> Entry:
    story.now = datetime(2026, 1, 12, 15, tzinfo=UTC)
    after, decision = network.advised(story.plan, entry_, advice, FIRST, story.now)
    story.take(decision)
    return after


NEW_PARTNER = Advice((NetworkOutcome.EXTRA_PARTNER,))


def test_several_needs_at_once_are_two_low_domains_by_their_latest_scores() -> None:
    story = several()
    assert set(entry(story).domains) == set(LOW)
    review = Review(story.new_id(), MONDAY.date(), {LifeDomain.FINANCES: 3})
    assert network.low_domains(replace(story.plan, reviews=(review,)), RULES) == ()
    one, _ = helped(2, score=1)
    assert network.entries([one.plan], [], FIRST, RULES) == []


def test_who_has_several_needs_at_once_by_a_later_clarification_only_is_on_the_agenda() -> None:
    story, _ = helped(2, score=3)
    assert network.low_domains(story.plan, RULES) == ()
    story.clarified(scores=LOW)
    assert set(network.low_domains(story.plan, RULES)) == set(LOW)


def test_whom_nobody_discussed_is_carried_over_and_who_was_is_not() -> None:
    story = several()
    first = entry(story)
    assert not first.carried_over
    [second] = network.entries([story.plan], [first], SECOND, RULES)
    assert (second.carried_over, second.since) == (True, FIRST)
    discussed = at_the_meeting(story, first, NEW_PARTNER)
    [second] = network.entries([story.plan], [discussed], SECOND, RULES)
    assert (second.carried_over, second.since, second.discussed_on) == (False, FIRST, None)


def test_who_is_not_on_it_any_more_is_told_with_the_reason_once() -> None:
    story = several()
    first = entry(story)
    story.reviewed(4)
    [gone] = network.entries([story.plan], [first], SECOND, RULES)
    assert gone.gone is Gone.SCORES_RISEN
    [gone] = network.entries([], [first], SECOND, RULES)
    assert gone.gone is Gone.NOT_HERE
    assert network.entries([], [gone], THIRD, RULES) == []


def test_what_the_network_comes_to_goes_back_into_the_plan() -> None:
    story = several()
    goal = Goal(story.new_id(), LifeDomain.FINANCES, 3)
    story.events.clear()
    advice = Advice((NetworkOutcome.HOUSEHOLD_PLAN,), (goal,), date(2026, 1, 26))
    after = at_the_meeting(story, entry(story), advice)
    assert story.told == ["network-advised", "goal-set", "review-planned"]
    assert goal in story.plan.goals and story.plan.review_on == date(2026, 1, 26)
    assert after.outcomes == (NetworkOutcome.HOUSEHOLD_PLAN,)
    with refusal("advised-already"):
        at_the_meeting(story, after, NEW_PARTNER)


def test_what_the_network_came_to_can_be_read_in_the_plan() -> None:
    story = several()
    at_the_meeting(story, entry(story), NEW_PARTNER)
    [advised] = story.plan.advised
    assert (advised.on, advised.outcomes) == (FIRST, (NetworkOutcome.EXTRA_PARTNER,))
    assert set(advised.domains) == set(LOW)


def test_the_network_brings_a_review_forward_and_never_puts_it_off() -> None:
    story = several()
    planned = story.plan.review_on
    at_the_meeting(story, entry(story), Advice((NetworkOutcome.NOTHING_NEW,), (), date(2027, 1, 1)))
    assert story.plan.review_on == planned


def test_what_cannot_be_recorded_is_refused_with_what_to_do() -> None:
    story = several()
    on_it = entry(story)
    with refusal("not-held-yet"):
        network.advised(story.plan, on_it, NEW_PARTNER, FIRST, MONDAY)
    with refusal("not-on-agenda"):
        at_the_meeting(story, None, NEW_PARTNER)
    with refusal("review-in-the-past"):
        at_the_meeting(story, on_it, Advice((NetworkOutcome.NOTHING_NEW,), (), date(2026, 1, 12)))
    story.take(lifecycle.not_shared(story.plan))
    with refusal("no-consent"):
        at_the_meeting(story, on_it, NEW_PARTNER)
    story.take(lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now))
    with refusal("plan-state"):
        at_the_meeting(story, on_it, NEW_PARTNER)


def test_without_consent_the_case_holder_is_to_ask_for_it() -> None:
    story = several()
    today = story.now.date()
    assert Waits.NETWORK_CONSENT_TO_ASK not in {task.waits for task in tasks([story.plan], today)}
    story.take(lifecycle.shareable(story.plan, today - timedelta(days=1)))
    assert Waits.NETWORK_CONSENT_TO_ASK in {task.waits for task in tasks([story.plan], today)}


def test_the_next_meeting_is_the_first_of_which_the_agenda_is_not_set() -> None:
    assert network.next_meeting(datetime(2026, 1, 4, 12, tzinfo=UTC), RULES) == (1, FIRST)
    assert network.next_meeting(datetime(2026, 1, 5, 12, tzinfo=UTC), RULES) == (2, SECOND)
    assert network.next_meeting(datetime(2025, 6, 1, tzinfo=UTC), RULES) == (1, FIRST)
    assert network.next_meeting(datetime(2026, 2, 15, 22, 59, tzinfo=UTC), RULES) == (2, SECOND)
    assert network.next_meeting(datetime(2026, 2, 15, 23, tzinfo=UTC), RULES) == (3, THIRD)
