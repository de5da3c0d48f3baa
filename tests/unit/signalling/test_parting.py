"""What was put together wrongly is parted by a person, and each is weighed as if the other had never been there."""

import pytest

from libs.contracts.refusals import Refused
from libs.contracts.signals import SignalParted, SignalRaised
from libs.contracts.words import PartnerKind, Urgency
from services.signalling.domain import cases
from services.signalling.domain.decisions import part_by_person
from services.signalling.domain.signal import Signal, State
from tests.unit.signalling.office import NOW, Office, somebody, worry
from tests.unit.signalling.test_cases import CASE

CARE = {"partner": PartnerKind.HOME_CARE}


def parted(office: Office, signal: Signal) -> Signal:
    office.keep(part_by_person(office.desk, office.register, office.now_is(signal), "other_person"))
    return office.now_is(signal)


def together(office: Office) -> tuple[Signal, Signal]:
    first, second = office.take(worry()), office.take(worry(**CARE), "urn:care")
    assert office.words(second) == ["accepted", "correlated", "raised"]
    return first, second


def test_a_parted_signal_is_held_again_when_it_is_too_light_alone() -> None:
    office = Office()
    first, second = together(office)
    alone = parted(office, second)
    assert office.words(second)[-2:] == ["parted", "held"]
    assert (alone.state, alone.pick_up_by, alone.beside) == (State.HELD, None, ())
    assert alone.household != first.household
    assert office.now_is(first).state is State.RAISED, "what a person is acting on stays"
    event = next(event for _, event in office.told if isinstance(event, SignalParted))
    assert (event.household, event.parted_from, event.ground) == (alone.household, first.household, "other_person")


def test_a_parted_signal_that_is_urgent_is_raised_for_a_household_of_its_own() -> None:
    office = Office()
    office.take(worry())
    urgent = office.take(worry(urgency=Urgency.URGENT, **CARE), "urn:care")
    alone = parted(office, urgent)
    raised = [event for id_, event in office.told if id_ == urgent.id and isinstance(event, SignalRaised)]
    assert [event.household for event in raised] == [urgent.household, alone.household]
    assert raised[-1].raised_with == ()


def test_it_no_longer_weighs_where_it_was() -> None:
    office = Office()
    first = office.take(worry())
    second = office.take(worry())  # the same partner again is not enough
    parted(office, second)
    third = office.take(worry(**CARE), "urn:care")
    assert {each.id for each in office.register.active_at(first.household)} == {first.id, third.id}


def test_its_partner_may_amend_it_and_it_stays_apart() -> None:
    office = Office()
    _, second = together(office)
    alone = parted(office, second)
    assert office.amend(alone, worry(urgency=Urgency.SOON, **CARE)).household == alone.household


def test_a_signal_may_be_parted_from_a_case() -> None:
    office = Office()
    signal = office.take(worry(urgency=Urgency.URGENT))
    office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, (signal.id,)))
    alone = parted(office, signal)
    assert (alone.state, alone.caseid) == (State.RAISED, None)
    office.keep(cases.closed(office.register, CASE, ()))
    assert office.now_is(signal).state is State.RAISED, "the case that it left closes without it"


def test_what_stands_alone_or_is_over_is_not_parted() -> None:
    office = Office()
    alone = office.take(worry())
    with pytest.raises(Refused, match="no other signal"):
        parted(office, alone)
    minor = office.take(worry(person={"surname": "Willemse", "birth_date": NOW.date().replace(year=2020).isoformat()}))
    with pytest.raises(Refused, match="youth_routed"):
        parted(office, minor)


def test_whoever_comes_next_at_its_old_door_does_not_take_it_back() -> None:
    office = Office()
    widow = worry(person=somebody())
    first, second = office.take(widow), office.take(widow)
    alone = parted(office, second)
    third = office.take(worry(person=somebody(initials="A.B."), **CARE), "urn:care")
    assert (third.household, office.now_is(second).household) == (first.household, alone.household)


def test_the_case_that_it_left_neither_picks_it_up_nor_closes_it() -> None:
    office = Office()
    first, second = together(office)
    alone = parted(office, office.now_is(second))
    at = first.household or CASE
    office.keep(cases.opened(office.desk, office.register, at, CASE, (first.id, second.id)))
    office.keep(cases.contacted(office.register, CASE, (first.id, second.id)))
    office.keep(cases.closed(office.register, CASE, (first.id, second.id)))
    assert office.now_is(second) == alone
    assert office.now_is(first).state is State.CLOSED


def test_what_was_promised_is_kept_when_it_is_raised_anew() -> None:
    office = Office()
    office.take(worry())
    urgent = office.take(worry(urgency=Urgency.URGENT, **CARE), "urn:care")
    office.later(days=1)
    assert parted(office, urgent).pick_up_by == urgent.pick_up_by


def test_amended_to_be_about_a_minor_it_goes_the_youth_route() -> None:
    office = Office()
    _, second = together(office)
    minor = worry(person=somebody(birth_date=NOW.date().replace(year=2020).isoformat()), **CARE)
    assert office.amend(parted(office, second), minor).state is State.YOUTH_ROUTED
