"""Who somebody is: found again however they are written, added to, corrected, erased."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from libs.contracts.signals import Address, Person
from services.intake.domain.resident import Details, Resident, completed, corrected, erased, identity
from tests.unit.intake.words import HOUSEHOLD, NOW

BORN = date(1923, 4, 5)
ADA = Person(initials="A.", surname="Willemse", birth_date=BORN.isoformat())
HOME = Address(street="Kerklaan", house_number="12", suffix="a", postcode="3731 AB")


def resident(**details: object) -> Resident:
    return Resident(UUID(int=1), HOUSEHOLD, Details.model_validate(details), NOW)


@pytest.mark.parametrize("surname", ["Willemse", "WILLEMSE ", "Willem-se", "Wíllemse"])
@pytest.mark.parametrize("initials", ["A", "a.", "A. "])
def test_the_same_person_is_the_same_however_they_are_written(surname: str, initials: str) -> None:
    other = Person(surname=surname, initials=initials, birth_date=BORN.isoformat())
    assert identity(Details(person=other)) == identity(Details(person=ADA, address=HOME, phone="1"))


@pytest.mark.parametrize("different", [{"initials": "B"}, {"surname": "Willems"}, {"birth_date": "1923-05-04"}])
def test_others_of_the_household_are_others(different: dict[str, object]) -> None:
    assert identity(Details(person=ADA.model_copy(update=different))) != identity(Details(person=ADA))


def test_without_a_name_the_address_must_do_and_without_a_door_nothing_does() -> None:
    same = Address(house_number="12", suffix="A", postcode="3731ab")
    assert identity(Details(address=same)) == identity(Details(address=HOME)) is not None
    assert identity(Details(address=Address(postcode="3731AB"), phone="1")) is None


def test_who_comes_again_is_added_to_and_nothing_that_was_known_changes() -> None:
    known = resident(person=ADA, phone="1")
    told = Details(person=Person(surname="Wilemse", bsn="111222333"), address=HOME, phone="2", email="a@b.nl")
    now = completed(known, told).details
    assert now == Details(person=ADA.model_copy(update={"bsn": "111222333"}), address=HOME, phone="1", email="a@b.nl")


def test_an_address_is_corrected_as_a_whole_and_a_person_field_by_field() -> None:
    known = resident(person=ADA, address=HOME, phone="1", email="a@b.nl")
    new = {"address": {"postcode": "3722AA", "house_number": "3"}, "person": {"initials": None}, "phone": None}
    now = corrected(known, Details.model_validate(new)).details
    assert now is not None
    assert now.address == Address(postcode="3722AA", house_number="3"), "no suffix of the old house stays"
    assert now.person == Person(surname="Willemse", birth_date=BORN.isoformat())
    assert (now.phone, now.email) == (None, "a@b.nl")


def test_who_is_erased_is_nobody_and_stays_so() -> None:
    gone = erased(resident(person=ADA), NOW)
    assert (gone.details, gone.erased_at, gone.id) == (None, NOW, UUID(int=1))
    with pytest.raises(Refused, match="resident-erased"):
        erased(gone, NOW)
    for changed in (corrected, completed):
        with pytest.raises(Refused, match="resident-erased"):
            changed(gone, Details())


PEOPLE = st.builds(
    Details,
    person=st.builds(Person, surname=st.text(max_size=20) | st.none(), initials=st.text(max_size=5) | st.none()),
    address=st.builds(Address, postcode=st.text(max_size=8) | st.none(), house_number=st.text(max_size=4) | st.none()),
    phone=st.text(max_size=10) | st.none(),
)


@given(PEOPLE, PEOPLE)
def test_completing_twice_is_completing_once_and_loses_nothing(known: Details, told: Details) -> None:
    once = completed(Resident(UUID(int=1), HOUSEHOLD, known, NOW), told)
    assert completed(once, told) == once
    assert once.details is not None
    for field in ("surname", "initials"):
        was = getattr(known.person, field)
        assert getattr(once.details.person, field) == (was if was is not None else getattr(told.person, field))
