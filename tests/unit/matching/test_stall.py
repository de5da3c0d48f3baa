"""Offerings looked at together come to exactly what each of them comes to alone."""

import random

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.words import Rung, WhyNot
from services.matching.domain import adequacy, ladder, scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.past import Past
from services.matching.domain.policy import CRITERIA
from services.matching.domain.proposal import Candidate
from services.matching.domain.stall import positions
from tests.unit.matching.anybody import any_need, any_offering
from tests.unit.matching.people import a_market, quick

RUNGS = (Rung.VOLUNTEERS, Rung.GENERAL_PROVISION, Rung.INDIVIDUAL_PROVISION)
seeds = st.integers(0, 2**32)


def a_town(seed: int, needs: int, offerings: int) -> tuple[random.Random, list[Need], Market]:
    """Some cases had help before."""
    chance = random.Random(seed)
    wanted, offered = [any_need(chance) for _ in range(needs)], [any_offering(chance) for _ in range(offerings)]
    helped = {each.caseid: Past(helped=frozenset({chance.choice(offered).id})) for each in wanted[::2]}
    return chance, wanted, a_market(offered, pasts=helped)


def one_by_one(need: Need, rung: Rung, market: Market) -> dict[WhyNot | None, set[str]]:
    """Asked of each pair of a need and an offering by itself."""
    found: dict[WhyNot | None, set[str]] = {}
    for each in market.candidates(need, rung):
        found.setdefault(ladder.obstacle(need, each, market), set()).add(str(each.id))
    return found


def together(need: Need, rung: Rung, market: Market) -> dict[WhyNot | None, set[str]]:
    stall, looked = market.stall(rung, need.stated.category), market.look_at(need, rung)
    found: dict[WhyNot | None, set[str]] = {}
    for why_not, bits in ((None, looked.adequate), *looked.missed):
        if bits:
            found.setdefault(why_not, set()).update(str(stall.offerings[at].id) for at in positions(bits))
    return found


def move_some_places(chance: random.Random, market: Market) -> None:
    for each in [each for each in market.offerings if chance.random() < 0.3]:
        market.book(each.id, chance.randint(-each.taken, each.free))


@quick
@given(seeds)
def test_the_first_reason_why_not_is_that_of_each_pair_also_after_places_have_moved(seed: int) -> None:
    chance, needs, market = a_town(seed, 8, 50)
    for _ in range(3):
        for need in needs:
            for rung in RUNGS:
                assert together(need, rung, market) == one_by_one(need, rung, market)
        move_some_places(chance, market)


@quick
@given(seeds)
def test_needs_and_offerings_with_the_same_keys_get_the_same_answer_from_a_constraint(seed: int) -> None:
    _, needs, market = a_town(seed, 40, 60)
    known: dict[object, bool] = {}
    for constraint in adequacy.CONSTRAINTS:
        for need in needs:
            for each in market.offerings:
                holds = constraint.holds(need, each, market)
                assert known.setdefault((constraint, constraint.asks(need), constraint.gives(each)), holds) == holds


@quick
@given(seeds)
def test_scores_are_those_of_each_pair_also_after_places_have_moved(seed: int) -> None:
    chance, needs, market = a_town(seed, 20, 40)
    for _ in range(3):
        for need in needs:
            for rung in RUNGS:
                stall = market.stall(rung, need.stated.category)
                alone = [scoring.points(need, each, market) for each in stall.offerings]
                chosen = range(len(stall.offerings))
                assert stall.scores(need, chosen, load=True) == [sum(each.values()) for each in alone]
                assert stall.scores(need, chosen, load=False) == [scoring.without_load(each) for each in alone]
        move_some_places(chance, market)


def test_every_criterion_of_a_policy_has_its_measure() -> None:
    assert tuple(each.criterion for each in scoring.MEASURES) == CRITERIA


@quick
@given(seeds, st.integers(1, 12))
def test_who_is_kept_by_id_are_the_nearest_with_their_own_reason(seed: int, most: int) -> None:
    _, needs, market = a_town(seed, 8, 50)
    for need in needs:
        for rung in RUNGS:
            missed = market.look_at(need, rung).missed
            told = sorted(market.stall(rung, need.stated.category).nearest(need, missed, most), key=by_distance)[:most]
            everybody = [(each, ladder.obstacle(need, each, market)) for each in market.candidates(need, rung)]
            passed = [
                Candidate(each.id, rung, why_not, market.kilometres(each, need))
                for each, why_not in everybody
                if why_not
            ]
            assert told == sorted(passed, key=by_distance)[:most]


def by_distance(candidate: Candidate) -> tuple[bool, float, int]:
    return candidate.km is None, candidate.km or 0.0, candidate.offering.int
