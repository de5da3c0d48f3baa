"""What is counted of a plan: the days that support ran, where the household lived then, at what a week cost then."""

from datetime import date, timedelta

from libs.contracts.words import Ground, ItemEnd
from services.arrangement.domain import drafting, lifecycle
from services.arrangement.domain.heard import What
from services.arrangement.domain.spell import Spell, spells
from tests.unit.arrangement.story import HOLDER, NEIGHBOURHOOD, Story, helped, shopping

SUNDAY = date(2026, 1, 11)


def counted(story: Story) -> list[tuple[str, int, date, date | None]]:
    return [
        (each.neighbourhood, each.cost_cents_per_week, each.first_day, each.last_day) for each in spells(story.plan)
    ]


def granted_through(last: date) -> Story:
    """Support on rung 4 that began on Monday the fifth of January."""
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=last)
    return story.runs(need, story.new_id(), 4)


def the_only(story: Story) -> Spell:
    [spell] = spells(story.plan)
    return spell


def moves(story: Story, neighbourhood: str) -> None:
    story.plan = drafting.neighbourhood_known(story.plan, neighbourhood, story.now.date())


def test_what_expired_ran_through_its_last_day_however_late_that_was_noticed() -> None:
    story = granted_through(SUNDAY)
    story.now += timedelta(weeks=2)
    story.take(lifecycle.expired(story.plan, story.item(0).id, story.now, story.new_id))
    assert (the_only(story).last_day, the_only(story).over_on) == (SUNDAY, SUNDAY)


def test_what_runs_until_a_day_is_counted_through_it_and_is_not_over_yet() -> None:
    story = granted_through(SUNDAY)
    assert (the_only(story).last_day, the_only(story).over_on) == (SUNDAY, None)


def test_what_ended_before_its_last_day_ran_through_the_day_on_which_it_ended() -> None:
    story = granted_through(SUNDAY)
    story.now += timedelta(days=2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    assert (the_only(story).last_day, the_only(story).ended) == (story.now.date(), ItemEnd.GOAL_MET)


def test_what_begins_once_its_last_day_is_over_is_not_counted() -> None:
    story = Story()
    need, proposal = story.new_id(), story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    story.grants(story.applies(need, 4, Ground.LOWER_RUNGS_TRIED), until=SUNDAY)
    story.accepts(need, proposal, 4)
    story.now += timedelta(weeks=2)
    story.hears(What.STARTED, need, proposal, 4)
    assert spells(story.plan) == []


def test_what_ran_before_a_move_stays_with_the_neighbourhood_where_it_ran() -> None:
    story, _ = helped(2)
    first = story.now.date()
    story.now += timedelta(weeks=8)
    moves(story, "bilthoven-noord")
    moved = story.now.date()
    assert counted(story) == [
        (NEIGHBOURHOOD, 100, first, moved - timedelta(days=1)),
        ("bilthoven-noord", 100, moved, None),
    ]


def test_what_ended_before_a_move_stays_where_it_was() -> None:
    story, _ = helped(2)
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    story.now += timedelta(weeks=8)
    moves(story, "bilthoven-noord")
    assert the_only(story).neighbourhood == NEIGHBOURHOOD


def test_a_move_before_any_support_ran_leaves_nothing_behind() -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed()
    moves(story, "bilthoven-noord")
    story.runs(need, story.new_id(), 2)
    assert the_only(story).neighbourhood == "bilthoven-noord"
    assert story.plan.stays == ()
