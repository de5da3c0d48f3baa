"""What happens to signals: put together by household, held, raised, amended, dismissed."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from libs.contracts.signals import Address, Person, SignalHeld, SignalRaised, SignalSubmitted
from libs.contracts.words import Mark, PartnerKind, SignalKind, Urgency
from services.signalling.domain.decisions import dismiss_by_person, raise_by_person
from services.signalling.domain.signal import Signal, State, end_hold, miss_term
from tests.unit.signalling.office import NOW, VALID_BSN, Office, somebody, worry

CARE = {"partner": PartnerKind.HOME_CARE}


def test_a_light_worry_is_held_until_its_window_ends() -> None:
    office = Office()
    signal = office.take(worry())
    assert office.words(signal) == ["accepted", "held"]
    assert signal.hold_until == NOW + timedelta(days=42)
    held = office.told[1][1]
    assert isinstance(held, SignalHeld)
    assert (held.points, held.threshold, held.neighbourhood) == (30, 50, "west")


def test_a_second_partner_raises_both_each_with_its_own_event() -> None:
    office = Office()
    first = office.take(worry())
    second = office.take(worry(**CARE), "urn:care")
    assert office.words(first) == ["accepted", "held", "raised"]
    assert office.words(second) == ["accepted", "correlated", "raised"]
    raised = {id_: event for id_, event in office.told if isinstance(event, SignalRaised)}
    assert raised[first.id].raised_with == (second.id,)
    assert raised[second.id].raised_with == (first.id,)
    assert {event.household for event in raised.values()} == {second.household}


def test_one_partner_three_times_is_not_three_partners() -> None:
    office = Office()
    signals = [office.take(worry()) for _ in range(3)]
    assert {office.now_is(each).state for each in signals} == {State.HELD}


def test_an_acute_signal_takes_everything_held_with_it_within_the_hour() -> None:
    office = Office()
    light = office.take(worry())
    acute = office.take(worry(urgency=Urgency.ACUTE))
    assert acute.pick_up_by == NOW + timedelta(hours=1)
    assert office.now_is(light).state is State.RAISED


def test_a_signal_beside_a_raised_one_is_raised_at_once() -> None:
    office = Office()
    office.take(worry(urgency=Urgency.URGENT))
    assert office.take(worry()).state is State.RAISED


def test_a_gap_in_services_is_about_nobody() -> None:
    office = Office()
    gap = office.take(worry(kind=SignalKind.SERVICE_GAP))
    assert office.words(gap) == ["accepted", "gap-listed"]
    assert (gap.household, gap.neighbourhood) == (None, "west")
    assert not office.register.households


def test_a_child_goes_to_the_youth_route_and_never_into_the_household_of_adults() -> None:
    office = Office()
    adult = office.take(worry())
    child = office.take(worry(person=somebody(birth_date="2015-01-01"), urgency=Urgency.ACUTE, **CARE), "urn:care")
    assert office.words(child) == ["accepted", "youth-routed"]
    assert child.household is None
    assert office.now_is(adult).state is State.HELD


def test_a_person_known_by_number_is_found_where_they_were_last_seen() -> None:
    office = Office()
    at_home = office.take(worry(person=Person(bsn=VALID_BSN)))
    by_number = office.take(worry(address=None, person=Person(bsn=VALID_BSN), **CARE), "urn:care")
    assert by_number.household == at_home.household
    assert by_number.neighbourhood == "west"
    assert office.now_is(at_home).state is State.RAISED


def test_a_household_known_by_a_person_gets_its_address_when_that_is_told() -> None:
    office = Office()
    nowhere = office.take(worry(address=None, person=somebody()))
    assert nowhere.neighbourhood == "unknown"
    somewhere = office.take(worry(person=somebody(), **CARE), "urn:care")
    assert somewhere.household == nowhere.household
    raised = office.now_is(nowhere)
    assert (raised.state, raised.neighbourhood) == (State.RAISED, "west")


def test_what_stays_held_moves_to_the_neighbourhoods_list_when_that_becomes_known() -> None:
    office = Office()
    nowhere = office.take(worry(address=None, person=somebody()))
    office.take(worry(person=somebody()))
    assert office.now_is(nowhere).state is State.HELD
    assert office.now_is(nowhere).neighbourhood == "west"


def test_what_is_held_for_a_person_comes_along_to_an_address_that_is_known_already() -> None:
    office = Office()
    at_address = office.take(worry(partner=PartnerKind.POLICE), "urn:police")
    nowhere = office.take(worry(address=None, person=somebody()))
    assert nowhere.household != at_address.household
    both = office.take(worry(person=somebody(), partner=PartnerKind.POLICE), "urn:police")
    assert {office.now_is(each).household for each in (at_address, nowhere, both)} == {at_address.household}
    assert {office.now_is(each).state for each in (at_address, nowhere, both)} == {State.RAISED}


def test_without_anything_to_go_by_each_signal_stands_alone_for_the_helpdesk() -> None:
    office = Office()
    told = worry(address=Address(street="Kerklaan"), person=Person(surname="Jansen"))
    one, other = office.take(told), office.take(told, "urn:care")
    assert one.household != other.household
    assert one.neighbourhood == "unknown"
    assert Mark.POSTCODE_MISSING in one.marks


class TestAmendments:
    """The partner's own record again with other content."""

    def test_an_amendment_can_raise_what_was_held(self) -> None:
        office = Office()
        signal = office.take(worry())
        amended = office.amend(signal, worry(urgency=Urgency.URGENT))
        assert office.words(signal) == ["accepted", "held", "amended", "raised"]
        assert amended.accepted_at == signal.accepted_at

    def test_a_corrected_address_puts_it_on_another_household(self) -> None:
        office = Office()
        neighbour = office.take(worry(address=Address(postcode="3732AB", house_number="1"), **CARE), "urn:care")
        signal = office.take(worry())
        amended = office.amend(signal, worry(address=Address(postcode="3732AB", house_number="1")))
        assert amended.household == neighbour.household != signal.household
        assert office.now_is(neighbour).state is State.RAISED
        assert amended.neighbourhood == "oost"
        assert not office.register.active_at(signal.household)

    def test_an_address_told_later_stays_with_the_household_that_had_none(self) -> None:
        office = Office()
        signal = office.take(worry(address=Address(postcode="1234AB", house_number="12"), person=None))
        assert signal.marks == (Mark.POSTCODE_UNKNOWN, Mark.NOBODY_NAMED)
        amended = office.amend(signal, worry())
        assert (amended.household, amended.neighbourhood) == (signal.household, "west")
        assert amended.marks == (Mark.NOBODY_NAMED,)

    def test_what_intake_knows_stays_on_its_household_and_is_promised_sooner(self) -> None:
        office = Office()
        signal = office.take(worry(urgency=Urgency.URGENT))
        elsewhere = worry(address=Address(postcode="3732AB", house_number="1"), urgency=Urgency.ACUTE)
        amended = office.amend(signal, elsewhere)
        assert office.words(signal) == ["accepted", "raised", "amended"]
        assert amended.household == signal.household
        assert amended.pick_up_by == NOW + timedelta(hours=1)

    def test_a_birth_date_told_later_takes_a_child_out_of_the_household(self) -> None:
        office = Office()
        signal = office.take(worry())
        amended = office.amend(signal, worry(person=somebody(birth_date="2015-01-01")))
        assert office.words(signal) == ["accepted", "held", "amended", "youth-routed"]
        assert amended.household is None
        assert not office.register.active_at(signal.household)

    def test_what_stays_held_keeps_its_window(self) -> None:
        office = Office()
        signal = office.take(worry())
        office.later(days=3)
        amended = office.amend(signal, worry(seen="Anders verteld."))
        assert office.words(signal) == ["accepted", "held", "amended"]
        assert amended.hold_until == signal.hold_until


class TestPeople:
    """Policy may raise; only a person dismisses."""

    def test_an_adviser_raises_all_that_is_held_for_the_household(self) -> None:
        office = Office()
        one, other = office.take(worry()), office.take(worry())
        office.keep(raise_by_person(office.desk, office.register, one))
        assert {office.now_is(each).state for each in (one, other)} == {State.RAISED}
        raised = office.told[-1][1]
        assert isinstance(raised, SignalRaised)
        assert raised.grounds == ("person",)

    def test_a_dismissed_signal_no_longer_counts(self) -> None:
        office = Office()
        signal = office.take(worry())
        office.keep(dismiss_by_person(office.register, signal, "unfounded"))
        assert office.words(signal) == ["accepted", "held", "dismissed"]
        assert office.take(worry(**CARE), "urn:care").state is State.HELD

    def test_what_has_been_decided_is_not_decided_again(self) -> None:
        office = Office()
        signal = office.take(worry(urgency=Urgency.URGENT))
        with pytest.raises(Refused, match="signal-not-held"):
            dismiss_by_person(office.register, signal, "unfounded")
        with pytest.raises(Refused, match="signal-not-held"):
            raise_by_person(office.desk, office.register, signal)


def test_a_timer_that_no_longer_applies_changes_nothing() -> None:
    office = Office()
    raised = office.take(worry(urgency=Urgency.URGENT))
    held = office.take(worry(address=Address(postcode="3732AB", house_number="1")))
    assert end_hold(raised) == (raised, [])
    assert miss_term(held) == (held, [])
    assert len(end_hold(held)[1]) == len(miss_term(raised)[1]) == 1


SIGNALS = st.builds(
    worry,
    partner=st.sampled_from(list(PartnerKind)[:4]),
    kind=st.sampled_from(SignalKind),
    urgency=st.sampled_from([Urgency.ROUTINE] * 5 + [Urgency.SOON, Urgency.URGENT]),
    address=st.none()
    | st.builds(
        Address,
        postcode=st.sampled_from(["3731AB", "3732AB", "1234AB"]),
        house_number=st.sampled_from(["1", "01", None]),
    ),
    person=st.none()
    | st.builds(
        somebody,
        surname=st.sampled_from(["Ik", "Jij"]),
        birth_date=st.sampled_from(["1950-01-01", "2015-01-01", None]),
    ),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["accept", "amend"]), SIGNALS, st.integers(0, 20)), max_size=12))
def test_whatever_comes_every_signal_is_decided_once_and_nothing_is_held_beside_what_is_raised(
    steps: list[tuple[str, SignalSubmitted, int]],
) -> None:
    office = Office()
    signals: list[Signal] = []
    for step, told, which in steps:
        if step == "accept" or not signals:
            signals.append(office.take(told, f"urn:{told.partner}"))
        else:
            office.amend(signals[which % len(signals)], told)
    for signal in signals:
        words = office.words(signal)
        assert words.count("accepted") == 1
        assert words[0] == "accepted"
        assert words.count("raised") <= 1
        now = office.now_is(signal)
        assert now.state is not State.ACCEPTED
        assert (now.household is None) == (now.state in (State.GAP_LISTED, State.YOUTH_ROUTED))
        assert (now.hold_until is not None) == (now.state is State.HELD)
        if now.household:
            states = {each.state for each in office.register.active_at(now.household)}
            assert states in ({State.HELD}, {State.RAISED}), "one household, one attention"
