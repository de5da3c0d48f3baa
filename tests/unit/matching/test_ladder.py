"""A need is answered on the lowest rung that is adequate, with a reason for every rung passed over."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import LowerRung, PassedOver
from libs.contracts.words import Category, PartOfDay, Rung, WhyNot
from services.matching.domain import answers, ladder, search
from services.matching.domain.ladder import Found, climb, stand_on
from services.matching.domain.market import Crowd, Market
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.proposal import Proposal, ProposalState
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick

codes = st.lists(st.sampled_from(["shopping", "garden", "forms"]), max_size=2, unique=True).map(tuple)
parts = st.lists(st.sampled_from(list(PartOfDay)), max_size=3, unique=True).map(tuple)
lower = st.builds(LowerRung, adequate=st.booleans(), why_not=st.sampled_from(list(WhyNot)))
needs = st.builds(
    a_need,
    granted=st.sampled_from([None, Rung(4), Rung(5)]),
    skills=codes,
    parts_of_day=parts,
    times_per_week=st.integers(1, 28),
    languages=st.sampled_from([(), ("nl",), ("tr",), ("tr", "nl")]),
    inside_home=st.booleans(),
    own_strength=lower,
    own_network=lower,
)
offerings = st.builds(
    an_offering,
    rung=st.integers(2, 5),
    skills=codes,
    parts_of_day=parts,
    languages=st.sampled_from([("nl",), ("tr",), ("tr", "nl")]),
    neighbourhood=st.sampled_from(["west", "oost", "noord", "unknown"]),
    serves=st.sampled_from([(), ("west",), ("noord",)]),
    reach_km=st.sampled_from([None, 0.5, 20.0]),
    capacity=st.integers(0, 2),
    trained=st.booleans(),
    screened_until=st.sampled_from([None, date(2020, 1, 1), date(2099, 1, 1)]),
    unwilling=st.sampled_from([(), ("inside_home",), ("garden",)]),
)
catalogues = st.lists(offerings, max_size=12)


def adequate(need: Any, rung: Rung, catalogue: list[Offering]) -> bool:
    """By the definition of adequate, not by the ladder."""
    if rung == Rung.OWN_STRENGTH:
        return bool(need.stated.own_strength.adequate)
    if rung == Rung.OWN_NETWORK:
        return bool(need.stated.own_network.adequate)
    market = a_market(catalogue)
    return any(ladder.obstacle(need, each, market) is None for each in catalogue if each.rung == rung)


@quick
@given(needs, catalogues)
def test_the_lowest_adequate_rung_always_wins(need: Any, catalogue: list[Offering]) -> None:
    result = climb(need, a_market(catalogue))
    lowest = next((rung for rung in Rung if need.may_stand_on(rung) and adequate(need, rung, catalogue)), None)
    assert (result.rung if isinstance(result, Found) else None) == lowest


@quick
@given(needs, catalogues, st.sampled_from([None, *Rung]))
def test_every_rung_below_has_its_reason(need: Any, catalogue: list[Offering], asked: Rung | None) -> None:
    market = a_market(catalogue)
    result = climb(need, market) if asked is None else stand_on(need, asked, market)
    if isinstance(result, Found):
        assert {each.rung for each in result.passed_over} == set(range(result.rung))
    else:
        last = asked if asked is not None else (need.granted or Rung.GENERAL_PROVISION)
        assert {each.rung for each in result} == set(range(last + 1))


@quick
@given(needs, catalogues)
def test_the_shares_of_why_this_one_add_up_to_a_hundred(need: Any, catalogue: list[Offering]) -> None:
    result = climb(need, a_market(catalogue))
    if isinstance(result, Found):
        assert sum(each.share for each in result.why) == 100
        assert all(each.share > 0 for each in result.why)


@quick
@given(needs, catalogues)
def test_nobody_unscreened_is_proposed_inside_a_home(need: Any, catalogue: list[Offering]) -> None:
    result = climb(need, a_market(catalogue))
    if isinstance(result, Found) and result.offering and need.stated.inside_home:
        offering = result.offering
        screened = offering.screened_until is not None and offering.screened_until >= NOW.date()
        assert offering.kind is Kind.ORGANISATION or (screened and offering.trained)


@quick
@given(needs, catalogues)
def test_a_full_offering_is_never_proposed(need: Any, catalogue: list[Offering]) -> None:
    result = climb(need, a_market(catalogue))
    assert not isinstance(result, Found) or result.offering is None or result.offering.free > 0


@pytest.mark.parametrize(
    ("stated", "offered", "why_not"),
    [
        ({"skills": ("garden",)}, {"skills": ("shopping",)}, WhyNot.NOT_ADEQUATE),
        ({"languages": ("tr",)}, {}, WhyNot.NOT_ADEQUATE),
        ({"inside_home": True}, {"screened_until": None}, WhyNot.SCREENING),
        ({"inside_home": True}, {"screened_until": date(2026, 1, 4)}, WhyNot.SCREENING),
        ({"inside_home": True}, {"trained": False}, WhyNot.SCREENING),
        ({"inside_home": True}, {"unwilling": ("inside_home",)}, WhyNot.PREFERENCE),
        ({}, {"unwilling": ("services",)}, WhyNot.PREFERENCE),
        ({}, {"neighbourhood": "noord", "reach_km": 5.0}, WhyNot.TOO_FAR),
        ({}, {"serves": ("noord",)}, WhyNot.TOO_FAR),
        ({"parts_of_day": ("evening",)}, {"parts_of_day": ("morning",)}, WhyNot.TIMES),
        (
            {"parts_of_day": ("morning", "evening"), "times_per_week": 14},
            {"parts_of_day": ("morning",)},
            WhyNot.TIMES,
        ),
        ({}, {"taken": 1}, WhyNot.NO_CAPACITY),
    ],
)
def test_each_obstacle_is_told_with_its_candidates(
    stated: dict[str, Any], offered: dict[str, Any], why_not: WhyNot
) -> None:
    two = [an_offering(**offered), an_offering(**offered)]
    evidence = climb(a_need(**stated), a_market(two))
    assert isinstance(evidence, tuple)
    assert PassedOver(rung=Rung.VOLUNTEERS, why_not=why_not, candidates=2) in evidence


def test_a_rung_can_have_several_reasons() -> None:
    crowd = [an_offering(taken=1), an_offering(serves=("noord",)), an_offering(serves=("noord",))]
    evidence = climb(a_need(), a_market(crowd))
    assert isinstance(evidence, tuple)
    assert [(each.why_not, each.candidates) for each in evidence if each.rung == Rung.VOLUNTEERS] == [
        (WhyNot.NO_CAPACITY, 1),
        (WhyNot.TOO_FAR, 2),
    ]


@pytest.mark.parametrize("rung", [Rung.INDIVIDUAL_PROVISION, Rung.SPECIALIST_CARE])
def test_the_tailor_made_rungs_are_looked_at_where_they_were_granted_and_nowhere_else(rung: Rung) -> None:
    care = [an_offering(rung=4), an_offering(rung=5)]
    assert not isinstance(climb(a_need(), a_market(care)), Found)
    granted = climb(a_need(granted=rung), a_market(care))
    assert isinstance(granted, Found)
    assert granted.rung == rung
    not_granted = PassedOver(rung=Rung.INDIVIDUAL_PROVISION, why_not=WhyNot.NOT_GRANTED)
    assert (not_granted in granted.passed_over) == (rung is Rung.SPECIALIST_CARE)


def test_a_lighter_rung_that_would_fit_is_told_not_adequate_when_somebody_decided_on_a_heavier_one() -> None:
    result = stand_on(a_need(), Rung.GENERAL_PROVISION, a_market([an_offering(2), an_offering(3)]))
    assert isinstance(result, Found)
    assert PassedOver(rung=Rung.VOLUNTEERS, why_not=WhyNot.NOT_ADEQUATE, candidates=1) in result.passed_over


def test_what_a_resident_gives_does_not_answer_their_own_need() -> None:
    need = a_need()
    own = an_offering(caseid=need.caseid)
    assert not isinstance(climb(need, a_market([own])), Found)


def test_a_neighbour_goes_before_somebody_far_and_a_free_hand_before_a_full_one() -> None:
    near, far = an_offering(), an_offering(neighbourhood="oost")
    found = climb(a_need(), a_market([far, near]))
    assert isinstance(found, Found)
    assert found.offering == near
    busy, free = an_offering(capacity=4, taken=3), an_offering(capacity=4)
    found = climb(a_need(), a_market([busy, free]))
    assert isinstance(found, Found)
    assert found.offering == free


def test_who_can_do_much_more_is_kept_for_who_needs_that() -> None:
    handy = an_offering(skills=("shopping", "garden", "forms"))
    plain = an_offering(skills=("shopping",))
    found = climb(a_need(skills=("shopping",)), a_market([handy, plain]))
    assert isinstance(found, Found)
    assert found.offering == plain


def test_another_category_is_no_candidate() -> None:
    assert not isinstance(climb(a_need(category=Category.SPORT), a_market([an_offering()])), Found)


def test_a_turned_down_offering_is_evidence_even_when_it_left_the_catalogue() -> None:
    need = a_need()
    declined = Proposal(
        id=new_id(),
        need=need.id,
        caseid=need.caseid,
        neighbourhood="west",
        rung=Rung.VOLUNTEERS,
        offering=new_id(),
        why=(),
        passed_over=(),
        policy="test",
        offered_at=NOW,
        expires_at=NOW,
        state=ProposalState.DECLINED,
    )
    evidence = climb(replace(need, proposals=(declined,)), a_market())
    assert PassedOver(rung=Rung.VOLUNTEERS, why_not=WhyNot.DECLINED, candidates=1) in tuple(evidence)  # type: ignore[arg-type]


def test_what_one_need_takes_another_in_the_same_batch_does_not_get_until_it_is_given_back() -> None:
    market, first, second = a_market([an_offering(capacity=1)]), a_need(), a_need()
    taken, _ = search.look(first, market, new_id)
    market.settle(first, taken)
    assert not isinstance(climb(second, market), Found)
    left, _ = answers.withdraw(taken, "moved")
    market.settle(taken, left)
    assert isinstance(climb(second, market), Found)
    assert not market.moved.total()


def test_who_was_full_when_the_store_looked_can_be_asked_once_a_place_is_given_back() -> None:
    offering, first, second = an_offering(capacity=1), a_need(), a_need()
    holds, _ = search.look(first, a_market([offering]), new_id)
    full = Crowd((), {WhyNot.NO_CAPACITY: 1})
    taken = a_market([replace(offering, taken=1)])
    market = Market(taken.offerings, taken.places, taken.policy, NOW, {(second.id, rung): full for rung in Rung})
    assert not isinstance(climb(second, market), Found)
    left, _ = answers.withdraw(holds, "moved")
    market.settle(holds, left)
    found = climb(second, market)
    assert isinstance(found, Found) and found.offering and found.offering.id == offering.id
