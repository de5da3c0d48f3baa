"""Whatever order, copies and batches the wire makes of it: each event is ready once, in its subject's order."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.delivery.order import Subject, in_waves, take_turns
from libs.delivery.wire import Envelope

LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=4)


def event(subject: int, sequence: int, type_: str = "opened") -> Envelope:
    name = str(UUID(int=subject))
    return Envelope(f"{subject}/{sequence}", "urn:intake", type_, name, sequence, {}, b"")


@dataclass
class Desk:
    """A consumer without a database: what it keeps between batches."""

    positions: defaultdict[Subject, int]
    parked: list[Envelope]
    handled: list[Envelope]

    def take(self, batch: list[Envelope]) -> None:
        subjects = {(e.source, e.subject) for e in batch}
        waiting = [e for e in self.parked if (e.source, e.subject) in subjects]
        turn = take_turns([*waiting, *batch], self.positions)
        self.handled += turn.ready
        self.positions.update(turn.positions)
        self.parked = [e for e in self.parked if e not in waiting] + turn.early


@given(st.data())
def test_any_permutation_with_copies_in_any_batches_is_handled_once_and_in_order(data: st.DataObject) -> None:
    events = [event(s, n) for s, length in enumerate(data.draw(LENGTHS)) for n in range(1, length + 1)]
    copies = data.draw(st.lists(st.sampled_from(events), max_size=8))
    wire = data.draw(st.permutations(events + copies))
    desk = Desk(defaultdict(int), [], [])
    while wire:
        size = data.draw(st.integers(1, len(wire)))
        desk.take(wire[:size])
        wire = wire[size:]
    assert sorted(e.id for e in desk.handled) == sorted(e.id for e in events)
    assert desk.parked == []
    last: defaultdict[str, int] = defaultdict(int)
    for handled in desk.handled:
        assert handled.sequence == last[handled.subject] + 1
        last[handled.subject] = handled.sequence


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=30))
def test_waves_are_of_one_type_each_and_keep_each_subjects_order(drawn: list[tuple[int, str]]) -> None:
    events = [event(subject, number, type_) for number, (subject, type_) in enumerate(drawn, 1)]
    waves = in_waves(events)
    assert all(len({e.type for e in wave}) == 1 for wave in waves)
    after = [e for wave in waves for e in wave]
    assert sorted(e.id for e in after) == sorted(e.id for e in events)
    for subject in {e.subject for e in events}:
        assert [e.sequence for e in after if e.subject == subject] == [
            e.sequence for e in events if e.subject == subject
        ]


def test_events_of_one_type_about_many_subjects_are_one_wave() -> None:
    assert len(in_waves([event(subject, 1) for subject in range(50)])) == 1


def test_what_was_handled_before_is_stale_and_what_is_ahead_is_early() -> None:
    subject = (event(1, 1).source, event(1, 1).subject)
    turn = take_turns([event(1, 2), event(1, 5), event(1, 3)], {subject: 2})
    assert [e.sequence for e in turn.stale] == [2]
    assert [e.sequence for e in turn.ready] == [3]
    assert [e.sequence for e in turn.early] == [5]
    assert turn.positions == {subject: 3}
