"""Why not a rung is looked for wherever the ladder may pass over it, and nowhere else."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.words import Rung, Urgency
from services.matching.domain import search
from services.matching.domain.hours import Hours
from services.matching.domain.offering import Offering
from services.matching.domain.passing import may_pass, takes_the_lowest
from services.matching.domain.terms import Terms
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick

RUNGS = (Rung.VOLUNTEERS, Rung.GENERAL_PROVISION)
ANY_HOUR = Terms(guide=new_id(), any_hour=True)
#: NOW is a Monday at ten in the kitchen.
OPEN_NOW = tuple(Hours(each, NOW.time().replace(hour=8), NOW.time().replace(hour=20)) for each in range(1, 8))

offerings = st.builds(
    an_offering,
    rung=st.sampled_from([2, 3]),
    capacity=st.integers(0, 2),
    terms=st.sampled_from([Terms(guide=new_id()), ANY_HOUR]),
    hours=st.sampled_from([(), OPEN_NOW]),
    languages=st.sampled_from([("nl",), ("tr",)]),
)
catalogues = st.lists(offerings, max_size=6)


@quick
@given(catalogue=catalogues, urgency=st.sampled_from(Urgency))
def test_every_rung_that_the_ladder_passes_over_was_named(catalogue: list[Offering], urgency: Urgency) -> None:
    need, market = a_need(urgency=urgency, languages=("nl",)), a_market(catalogue)
    named = may_pass(need, RUNGS, market)
    after, _ = search.look(need, market, new_id)
    told = after.proposals[-1].passed_over if after.proposals else after.unanswered
    assert {each.rung for each in told} & set(RUNGS) <= named


@quick
@given(catalogue=catalogues, urgency=st.sampled_from(Urgency), others=st.integers(1, 3))
def test_also_when_those_before_it_took_the_last_places(
    catalogue: list[Offering], urgency: Urgency, others: int
) -> None:
    needs = [a_need(urgency=urgency, languages=("nl",)) for _ in range(others + 1)]
    market = a_market(catalogue)
    named = may_pass(needs[-1], RUNGS, market, rivals=others)
    for need in needs[:-1]:
        market.settle(need, search.look(need, market, new_id)[0])
    after, _ = search.look(needs[-1], market, new_id)
    told = after.proposals[-1].passed_over if after.proposals else after.unanswered
    assert {each.rung for each in told} & set(RUNGS) <= named


def test_who_fell_away_is_nobody_to_stay_for() -> None:
    only = an_offering()
    need, market = a_need(), a_market([only, an_offering(3)])
    assert may_pass(need, RUNGS, market) == set()
    after, _ = search.look(need, market, new_id)
    market.settle(need, after)
    assert may_pass(after, RUNGS, market) == {Rung.VOLUNTEERS}


def test_a_rung_with_somebody_to_spare_is_not_passed_over() -> None:
    market = a_market([an_offering(), an_offering(), an_offering(3)])
    assert may_pass(a_need(), RUNGS, market) == set()
    assert may_pass(a_need(), RUNGS, market, rivals=1) == {Rung.GENERAL_PROVISION}


def test_an_acute_need_passes_over_who_is_not_there_at_this_hour() -> None:
    acute, market = a_need(urgency=Urgency.ACUTE), a_market([an_offering(), an_offering(3, hours=OPEN_NOW)])
    assert may_pass(acute, RUNGS, market) == {Rung.VOLUNTEERS}
    nobody_now = a_market([an_offering(), an_offering(3)])
    assert may_pass(acute, RUNGS, nobody_now) == set()


def test_who_asks_for_a_rung_or_for_this_hour_takes_more_than_the_lowest() -> None:
    need = a_need()
    assert takes_the_lowest(need)
    assert not takes_the_lowest(replace(need, sought=Rung.GENERAL_PROVISION))
    assert not takes_the_lowest(a_need(urgency=Urgency.ACUTE))
    after, _ = search.look(need, a_market([an_offering()]), new_id)
    assert not takes_the_lowest(after)
