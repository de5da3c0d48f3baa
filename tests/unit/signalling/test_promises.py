"""Timers follow what a signal is: set, moved and cancelled, never left behind."""

from datetime import datetime, timedelta

from libs.contracts.words import SignalKind, Urgency
from services.signalling.domain.decisions import dismiss_by_person
from services.signalling.domain.promises import moved
from services.signalling.domain.signal import Signal, close, pick_up
from tests.unit.signalling.office import NOW, POLICY, Office, somebody, worry


def due_after(*steps: Signal) -> dict[str, datetime]:
    """Which timers stand after these steps of one signal."""
    standing: dict[str, datetime] = {}
    for before, after in zip([None, *steps], steps, strict=False):
        due, gone = moved(POLICY, NOW, before, after)
        assert gone <= standing.keys(), "only what stands is cancelled"
        standing = {kind: moment for kind, moment in standing.items() if kind not in gone} | dict(due)
    return standing


def test_a_held_signal_warns_before_its_window_ends_and_no_longer_when_it_is_raised() -> None:
    office = Office()
    held = office.take(worry())
    assert due_after(held) == {"hold_ending": NOW + timedelta(days=35)}
    raised = office.amend(held, worry(urgency=Urgency.ACUTE))
    assert due_after(held, raised) == {"overdue": NOW + timedelta(hours=1)}


def test_a_promise_moves_forward_and_ends_when_it_is_kept() -> None:
    office = Office()
    urgent = office.take(worry(urgency=Urgency.URGENT))
    acute = office.amend(urgent, worry(urgency=Urgency.ACUTE))
    assert due_after(urgent, acute) == {"overdue": NOW + timedelta(hours=1)}
    picked_up = pick_up(acute, acute.id)[0]
    assert due_after(urgent, acute, picked_up) == {}
    closed = close(picked_up, acute.id)[0]
    assert due_after(urgent, acute, picked_up, closed) == {"erasure": NOW.replace(year=2041)}


def test_what_goes_to_others_is_kept_for_their_term_and_no_longer() -> None:
    office = Office()
    gap = office.take(worry(kind=SignalKind.SERVICE_GAP))
    child = office.take(worry(person=somebody(birth_date="2015-01-01")))
    assert due_after(gap) == {"erasure": NOW + timedelta(days=730)}
    assert due_after(child) == {"erasure": NOW + timedelta(days=30)}
    assert due_after(gap, office.amend(gap, worry())).keys() == {"hold_ending"}


def test_a_dismissed_signal_is_erased_after_its_retention() -> None:
    office = Office()
    held = office.take(worry())
    [(dismissed, _)] = dismiss_by_person(office.register, held, "unfounded")
    assert due_after(held, dismissed) == {"erasure": NOW + timedelta(days=30)}
