"""A plan begins with the clarification, whatever came first, and begins anew after a reopening."""

from itertools import permutations

import pytest

from libs.contracts.needs import LowerRung
from libs.contracts.words import CaseOutcome, Ground, LifeDomain, Rung
from services.arrangement.domain import lifecycle
from services.arrangement.domain.heard import What
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import HOLDER, Story, own, refusal, shopping


def test_a_clarification_drafts_goals_and_an_intended_item_per_need() -> None:
    story = Story()
    needs = [shopping(story.new_id()), shopping(story.new_id())]
    story.clarified(*needs)
    assert story.state == "draft"
    assert story.told == ["drafted", "goal-set", "item-intended", "item-intended"]
    assert [item.need for item in story.plan.items] == [need.need for need in needs]


@pytest.mark.parametrize(
    ("strength", "network", "rung"),
    [(own(), own(), 0), (own(False), own(), 1), (own(False), own(False), 2)],
)
def test_an_intended_item_looks_from_the_lowest_rung_that_was_not_ruled_out(
    strength: LowerRung, network: LowerRung, rung: int
) -> None:
    story = Story()
    story.clarified(shopping(story.new_id(), own_strength=strength, own_network=network))
    assert story.item().rung == rung
    assert [each.rung for each in story.item().why_not_lower] == list(range(rung))


def test_clarified_again_adds_only_what_is_new() -> None:
    story = Story()
    first, second = shopping(story.new_id()), shopping(story.new_id())
    story.clarified(first).clarified(first, second, results=[])
    assert story.told == ["drafted", "goal-set", "item-intended", "item-intended"]


@pytest.mark.parametrize("new", ["need", "goal"])
def test_what_a_later_clarification_adds_to_a_plan_that_was_agreed_on_is_agreed_on_again(new: str) -> None:
    story = Story()
    first = shopping(story.new_id())
    story.clarified(first).agreed().clarified(first, results=[])
    assert not story.plan.to_agree, "nothing is new"
    if new == "need":
        story.clarified(first, shopping(story.new_id()), results=[])
    else:
        story.clarified(first)
    assert Waits.PLAN_TO_AGREE in {task.waits for task in tasks([story.plan], story.now.date())}
    story.agreed()
    assert not story.plan.to_agree


def test_whatever_matching_tells_before_the_clarification_is_applied_after_it() -> None:
    def telling(story: Story, order: tuple[str, ...]) -> Story:
        need, proposal = story.plan.id, story.plan.caseid
        steps = {
            "clarified": lambda: story.clarified(shopping(need)),
            "unanswered": lambda: story.unanswered(need),
            "runs": lambda: story.runs(need, proposal, 2),
        }
        for step in order:
            steps[step]()
        return story

    for order in permutations(("clarified", "unanswered", "runs")):
        story = telling(Story(), order)
        assert story.states() == [(2, "active")], order
        assert {each.rung for each in story.plan.needs[0].evidence} == {0, 1, 2, 3}, order
        assert story.plan.waiting == ()
        assert sorted(story.told) == ["drafted", "goal-set", "item-agreed", "item-intended", "item-started"], order


def test_a_drop_out_before_the_clarification_is_told_like_one_after_it() -> None:
    story = Story()
    need, proposal = story.new_id(), story.new_id()
    story.runs(need, proposal, 2).hears(What.DROPPED_OUT, need, proposal, 2)
    assert story.events == []
    story.clarified(shopping(need))
    assert story.states() == [(2, "ended"), (2, "intended")]
    assert story.told[2:] == ["item-intended", "item-agreed", "item-started", "item-ended", "item-intended"]


def test_a_direct_transfer_drafts_with_its_exception_as_a_ground() -> None:
    story = Story()
    need = shopping(story.new_id())
    story.transferred(need, Ground.PALLIATIVE)
    assert (story.plan.declared_by, story.plan.declared_at) == (str(HOLDER), story.now)
    assert story.events[0].model_dump()["exception"] is Ground.PALLIATIVE
    application = story.applies(need.need, 5, Ground.LOWER_RUNGS_TRIED, by=HOLDER)
    assert application.grounds == (Ground.LOWER_RUNGS_TRIED, Ground.PALLIATIVE)
    story.grants(application)
    story.hears(What.ACCEPTED, need.need, story.new_id(), 5)
    assert story.item().rung is Rung.SPECIALIST_CARE
    assert story.item().exception is Ground.PALLIATIVE


def test_a_case_that_is_reopened_gets_its_plan_back_as_a_draft_with_the_new_needs() -> None:
    story = Story()
    story.clarified(shopping(story.new_id())).agreed()
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.DECLINED, story.now))
    story.take(lifecycle.reopened(story.plan))
    new, proposal = story.new_id(), story.new_id()
    story.accepts(new, proposal, 2)
    assert story.state == "reopened"
    assert story.states() == [], "what is told of the new need waits"
    story.clarified(shopping(new), results=[])
    assert story.state == "draft"
    assert story.states() == [(2, "agreed")]
    assert story.plan.goals[0].domain is LifeDomain.PRACTICAL


def test_what_was_declared_before_a_plan_closed_excuses_nothing_once_it_is_reopened() -> None:
    story = Story()
    story.transferred(shopping(story.new_id()), Ground.ACUTE).agreed()
    story.take(lifecycle.closed_with_case(story.plan, CaseOutcome.COMPLETED, story.now))
    closed = story.plan
    assert closed.exception is Ground.ACUTE, "a plan that is closed says what it was"
    story.take(lifecycle.reopened(closed))
    new = story.new_id()
    story.clarified(shopping(new), results=[])
    assert (story.plan.exception, story.plan.declared_by, story.plan.declared_at) == (None, None, None)
    with refusal("no-evidence"):
        story.applies(new, 4, Ground.NOT_ADEQUATE)
