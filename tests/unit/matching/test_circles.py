"""The rings that are found: real circles, all of them, and the best set that takes nothing twice."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, permutations, product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import LowerRung
from libs.contracts.words import Category, Party, Urgency
from services.matching import packing
from services.matching.domain import answers, search
from services.matching.domain.circles import Circle, Link, circles, may_join
from services.matching.domain.need import Need
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import ProposalState
from services.matching.rings import find
from tests.unit.matching.people import NOW, PLACES, POLICY, a_market, a_need, an_offering, new_id, quick

CATEGORIES = (Category.SERVICES, Category.EATING, Category.COURSES)


def gives(case: UUID, category: Category, **changes: Any) -> Offering:
    """A contribution of the resident of this case."""
    return an_offering(kind=Kind.CONTRIBUTION, caseid=case, categories=(category,), screened_until=None, **changes)


def asks(case: UUID, category: Category, **changes: Any) -> Need:
    return replace(a_need(category=category, **changes), caseid=case)


def circle_of(length: int) -> tuple[list[Need], list[Offering]]:
    """So many residents who each give what the next one needs, and nobody else."""
    cases = [new_id() for _ in range(length)]
    kinds = [Category(each) for each in list(Category)[:length]]
    needs = [asks(case, kinds[index]) for index, case in enumerate(cases)]
    given = [gives(cases[index - 1], kind) for index, kind in enumerate(kinds)]
    return needs, given


def found(needs: Sequence[Need], given: Sequence[Offering]) -> list[Circle]:
    return find(needs, given, PLACES, POLICY, NOW)


@pytest.mark.parametrize("length", [2, 3, 4])
def test_each_gives_what_the_next_one_needs(length: int) -> None:
    needs, given = circle_of(length)
    [circle] = found(needs, given)
    assert [link.giver for link in circle[1:]] == [link.receiver for link in circle[:-1]]
    assert circle[0].giver == circle[-1].receiver
    assert {link.need for link in circle} == {need.id for need in needs}


def test_five_are_too_many() -> None:
    assert found(*circle_of(5)) == []


LINKS = st.lists(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 2)).filter(lambda pair: pair[0] != pair[1]),
    unique=True,
    max_size=14,
)


def linked(pairs: Sequence[tuple[int, int, int]]) -> list[Link]:
    """From giver to receiver, with which of the receiver's needs."""
    return [
        Link(UUID(int=a), UUID(int=b), UUID(int=100 + a), UUID(int=1_000 + 10 * b + n), 1 / (a + b + n))
        for a, b, n in pairs
    ]


def every_circle(links: Sequence[Link], max_length: int) -> Iterator[frozenset[Link]]:
    """By trying everything."""
    for length in range(2, max_length + 1):
        for chosen in combinations(links, length):
            if len({link.receiver for link in chosen}) == length:
                for order in permutations(chosen):
                    if all(order[index - 1].receiver == link.giver for index, link in enumerate(order)):
                        yield frozenset(chosen)
                        break


@quick
@given(LINKS, st.integers(2, 4))
def test_every_circle_is_found_once_and_nothing_else(pairs: list[tuple[int, int, int]], max_length: int) -> None:
    links = linked(pairs)
    got = circles(links, max_length, most=10_000)
    for circle in got:
        assert all(circle[index - 1].receiver == link.giver for index, link in enumerate(circle)), "no circle"
        assert circle[0].receiver == min(link.receiver for link in circle), "one ring, one way to write it"
    assert Counter(map(frozenset, got)) == Counter(set(every_circle(links, max_length)))


@quick
@given(LINKS, st.integers(1, 6))
def test_when_there_are_too_many_the_shortest_are_looked_at(pairs: list[tuple[int, int, int]], most: int) -> None:
    all_of_them = sorted(len(circle) for circle in every_circle(linked(pairs), 4))
    assert [len(circle) for circle in circles(linked(pairs), 4, most)] == all_of_them[:most]


THINGS = [UUID(int=number) for number in range(1, 7)]
ITEMS = st.lists(
    st.tuples(st.integers(1, 50), st.dictionaries(st.sampled_from(THINGS), st.just(1), min_size=1, max_size=4)),
    max_size=9,
)


@quick
@given(ITEMS, st.dictionaries(st.sampled_from(THINGS), st.integers(0, 2)))
def test_the_chosen_set_is_the_best_there_is(
    items: list[tuple[int, dict[UUID, int]]], there_is: dict[UUID, int]
) -> None:
    values, takes = [value for value, _ in items], [needed for _, needed in items]

    def fits(chosen: Sequence[int]) -> bool:
        taken = Counter(thing for index in chosen for thing in takes[index])
        return all(number <= there_is.get(thing, 1) for thing, number in taken.items())

    every = [[n for n, kept in enumerate(pick) if kept] for pick in product((0, 1), repeat=len(items))]
    best = max(sum(values[index] for index in chosen) for chosen in every if fits(chosen))
    chosen = packing.best(values, takes, there_is)
    assert fits(chosen)
    assert sum(values[index] for index in chosen) == best


@quick
@given(st.data())
def test_no_need_and_no_place_of_a_contribution_is_used_twice(data: st.DataObject) -> None:
    cases = [new_id() for _ in range(data.draw(st.integers(2, 6)))]
    some = st.lists(st.sampled_from(CATEGORIES), max_size=2)
    needs = [asks(case, each) for case in cases for each in data.draw(some)]
    given_ = [gives(case, each, capacity=data.draw(st.integers(1, 2))) for case in cases for each in data.draw(some)]
    market, offered = a_market(given_), []
    for need in needs:
        after = search.look(need, market, new_id)[0] if data.draw(st.booleans()) else need
        market.settle(need, after)
        offered.append(after)
    now = [each for each in map(market.offering, (offering.id for offering in given_)) if each]
    rings = found(offered, now)
    by_id = {need.id: need for need in offered}
    links = [link for ring in rings for link in ring]
    assert max(Counter(link.need for link in links).values(), default=0) <= 1
    used = Counter(link.offering for link in links)
    used.subtract(each.offering for link in links if (each := by_id[link.need].pending) and each.offering)
    assert all(used[offering.id] <= offering.free for offering in now), "no place is given twice"
    for ring in rings:
        assert all(ring[index - 1].receiver == link.giver for index, link in enumerate(ring))


def test_an_offer_between_residents_gives_way_until_somebody_said_yes() -> None:
    needs, given_ = circle_of(2)
    market = a_market(given_)
    offered, _ = search.look(needs[0], market, new_id)
    assert offered.pending and may_join(offered, market)
    said_yes, _ = answers.accept(offered, offered.pending, Party.SUPPLIER)
    assert not may_join(said_yes, market)


def test_a_volunteer_or_an_organisation_that_was_asked_is_left_alone() -> None:
    market = a_market([an_offering(2)])
    offered, _ = search.look(a_need(), market, new_id)
    assert offered.pending and not may_join(offered, market)


def test_a_need_that_cannot_wait_does_not() -> None:
    market = a_market()
    assert may_join(a_need(urgency=Urgency.SOON), market)
    assert not may_join(a_need(urgency=Urgency.URGENT), market)
    late = a_market(now=NOW + timedelta(hours=121))
    offered, _ = search.look(circle_of(2)[0][0], a_market(circle_of(2)[1]), new_id)
    assert offered.pending and not may_join(offered, late), "what waits ends before people had time for a ring"


def test_whoever_was_in_rings_that_came_to_nothing_goes_on_alone() -> None:
    need, market = a_need(), a_market([an_offering(2, kind=Kind.CONTRIBUTION, caseid=new_id())])
    offered, _ = search.look(need, market, new_id)
    assert offered.pending
    gone = [
        replace(offered.pending, id=new_id(), ring=new_id(), state=ProposalState.WITHDRAWN)
        for _ in range(POLICY.rings.attempts)
    ]
    assert may_join(replace(need, proposals=tuple(gone[:-1])), market)
    assert not may_join(replace(need, proposals=tuple(gone)), market)


def test_what_the_resident_can_do_is_not_asked_of_a_ring() -> None:
    needs, given_ = circle_of(2)
    able = replace(needs[0], stated=needs[0].stated.model_copy(update={"own_network": LowerRung(adequate=True)}))
    assert found([able, needs[1]], given_) == []
