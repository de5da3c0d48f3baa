"""The clock of a promise stands still and runs on: never to the reporter's loss, never for what is acute."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from libs.contracts.terms import after_working_days
from libs.contracts.words import PartnerKind, Urgency
from services.signalling.domain import cases
from services.signalling.domain.decisions import part_by_person
from services.signalling.domain.pausing import pause_by_person, resume_by_person
from services.signalling.domain.promises import moved
from services.signalling.domain.signal import Signal, State, miss_term
from tests.unit.signalling.office import NOW, POLICY, Office, worry
from tests.unit.signalling.test_cases import CASE

CARE = {"partner": PartnerKind.HOME_CARE}
HOURS = POLICY.__class__(**vars(POLICY) | {"put_off": lambda _, due, since, until: due + (until - since)})


def paused(office: Office, signal: Signal) -> Signal:
    change = pause_by_person(office.now_is(signal), "in_hospital", office.now)
    office.keep([change])
    office.register.put(change[0])
    return change[0]


def resumed(office: Office, signal: Signal) -> Signal:
    change = resume_by_person(POLICY, office.now_is(signal), office.now)
    office.keep([change])
    office.register.put(change[0])
    return change[0]


def test_while_it_is_paused_nothing_is_overdue_and_then_the_term_is_later_by_its_working_days() -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    waiting = paused(office, signal)
    assert moved(POLICY, NOW, signal, waiting) == ({}, {"overdue"})
    office.later(days=8)  # a Monday and a week: six working days
    assert not waiting.late(office.now)
    assert miss_term(waiting) == (waiting, [])
    running = resumed(office, signal)
    assert running.pick_up_by == after_working_days(NOW, 7)
    assert office.words(signal) == ["accepted", "raised", "paused", "resumed"]
    assert moved(POLICY, office.now, waiting, running) == ({"overdue": running.pick_up_by}, set())


def test_a_term_in_hours_is_later_by_the_time() -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    waiting = paused(office, signal)
    running, _ = resume_by_person(HOURS, waiting, NOW + timedelta(hours=5))
    assert signal.pick_up_by is not None
    assert running.pick_up_by == signal.pick_up_by + timedelta(hours=5)


def test_what_cannot_wait_is_refused_with_the_reason() -> None:
    office = Office()
    acute = office.take(worry(urgency=Urgency.ACUTE))
    with pytest.raises(Refused, match="acute-not-paused"):
        paused(office, acute)
    office = Office()
    held = office.take(worry())
    with pytest.raises(Refused, match="signal-not-raised"):
        paused(office, held)
    office = Office()
    late = office.take(worry(urgency=Urgency.URGENT))
    with pytest.raises(Refused, match="signal-not-paused"):
        resumed(office, late)
    office.later(days=3)
    with pytest.raises(Refused, match="signal-late"):
        paused(office, late)


def test_it_is_paused_once_at_a_time() -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    paused(office, signal)
    with pytest.raises(Refused, match="signal-paused"):
        paused(office, signal)


def test_what_is_picked_up_closed_or_parted_is_paused_no_more() -> None:
    for ends in ("contacted", "closed", "parted"):
        office = Office()
        office.take(worry())
        signal = office.take(worry(urgency=Urgency.URGENT, **CARE), "urn:care")
        office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, (signal.id,)))
        paused(office, signal)
        if ends == "parted":
            office.keep(part_by_person(office.desk, office.register, office.now_is(signal), "other_person"))
        else:
            office.keep(getattr(cases, ends)(office.register, CASE, ()))
        assert office.now_is(signal).pause is None, ends


def test_what_was_promised_when_it_is_parted_is_later_by_the_pause() -> None:
    office = Office()
    office.take(worry())
    signal = office.take(worry(urgency=Urgency.URGENT, **CARE), "urn:care")
    paused(office, signal)
    office.later(days=8)
    office.keep(part_by_person(office.desk, office.register, office.now_is(signal), "other_person"))
    assert office.words(signal)[-3:] == ["resumed", "parted", "raised"]
    alone = office.now_is(signal)
    assert alone.pick_up_by == after_working_days(office.now, 1) == after_working_days(NOW, 7)


def test_a_worry_that_becomes_more_urgent_waits_no_longer() -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    paused(office, signal)
    office.later(days=2)
    still = office.amend(signal, worry(urgency=Urgency.URGENT, seen="Zij is bij haar zoon."))
    assert still.pause is not None
    acute = office.amend(signal, worry(urgency=Urgency.ACUTE))
    assert office.words(signal)[-2:] == ["amended", "resumed"]
    assert (acute.pause, acute.pick_up_by) == (None, office.now + timedelta(hours=1))


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 5)), max_size=6))
def test_however_often_it_is_paused_the_promise_never_comes_sooner(pauses: list[tuple[float, float]]) -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    promised: list[datetime] = [signal.pick_up_by] if signal.pick_up_by else []
    for pause, between in pauses:
        if office.now_is(signal).late(office.now):
            break
        paused(office, signal)
        office.later(days=pause)
        after = resumed(office, signal)
        assert after.state is State.RAISED
        assert after.pick_up_by is not None
        assert not after.late(office.now), "who pauses in time resumes in time"
        promised.append(after.pick_up_by)
        office.later(hours=between)
    assert promised == sorted(promised)
