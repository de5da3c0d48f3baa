"""Who and where a signal is about: what leads to a household, and what only a person should look at."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.signals import Address, Person
from libs.contracts.words import Mark
from services.signalling.domain.description import house_number, valid_bsn
from services.signalling.domain.identity import Identity, identify, is_minor, nobody
from tests.unit.signalling.office import INVALID_BSN, NOW, PLACES, VALID_BSN, lookup, somebody

HOME = Address(postcode="3731AB", house_number="12", suffix="a")


def identified(person: Person | None, address: Address | None) -> Identity:
    return identify(person, address, PLACES, lookup, NOW.date())


def test_a_citizen_number_must_pass_the_eleven_check() -> None:
    assert valid_bsn(VALID_BSN) == VALID_BSN
    assert valid_bsn("1112.22.333 ") == VALID_BSN
    assert valid_bsn(INVALID_BSN) is None
    assert valid_bsn("000000000") is None
    assert valid_bsn("11122233") is None
    assert valid_bsn("٠١٢٣٤٥٦٧٨") is None


def checked(number: int) -> str | None:
    """Eight digits with the ninth that makes them a citizen number; there is none for one in eleven."""
    digits = f"{number:08d}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
    return f"{digits}{check}" if check < 10 else None


@settings(max_examples=50)
@given(st.integers(10_000_000, 99_999_999).map(checked).filter(bool), st.integers(0, 8), st.integers(1, 9))
def test_one_mistyped_digit_never_passes_the_eleven_check(digits: str, place: int, step: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + step) % 10) + digits[place + 1 :]
    assert valid_bsn(digits) == digits
    assert valid_bsn(wrong) is None


@pytest.mark.parametrize(
    ("number", "suffix"), [("12", "a"), ("012", "A"), (" 12 ", " a "), ("12A", None), ("12-a", ""), ("12 A", None)]
)
def test_a_door_is_the_same_however_it_is_written(number: str, suffix: str | None) -> None:
    written = Address(postcode=" 3731 ab", house_number=number, suffix=suffix)
    assert identified(None, written).address == identified(None, HOME).address


@pytest.mark.parametrize(("number", "suffix"), [("12", None), ("12", "b"), ("121", None), ("1", "2a"), ("2", "a")])
def test_another_door_is_another_key(number: str, suffix: str | None) -> None:
    written = Address(postcode="3731AB", house_number=number, suffix=suffix)
    assert identified(None, written).address != identified(None, HOME).address


def test_a_number_and_its_suffix_are_not_run_together() -> None:
    assert house_number("1", "02") == house_number("1-2", None) != house_number("12", None)
    assert house_number("a", None) is house_number(None, "a") is house_number("0", None) is None


def test_a_name_is_the_same_with_and_without_accents_and_capitals() -> None:
    one = identified(somebody(infix="van de", surname="Café-Müller"), None)
    other = identified(somebody(infix="VAN DE", surname="cafe muller", initials="a"), None)
    assert one.persons == other.persons
    assert len(one.persons) == 1


def test_what_is_wrong_is_marked_and_not_used_as_a_key() -> None:
    wrong = identified(somebody(bsn=INVALID_BSN), Address(postcode="1234AB", house_number="10"))
    assert wrong.marks == (Mark.BSN_INVALID, Mark.POSTCODE_UNKNOWN)
    assert wrong.address is None
    assert wrong.persons == identified(somebody(), None).persons
    assert wrong.neighbourhood == "unknown"


def test_what_is_missing_is_marked() -> None:
    assert identified(None, None).marks == (
        Mark.POSTCODE_MISSING,
        Mark.HOUSE_NUMBER_MISSING,
        Mark.NOBODY_NAMED,
    )
    assert identified(somebody(), HOME).marks == ()
    assert identified(Person(bsn=VALID_BSN), HOME).marks == ()


def test_a_known_postcode_without_a_number_gives_the_neighbourhood_but_no_key() -> None:
    identity = identified(None, Address(postcode="3732AB"))
    assert (identity.neighbourhood, identity.address) == ("oost", None)


def test_nobody_is_when_not_one_word_is_said() -> None:
    assert nobody(None, None)
    assert nobody(Person(surname="  "), Address())
    assert not nobody(Person(surname="Jansen"), None)
    assert not nobody(None, Address(street="Kerklaan"))


def test_age_is_counted_by_the_calendar_in_the_netherlands() -> None:
    late = datetime(2026, 1, 4, 23, 30, tzinfo=UTC)  # half past midnight on the 5th in De Bilt
    assert not is_minor(Person(birth_date="2008-01-05"), late)
    assert is_minor(Person(birth_date="2008-01-06"), late)
    assert not is_minor(Person(birth_date="2062-01-01"), NOW)
    assert not is_minor(Person(surname="Jansen"), NOW)


@pytest.mark.parametrize("written", ["05-04-1923", "5 april 1923", "19230405", "5.4.1923"])
def test_a_birth_date_in_another_notation_is_the_same_key(written: str) -> None:
    other = identified(somebody(birth_date=written), HOME)
    assert other.persons == identified(somebody(), HOME).persons
    assert other.marks == ()


@pytest.mark.parametrize("written", ["onbekend", "00-00-1923", "05-04-23", "1923-02-30", "2062-04-05", "1823-04-05"])
def test_a_birth_date_that_is_not_certain_is_marked_and_no_key(written: str) -> None:
    unclear = identified(somebody(birth_date=written), HOME)
    assert unclear.marks == (Mark.BIRTH_DATE_UNCLEAR,)
    assert unclear.persons == ()
    assert identified(somebody(birth_date=None), HOME).marks == ()


def test_a_child_is_a_child_however_its_birth_date_is_written() -> None:
    assert is_minor(Person(birth_date="6 januari 2008"), NOW)
    assert is_minor(Person(birth_date="00-00-2015"), NOW), "of whichever day of that year"
    assert not is_minor(Person(birth_date="00-00-2008"), NOW), "who may be of age is not sent past"
    assert not is_minor(Person(birth_date="06-01-08"), NOW)
