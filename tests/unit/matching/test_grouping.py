"""Which groups are found: of a kind, near each other, at shared times; and never of who has an answer already."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import LowerRung, Where
from libs.contracts.words import Category, PartOfDay, Party
from services.matching.domain import answers, bundling, grouping, search
from services.matching.domain.bundle_rules import BundleRules, GroupRule
from services.matching.domain.need import Need
from services.matching.domain.offering import Kind, Offering
from tests.unit.matching.people import PLACES, a_market, a_need, an_offering, new_id, quick

EATING = GroupRule("Samen eten", minimum=3, maximum=4, invited=5, helpers=1, helper_skills=frozenset({"cooking"}))
RULES = BundleRules(reach_km=2.5, groups={Category.EATING: EATING})
MORNING, EVENING = (PartOfDay.MORNING,), (PartOfDay.EVENING,)


def a_gap(neighbourhood: str = "west", **changes: Any) -> Need:
    """Somebody who wants to eat with others, and for whom nothing was found."""
    told = {"category": Category.EATING, "parts_of_day": EVENING} | changes
    need = replace(a_need(**told), neighbourhood=neighbourhood)
    return search.look(need, a_market(), new_id)[0]


def asked(group: grouping.Group) -> set[Any]:
    return {need.id for need in group.needs}


def test_enough_of_them_near_each_other_and_at_the_same_time_are_a_group() -> None:
    near = [a_gap(), a_gap("oost"), a_gap(parts_of_day=(*MORNING, *EVENING))]
    [group] = grouping.find([*near, a_gap("noord"), a_gap(parts_of_day=MORNING)], PLACES, RULES)
    assert asked(group) == {each.id for each in near}
    assert (group.parts_of_day, group.alike.neighbourhood) == (EVENING, "west")
    assert group.serves == ("oost", "west")


def test_two_of_three_are_not_enough() -> None:
    assert grouping.find([a_gap(), a_gap()], PLACES, RULES) == []


@pytest.mark.parametrize(
    "other",
    [
        {"category": Category.SPORT},
        {"skills": ("vegetarian",)},
        {"languages": ("tr",)},
        {"inside_home": True},
        {"where": Where.AT_HOME},
        {"times_per_week": 14},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_is_not_of_a_kind_or_not_for_a_group_is_left_alone(other: dict[str, Any]) -> None:
    assert grouping.find([a_gap(), a_gap(), a_gap(**other)], PLACES, RULES) == []


def test_a_group_meets_as_often_as_enough_of_its_members_want() -> None:
    [group] = grouping.find([a_gap(times_per_week=often) for often in (7, 5, 2, 1)], PLACES, RULES)
    assert group.times_per_week == 2, "two of four want more: they would be too few on the other days"


def test_no_more_are_asked_than_the_policy_says_and_the_others_make_a_group_of_their_own() -> None:
    sizes = [len(group.needs) for group in grouping.find([a_gap() for _ in range(9)], PLACES, RULES)]
    assert sizes == [5, 4]


def test_a_volunteer_whom_the_resident_did_not_accept_yet_leaves_the_choice_open_and_one_accepted_does_not() -> None:
    market = a_market([an_offering(categories=(Category.EATING,))])
    need, _ = search.look(a_need(category=Category.EATING), market, new_id)
    assert grouping.may_be_bundled(need, RULES)
    assert need.pending is not None
    need, _ = answers.accept(need, need.pending, Party.RESIDENT)
    assert not grouping.may_be_bundled(need, RULES)


def test_what_the_own_network_does_is_left_alone() -> None:
    need = a_need(category=Category.EATING, own_network=LowerRung(adequate=True))
    assert not grouping.may_be_bundled(search.look(need, a_market(), new_id)[0], RULES)


@quick
@given(st.data())
def test_whatever_the_order_the_same_groups_are_found_and_each_keeps_its_promises(data: st.DataObject) -> None:
    parts = st.lists(st.sampled_from(PartOfDay), max_size=2).map(tuple)
    spoken = st.lists(st.sampled_from(["nl", "tr", "ar"]), max_size=2).map(tuple)
    needs = [
        a_gap(data.draw(st.sampled_from(["west", "oost", "noord"])), parts_of_day=when, languages=languages)
        for when, languages in data.draw(st.lists(st.tuples(parts, spoken), max_size=20))
    ]
    found = grouping.find(needs, PLACES, RULES)
    assert grouping.find(data.draw(st.permutations(needs)), PLACES, RULES) == found
    everybody = [need.id for group in found for need in group.needs]
    assert len(everybody) == len(set(everybody)), "asked for two groups"
    for group in found:
        assert EATING.minimum <= len(group.needs) <= EATING.invited
        for need in group.needs:
            kilometres = PLACES.kilometres(need.neighbourhood, group.alike.neighbourhood)
            assert kilometres is not None
            assert kilometres <= RULES.reach_km
            wanted = set(need.stated.parts_of_day)
            assert set(group.parts_of_day) <= wanted or not wanted
            assert group.alike.part_of_day in wanted or not wanted
            assert group.alike.language in need.stated.languages or not need.stated.languages


def a_group() -> grouping.Group:
    [group] = grouping.find([a_gap() for _ in range(3)], PLACES, RULES)
    return group


def test_the_place_is_one_that_says_so_then_the_nearest_then_the_largest() -> None:
    def place(neighbourhood: str, capacity: int, *skills: str, **changes: Any) -> Offering:
        return an_offering(3, neighbourhood=neighbourhood, capacity=capacity, skills=skills, **changes)

    small, large = place("west", 10), place("west", 90)
    far, hosting = place("noord", 90, "hosting"), place("oost", 20, "hosting")
    group = a_group()
    assert bundling.best_host([small, large], group, PLACES) == large
    assert bundling.best_host([small, large, far, hosting], group, PLACES) == hosting
    assert bundling.best_host([far], group, PLACES) is None
    assert bundling.best_host([replace(large, withdrawn=True)], group, PLACES) is None


def test_residents_who_give_are_asked_before_volunteers_and_who_does_not_want_to_is_not() -> None:
    def cook(**changes: Any) -> Offering:
        return an_offering(skills=("cooking",), **{"categories": (Category.EATING,)} | changes)

    volunteer, near = cook(), cook(kind=Kind.CONTRIBUTION, caseid=new_id())
    next_door = cook(kind=Kind.CONTRIBUTION, caseid=new_id(), neighbourhood="oost", serves=("oost",))
    others = [
        cook(unwilling=("eating",)),
        cook(parts_of_day=MORNING),
        cook(neighbourhood="noord"),
        an_offering(categories=(Category.EATING,)),
    ]
    offered = [volunteer, next_door, *others, near]
    assert bundling.helpers_for(offered, a_group(), EATING, PLACES) == [near, next_door, volunteer]
