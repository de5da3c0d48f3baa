"""Another spelling leads to the same household, and never to somebody else's."""

from libs.contracts.signals import Address
from tests.unit.signalling.office import Office, somebody, worry

HERE = Address(postcode="3731AB", house_number="12", street="Kerklaan")
MISTYPED = Address(postcode="3731AC", house_number="12", street="Kerklaan")


def test_a_mistyped_postcode_leads_to_the_same_person_and_the_door_stays_its_residents() -> None:
    office = Office()
    widow = office.take(worry(person=somebody(), address=HERE))
    again = office.take(worry(person=somebody(), address=MISTYPED), "urn:care")
    visser = office.take(worry(person=somebody(initials="T.", surname="Visser"), address=MISTYPED), "urn:energy")
    assert again.household == widow.household
    assert [each.signal for each in again.beside] == [widow.id]
    assert visser.household != widow.household


def test_a_corrected_address_is_not_compared_with_what_it_corrects() -> None:
    office = Office()
    neighbour = office.take(worry(person=somebody(initials="B.", surname="Bakker"), address=HERE))
    wrong = office.take(worry(person=somebody(), address=HERE))
    assert wrong.household == neighbour.household
    right = office.amend(wrong, worry(person=somebody(), address=Address(postcode="3731AB", house_number="12a")))
    assert right.household != neighbour.household


def test_a_partner_that_repeats_itself_names_the_latest_only() -> None:
    office = Office()
    signals = [office.take(worry(person=somebody(), address=HERE)) for _ in range(40)]
    assert {each.signal for each in signals[-1].beside} == {each.id for each in signals[-21:-1]}


def test_one_person_is_found_among_many_who_share_a_name_and_a_birth_date() -> None:
    office = Office()
    widow = office.take(worry(person=somebody(), address=HERE))
    for number in range(100, 200):
        office.take(worry(person=somebody(), address=Address(postcode="3731AB", house_number=str(number))))
    again = office.take(worry(person=somebody(), address=MISTYPED), "urn:care")
    assert again.household == widow.household
