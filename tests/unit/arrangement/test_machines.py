"""Whatever people, time and matching do in whatever order: section 6 holds, and so do the promises of section 5."""

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from libs.contracts.applications import ApplicationEvent
from libs.contracts.calendar import day_of
from libs.contracts.carers import Burden
from libs.contracts.plans import PlanItemStarted
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Direction, Ground, ItemEnd, WhyLapsed
from services.arrangement.domain import (
    applying,
    covering,
    drafting,
    lifecycle,
    moving,
    planning,
    reviewing,
    specialist,
    stepping,
    terms,
    triggers,
)
from services.arrangement.domain.application import Application, ApplicationState
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.heard import What
from services.arrangement.domain.item import ItemState
from services.arrangement.domain.ladder import exception_among
from services.arrangement.domain.personal_budget import BudgetPlan, BudgetRefusal
from services.arrangement.domain.plan import PlanState
from services.arrangement.domain.review import CheckIn
from services.arrangement.domain.spell import spells
from tests.unit.arrangement.machines import Walk
from tests.unit.arrangement.story import HOLDER, MANDATED, SON, SPECIALIST, STRANGER, WHOLE, Story, person, shopping

PEOPLE = st.sampled_from([HOLDER, SON, MANDATED, STRANGER])
RUNGS = st.integers(0, 5)
GROUNDS = st.lists(st.sampled_from(list(Ground)), min_size=1, max_size=2, unique=True).map(tuple)
WHICH = st.integers(0, 5)
BUDGET_PLANS = st.sampled_from([None, None, WHOLE, BudgetPlan()])
IN_KIND: Mapping[str, Any] = {}
FORMS = st.sampled_from([IN_KIND, {"personal_budget": True}, {"budget_refused": BudgetRefusal.NOT_MANAGEABLE}])
#: A week, of what was granted and of what somebody asks for it.
CENTS = st.sampled_from([100, 100, 250])
NEXT = st.sampled_from([What.STARTED, What.STARTED, What.ENDED, What.DROPPED_OUT, What.TAKEN_BACK])

#: Of a step of which the new item is still to come, if it ever does.
BEFORE_ITS_ITEM_RUNS = (ChangeState.PROPOSED, ChangeState.REJECTED, ChangeState.ACCEPTED)

ORDER = {What.ACCEPTED: 0, What.STARTED: 1, What.ENDED: 2, What.DROPPED_OUT: 2, What.TAKEN_BACK: 2}


def days_of(granted: Application) -> list[date]:
    """On which it stands."""
    first, last = granted.starts_on, granted.until or granted.review_on
    assert first and last
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


class ACase(RuleBasedStateMachine):
    """One case with two needs. Matching's proposals keep their own order, and mix with all else in any."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.needs = [self.story.new_id(), self.story.new_id()]
        self.walk = Walk()
        self.seen = 0
        self.applications: list[Application] = []
        self.proposals: dict[UUID, tuple[UUID, int, list[What]]] = {}
        #: Proposals whose supplier stopped, and items whose grant ended: that support went by itself.
        self.gone: set[UUID] = set()
        #: Items that ever ran, in the order in which they began.
        self.ran: list[UUID] = []

    def tries(self, act: Callable[[], object]) -> None:
        """Refused is an answer, and leaves everything as it was."""
        before = self.story.plan
        try:
            act()
        except Refused:
            assert self.story.plan == before
        self.look()

    def look(self) -> None:
        """Follow what was told since."""
        for event in self.story.events[self.seen :]:
            if not isinstance(event, ApplicationEvent):
                self.walk.follow(event)
            if isinstance(event, PlanItemStarted):
                self.ran.append(event.item)
        self.seen = len(self.story.events)

    # ---- intake

    @initialize(begun=st.sampled_from([False, True, True, True]), rung=st.integers(1, 5))
    def begin(self, begun: bool, rung: int) -> None:
        """Most often where it becomes interesting: agreed, with support that runs."""
        if begun:
            self.clarify(2, lasting=False)
            self.agree()
            self.help(0, rung)

    @rule(score=st.integers(1, 5), lasting=st.booleans())
    def clarify(self, score: int, lasting: bool) -> None:
        stated = [shopping(need, lasting=lasting) for need in self.needs]
        more = {"results": ()} if self.story.plan.goals else {}
        self.tries(lambda: self.story.clarified(*stated, score=score, **more))

    @rule(outcome=st.sampled_from(list(CaseOutcome)), really=st.integers(0, 20))
    def close_case(self, outcome: CaseOutcome, really: int) -> None:
        if not really:
            self.tries(lambda: self.story.take(lifecycle.closed_with_case(self.story.plan, outcome, self.story.now)))

    @rule()
    def reopen_case(self) -> None:
        self.tries(lambda: self.story.take(lifecycle.reopened(self.story.plan)))

    @rule(place=st.sampled_from(["de-bilt-west", "bilthoven-noord"]))
    def move(self, place: str) -> None:
        story = self.story
        today = day_of(story.now)
        self.tries(lambda: story.take((drafting.neighbourhood_known(story.plan, place, today), [])))

    @rule()
    def signal(self) -> None:
        story = self.story
        self.tries(lambda: story.take(reviewing.signalled(story.plan, (story.new_id(),), story.now, story.new_id)))

    # ---- matching

    @rule(which=st.integers(0, 1), below=st.sampled_from([4, 4, 5]))
    def find_nobody(self, which: int, below: int) -> None:
        self.tries(lambda: self.story.unanswered(self.needs[which], below))

    @rule(which=st.integers(0, 1), rung=RUNGS, cents=CENTS)
    def accept(self, which: int, rung: int, cents: int) -> None:
        self.accepted(which, rung, cost_cents_per_week=cents)

    @rule(which=st.integers(0, 1), rung=st.integers(4, 5))
    def accept_to_buy(self, which: int, rung: int) -> None:
        self.accepted(which, rung, personal_budget=True)

    def accepted(self, which: int, rung: int, **said: Any) -> None:
        proposal, need = self.story.new_id(), self.needs[which]
        self.proposals[proposal] = (need, rung, [What.ACCEPTED])
        self.tries(lambda: self.story.accepts(need, proposal, rung, **said))

    @precondition(lambda self: self.proposals)
    @rule(
        which=WHICH, what=st.sampled_from([What.STARTED, What.STARTED, What.ENDED, What.DROPPED_OUT, What.TAKEN_BACK])
    )
    def go_on(self, which: int, what: What) -> None:
        proposal = list(self.proposals)[which % len(self.proposals)]
        need, rung, said = self.proposals[proposal]
        if ORDER[said[-1]] < ORDER[what] and not (what is What.TAKEN_BACK and said[-1] is What.STARTED):
            said.append(what)
            if what is not What.STARTED:
                self.gone.add(proposal)
            self.tries(lambda: self.story.hears(what, need, proposal, rung, ground="goal_met"))

    @rule(which=st.integers(0, 1), rung=RUNGS)
    def help(self, which: int, rung: int) -> None:
        """The whole way: nobody lower, granted where it must be, accepted, started."""
        need, proposal = self.needs[which], self.story.new_id()
        self.find_nobody(which, max(4, rung))
        if rung >= 4:
            self.apply(which, rung, (Ground.LOWER_RUNGS_TRIED,), SON)
            if self.applications:
                self.grant(len(self.applications) - 1, MANDATED, 40)
        self.proposals[proposal] = (need, rung, [What.ACCEPTED, What.STARTED])
        self.tries(lambda: self.story.runs(need, proposal, rung))

    # ---- people

    @rule()
    def agree(self) -> None:
        self.tries(self.story.agreed)

    @rule(need=st.integers(0, 1), rung=RUNGS, grounds=GROUNDS, by=PEOPLE, budget_plan=BUDGET_PLANS)
    def apply(
        self, need: int, rung: int, grounds: tuple[Ground, ...], by: UUID, budget_plan: BudgetPlan | None = None
    ) -> None:
        self.tries(
            lambda: self.applications.append(
                self.story.applies(self.needs[need], rung, *grounds, by=by, budget_plan=budget_plan)
            )
        )

    @precondition(lambda self: self.applications)
    @rule(which=WHICH, by=PEOPLE, weeks=st.none() | st.integers(1, 60), form=FORMS, cents=CENTS)
    def grant(
        self, which: int, by: UUID, weeks: int | None, form: Mapping[str, Any] = IN_KIND, cents: int = 100
    ) -> None:
        index, form = which % len(self.applications), {"cost_cents_per_week": cents, **form}
        until = None if weeks is None else (self.story.now + timedelta(weeks=weeks)).date()

        def act() -> None:
            self.applications[index] = self.story.grants(self.applications[index], by=by, until=until, **form)

        self.tries(act)

    @precondition(lambda self: any(each.decided_at for each in self.applications))
    @rule(which=WHICH, weeks=st.integers(1, 60))
    def grant_more(self, which: int, weeks: int) -> None:
        """Or less, of what was decided on before."""
        decided = [each for each in self.applications if each.decided_at]
        last, known = decided[which % len(decided)], len(self.applications)
        self.apply(self.needs.index(last.need), last.rung, last.grounds, SON)
        if len(self.applications) > known:
            self.grant(known, MANDATED, weeks)

    @precondition(lambda self: self.applications)
    @rule(which=WHICH, by=PEOPLE)
    def reject_application(self, which: int, by: UUID) -> None:
        index, story = which % len(self.applications), self.story

        def act() -> None:
            self.applications[index], _ = applying.reject(
                self.applications[index], "not_needed", by, story.mandated, story.now
            )

        self.tries(act)

    @precondition(lambda self: self.story.plan.items)
    @rule(which=WHICH, rung=RUNGS, grounds=GROUNDS, by=PEOPLE)
    def propose(self, which: int, rung: int, grounds: tuple[Ground, ...], by: UUID) -> None:
        items = self.story.plan.items
        self.tries(lambda: self.story.proposes(items[which % len(items)], rung, *grounds, by=by))

    @precondition(lambda self: any(item.runs and item.rung for item in self.story.plan.items))
    @rule(which=WHICH, by=st.sampled_from([HOLDER, SON]), far=st.integers(1, 3))
    def propose_down(self, which: int, by: UUID, far: int) -> None:
        running = [item for item in self.story.plan.items if item.runs and item.rung]
        item = running[which % len(running)]
        rung = max(0, item.rung - far)
        self.tries(
            lambda: self.story.proposes(item, rung, Ground.LIGHTER_OFFERING, by=by, facts=(self.story.new_id(),))
        )

    @precondition(lambda self: self.story.plan.changes)
    @rule(which=WHICH, by=PEOPLE)
    def accept_change(self, which: int, by: UUID) -> None:
        changes = self.story.plan.changes
        change = changes[-1 - which % len(changes)]

        def act() -> None:
            self.story.accepts_change(change, by=by)
            tailor_made = change.to_rung.tailor_made
            assert by != change.proposed_by or not tailor_made, "nobody decides on their own proposal for 4-5"
            assert tailor_made or by == HOLDER, "the case holder decides on 0-3"

        self.tries(act)

    @precondition(lambda self: any(each.state is ChangeState.PROPOSED for each in self.story.plan.changes))
    @rule(which=WHICH, by=st.sampled_from([HOLDER, MANDATED]))
    def decide_for_it(self, which: int, by: UUID) -> None:
        proposed = [index for index, each in enumerate(self.story.plan.changes) if each.state is ChangeState.PROPOSED]
        self.accept_change(len(self.story.plan.changes) - 1 - proposed[which % len(proposed)], by)

    @precondition(lambda self: self.story.plan.changes)
    @rule(which=WHICH, by=PEOPLE)
    def reject_change(self, which: int, by: UUID) -> None:
        changes = self.story.plan.changes
        self.tries(lambda: self.story.rejects_change(changes[-1 - which % len(changes)], by=by))

    @precondition(lambda self: any(change.under_way for change in self.story.plan.changes))
    @rule(which=WHICH)
    def fill(self, which: int) -> None:
        """Matching finds somebody on the rung that was decided, and it runs."""
        under_way = [change for change in self.story.plan.changes if change.under_way]
        change = under_way[which % len(under_way)]
        proposal = self.story.new_id()
        self.proposals[proposal] = (change.need, change.to_rung, [What.ACCEPTED, What.STARTED])
        self.tries(lambda: self.story.runs(change.need, proposal, change.to_rung))

    @precondition(lambda self: any(item.runs and item.rung for item in self.story.plan.items))
    @rule(which=WHICH, far=st.integers(1, 3), weeks=st.integers(0, 5))
    def step_down(self, which: int, far: int, weeks: int) -> None:
        """The whole way, and so many weeks later somebody says that it holds."""
        self.propose_down(which, SON, far)
        for by in (HOLDER, MANDATED) if self.story.plan.changes else ():
            self.accept_change(0, by)
        if any(change.under_way for change in self.story.plan.changes):
            self.fill(-1)
            if weeks:
                self.time_passes(weeks)
            self.follow_up(0, True, HOLDER)

    @precondition(lambda self: self.story.plan.changes)
    @rule(which=WHICH, passed=st.booleans(), by=st.sampled_from([HOLDER, HOLDER, MANDATED, SON]))
    def follow_up(self, which: int, passed: bool, by: UUID) -> None:
        changes = [change for change in self.story.plan.changes if change.under_way] or self.story.plan.changes
        self.tries(lambda: self.story.follows_up(changes[-1 - which % len(changes)], passed, by))

    @rule(score=st.integers(1, 5), met=st.booleans())
    def review(self, score: int, met: bool) -> None:
        goals = [goal.id for goal in self.story.plan.goals] if met else []
        self.tries(lambda: self.story.reviewed(score, *goals))

    @precondition(lambda self: self.story.plan.goals)
    @rule(which=WHICH)
    def drop_goal(self, which: int) -> None:
        goals = self.story.plan.goals
        goal = goals[which % len(goals)].id
        self.tries(lambda: self.story.take(drafting.goal_dropped(self.story.plan, goal, "not_wanted")))

    @precondition(lambda self: any(each.state is ChangeState.CONFIRMED for each in self.story.plan.changes))
    @rule(which=WHICH, by=PEOPLE, new=st.booleans())
    def take_back(self, which: int, by: UUID, new: bool) -> None:
        story = self.story
        confirmed = [each for each in story.plan.changes if each.state is ChangeState.CONFIRMED]
        change = confirmed[which % len(confirmed)].id
        facts = (story.new_id(),) if new else ()
        self.tries(lambda: story.take(moving.taken_back(story.plan, change, facts, by, story.now, story.new_id)))

    @rule(worry=st.booleans(), carer=st.none() | st.sampled_from(list(Burden)))
    def check_in(self, worry: bool, carer: Burden | None) -> None:
        story = self.story
        contact = CheckIn(story.new_id(), story.now.date(), worry, carer=carer)
        self.tries(lambda: story.take(reviewing.checked_in(story.plan, contact, story.now, story.new_id, story.policy)))

    @rule(weeks=st.none() | st.integers(1, 104))
    def set_rhythm(self, weeks: int | None) -> None:
        story = self.story
        self.tries(lambda: story.take(planning.rhythm_set(story.plan, weeks, weeks, story.now.date(), story.policy)))

    @rule(who=st.integers(10, 12), role=st.sampled_from(["relative", "volunteer"]))
    def name_coordinator(self, who: int, role: str) -> None:
        self.tries(lambda: self.story.take(lifecycle.coordinator_named(self.story.plan, person(who), role)))

    @precondition(lambda self: self.story.plan.items)
    @rule(
        which=WHICH,
        act=st.sampled_from(["suspended", "resumed", "ended"]),
        reason=st.sampled_from(list(ItemEnd)),
    )
    def handle_item(self, which: int, act: str, reason: ItemEnd) -> None:
        story, items = self.story, self.story.plan.items
        item = items[which % len(items)].id
        match act:
            case "suspended":
                self.tries(lambda: story.take(lifecycle.suspended(story.plan, item)))
            case "resumed":
                self.tries(lambda: story.take(lifecycle.resumed(story.plan, item, story.now, story.new_id)))
            case "ended":
                self.tries(lambda: story.take(lifecycle.ended(story.plan, item, reason, story.now, story.new_id)))

    @precondition(lambda self: self.story.plan.items)
    @rule(
        which=WHICH,
        times=st.none() | st.integers(1, 7),
        until=st.none() | st.integers(-1, 60),
        review=st.none() | st.integers(-1, 60),
        open_ended=st.booleans(),
        supplier_agrees=st.booleans(),
    )
    def change_terms(
        self,
        which: int,
        times: int | None,
        until: int | None,
        review: int | None,
        open_ended: bool,
        supplier_agrees: bool,
    ) -> None:
        story, items = self.story, self.story.plan.items
        last, look = (None if weeks is None else story.now.date() + timedelta(weeks=weeks) for weeks in (until, review))
        new = terms.Terms(times, last, look, open_ended, supplier_agrees)
        item = items[which % len(items)]
        self.tries(lambda: story.take(terms.changed(story.plan, item, new, story.now, story.policy)))
        after = story.plan.item(item.id)
        if item.delivered and (after.times_per_week, after.until) != (item.times_per_week, item.until):
            assert supplier_agrees
            assert after.agreed_at == story.now

    @rule()
    def hand_to_specialist(self) -> None:
        self.tries(self.story.asks_specialist)
        self.tries(lambda: self.story.take(specialist.confirmed(self.story.plan, SPECIALIST)))

    @rule(no=st.none() | st.sampled_from([HOLDER, SPECIALIST]))
    def return_from_specialist(self, no: UUID | None) -> None:
        story = self.story
        self.tries(lambda: story.take(specialist.return_asked(story.plan, SPECIALIST, story.now)))
        if no:
            self.tries(lambda: story.take(specialist.return_declined(story.plan, no, "not_yet")))
        self.tries(lambda: story.take(specialist.return_confirmed(story.plan, HOLDER)))

    @precondition(lambda self: self.story.plan.items)
    @rule(which=WHICH)
    def a_part_can_return(self, which: int) -> None:
        story = self.story
        item = story.plan.items[which % len(story.plan.items)].id
        self.tries(
            lambda: story.take(specialist.part_can_return(story.plan, item, SPECIALIST, story.now, story.new_id))
        )

    @rule(end=st.none() | st.sampled_from(list(ItemEnd)), really=st.integers(0, 20))
    def close(self, end: ItemEnd | None, really: int) -> None:
        if not really:
            self.tries(lambda: self.story.take(lifecycle.closed(self.story.plan, end, self.story.now)))

    # ---- time

    @rule(weeks=st.integers(1, 30))
    def time_passes(self, weeks: int) -> None:
        story = self.story
        story.now += timedelta(weeks=weeks)
        for item in story.plan.items:
            expired, events = lifecycle.expired(story.plan, item.id, story.now, story.new_id)
            if events:
                self.gone.add(item.id)
            story.take((expired, events))
        for change in story.plan.changes:
            if change.follow_up_on and change.follow_up_on <= story.now.date():
                story.take(stepping.follow_up_due(story.plan, change.id))
        for need in self.needs:
            story.take(covering.term_passed(story.plan, need, story.now, story.new_id))
        story.take(planning.review_overdue(story.plan, story.now))
        story.take(planning.check_in_overdue(story.plan, story.now))
        for item in story.plan.items:
            story.take(triggers.near_end(story.plan, item.id, story.now, story.new_id))
        self.look()

    # ---- what always holds

    @invariant()
    def the_events_are_a_walk_along_section_6(self) -> None:
        plan = self.story.plan
        assert self.walk.plan == ("new" if plan.state is PlanState.AWAITED else plan.state)
        for item in plan.items:
            assert self.walk.parts[item.id] == item.state
        for change in plan.changes:
            assert self.walk.parts[change.id] == ("lapsed" if change.lapsed else change.state)

    @invariant()
    def a_step_that_waits_can_still_be_accepted(self) -> None:
        plan = self.story.plan
        for change in plan.changes:
            if change.undecided:
                assert plan.item(change.item).runs or plan.waits(change.need)

    @invariant()
    def every_rung_has_its_record(self) -> None:
        for item in self.story.plan.items:
            down = any(
                each.new_item == item.id and each.direction is Direction.DOWN for each in self.story.plan.changes
            )
            said = {each.rung for each in item.why_not_lower}
            assert said >= set(range(item.rung)) or item.exception or down or item.state is ItemState.INTENDED

    @invariant()
    def nothing_stands_on_rungs_4_and_5_without_a_grant_and_an_end_or_review(self) -> None:
        granted = {each.id: each for each in self.applications if each.state is ApplicationState.GRANTED}
        for item in self.story.plan.items:
            if item.rung.tailor_made and item.state is not ItemState.INTENDED:
                assert item.until or item.review_on
                under = [each for each in granted.values() if (each.need, each.rung) == (item.need, item.rung)]
                assert under
                assert not item.personal_budget or any(each.personal_budget for each in under)
        for each in granted.values():
            assert each.decided_by == MANDATED != each.proposed_by
            assert not each.personal_budget or each.budget_plan == WHOLE
            assert each.budget_plan is None or each.personal_budget or each.budget_refused

    @invariant()
    def what_was_granted_comes_as_often_as_was_granted(self) -> None:
        for item in self.story.plan.items:
            if item.rung.tailor_made and item.times_per_week:
                assert item.times_per_week == 1, "the needs ask for it once a week, and nobody applied for more"

    @invariant()
    def nothing_on_rungs_4_and_5_costs_more_than_was_granted(self) -> None:
        for item in self.story.plan.items:
            if item.rung.tailor_made and item.open and item.state is not ItemState.INTENDED:
                mine = [each for each in self.story.plan.grants if (each.need, each.rung) == (item.need, item.rung)]
                most = max(each.cost_cents_per_week or 0 for each in mine)
                assert all(
                    cents <= most for cents in (item.cost_cents_per_week, *(r.cents_per_week for r in item.rates))
                )

    @invariant()
    def support_is_counted_on_the_days_that_it_ran_and_on_no_other(self) -> None:
        counted = spells(self.story.plan)
        for item in self.story.plan.items:
            days = [(each.first_day, each.last_day) for each in counted if each.item == item.id]
            began = item.started_at and day_of(item.started_at)
            if began is None or (item.last_day and item.last_day < began):
                assert not days
            else:
                assert (days[0][0], days[-1][1]) == (began, item.last_day)
                assert all(last and first - last == timedelta(days=1) for (_, last), (first, _) in pairwise(days))

    @invariant()
    def every_rung_below_what_is_asked_for_was_tried_or_looked_at(self) -> None:
        for each in self.applications:
            said = {passed.rung for passed in each.why_not_lower}
            assert said >= set(range(each.rung)) or exception_among(each.grounds)

    @invariant()
    def no_euro_is_granted_twice(self) -> None:
        """No day is granted more than the most that was granted of it, whatever is granted and in whatever order."""
        granted = [each for each in self.applications if each.granted_cents is not None]
        for need in self.needs:
            for rung in (4, 5):
                of = [each for each in granted if (each.need, each.rung) == (need, rung) and each.starts_on]
                days = {day for each in of for day in days_of(each)}
                most, rounded = max((each.cost_cents_per_week for each in of), default=0), len(of)
                assert sum(each.granted_cents or 0 for each in of) <= len(days) * most / 7 + rounded

    @invariant()
    def one_builds_down_only_when_the_safety_net_stands(self) -> None:
        for change in self.story.plan.changes:
            if change.direction is Direction.DOWN and change.under_way and self.story.plan.open:
                old = self.story.plan.item_or_none(change.item)
                assert (
                    old is None
                    or old.state is ItemState.INTENDED
                    or old.runs
                    or old.proposal in self.gone
                    or old.id in self.gone
                )
            if change.state is ChangeState.CONFIRMED:
                left = self.story.plan.item_or_none(change.item)
                assert left is None or not left.runs

    @invariant()
    def the_heavier_does_not_end_before_the_follow_up_unless_by_itself(self) -> None:
        plan = self.story.plan
        for change in plan.changes:
            old = plan.item_or_none(change.item)
            over = change.state is ChangeState.FALLEN_BACK or change.why_lapsed is WhyLapsed.PLAN_CLOSED
            if change.direction is Direction.UP or change.follow_up_on is None or over or old is None:
                continue
            if old.ended_at and day_of(old.ended_at) < change.follow_up_on:
                assert old.proposal in self.gone or old.id in self.gone

    @invariant()
    def what_was_rejected_is_proposed_again_on_new_facts_only(self) -> None:
        """Whoever gives the support."""
        rejected = dict[tuple[UUID, int, Direction], set[UUID]]()
        for change in self.story.plan.changes:
            spent = rejected.setdefault((change.need, change.from_rung, change.direction), set())
            assert change.proposed_by or set(change.facts) - spent
            if change.state is ChangeState.REJECTED:
                spent |= set(change.facts)

    @invariant()
    def no_support_is_lost(self) -> None:
        """Whatever ran is in the plan for ever, once."""
        kept = [item.id for item in self.story.plan.items if item.started_at]
        assert sorted(kept) == sorted(self.ran)
        assert len({item.id for item in self.story.plan.items}) == len(self.story.plan.items)

    @invariant()
    def support_that_professionals_give_has_an_end_or_is_looked_at_again(self) -> None:
        for item in self.story.plan.items:
            if item.runs and item.rung.tailor_made:
                assert item.until or item.review_on
                assert self.story.plan.review_on is not None

    @invariant()
    def a_plan_that_is_worked_on_is_looked_at_again(self) -> None:
        plan = self.story.plan
        if plan.state in (PlanState.AGREED, PlanState.ACTIVE, PlanState.WITH_SPECIALIST):
            assert plan.review_on is not None
        if not plan.open:
            assert plan.review_on is None
            assert plan.check_in_on is None

    @invariant()
    def what_was_decided_says_by_whom_and_when(self) -> None:
        for change in self.story.plan.changes:
            assert change.proposed_at is not None
            decided = change.state is not ChangeState.PROPOSED
            assert decided == (change.decided_by is not None) == (change.decided_at is not None)
            assert change.grounds
            # what does not hold may show by itself; that it does hold is somebody's word
            assert (change.followed_by is None) == (change.followed_at is None)
            assert change.state is not ChangeState.CONFIRMED or change.followed_by in (HOLDER, MANDATED)

    @invariant()
    def a_need_that_waits_has_one_place_to_fill(self) -> None:
        for need in self.needs:
            waiting = [item for item in self.story.plan.items_of(need) if item.open and not item.runs]
            assert len(waiting) <= 1

    @invariant()
    def what_ends_while_its_need_goes_on_is_looked_for_again(self) -> None:
        plan = self.story.plan
        for need in (need for need in plan.needs if plan.open and not need.over):
            if (items := plan.items_of(need.id)) and not any(item.open for item in items):
                ended_at = max(item.ended_at or self.story.now for item in items)
                assert ItemEnd.GOAL_MET in {item.ended for item in items if item.ended_at == ended_at}

    @invariant()
    def what_was_replaced_had_something_in_its_place(self) -> None:
        steps = [each for each in self.story.plan.changes if each.state not in BEFORE_ITS_ITEM_RUNS]
        for item in self.story.plan.items:
            if item.ended is ItemEnd.REPLACED:
                assert any(item.id in (step.item, step.new_item) for step in steps)

    @invariant()
    def events_hold_codes_numbers_and_ids_only(self) -> None:
        for event in self.story.events[-3:]:
            text = json.dumps(event.model_dump(mode="json"))
            assert " " not in text.replace(": ", "").replace(", ", "")


TestACase = ACase.TestCase
TestACase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
