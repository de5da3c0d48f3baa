"""What a transaction tells goes to the relay of its own process when it has committed, and only then."""

import contextlib
from datetime import UTC, datetime
from uuid import uuid4

from libs.delivery.handover import MOST_WAITING, Handover
from libs.delivery.outbox import Outgoing, Posted


def posted(*positions: int) -> list[Posted]:
    letters = [Outgoing(uuid4(), "events", "key", b"{}") for _ in positions]
    return [Posted(at, datetime.now(UTC), letter) for at, letter in zip(positions, letters, strict=True)]


def test_what_is_committed_is_handed_over_in_its_order() -> None:
    handover = Handover()
    handover.open()
    first, second = posted(1, 2), posted(3)
    for each in (first, second):
        with handover.transaction() as tray:
            assert tray.goes_to_relay
            tray.put(each)
    assert handover.woken.is_set()
    assert handover.take(10) == [*first, *second]


def test_nothing_is_handed_over_before_the_commit() -> None:
    handover = Handover()
    handover.open()
    with handover.transaction() as tray:
        tray.put(posted(1))
        assert handover.take(10) == []
        assert not handover.woken.is_set()


def test_the_relay_takes_no_more_than_a_window() -> None:
    handover = Handover()
    handover.open()
    with handover.transaction() as tray:
        tray.put(each := posted(1, 2, 3))
    assert [handover.take(2), handover.take(2), handover.take(2)] == [each[:2], each[2:], []]


def test_before_the_commit_its_rows_are_known_and_afterwards_too() -> None:
    handover = Handover()
    handover.open()
    with handover.transaction() as tray:
        tray.put(posted(1, 2))
        assert handover.known == {1, 2}
    assert handover.known == {1, 2}


def test_what_may_not_have_been_committed_is_left_to_the_table() -> None:
    handover = Handover()
    handover.open()
    with contextlib.suppress(OSError), handover.transaction() as tray:
        tray.put(posted(1, 2))
        raise OSError
    assert handover.take(10) == []
    assert handover.known == set()
    assert handover.left_in_table and handover.woken.is_set()


def test_what_is_undone_before_it_told_anything_needs_no_look_at_the_table() -> None:
    handover = Handover()
    handover.open()
    with contextlib.suppress(OSError), handover.transaction():
        raise OSError
    assert not handover.left_in_table


def test_more_than_memory_is_to_hold_is_left_to_the_table_whole() -> None:
    handover = Handover()
    handover.open()
    for position in range(MOST_WAITING):
        with handover.transaction() as tray:
            tray.put(posted(position))
    with_the_relay = handover.take(2)
    for position in range(MOST_WAITING, MOST_WAITING + 3):
        assert not handover.left_in_table
        with handover.transaction() as tray:
            tray.put(posted(position))
    assert handover.left_in_table
    assert handover.take(10) == []
    assert handover.known == {each.position for each in with_the_relay}


def test_a_relay_that_does_not_lead_is_handed_nothing() -> None:
    handover = Handover()
    with handover.transaction() as tray:
        assert not tray.goes_to_relay
        tray.put(posted(1))
    assert handover.take(10) == []


def test_what_was_begun_under_an_earlier_lead_is_left_to_the_table() -> None:
    handover = Handover()
    handover.open()
    with handover.transaction() as tray:
        tray.put(posted(1))
        handover.close()
        handover.open()
    assert handover.take(10) == []
    assert handover.known == set()
