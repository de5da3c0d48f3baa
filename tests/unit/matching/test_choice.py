"""Where several suit as well the resident chooses; and nobody is offered twice what they declined."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import PassedOver
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Party, Rung, WhyNot
from services.matching.domain import answers, choice, search
from services.matching.domain.ladder import Found, climb
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.past import Declined, Past
from services.matching.domain.proposal import Proposal, ProposalState
from tests.unit.matching.people import POLICY, a_market, a_need, an_offering, new_id, quick


def pending(need: Need) -> Proposal:
    assert need.pending is not None
    return need.pending


def offered(market: Market, need: Need) -> Need:
    after, _ = search.look(need, market, new_id)
    market.settle(need, after)
    return after


def test_who_scores_within_the_margin_is_named_and_who_does_not_is_not() -> None:
    alike, far = [an_offering() for _ in range(3)], an_offering(neighbourhood="noord")
    result = climb(a_need(), a_market([*alike, far]))
    assert isinstance(result, Found)
    assert result.offering
    assert {result.offering.id, *result.equals} == {each.id for each in alike}


def test_no_more_are_named_than_the_policy_says() -> None:
    result = climb(a_need(), a_market([an_offering() for _ in range(POLICY.choices + 4)]))
    assert isinstance(result, Found)
    assert len(result.equals) == POLICY.choices


def test_choosing_moves_the_place_and_keeps_the_record_why_not_lower() -> None:
    market, need = a_market([an_offering(), an_offering(), an_offering()]), a_need()
    need = offered(market, need)
    first = pending(need)
    chosen = first.equals[0]
    after, facts = choice.choose(need, first, chosen, (), market, new_id)
    market.settle(need, after)
    now = pending(after)
    assert (now.offering, now.passed_over, now.equals) == (chosen, first.passed_over, first.equals[1:])
    assert after.proposal(first.id).state is ProposalState.WITHDRAWN
    assert dict(market.moved) == {first.offering: 0, chosen: 1}
    assert [fact.event.type.split(".")[3] for fact in facts] == ["withdrawn", "offered", "proposed"]
    # each is offered once
    with pytest.raises(Refused, match="once"):
        choice.choose(after, now, UUID(str(first.offering)), (), market, new_id)


def test_what_is_no_equal_or_no_longer_free_or_answered_is_not_chosen() -> None:
    market, need = a_market([an_offering(), an_offering()]), a_need()
    need = offered(market, need)
    with pytest.raises(Refused, match="once"):
        choice.choose(need, pending(need), new_id(), (), market, new_id)
    other = offered(market, a_need())
    assert pending(other).offering in pending(need).equals
    with pytest.raises(Refused, match="no_capacity"):
        choice.choose(need, pending(need), pending(need).equals[0], (), market, new_id)
    both = answers.accept(answers.accept(need, pending(need), Party.SUPPLIER)[0], pending(need), Party.RESIDENT)[0]
    with pytest.raises(Refused, match="only be done while it is offered"):
        choice.choose(both, replace(pending(need), state=ProposalState.ACCEPTED), new_id(), (), market, new_id)


@pytest.mark.parametrize(
    "moved", [{"rung": Rung.INDIVIDUAL_PROVISION}, {"categories": (Category.CARE,)}], ids=["rung", "category"]
)
def test_what_moved_to_another_rung_or_category_since_is_not_chosen(moved: dict[str, Any]) -> None:
    """Nothing stands on rung 4 without a grant, and the record why not lower is of the rung that it was made for."""
    market, need = a_market([an_offering(), an_offering()]), a_need()
    need = offered(market, need)
    chosen = pending(need).equals[0]
    since = a_market([replace(each, **moved) if each.id == chosen else each for each in market.offerings])
    with pytest.raises(Refused, match="no longer there to be chosen"):
        choice.choose(need, pending(need), chosen, (), since, new_id)


markets = st.lists(
    st.builds(an_offering, rung=st.integers(2, 3), neighbourhood=st.sampled_from(["west", "oost"])), max_size=6
)
doings = st.lists(
    st.sampled_from(["supplier", "resident", "choose", "drop_out", "expire", "again"]), min_size=1, max_size=12
)


@quick
@given(markets, doings)
def test_nobody_is_offered_twice_what_they_declined(catalogue: list[Offering], what: list[str]) -> None:
    """Also not after the need was open again, by choice, by asking for the rung, or for the next need of the kind."""
    market, need, declined = a_market(catalogue), a_need(), set[UUID]()
    need = offered(market, need)
    for doing in what:
        it = need.pending
        before = need
        if it is None:
            need = search.ask(need, Rung.GENERAL_PROVISION, market, new_id)[0]
        elif doing in ("supplier", "resident"):
            need = answers.decline(need, it, Party(doing), WhyNot.TIMES, market, new_id)[0]
            declined.add(UUID(str(it.offering)))
        elif doing == "choose" and it.equals:
            need = choice.choose(need, it, it.equals[-1], (), market, new_id)[0]
        elif doing == "expire":
            need = answers.expire(need, it, market, new_id)[0]
        elif doing == "drop_out":
            for by in Party:
                need = answers.accept(need, need.proposal(it.id), by)[0]
            need = answers.drop_out(need, need.proposal(it.id), market, new_id)[0]
        else:
            need = search.ask(need, Rung.GENERAL_PROVISION, market, new_id)[0]
        market.settle(before, need)
        if need.pending is not None:
            assert need.pending.offering not in declined
    next_one = a_need()
    past = Past(frozenset(Declined(Category.SERVICES, Rung.VOLUNTEERS, each) for each in declined))
    result = climb(next_one, a_market(catalogue, pasts={next_one.caseid: past}))
    assert not isinstance(result, Found) or (result.offering and result.offering.id not in declined)


def test_what_was_declined_for_one_need_of_a_case_is_evidence_for_the_next_of_its_kind_only() -> None:
    volunteer = an_offering(categories=(Category.SERVICES, Category.SPORT))
    need = a_need()
    said_no = Past(frozenset({Declined(Category.SERVICES, Rung.VOLUNTEERS, volunteer.id)}))
    evidence: Any = climb(need, a_market([volunteer], pasts={need.caseid: said_no}))
    assert PassedOver(rung=Rung.VOLUNTEERS, why_not=WhyNot.DECLINED, candidates=1) in evidence
    other_kind = a_need(category=Category.SPORT)
    assert isinstance(climb(other_kind, a_market([volunteer], pasts={other_kind.caseid: said_no})), Found)
