"""Who is one person to two partners, and who only looks like it."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.signals import Address, Person
from libs.contracts.words import Agreement, IdentityField
from services.signalling.domain.description import Description
from services.signalling.domain.likeness import ENOUGH, likeness, traces

BSN, OTHER_BSN = "111222333", "123456782"
BORN = date(1951, 3, 12)
HOME = {"postcode": "3731AB", "house_number": "12", "street": "Kerklaan"}


def told(born: date | None = BORN, home: dict[str, Any] | None = None, **person: Any) -> Description:
    who = {"initials": "J.M.", "infix": "van der", "surname": "Meijer"} | person
    return Description(
        Person(**who, birth_date=born.isoformat() if born else None), Address(**(HOME if home is None else home))
    )


WIDOW = told()


@pytest.mark.parametrize(
    "other",
    [
        told(surname="van der Meyer", infix=None),
        told(surname="Meijer-de Vries"),
        told(surname="de Vries", infix=None),
        told(initials="J"),
        told(initials="Johanna"),
        told(born=date(1951, 12, 3)),
        told(born=date(1951, 1, 1)),
        told(born=date(1952, 3, 12)),
        told(born=None),
        told(home={"postcode": "9711AA", "house_number": "3"}),
        told(home={"postcode": "3731AC", "house_number": "12", "street": "Kerkln."}),
        told(home={}, bsn=BSN),
        told(surname="Mijer", home={"postcode": "3731AB", "house_number": "12-A"}),
    ],
)
def test_one_person_is_recognised(other: Description) -> None:
    for one, two in ((WIDOW, other), (other, WIDOW)):
        assert likeness(one, two).same
        assert traces(one) & traces(two)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(told(born=date(1981, 5, 30)), id="a daughter of the same name in her house"),
        pytest.param(told(initials="A."), id="a twin in her house"),
        pytest.param(told(initials="P.", born=date(1949, 8, 2)), id="her husband"),
        pytest.param(
            told(
                surname="Bakker", infix=None, initials="T.", born=date(1970, 1, 2), home=HOME | {"house_number": "14"}
            ),
            id="a neighbour",
        ),
        pytest.param(told(surname="Bakker", infix=None, initials="T.", born=date(1970, 1, 2)), id="the next tenant"),
        pytest.param(
            told(born=date(1960, 7, 9), home={"postcode": "9711AA", "house_number": "3"}), id="a namesake elsewhere"
        ),
        pytest.param(
            told(surname="Bakker", infix=None, home=HOME | {"house_number": "80"}), id="somebody born on the same day"
        ),
    ],
)
def test_somebody_else_is_not_taken_for_them(other: Description) -> None:
    assert not likeness(WIDOW, other).same
    assert not likeness(other, WIDOW).same


def test_two_valid_citizen_numbers_tell_two_people_apart_and_one_tells_that_they_are_one() -> None:
    assert not likeness(told(bsn=BSN), told(bsn=OTHER_BSN)).same
    assert likeness(told(bsn=BSN), told(bsn=BSN, surname="Bakker", infix=None, home={})).same
    assert likeness(told(bsn=BSN), told(bsn="123456789")).agreements[IdentityField.BSN] is Agreement.UNKNOWN


def test_it_says_which_fields_agreed_and_how_strongly() -> None:
    found = likeness(WIDOW, told(surname="Meyer", born=None))
    assert found.agreements == {
        IdentityField.BSN: Agreement.UNKNOWN,
        IdentityField.SURNAME: Agreement.ALIKE,
        IdentityField.INITIALS: Agreement.SAME,
        IdentityField.BIRTH_DATE: Agreement.UNKNOWN,
        IdentityField.ADDRESS: Agreement.SAME,
    }
    assert found.points[IdentityField.BIRTH_DATE] == found.points[IdentityField.BSN] == 0
    assert sum(found.points.values()) >= ENOUGH


LINES = st.none() | st.text(max_size=20)
RECORDS = st.builds(
    Description,
    st.builds(
        Person,
        bsn=LINES,
        initials=LINES,
        infix=LINES,
        surname=LINES,
        birth_date=st.none() | LINES | st.dates().map(str),
    ),
    st.builds(Address, street=LINES, house_number=LINES, suffix=LINES, postcode=LINES, town=LINES),
)


@pytest.mark.parametrize("written", ["12-03-1951", "12 maart 1951", "19510312"])
def test_a_birth_date_agrees_however_it_is_written(written: str) -> None:
    other = Description(WIDOW.person.model_copy(update={"birth_date": written}), WIDOW.address)
    assert likeness(WIDOW, other).agreements[IdentityField.BIRTH_DATE] is Agreement.SAME
    assert traces(other) == traces(WIDOW)


@given(RECORDS, RECORDS)
def test_it_does_not_matter_which_record_comes_first(one: Any, other: Any) -> None:
    assert likeness(one, other).points == likeness(other, one).points


@given(RECORDS)
def test_nothing_tells_against_a_record_being_itself(one: Any) -> None:
    assert all(points >= 0 for points in likeness(one, one).points.values())
    assert traces(one) == traces(one)
