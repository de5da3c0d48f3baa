"""The pairs with which recognition is measured: as many as asked, of every kind, and with labels that can be told."""

from collections import Counter
from collections.abc import Mapping

import pytest

from tests.correlation.faults import FAULTS, IDENTICAL, Pair, pairs
from tests.correlation.making.kinds import Part, decidable, levels
from tests.correlation.making.lookalikes import LOOKALIKES
from tests.correlation.making.particulars import FILLERS
from tests.correlation.making.persons import FIELDS, letters, next_number, passes_eleven, split

NUMBER, BIRTH = "Burgerservicenummer", "Geboortedatum"
SPOILT = {name for name, fault in FAULTS.items() if Part.NUMBER in fault.harm}
GENERATIONS = {"father_and_son", "mother_and_daughter", "grandparent_and_namesake", "in_laws", "cousins"}


@pytest.fixture(scope="module")
def made() -> list[Pair]:
    """Enough for the rarest kind."""
    return list(pairs(7, 10_000, 10_000))


def number(record: Mapping[str, str]) -> str:
    """What a clerk reads in it."""
    text = record.get(NUMBER, "").removesuffix(".0").removesuffix(",00")
    return "".join(c for c in text if c.isdigit()).zfill(9) if text else ""


def both(pair: Pair, field: str) -> bool:
    return field in pair.a and field in pair.b


def told_apart_by_number(pair: Pair) -> bool:
    return both(pair, NUMBER) and number(pair.a) != number(pair.b)


def initials_shared(pair: Pair) -> bool:
    first, second = (letters((record["Voorletters"].strip(),)) for record in (pair.a, pair.b))
    return first == second


def written(record: Mapping[str, str]) -> bool:
    """Whether there is a first name where initials are expected."""
    return len(record["Voorletters"]) > 1 and record["Voorletters"][1:].isalpha()


def test_a_seed_gives_one_row_of_pairs() -> None:
    assert list(pairs(3, 200, 200)) == list(pairs(3, 200, 200))
    assert list(pairs(3, 200, 200)) != list(pairs(4, 200, 200))


@pytest.mark.parametrize(("same", "different"), [(0, 0), (40, 0), (0, 40), (30, 10)])
def test_as_many_of_either_label_as_asked(same: int, different: int) -> None:
    labels = Counter(pair.same for pair in pairs(1, same, different))
    assert (labels[True], labels[False]) == (same, different)


def test_labels_come_in_no_order(made: list[Pair]) -> None:
    assert 4_500 < sum(pair.same for pair in made[:10_000]) < 5_500


def test_every_kind_occurs_and_no_other(made: list[Pair]) -> None:
    assert {kind for pair in made if pair.same for kind in pair.kind.split("+")} == {*FAULTS, IDENTICAL}
    assert {pair.kind for pair in made if not pair.same} == set(LOOKALIKES)


def test_one_person_has_one_to_three_faults_in_alphabetical_order(made: list[Pair]) -> None:
    for pair in made:
        kinds = pair.kind.split("+")
        assert 1 <= len(kinds) <= (3 if pair.same else 1)
        assert kinds == sorted(set(kinds))


def test_records_differ_unless_they_are_said_to_be_identical(made: list[Pair]) -> None:
    for pair in made:
        assert (pair.a == pair.b) == (pair.kind == IDENTICAL), pair
    assert 0.02 < sum(pair.kind == IDENTICAL for pair in made) / 10_000 < 0.04


def test_records_have_the_fields_of_a_client_and_nothing_empty(made: list[Pair]) -> None:
    for record in (record for pair in made for record in (pair.a, pair.b)):
        assert set(record) <= set(FIELDS)
        assert all(record.values())
        assert "Achternaam" in record


def test_as_many_numbers_and_birth_dates_as_among_signals(made: list[Pair]) -> None:
    records = [record for pair in made for record in (pair.a, pair.b)]
    assert 0.55 < sum(NUMBER in record for record in records) / len(records) < 0.65
    assert 0.8 < sum(BIRTH in record for record in records) / len(records) < 0.9


def test_a_number_passes_the_eleven_check_unless_a_fault_spoilt_it(made: list[Pair]) -> None:
    for pair in made:
        if not SPOILT & set(pair.kind.split("+")) and pair.kind != "one_filler":
            assert all(passes_eleven(number(record)) for record in (pair.a, pair.b) if NUMBER in record), pair


def test_a_mistyped_number_fails_the_eleven_check(made: list[Pair]) -> None:
    for pair in (pair for pair in made if "number_typo" in pair.kind.split("+")):
        if both(pair, NUMBER):
            assert sorted(passes_eleven(number(record)) for record in (pair.a, pair.b)) == [False, True], pair


def test_two_persons_never_share_a_number_that_is_somebodys(made: list[Pair]) -> None:
    for pair in (pair for pair in made if not pair.same and both(pair, NUMBER)):
        assert number(pair.a) != number(pair.b) or number(pair.a) in FILLERS


def test_one_persons_good_numbers_are_one_number(made: list[Pair]) -> None:
    for pair in (pair for pair in made if pair.same and both(pair, NUMBER)):
        if not SPOILT & set(pair.kind.split("+")):
            assert number(pair.a) == number(pair.b), pair


def test_twins_have_other_initials_or_other_numbers(made: list[Pair]) -> None:
    twins = [pair for pair in made if pair.kind == "twins"]
    assert all(both(pair, BIRTH) for pair in twins)
    assert all(told_apart_by_number(pair) for pair in twins if initials_shared(pair))
    assert 0 < sum(initials_shared(pair) for pair in twins) < len(twins) / 4


def test_namesakes_in_a_family_are_told_apart_by_birth_dates_or_numbers(made: list[Pair]) -> None:
    for pair in (pair for pair in made if pair.kind in GENERATIONS):
        apart = both(pair, BIRTH) and pair.a[BIRTH] != pair.b[BIRTH]
        assert apart or told_apart_by_number(pair), pair


def test_whoever_shares_initials_is_told_apart_by_something_else(made: list[Pair]) -> None:
    for pair in (pair for pair in made if not pair.same and initials_shared(pair)):
        births = both(pair, BIRTH) and pair.a[BIRTH] != pair.b[BIRTH]
        names = written(pair.a) and written(pair.b) and pair.a["Voorletters"] != pair.b["Voorletters"]
        assert births or names or told_apart_by_number(pair), pair


def test_without_number_and_birth_date_one_person_keeps_name_and_address(made: list[Pair]) -> None:
    """Neither moved, nor renamed, nor with other initials: the faults that are left are of notation."""
    for pair in (pair for pair in made if pair.same and not both(pair, NUMBER) and not both(pair, BIRTH)):
        faults = [FAULTS[kind] for kind in pair.kind.split("+") if kind != IDENTICAL]
        assert not {part for fault in faults for part in fault.harm} - {Part.NUMBER, Part.BIRTH}, pair


def test_a_clerk_needs_a_number_or_nearly_all_the_rest() -> None:
    whole = levels(number=False, birth=True, faults=[])
    assert decidable(whole)
    assert decidable(whole | {Part.ADDRESS: 0})
    assert not decidable(whole | {Part.ADDRESS: 0, Part.BIRTH: 1})
    assert not decidable(whole | {Part.ADDRESS: 0, Part.BIRTH: 0})
    assert decidable(whole | {Part.ADDRESS: 0, Part.BIRTH: 1, Part.NUMBER: 2})


def test_infixes_are_told_from_names() -> None:
    assert split("van den Berg") == ("van den", "Berg")
    assert split("in 't Veld") == ("in 't", "Veld")
    assert split("d'Hondt") == ("d'", "Hondt")
    assert split("Gangaram Panday") == ("", "Gangaram Panday")


def test_the_next_number_is_a_possible_one() -> None:
    assert passes_eleven("111222333")
    assert passes_eleven(next_number("111222333"))
    assert not passes_eleven("111222334")
    assert not passes_eleven("11122233")
