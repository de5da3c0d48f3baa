"""A lighter offering is told for whom it would serve, and for nobody else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import NeedLighterAvailable, NeedLighterGone
from libs.contracts.words import Category, Rung
from services.matching.domain import ladder
from services.matching.domain.lighter import Standing, available, choose, look_back
from services.matching.domain.need import Need, NeedState
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal, ProposalState
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick


def a_proposal(need: Need, rung: int, state: ProposalState = ProposalState.STARTED, **changes: Any) -> Proposal:
    told: dict[str, Any] = {
        "id": new_id(),
        "need": need.id,
        "caseid": need.caseid,
        "neighbourhood": need.neighbourhood,
        "rung": Rung(rung),
        "offering": new_id() if rung > 1 else None,
        "why": (),
        "passed_over": (),
        "policy": "",
        "offered_at": NOW,
        "expires_at": NOW,
        "state": state,
    }
    return Proposal(**told | changes)


def answered(rung: int, **stated: Any) -> Need:
    """A need for which support runs on this rung."""
    need = replace(a_need(granted=Rung(rung) if rung > 3 else None, **stated), state=NeedState.COVERED)
    return need.with_proposal(a_proposal(need, rung))


@quick
@given(st.integers(0, 5), st.integers(2, 5), st.booleans(), st.integers(0, 2), st.sampled_from(["west", "noord"]))
def test_only_what_is_lower_fits_and_has_a_place_is_told_and_never_for_what_lasts(
    runs: int, rung: int, lasting: bool, places: int, where: str
) -> None:
    need = answered(runs, lasting=lasting)
    offering = an_offering(rung, capacity=places, neighbourhood=where, reach_km=5.0)
    market = a_market([offering])
    fact = available(need, offering, market)
    serves = ladder.obstacle(need, offering, market) is None and need.climbs_to(Rung(rung))
    assert (fact is not None) == (rung < runs and serves and not lasting)
    if fact:
        assert isinstance(fact.event, NeedLighterAvailable)
        assert (fact.subject, fact.event.from_rung, fact.event.rung) == (need.id, runs, rung)
        assert sum(each.share for each in fact.event.why) == 100


Change = Callable[[Need, Offering], Need]


@pytest.mark.parametrize(
    "change",
    [
        lambda need, _: need.with_proposal(a_proposal(need, 3, ProposalState.OFFERED)),
        lambda need, it: need.with_proposal(a_proposal(need, 2, ProposalState.DECLINED, offering=it.id)),
        lambda need, it: need.with_proposal(a_proposal(need, 2, ProposalState.ENDED, offering=it.id)),
        lambda need, _: need.with_proposal(a_proposal(need, 1)),
        lambda need, _: replace(need, sought=Rung.INDIVIDUAL_PROVISION),
        lambda need, it: replace(need, caseid=it.caseid),
        lambda need, _: replace(need, proposals=()),
    ],
    ids=["asked already", "turned down", "had it before", "lighter already", "a rung decided", "own gift", "unhelped"],
)
def test_nothing_is_told(change: Change) -> None:
    need, offering = answered(3), an_offering(2, caseid=new_id())
    market = a_market([offering])
    assert available(need, offering, market)
    assert available(change(need, offering), offering, market) is None


@quick
@given(st.lists(st.booleans(), max_size=12), st.integers(-1, 8))
def test_of_the_nearest_as_many_as_are_asked_for(fits: list[bool], at_most: int) -> None:
    needs = [answered(3, category=Category.SERVICES if each else Category.SPORT) for each in fits]
    offering = an_offering(2, capacity=3)
    chosen = [fact.subject for fact in choose(needs, offering, a_market([offering]), at_most)]
    fitting = [need.id for need, fit in zip(needs, fits, strict=True) if fit]
    assert chosen == fitting[: max(at_most, 0)]


def test_what_was_told_stands_while_it_is_full_and_falls_when_it_does_not_fit() -> None:
    need, offering = answered(3), an_offering(2)
    full = replace(offering, taken=offering.capacity)
    assert look_back(need, full, a_market([full])) == (Standing.STANDING, None)
    for unfit in (replace(offering, withdrawn=True), replace(full, categories=(Category.SPORT,))):
        standing, fact = look_back(need, unfit, a_market([unfit]))
        assert standing is Standing.GONE
        assert fact and isinstance(fact.event, NeedLighterGone)
    used = need.with_proposal(a_proposal(need, 2, ProposalState.OFFERED, offering=offering.id))
    assert look_back(used, offering, a_market([offering])) == (Standing.OVER, None)
    assert look_back(replace(need, proposals=()), offering, a_market([offering])) == (Standing.OVER, None)
