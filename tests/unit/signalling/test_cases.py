"""What intake's cases mean for the signals that led to them, also when they no longer apply."""

from uuid import UUID

from libs.contracts.words import PartnerKind, Urgency
from services.signalling.domain import cases
from services.signalling.domain.identity import identify
from services.signalling.domain.resolving import introduce
from services.signalling.domain.signal import State
from tests.unit.signalling.office import NOW, PLACES, Office, lookup, somebody, worry

CASE, OTHER = UUID(int=10**9), UUID(int=10**9 + 1)
URGENT = {"urgency": Urgency.URGENT}
CARE = {"partner": PartnerKind.HOME_CARE}


def test_from_raised_to_closed_each_step_once() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    for _ in range(2):
        office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, (signal.id,)))
    for _ in range(2):
        office.keep(cases.contacted(office.register, CASE, ()))
    for _ in range(2):
        office.keep(cases.closed(office.register, CASE, ()))
    assert office.words(signal) == ["accepted", "raised", "picked-up", "closed"]
    assert office.now_is(signal).caseid == CASE


def test_a_case_that_opens_another_way_takes_what_was_held_for_the_household() -> None:
    office = Office()
    signal = office.take(worry())
    office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, ()))
    assert office.words(signal) == ["accepted", "held", "raised"]
    assert office.take(worry(**CARE), "urn:care").state is State.RAISED


def test_after_the_case_has_closed_a_light_worry_is_held_again() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, (signal.id,)))
    office.keep(cases.closed(office.register, CASE, ()))
    assert office.take(worry()).state is State.HELD


def test_a_case_that_closes_late_does_not_close_the_one_that_followed() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    household = signal.household or CASE
    office.keep(cases.opened(office.desk, office.register, household, CASE, (signal.id,)))
    office.keep(cases.opened(office.desk, office.register, household, OTHER, ()))
    office.keep(cases.closed(office.register, CASE, ()))
    assert office.register.households[household].open_case == OTHER
    assert office.now_is(signal).state is State.CLOSED


def test_a_case_closed_before_anybody_was_reached_closes_its_signals() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    office.keep(cases.closed(office.register, CASE, (signal.id,)))
    assert office.words(signal) == ["accepted", "raised", "closed"]


def test_what_is_unknown_here_changes_nothing() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    before = len(office.told)
    office.keep(cases.opened(office.desk, office.register, OTHER, CASE, (OTHER,)))
    office.keep(cases.contacted(office.register, CASE, (OTHER,)))
    office.keep(cases.closed(office.register, CASE, (OTHER,)))
    cases.placed(office.register, CASE, "oost")
    assert (len(office.told), office.now_is(signal)) == (before, signal)


def test_intake_knows_better_where_a_household_with_a_case_lives() -> None:
    office = Office()
    signal = office.take(worry(address=None, person=somebody(), **URGENT))
    office.keep(cases.opened(office.desk, office.register, signal.household or CASE, CASE, (signal.id,)))
    cases.placed(office.register, CASE, "oost")
    assert office.now_is(signal).neighbourhood == "oost"
    told = office.take(worry(person=somebody(), **CARE), "urn:care")
    assert (told.household, told.neighbourhood) == (signal.household, "oost")


def test_whose_household_somebody_is_of_can_be_asked_again() -> None:
    office = Office()
    told = worry(person=somebody())
    identity = identify(told.person, told.address, PLACES, lookup, NOW.date())
    office.register.keys.update(dict.fromkeys(identity.keys))
    first = introduce(office.register, identity, lambda: OTHER)
    again = introduce(office.register, identity, lambda: CASE)
    assert first == again
    assert first.known_to_intake
    assert office.take(told).household == OTHER


def test_a_household_that_intake_leaves_may_be_forgotten_unless_another_case_of_it_is_open() -> None:
    office = Office()
    signal = office.take(worry(**URGENT))
    household = signal.household or CASE
    office.keep(cases.opened(office.desk, office.register, household, CASE, (signal.id,)))
    cases.leave(office.register, [household, OTHER])
    assert office.register.households[household].known_to_intake
    office.keep(cases.closed(office.register, CASE, ()))
    cases.leave(office.register, [household, OTHER])
    assert not office.register.households[household].known_to_intake
