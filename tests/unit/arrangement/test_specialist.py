"""To a specialist and back, warmly: asked for and confirmed, with consent or a ground in law; the plan stays one."""

from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.casework import LegalGround
from libs.contracts.plans import PlanHandedToSpecialist
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, ItemEnd
from services.arrangement.domain import lifecycle, specialist
from services.arrangement.domain.specialist import Ask
from services.arrangement.domain.worklist import Waits, tasks
from tests.unit.arrangement.story import HOLDER, SON, SPECIALIST, STRANGER, Story, helped, person, refusal, shopping


@pytest.fixture
def story() -> Story:
    """Support runs, and the resident agrees to be referred."""
    told, _ = helped(3)
    return told.take(lifecycle.referable(told.plan, None))


def test_until_the_specialist_confirms_the_team_has_it(story: Story) -> None:
    story.asks_specialist(ground=None)
    assert story.state == "active"
    assert Waits.HANDOVER_TO_CONFIRM in {task.waits for task in tasks([story.plan], story.now.date())}
    with refusal("not-asked"):
        specialist.confirmed(story.plan, STRANGER)
    story.take(specialist.confirmed(story.plan, SPECIALIST))
    assert (story.state, story.plan.specialist, story.plan.case_holder) == ("with_specialist", SPECIALIST, HOLDER)
    with refusal("plan-state"):
        lifecycle.closed(story.plan, ItemEnd.GOAL_MET, story.now)


def test_back_only_when_the_case_holder_confirms(story: Story) -> None:
    story.with_specialist()
    with refusal("no-handover"):
        specialist.return_confirmed(story.plan, HOLDER)
    with refusal("not-the-specialist"):
        specialist.return_asked(story.plan, HOLDER, story.now)
    story.take(specialist.return_asked(story.plan, SPECIALIST, story.now))
    assert story.state == "with_specialist"
    with refusal("not-case-holder"):
        specialist.return_confirmed(story.plan, SON)
    story.take(specialist.return_confirmed(story.plan, HOLDER))
    assert (story.state, story.plan.specialist) == ("active", None)
    with refusal("plan-state"):
        specialist.return_asked(story.plan, SPECIALIST, story.now)


@pytest.mark.parametrize("by", [HOLDER, SPECIALIST])
def test_the_case_holder_can_say_no_to_a_return_and_the_specialist_can_withdraw_it(story: Story, by: UUID) -> None:
    story.with_specialist()
    with refusal("no-handover"):
        specialist.return_declined(story.plan, by, "not_yet")
    story.take(specialist.return_asked(story.plan, SPECIALIST, story.now))
    with refusal("not-case-holder"):
        specialist.return_declined(story.plan, SON, "not_yet")
    story.take(specialist.return_declined(story.plan, by, "not_yet"))
    assert (story.state, story.plan.specialist, story.plan.handover) == ("with_specialist", SPECIALIST, None)
    assert story.told[-1] == "return-declined"
    assert Waits.HANDOVER_TO_CONFIRM not in {task.waits for task in tasks([story.plan], story.now.date())}
    story.take(specialist.return_asked(story.plan, SPECIALIST, story.now))


def test_an_answer_to_the_other_hand_over_says_which_one_is_asked_for(story: Story) -> None:
    story.asks_specialist(ground=None)
    with pytest.raises(Refused, match=r"another-handover: .*that a specialist takes over"):
        specialist.return_declined(story.plan, HOLDER, "not_yet")
    story.take(specialist.confirmed(story.plan, SPECIALIST))
    story.take(specialist.return_asked(story.plan, SPECIALIST, story.now))
    with pytest.raises(Refused, match=r"another-handover: .*answer the return"):
        specialist.declined(story.plan, HOLDER, "not_yet")


@pytest.mark.parametrize("by", [SPECIALIST, HOLDER])
def test_the_specialist_declines_or_who_asked_withdraws(story: Story, by: UUID) -> None:
    story.asks_specialist(ground=None)
    with refusal("handover-open"):
        story.asks_specialist(ground=None)
    with refusal("not-asked"):
        specialist.declined(story.plan, STRANGER, "no_room")
    story.take(specialist.declined(story.plan, by, "no_room"))
    assert (story.state, story.plan.handover) == ("active", None)
    with refusal("no-handover"):
        specialist.confirmed(story.plan, SPECIALIST)


def test_what_the_checklist_asks_for_and_was_not_done_is_named(story: Story) -> None:
    ask = Ask(SPECIALIST, ["resident_informed", "supporters_informed"])
    with pytest.raises(Refused, match=r"checklist-incomplete.*plan_shared, risks_discussed"):
        specialist.asked(story.plan, ask, HOLDER, story.now, story.policy)


def test_only_the_coordinator_and_the_case_holder_ask_and_only_for_an_active_plan(story: Story) -> None:
    with refusal("not-coordinator"):
        story.asks_specialist(by=STRANGER)
    draft = Story()
    draft.clarified(shopping(draft.new_id()))
    with refusal("plan-state"):
        draft.asks_specialist()


def test_nobody_is_referred_without_their_consent_or_a_ground_in_law() -> None:
    story, _ = helped(2)
    with refusal("no-consent"):
        story.asks_specialist(ground=None)

    def ground() -> object:
        handed = story.take(specialist.confirmed(story.plan, SPECIALIST)).events[-1]
        assert isinstance(handed, PlanHandedToSpecialist)
        story.take(specialist.taken_back(story.plan))
        return handed.ground

    story.asks_specialist(ground=LegalGround.VITAL_INTEREST)
    assert ground() is LegalGround.VITAL_INTEREST
    story.take(lifecycle.referable(story.plan, story.now.date())).asks_specialist(ground=LegalGround.VITAL_INTEREST)
    assert ground() is None, "the resident agrees: no other ground is needed"
    story.now += timedelta(days=1)
    with refusal("no-consent"):
        story.asks_specialist(ground=None)
    story.take(lifecycle.not_referable(story.plan))
    with refusal("no-consent"):
        story.asks_specialist(ground=None)


def test_the_team_hears_of_a_part_that_can_come_back_and_decides_on_it(story: Story) -> None:
    story.with_specialist()
    item = story.item().id
    with refusal("not-the-specialist"):
        specialist.part_can_return(story.plan, item, HOLDER, story.now, story.new_id)
    story.take(specialist.part_can_return(story.plan, item, SPECIALIST, story.now, story.new_id))
    [change] = story.plan.changes
    assert (change.grounds, change.to_rung, change.proposed_by) == ((Ground.SPECIALIST_ADVICE,), 2, None)
    story.accepts_change(change)
    assert story.state == "with_specialist", "the plan stays one"


def test_what_does_not_run_cannot_come_back(story: Story) -> None:
    story.with_specialist()
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id))
    with refusal("item-not-running"):
        specialist.part_can_return(story.plan, story.item().id, SPECIALIST, story.now, story.new_id)


def test_what_a_coordinator_asked_who_is_that_no_longer_the_case_holder_withdraws(story: Story) -> None:
    story.asks_specialist(by=SON, ground=None)
    story.take(lifecycle.coordinator_named(story.plan, person(20), "volunteer"))
    story.take(specialist.declined(story.plan, HOLDER, "not_needed"))
    assert story.plan.handover is None
