"""How far a search goes: from the own neighbourhood to everywhere, each step taking in those before."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.places import Place, Places
from services.matching.domain.reach import Reach, areas, steps
from tests.unit.matching.people import quick


def a_town(*told: tuple[str, str, str, float | None]) -> Places:
    """Neighbourhoods with their district, municipality and latitude, one postcode each."""
    return Places(
        (f"{1000 + number}AA", f"{1000 + number}ZZ", Place(code, district, code, north, 5.0, district, municipality))
        for number, (code, district, municipality, north) in enumerate(told)
    )


TOWN = a_town(
    ("a", "north", "Town", 52.00),
    ("b", "north", "Town", 52.01),
    ("c", "south", "Town", 51.90),
    ("d", "other", "Village", 52.001),
)


def test_it_widens_from_neighbourhood_to_district_to_municipality_to_beyond() -> None:
    assert areas(TOWN, "a") == {
        Reach.OWN: ("a",),
        Reach.DISTRICT: ("a", "b"),
        Reach.MUNICIPALITY: ("a", "b", "c"),
        Reach.BEYOND: None,
    }


def test_a_step_that_adds_no_neighbourhood_is_left_out() -> None:
    assert list(areas(TOWN, "c")) == [Reach.OWN, Reach.MUNICIPALITY, Reach.BEYOND]
    assert list(areas(TOWN, "d")) == [Reach.OWN, Reach.BEYOND]


def test_from_nowhere_known_everything_is_beyond_and_without_a_where_there_is_no_reach() -> None:
    assert areas(TOWN, "unknown") == {Reach.BEYOND: None}
    assert areas(TOWN, None) == {None: None}


def test_the_nearest_stand_first_and_what_has_no_place_last() -> None:
    town = a_town(("a", "n", "t", 52.00), ("b", "n", "t", 52.01), ("c", "n", "t", None), ("d", "n", "t", 52.001))
    order = steps(town, "a", by_words=False)
    assert sorted(order, key=lambda code: order[code].place) == ["a", "d", "b", "c", "unknown"]
    assert [order[code].metres for code in ("a", "d", "b", "c", "unknown")] == [0, 111, 1112, None, None]


def test_without_a_where_words_alone_put_entries_in_order() -> None:
    assert {each.place for each in steps(TOWN, None, by_words=True).values()} == {0}
    assert len({each.place for each in steps(TOWN, None, by_words=False).values()}) == len(TOWN.by_code) + 1


names = st.sampled_from("abc")


@quick
@given(st.lists(st.tuples(names, names), min_size=1, max_size=8))
def test_each_step_takes_in_the_one_before_and_more(told: list[tuple[str, str]]) -> None:
    town = a_town(*((f"n{number}", m + d, m, None) for number, (d, m) in enumerate(told)))
    for home in town.by_code:
        *wide, last = areas(town, home).values()
        assert last is None
        assert wide[0] == (home,)
        for narrow, wider in pairwise(wide):
            assert narrow is not None and wider is not None and {*narrow} < {*wider}
