"""The life of signals: whatever partners, people, cases and the clock do in whatever order, what was promised holds."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, Event
from libs.contracts.refusals import Refused
from libs.contracts.signals import Address, SignalSubmitted
from libs.contracts.words import PartnerKind, SignalKind, Urgency
from services.signalling.domain import cases, promises
from services.signalling.domain.decisions import dismiss_by_person, part_by_person, raise_by_person
from services.signalling.domain.pausing import pause_by_person, resume_by_person
from services.signalling.domain.signal import OVER, Change, Signal, State, end_hold, erase, miss_term
from tests.unit.signalling.office import POLICY, Office, somebody, worry

#: Into which state each event brings a signal: what a subscriber knows who sees the events alone.
ENTERS = {
    "accepted": State.ACCEPTED,
    "held": State.HELD,
    "raised": State.RAISED,
    "dismissed": State.DISMISSED,
    "gap-listed": State.GAP_LISTED,
    "youth-routed": State.YOUTH_ROUTED,
    "picked-up": State.PICKED_UP,
    "closed": State.CLOSED,
    "parted": State.ACCEPTED,
    "erased": State.ERASED,
}

#: Section 6 of the domain. What intake has not been told of is decided upon anew when its partner amends it.
SECTION_6 = {
    None: {"accepted"},
    "accepted": {"held", "raised", "gap_listed", "youth_routed"},
    "held": {"raised", "dismissed", "accepted"},
    "raised": {"picked_up", "closed", "accepted"},
    "picked_up": {"closed", "accepted"},
    "gap_listed": {"erased"},
    "youth_routed": {"erased"},
    "closed": {"erased"},
    "dismissed": {"erased"},
    "erased": set(),
}
JUDGED_ANEW = {"held", "gap_listed", "youth_routed"}

FIRES: dict[str, Callable[[Signal], Change]] = {
    promises.HOLD_ENDING: end_hold,
    promises.OVERDUE: miss_term,
    promises.ERASURE: erase,
}

TOLD = st.builds(
    worry,
    partner=st.sampled_from([PartnerKind.GP, PartnerKind.HOME_CARE, PartnerKind.HELPDESK]),
    kind=st.sampled_from([SignalKind.LONELINESS] * 3 + [SignalKind.SELF_NEGLECT, SignalKind.SERVICE_GAP]),
    urgency=st.sampled_from([Urgency.ROUTINE] * 4 + [Urgency.SOON, Urgency.URGENT, Urgency.ACUTE]),
    address=st.sampled_from(
        [Address(postcode="3731AB", house_number="1"), Address(postcode="3732AB", house_number="2"), None]
    ),
    person=st.sampled_from([None, None, somebody(), somebody(birth_date="2020-01-01")]),
)
#: Mostly one of the newest.
WHICH = st.sampled_from([0, 0, 0, 1, 2, 5])


class Town(RuleBasedStateMachine):
    """Two doors, a few partners, people who decide, a case at a time for each household, and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.office = Office()
        self.known: dict[UUID, Signal] = {}
        self.followed: dict[UUID, str] = {}
        self.words: dict[UUID, list[str]] = {}
        self.timers: dict[tuple[UUID, str], datetime] = {}
        self.dismissed: set[UUID] = set()
        self.cases: list[UUID] = []
        self.taken = 0

    @rule(told=TOLD)
    def is_submitted(self, told: SignalSubmitted) -> None:
        self.office.take(told, f"urn:{told.partner}")
        self.taken += 1
        self.follow(())

    @precondition(lambda self: bool(self.known))
    @rule(which=WHICH, told=TOLD)
    def is_amended(self, which: int, told: SignalSubmitted) -> None:
        signal = self.signal(which)
        if signal.state not in OVER:
            self.office.amend(signal, told)
            self.follow((), amended=signal.id)

    @precondition(lambda self: bool(self.known))
    @rule(which=WHICH, what=st.sampled_from(["raise", "dismiss", "part", "pause", "pause", "resume"]))
    def a_person_decides(self, which: int, what: str) -> None:
        office, signal = self.office, self.signal(which)
        decisions: dict[str, Callable[[], Iterable[Change]]] = {
            "raise": lambda: raise_by_person(office.desk, office.register, signal),
            "dismiss": lambda: dismiss_by_person(office.register, signal, "unfounded"),
            "part": lambda: part_by_person(office.desk, office.register, signal, "other_person"),
            "pause": lambda: [pause_by_person(signal, "resident_away", office.now)],
            "resume": lambda: [resume_by_person(POLICY, signal, office.now)],
        }
        try:
            changes = decisions[what]()
        except Refused:
            assert office.now_is(signal) == signal, "a refusal changes nothing"
            return
        if what == "dismiss":
            self.dismissed.add(signal.id)
        self.follow(changes)

    @precondition(lambda self: bool(self.known))
    @rule(which=WHICH)
    def a_case_opens(self, which: int) -> None:
        signal, register = self.signal(which), self.office.register
        household = register.households[signal.household] if signal.household else None
        if household is not None and household.open_case is None:
            self.cases.append(UUID(int=10**9 + len(self.cases)))
            here = tuple(each.id for each in register.active_at(household.id))
            self.follow(cases.opened(self.office.desk, register, household.id, self.cases[-1], here))

    @precondition(lambda self: bool(self.cases))
    @rule(which=WHICH, what=st.sampled_from(["contacted", "contacted", "closed"]))
    def a_case_goes_on(self, which: int, what: str) -> None:
        """Also one that has closed already."""
        caseid = self.cases[-1 - which % len(self.cases)]
        self.follow(getattr(cases, what)(self.office.register, caseid, ()))

    @rule(hours=st.sampled_from([1, 5, 24, 24 * 3, 24 * 10, 24 * 40, 24 * 800, 24 * 366 * 16]))
    def time_passes(self, hours: int) -> None:
        """Every timer runs that is due, the earliest first, and late rather than never."""
        self.office.later(hours=hours)
        while due := sorted((moment, key) for key, moment in self.timers.items() if moment <= self.office.now):
            (_, (id_, kind)), *_ = due
            del self.timers[id_, kind]
            self.follow([FIRES[kind](self.office.register.signals[id_])])

    @invariant()
    def the_state_is_that_of_the_events(self) -> None:
        assert {id_: signal.state.value for id_, signal in self.known.items()} == self.followed

    @invariant()
    def nothing_active_is_without_a_household_and_a_timer(self) -> None:
        for signal in self.known.values():
            assert (signal.household is not None) == signal.active or signal.state in {State.CLOSED, State.DISMISSED}
            if signal.state is State.HELD:
                seen = "hold-ending" in self.words[signal.id]
                assert seen or (signal.id, promises.HOLD_ENDING) in self.timers, "nothing lapses unseen"
            if signal.state is State.RAISED and "overdue" not in self.words[signal.id]:
                assert ((signal.id, promises.OVERDUE) in self.timers) == (signal.pause is None)

    @invariant()
    def whatever_has_ended_will_be_erased(self) -> None:
        ended = {State.CLOSED, State.DISMISSED, State.GAP_LISTED, State.YOUTH_ROUTED}
        wanted = {id_ for id_, signal in self.known.items() if signal.state in ended}
        assert {id_ for id_, kind in self.timers if kind == promises.ERASURE} == wanted

    @invariant()
    def what_is_acute_never_waits(self) -> None:
        for signal in self.known.values():
            assert signal.urgency is not Urgency.ACUTE or (signal.state is not State.HELD and signal.pause is None)

    @invariant()
    def only_what_is_raised_is_paused(self) -> None:
        assert all(signal.pause is None or signal.state is State.RAISED for signal in self.known.values())

    @invariant()
    def only_a_person_dismisses(self) -> None:
        assert {id_ for id_, words in self.words.items() if "dismissed" in words} == self.dismissed

    @invariant()
    def nothing_is_held_where_somebody_is_busy(self) -> None:
        for household in self.office.register.households.values():
            states = {signal.state for signal in self.office.register.active_at(household.id)}
            assert State.HELD not in states or (states == {State.HELD} and household.open_case is None)

    @invariant()
    def what_was_erased_holds_nothing(self) -> None:
        for signal in self.known.values():
            if signal.state is State.ERASED:
                assert (signal.household, signal.caseid, signal.decision, signal.pause) == (None, None, None, None)
                assert (signal.marks, signal.beside, signal.neighbourhood) == ((), (), UNKNOWN_NEIGHBOURHOOD)
                assert not signal.apart and signal.hold_until is None and signal.pick_up_by is None

    @invariant()
    def they_add_up(self) -> None:
        assert self.taken == len(self.known) == Counter(words[0] for words in self.words.values())["accepted"]
        assert all(words.count("accepted") == 1 for words in self.words.values())

    def signal(self, which: int) -> Signal:
        return list(self.known.values())[-1 - which % len(self.known)]

    def follow(self, changes: Iterable[Change], amended: UUID | None = None) -> None:
        """Take the events in as a subscriber would, and set the timers as the journal does."""
        for signal, _ in changes:
            self.office.register.put(signal)
        self.office.keep(list(changes))
        news: dict[UUID, list[Event]] = {}
        for id_, event in self.office.told:
            news.setdefault(id_, []).append(event)
        self.office.told.clear()
        for id_, events in news.items():
            self.hear(id_, events, anew=amended == id_)
        for after in list(self.office.register.signals.values()):
            before = self.known.get(after.id)
            if before != after:
                self.keep_promises(before, after, [event.type.split(".")[3] for event in news.get(after.id, [])])
            self.known[after.id] = after

    def hear(self, id_: UUID, events: list[Event], *, anew: bool) -> None:
        for event in events:
            name = event.type.split(".")[3]
            self.words.setdefault(id_, []).append(name)
            if name in ENTERS:
                state, known = ENTERS[name].value, self.followed.get(id_)
                judged_anew = anew and known in JUDGED_ANEW and state in SECTION_6["accepted"]
                assert state in SECTION_6[known] or judged_anew, f"{known} -> {state}"
                self.followed[id_] = state

    def keep_promises(self, before: Signal | None, after: Signal, words: list[str]) -> None:
        due, gone = promises.moved(POLICY, self.office.now, before, after)
        self.timers = {key: moment for key, moment in self.timers.items() if key[0] != after.id or key[1] not in gone}
        self.timers |= {(after.id, kind): moment for kind, moment in due.items()}
        if before and before.pick_up_by and after.pick_up_by and before.state is State.RAISED is after.state:
            assert after.pick_up_by <= before.pick_up_by or "resumed" in words, "later by a pause only"
        if before and before.state is after.state is State.HELD:
            assert after.hold_until == before.hold_until or "parted" in words, "its window is moved by nobody else"


Town.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestTown: Any = Town.TestCase
