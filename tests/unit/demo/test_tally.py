"""What is counted from events alone."""

from uuid import uuid4

from libs.contracts import cases, needs, plans
from libs.contracts.words import Category, Direction, Ground, Route, Rung, Urgency
from omzien.demo import figures
from omzien.demo.figures import Published
from omzien.demo.tally import Tally
from tests.unit.demo.events import CASE, ended, started, told

NEED, PLAN = uuid4(), uuid4()


def test_a_need_counts_where_its_support_first_ran_and_where_it_runs_now() -> None:
    tally, heavy, light = Tally(), uuid4(), uuid4()
    tally.take(told(needs.NeedOpened(caseid=CASE, category=Category.EATING, urgency=Urgency.ROUTINE), NEED))
    tally.take(told(started(heavy, NEED, Rung.INDIVIDUAL_PROVISION), PLAN))
    tally.take(told(started(light, NEED, Rung.GENERAL_PROVISION), PLAN))
    assert tally.plans_by_highest_rung == {Rung.INDIVIDUAL_PROVISION: 1}
    tally.take(told(ended(heavy, NEED, Rung.INDIVIDUAL_PROVISION), PLAN))
    assert tally.needs_by_first_rung == {Rung.INDIVIDUAL_PROVISION: 1}
    assert tally.needs_by_rung == {Rung.GENERAL_PROVISION: 1}
    assert tally.plans_by_highest_rung == {Rung.GENERAL_PROVISION: 1}


def test_a_case_is_on_its_last_route() -> None:
    tally = Tally()
    for route in (Route.TEAM, Route.OUTREACH):
        tally.take(told(cases.CaseTriaged(caseid=CASE, route=route), CASE))
    assert tally.cases_by_route == {Route.OUTREACH: 1}


def test_a_gap_is_over_when_something_is_proposed_after_all() -> None:
    tally = Tally()
    tally.take(told(needs.NeedUnanswered(caseid=CASE, category=Category.LIVING, passed_over=()), NEED))
    assert tally.gaps == 1


def test_steps_are_counted_by_direction() -> None:
    tally = Tally()
    step = plans.PlanChangeProposed(
        caseid=CASE,
        change=uuid4(),
        direction=Direction.DOWN,
        item=uuid4(),
        need=NEED,
        from_rung=Rung.INDIVIDUAL_PROVISION,
        to_rung=Rung.OWN_STRENGTH,
        grounds=(Ground.LIGHTER_OFFERING,),
    )
    tally.take(told(step, PLAN))
    [steps] = [group for group in figures.groups(tally, Published()) if group.title == "Steps on the ladder"]
    assert steps.figures["down: proposed"] == 1
    assert steps.figures["up: proposed"] == 0
