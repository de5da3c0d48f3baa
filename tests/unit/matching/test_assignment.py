"""An area assigned at once is the best there is, within every hard constraint, and says why like any other proposal."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import LowerRung
from libs.contracts.words import Category, Party, Rung, Urgency
from services.matching import solver
from services.matching.domain import answers, assignment, fairness, ladder, scoring, search
from services.matching.domain.assignment import Line
from services.matching.domain.market import Market
from services.matching.domain.need import Need, Permitted
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import ProposalState
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick

KINDS = (Category.SERVICES, Category.RECREATION)
skills = st.sampled_from([(), ("shopping",), ("garden",)])
needs = st.builds(
    a_need,
    granted=st.sampled_from([None, Rung(4)]),
    skills=skills,
    urgency=st.sampled_from([Urgency.ROUTINE, Urgency.SOON, Urgency.URGENT]),
    category=st.sampled_from(KINDS),
    inside_home=st.booleans(),
)
offerings = st.builds(
    an_offering,
    rung=st.integers(2, 4),
    skills=st.sampled_from([("shopping",), ("garden",), ("shopping", "garden")]),
    categories=st.sampled_from(
        [(Category.SERVICES,), (Category.RECREATION,), (Category.SERVICES, Category.RECREATION)]
    ),
    neighbourhood=st.sampled_from(["west", "oost", "noord"]),
    reach_km=st.sampled_from([None, 0.5, 20.0]),
    capacity=st.integers(0, 2),
    trained=st.booleans(),
)
towns = st.tuples(st.lists(needs, max_size=5), st.lists(offerings, max_size=4))


def solved(wanted: list[Need], market: Market) -> tuple[assignment.Problem, dict[UUID, Offering]]:
    problem = assignment.problem(wanted, market)
    chosen = solver.solve(problem)
    pairs = problem.pairs
    return problem, {problem.needs[pairs.one[it]].id: problem.offerings[pairs.other[it]] for it in chosen}


def worth(wanted: Iterable[Need], given: dict[UUID, Offering], market: Market) -> tuple[int, int, int]:
    """By the definition: how many are met; urgency and rungs; the score as whole costs. Higher is better."""
    wanted = list(wanted)
    met = [need for need in wanted if need.id in given]
    most = max((need.stated.urgency.weight for need in wanted), default=0)
    tiers = sum(4 * (most - need.stated.urgency.weight) + given[need.id].rung - 2 for need in met)
    finest = assignment.Finest.of(market, wanted)
    fine = 0
    for need in met:
        points = scoring.points(need, given[need.id], market)
        fine += finest.pair(sum(points.values()) - points["load"], moves=False)
    for id_, many in Counter(each.id for each in given.values()).items():
        offering = market.offering(id_)
        assert offering is not None
        prices = [cost for places, cost in finest.prices(offering, offering.free) for _ in range(places)]
        fine += sum(prices[:many])
    return len(met), -tiers, -fine


def every_assignment(wanted: list[Need], market: Market) -> Iterable[dict[UUID, Offering]]:
    """All there are, within the hard constraints and the places."""
    fitting = [[None, *(each for each in market.offerings if _may(need, each, market))] for need in wanted]
    for choice in product(*fitting):
        given = {need.id: each for need, each in zip(wanted, choice, strict=True) if each is not None}
        taken = Counter(each.id for each in given.values())
        if all(taken[each.id] <= each.free for each in given.values()):
            yield given


def _may(need: Need, offering: Offering, market: Market) -> bool:
    of_its_kind = need.stated.category in offering.categories and need.may_stand_on(offering.rung)
    return of_its_kind and ladder.obstacle(need, offering, market) is None


@quick
@given(towns)
def test_nothing_better_can_be_found_by_trying_everything(town: tuple[list[Need], list[Offering]]) -> None:
    wanted, market = town[0], a_market(town[1])
    _, given = solved(wanted, market)
    best = max(worth(wanted, each, market) for each in every_assignment(wanted, market))
    assert worth(wanted, given, market) == best


@quick
@given(towns)
def test_no_hard_constraint_is_broken_and_no_place_given_twice(town: tuple[list[Need], list[Offering]]) -> None:
    wanted, market = town[0], a_market(town[1])
    _, given = solved(wanted, market)
    for need in wanted:
        assert need.id not in given or _may(need, given[need.id], market)
    taken = Counter(each.id for each in given.values())
    assert all(taken[each.id] <= each.free for each in given.values())


@quick
@given(towns)
def test_what_was_chosen_is_proposed_with_the_evidence_of_the_ladder(town: tuple[list[Need], list[Offering]]) -> None:
    wanted, market = town[0], a_market(town[1])
    problem, given = solved(wanted, market)
    of = {need.id: need for need in wanted}
    for line in assignment.lines(problem, solver.solve(problem)):
        before = of[line.need]
        after, _ = search.look(before, market, new_id, line.offering)
        market.settle(before, after)
        if line.offering is None:
            continue
        proposal = after.pending
        assert proposal is not None
        assert proposal.offering == given[line.need].id
        assert {each.rung for each in proposal.passed_over} == set(range(proposal.rung))
        assert sum(each.share for each in proposal.why) == 100
    assert all(0 <= each.taken <= each.capacity for each in market.offerings)


def test_a_round_leaves_who_can_help_themselves_and_not_who_may_buy_support() -> None:
    bought = Permitted(Rung.INDIVIDUAL_PROVISION, NOW, budget=12_000)
    assert assignment.own_suffices(a_need(own_network=LowerRung(adequate=True)), a_market())
    assert not assignment.own_suffices(replace(a_need(), permitted=(bought,)), a_market())


@pytest.mark.parametrize("many", [1, 1_000, 20_000])
def test_a_step_between_rungs_weighs_more_than_all_scores_together(many: int) -> None:
    finest = assignment.Finest.of(a_market(), [a_need()])
    worst = finest.pair(0.0, moves=True) + max(cost for _, cost in finest.prices(an_offering(capacity=1, taken=0), 1))
    assert worst <= finest.whole
    assert many * finest.whole < assignment.tier_of(many, finest)


def test_what_would_not_fit_into_the_solver_is_refused_and_not_confused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignment, "LARGEST", 10)
    with pytest.raises(assignment.Too, match="too many to be assigned at once"):
        assignment.problem([a_need()], a_market([an_offering()]))


def test_somebody_goes_a_rung_higher_only_for_one_who_would_stay_without() -> None:
    flexible, only_volunteers = a_need(), a_need(parts_of_day=("evening",))
    volunteer = an_offering(parts_of_day=("morning", "evening"))
    course = an_offering(3, parts_of_day=("morning",))
    _, given = solved([flexible, only_volunteers], a_market([volunteer, course]))
    assert (given[flexible.id].id, given[only_volunteers.id].id) == (course.id, volunteer.id)
    _, alone = solved([flexible], a_market([volunteer, course]))
    assert alone[flexible.id].id == volunteer.id


def test_the_most_urgent_are_met_when_there_is_not_enough() -> None:
    routine, urgent = a_need(), a_need(urgency=Urgency.URGENT)
    _, given = solved([routine, urgent], a_market([an_offering()]))
    assert list(given) == [urgent.id]


def test_load_is_spread_over_equals() -> None:
    equals = [an_offering(capacity=3) for _ in range(3)]
    _, given = solved([a_need() for _ in range(6)], a_market(equals))
    assert Counter(each.id for each in given.values()) == {each.id: 2 for each in equals}


def out_to(need: Need, offering: Offering) -> tuple[Need, Offering]:
    """With this offer out, unanswered."""
    market = a_market([offering])
    after, _ = search.look(need, market, new_id)
    market.settle(need, after)
    [booked] = market.offerings
    return after, booked


def test_an_offer_that_is_out_stays_where_nothing_much_is_gained() -> None:
    need, offering = out_to(a_need(), an_offering(neighbourhood="oost"))
    market = a_market(assignment.released([offering, an_offering(neighbourhood="oost")], [need]))
    problem, _ = solved([need], market)
    assert assignment.lines(problem, solver.solve(problem)) == []


def test_offers_that_are_out_are_exchanged_when_both_are_better_off() -> None:
    far_from_her, his_neighbour = an_offering(neighbourhood="noord"), an_offering(neighbourhood="west")
    hers, first = out_to(a_need(), far_from_her)
    his, second = out_to(a_need_in("noord"), his_neighbour)
    market = a_market(assignment.released([first, second], [hers, his]))
    problem, given = solved([hers, his], market)
    assert given[hers.id].id == second.id
    assert given[his.id].id == first.id
    assert all(line.moves for line in assignment.lines(problem, solver.solve(problem)))


def a_need_in(neighbourhood: str) -> Need:
    need = a_need()
    return Need(
        id=need.id, caseid=need.caseid, neighbourhood=neighbourhood, stated=need.stated, opened_at=need.opened_at
    )


def test_nobody_is_moved_up_the_ladder_from_an_offer_that_is_out() -> None:
    hers, volunteer = out_to(a_need(), an_offering())
    his = a_need(parts_of_day=("evening",))
    market = a_market(assignment.released([volunteer, an_offering(3, parts_of_day=("morning",))], [hers]))
    _, given = solved([hers, his], market)
    assert given.get(hers.id, volunteer).rung == Rung.VOLUNTEERS


@pytest.mark.parametrize("answered", ["accepted", "declined", "own", "ring"])
def test_a_round_leaves_alone_what_somebody_has_answered(answered: str) -> None:
    stated: dict[str, Any] = {"own_strength": LowerRung(adequate=True)} if answered == "own" else {}
    market = a_market([an_offering()])
    need, _ = search.look(a_need(**stated), market, new_id)
    assert need.pending is not None
    assert assignment.waits(need) is (answered != "own")
    if answered == "ring":
        assert not assignment.waits(need.with_proposal(replace(need.pending, ring=new_id())))
    if answered == "accepted":
        need, _ = answers.accept(need, need.pending, Party.SUPPLIER)
        assert not assignment.waits(need)
    if answered == "declined":
        freed, facts = assignment.let_go(need)
        assert freed.proposals[0].state is ProposalState.WITHDRAWN
        assert [each.event.type for each in facts] == [
            "nl.omzien.proposals.withdrawn.v1",
            "nl.omzien.needs.reopened.v1",
        ]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
@quick
def test_gini_lies_between_equal_and_all_on_one(loads: list[float]) -> None:
    assert -1e-9 <= fairness.gini(loads) < 1
    assert fairness.gini([1.0] * len(loads)) == pytest.approx(0)


def test_fairness_is_told_by_kind_and_neighbourhood() -> None:
    need, volunteers = a_need(), [an_offering(), an_offering()]
    told = fairness.figures([need], [Line(need.id, volunteers[0].id)], a_market(volunteers))
    assert (told["needs"], told["chosen_for"], told["without"]) == (1, 1, 0)
    assert told["load_gini"] == {"before": {"volunteer": 0.0}, "after": {"volunteer": 0.5}}
    assert told["waiting_hours"]["west"]["needs"] == 1
