"""The life of a household's cases: whatever is asked in whatever order, no step outside section 6 is taken."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from operator import le
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.contracts.casework import SuspensionGround, TriageReason
from libs.contracts.catalogue import emitted_by
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Ground, Route, Urgency, WayIn
from services.intake.domain import clocks, ending, teams
from services.intake.domain.absence import Absence
from services.intake.domain.arrival import Arrival, arrive
from services.intake.domain.case import STEPS, Case, CaseState, Decision
from services.intake.domain.contact import advise, attempt, triage
from services.intake.domain.conversation import clarify, converse, transfer_directly
from tests.unit.intake.test_conversation import NEED, WHAT
from tests.unit.intake.words import ANNA, BEN, HOUSEHOLD, NOW, POLICY, Ids, conversation, team

#: Into which state each event brings a case: what a subscriber knows who sees the events alone.
ENTERS = {
    "opened": CaseState.OPENED,
    "first-contact-made": CaseState.FIRST_CONTACT,
    "sent-to-outreach": CaseState.OUTREACH,
    "conversation-held": CaseState.CONVERSATION,
    "clarified": CaseState.CLARIFIED,
    "transferred-directly": CaseState.DIRECT_TRANSFER,
    "planned": CaseState.PLANNED,
    "closed": CaseState.CLOSED,
    "reopened": CaseState.REOPENED,
}

#: Section 6 of the domain, read off once more here: a step added to the code alone is noticed.
SECTION_6 = {
    "opened": {"first_contact", "closed"},
    "first_contact": {"outreach", "conversation", "direct_transfer", "closed"},
    "outreach": {"conversation", "closed"},
    "conversation": {"clarified", "closed"},
    "clarified": {"planned", "closed"},
    "direct_transfer": {"planned", "closed"},
    "planned": {"closed"},
    "closed": {"reopened"},
    "reopened": {"first_contact", "closed"},
}

NEIGHBOURHOODS = st.sampled_from(["de-bilt-west", "maartensdijk", "unknown"])
#: Mostly the newest case.
WHICH = st.sampled_from([0, 0, 0, 1, 2])
PLANS = st.sampled_from([UUID(int=80_001), UUID(int=80_002)])
REASONS = st.sampled_from([None, None, *TriageReason])


class Household(RuleBasedStateMachine):
    """One household, two neighbourhoods with a team, and everything that can be asked of intake."""

    def __init__(self) -> None:
        super().__init__()
        self.new_id, self.now = Ids(), NOW
        self.cases: dict[UUID, Case] = {}
        self.followed: dict[UUID, CaseState] = {}
        self.holders: dict[UUID, UUID] = {}
        self.timers: dict[UUID, datetime] = {}
        self.notices: list[tuple[UUID, str, object]] = []
        self.raised: list[UUID] = []
        self.picked_up: list[UUID] = []
        here, there = team(3, 2), {UUID(int=20_009): teams.CaseHolder(UUID(int=20_009), "maartensdijk", 1)}
        self.teams = teams.Teams({**here.holders, **there})

    @rule(
        neighbourhood=NEIGHBOURHOODS,
        way_in=st.sampled_from(WayIn),
        urgency=st.sampled_from(Urgency),
        simple=st.booleans(),
        comes=st.sampled_from([None, None, False]),
        palliative=st.sampled_from([False, False, False, True]),
    )
    def arrives(
        self, neighbourhood: str, way_in: WayIn, urgency: Urgency, simple: bool, comes: bool | None, palliative: bool
    ) -> None:
        signal = UUID(int=30_000 + len(self.raised)) if way_in is WayIn.SIGNAL else None
        if signal is not None:
            self.raised.append(signal)
        arrival = Arrival(
            HOUSEHOLD,
            neighbourhood,
            way_in,
            urgency,
            signal,
            simple and signal is None,
            palliative=palliative,
            comes_by_self=comes,
        )
        self.follow(self.open_case(), arrive(self.open_case(), arrival, self.teams, self.now, self.new_id, POLICY))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, reached=st.booleans())
    def is_attempted(self, which: int, reached: bool) -> None:
        self.ask(which, lambda case: attempt(case, ANNA, reached=reached, now=self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, route=st.sampled_from(Route), reason=REASONS)
    def is_triaged(self, which: int, route: Route, reason: TriageReason | None) -> None:
        self.ask(which, lambda case: triage(case, route, self.now, POLICY, reason))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, by=st.sampled_from([None, BEN]))
    def is_advised(self, which: int, by: UUID | None) -> None:
        self.ask(which, lambda case: advise(case, (), "Tuesdays", by, self.now, POLICY))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, score=st.integers(1, 5), offered=st.sampled_from([True, True, False]))
    def talks(self, which: int, score: int, offered: bool) -> None:
        self.ask(which, lambda case: converse(case, conversation(score, score, offered=offered), self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH)
    def confirms(self, which: int) -> None:
        self.ask(which, lambda case: clarify(case, WHAT, {}, POLICY, self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, ground=st.sampled_from(Ground))
    def is_transferred(self, which: int, ground: Ground) -> None:
        self.ask(which, lambda case: transfer_directly(case, ground, (NEED,), self.now))

    @rule(plan=PLANS)
    @precondition(lambda self: self.open_case() is not None)
    def goes_its_ordinary_way(self, plan: UUID) -> None:
        """The next step to a plan, so that the later states are reached as well."""
        steps: dict[CaseState, Callable[[Case], Decision]] = {
            CaseState.OPENED: lambda case: attempt(case, ANNA, reached=True, now=self.now),
            CaseState.REOPENED: lambda case: attempt(case, BEN, reached=True, now=self.now),
            CaseState.FIRST_CONTACT: lambda case: triage(case, Route.OUTREACH, self.now, POLICY),
            CaseState.OUTREACH: lambda case: converse(case, conversation(3, 4), self.now),
            CaseState.CONVERSATION: lambda case: clarify(case, WHAT, {}, POLICY, self.now),
            CaseState.CLARIFIED: lambda case: ending.plan_agreed(case, plan, self.now),
            CaseState.DIRECT_TRANSFER: lambda case: ending.plan_agreed(case, plan, self.now),
            CaseState.PLANNED: lambda case: ending.plan_closed(case, plan, self.now),
        }
        case = self.open_case()
        assert case is not None
        self.decide(case, steps[case.state])

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, neighbourhood=NEIGHBOURHOODS)
    def is_placed(self, which: int, neighbourhood: str) -> None:
        self.ask(which, lambda case: teams.place(case, neighbourhood, self.teams))

    @precondition(lambda self: bool(self.cases))
    @rule(
        which=WHICH,
        person=st.sampled_from([ANNA, BEN]),
        step=st.sampled_from(["assign", "propose", "propose", "confirm", "decline", "withdraw"]),
    )
    def changes_hands(self, which: int, person: UUID, step: str) -> None:
        steps: dict[str, Callable[[Case], Decision]] = {
            "assign": lambda case: teams.assign(case, person, self.teams),
            "propose": lambda case: teams.propose_handover(case, person, self.teams),
            "confirm": lambda case: teams.confirm_handover(case, person, self.teams),
            "decline": lambda case: teams.decline_handover(case, person, self.teams),
            "withdraw": lambda case: teams.withdraw_handover(case, person, self.teams),
        }
        self.ask(which, steps[step])

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, plan=PLANS, what=st.sampled_from(["agreed", "closed"]))
    def hears_of_a_plan(self, which: int, plan: UUID, what: str) -> None:
        """Another service's event is never refused."""
        case = self.case(which)
        decisions: dict[str, Callable[[], Decision]] = {
            "agreed": lambda: ending.plan_agreed(case, plan, self.now),
            "closed": lambda: ending.plan_closed(case, plan, self.now),
        }
        self.follow(case, decisions[what]())

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, outcome=st.sampled_from(CaseOutcome), tried=st.sampled_from(["", "rang twice"]))
    def is_closed(self, which: int, outcome: CaseOutcome, tried: str) -> None:
        self.ask(which, lambda case: ending.close(case, outcome, tried, self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH)
    def is_reopened(self, which: int) -> None:
        busy = self.open_case() is not None
        self.ask(
            which, lambda case: ending.reopen(case, self.teams, self.now, POLICY, household_busy=busy and not case.open)
        )

    @rule(person=st.sampled_from([ANNA, BEN]), absent=st.booleans())
    def goes_away_or_comes_back(self, person: UUID, absent: bool) -> None:
        """Never both: somebody stands in."""
        other = BEN if person == ANNA else ANNA
        if not (absent and self.teams.holders[other].absent):
            absence = Absence(person, other, self.now.date())
            away = replace(self.teams.holders[person], absence=absence, absent=absent)
            self.teams = teams.Teams({**self.teams.holders, person: away})

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, ground=st.sampled_from(SuspensionGround), days=st.sampled_from([None, 1, 5, 30]))
    def stands_still(self, which: int, ground: SuspensionGround, days: int | None) -> None:
        until = None if days is None else self.now.date() + timedelta(days=days)
        self.ask(which, lambda case: clocks.suspend(case, ground, until, self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH)
    def runs_on(self, which: int) -> None:
        self.ask(which, lambda case: clocks.resume(case, self.now))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, ago=st.integers(-1, 3))
    def hands_in_a_plan(self, which: int, ago: int) -> None:
        day = self.now.date() - timedelta(days=ago)
        self.ask(which, lambda case: clocks.receive_personal_plan(case, day, self.now))

    @rule(days=st.sampled_from([1, 3, 8, 40]))
    def time_passes(self, days: int) -> None:
        """Every timer runs when it is due."""
        end = self.now + timedelta(days=days)
        while (first := min(self.timers, key=self.timers.__getitem__, default=None)) and self.timers[first] <= end:
            self.now = max(self.now, self.timers.pop(first))
            before = self.cases[first]
            assert self.follow(before, clocks.tick(before, POLICY, self.now)), "a timer runs when there is something"
        self.now = end

    @invariant()
    def nothing_that_is_over_has_a_timer_and_every_running_clock_has_one(self) -> None:
        for case in self.cases.values():
            running = any(each.notice("overdue") not in case.told for each in clocks.deadlines(case))
            waits = case.investigated and case.suspended_until is not None
            assert (case.id in self.timers) == (running or waits)
            assert case.investigated or case.id not in self.timers

    @invariant()
    def a_term_is_told_near_once_and_overdue_once_for_each_day_on_which_it_ends(self) -> None:
        assert len(set(self.notices)) == len(self.notices)

    @invariant()
    def an_exception_has_a_term_of_its_own(self) -> None:
        assert all(case.urgent_by is not None for case in self.cases.values() if case.exception)

    @invariant()
    def nobody_is_asked_to_take_what_they_hold(self) -> None:
        assert all(case.receiver is None or case.receiver != case.held_by for case in self.cases.values())

    @invariant()
    def one_case_is_open_at_most(self) -> None:
        assert sum(case.open for case in self.cases.values()) <= 1

    @invariant()
    def every_signal_is_in_one_case_and_picked_up_once_at_most(self) -> None:
        assert sorted(signal for case in self.cases.values() for signal in case.signals) == self.raised
        assert len(set(self.picked_up)) == len(self.picked_up)
        assert all(set(case.waiting) <= set(case.signals) - set(self.picked_up) for case in self.cases.values())

    @invariant()
    def who_sees_the_events_alone_knows_state_and_case_holder(self) -> None:
        for case in self.cases.values():
            assert case.state is self.followed[case.id]
            assert case.held_by is None or case.held_by == self.holders[case.id]

    @invariant()
    def an_open_case_in_a_place_with_a_team_has_a_case_holder(self) -> None:
        for case in self.cases.values():
            assert not case.open or case.neighbourhood == "unknown" or case.case_holder is not None

    @invariant()
    def only_closed_cases_have_an_outcome(self) -> None:
        assert all(case.open == (case.outcome is None) for case in self.cases.values())

    def open_case(self) -> Case | None:
        return next((case for case in self.cases.values() if case.open), None)

    def case(self, which: int) -> Case:
        newest_first = list(reversed(self.cases.values()))
        return newest_first[which % len(newest_first)]

    def ask(self, which: int, decide: Callable[[Case], Decision]) -> None:
        self.decide(self.case(which), decide)

    def decide(self, case: Case, decide: Callable[[Case], Decision]) -> None:
        """A refusal is an answer: it changes nothing."""
        try:
            decision = decide(case)
        except Refused:
            return
        self.follow(case, decision)

    def follow(self, before: Case | None, decision: Decision) -> bool:
        """Take the events in as a subscriber would, and check each step against section 6; whether there were any."""
        case, told = decision
        self.now += timedelta(hours=1)
        if not told:
            assert case == before, "nothing changes without an event"
            return False
        if before is None or case.state is CaseState.REOPENED is not before.state:
            self.notices = [notice for notice in self.notices if notice[0] != case.id]
        else:
            assert all(map(le, terms_of(before), terms_of(case))), "clocks never run back"
            if before.exception and case.investigated and not case.exception:
                assert case.reasons and case.rule is None, "a person said why it is none any more"
        for event in told:
            name = event.type.split(".")[3]
            data: dict[str, Any] = event.model_dump()
            assert (data["caseid"], data["neighbourhood"]) == (case.id, case.neighbourhood)
            if name in ENTERS:
                known = self.followed.get(case.id)
                again = name == "conversation-held" and known is CaseState.CONVERSATION
                assert again or ENTERS[name] in (SECTION_6[known] if known else {"opened"})
                self.followed[case.id] = ENTERS[name]
            if name == "assigned":
                self.holders[case.id] = data["case_holder"]
            if name == "contact-attempted":
                self.picked_up += data["signals"]
            if name in ("term-near", "term-overdue"):
                self.notices.append((case.id, f"{name} {data['term']}", data["due_at"] or data["due"]))
        self.teams = self.teams.after(before, case)
        self.cases[case.id] = case
        if (moment := clocks.next_moment(case, POLICY)) is not None:
            self.timers[case.id] = moment
        else:
            self.timers.pop(case.id, None)
        return True


Household.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestHousehold = Household.TestCase


def test_the_steps_are_those_of_section_6_and_no_other() -> None:
    assert STEPS == SECTION_6


def test_no_event_of_intake_has_room_for_a_name_an_address_or_a_remark() -> None:
    for event in emitted_by("intake"):
        for where, schema in strings_of(event.model_json_schema(), event.__name__):
            coded = schema.keys() & {"enum", "const", "format", "pattern"}
            assert coded, f"{where} is free text"


def terms_of(case: Case) -> list[date]:
    assert case.personal_plan_by is not None and case.investigation_by is not None
    return [case.personal_plan_by, case.investigation_by]


def strings_of(schema: Any, where: str) -> list[tuple[str, dict[str, Any]]]:
    """Every string that the schema allows, with its place."""
    if isinstance(schema, list):
        return [found for number, each in enumerate(schema) for found in strings_of(each, f"{where}.{number}")]
    if not isinstance(schema, dict):
        return []
    here = [(where, schema)] if schema.get("type") == "string" else []
    return here + [found for name, each in schema.items() for found in strings_of(each, f"{where}.{name}")]
