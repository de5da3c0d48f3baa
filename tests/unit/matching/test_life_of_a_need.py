"""Whatever people answer, in whatever order: a need stays one need, and nothing is promised twice."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.needs import LowerRung
from libs.contracts.refusals import Refused
from libs.contracts.words import ItemEnd, Party, Rung, Urgency, WhyNot
from services.matching.domain import answers, search
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Fact, Need, NeedState, Permitted, opened, run_out, standing
from services.matching.domain.proposal import Proposal, ProposalState
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick


def told(facts: Any) -> list[str]:
    """`needs.opened`, in order."""
    return [".".join(fact.event.type.split(".")[2:4]) for fact in facts]


class Life:
    """A need, a market, and everything that happened."""

    def __init__(self, need: Need, market: Market) -> None:
        self.need, self.market, self.facts = need, market, list[Fact]()

    def happens(self, change: Change) -> list[str]:
        before, (self.need, facts) = self.need, change
        self.market.settle(before, self.need)
        self.facts += facts
        return told(facts)

    def look(self) -> list[str]:
        return self.happens(search.look(self.need, self.market, new_id))

    def pending(self) -> Proposal:
        assert self.need.pending is not None
        return self.need.pending

    def decline(self, by: Party = Party.RESIDENT) -> list[str]:
        return self.happens(answers.decline(self.need, self.pending(), by, WhyNot.PREFERENCE, self.market, new_id))

    def ask(self, rung: int) -> list[str]:
        return self.happens(search.ask(self.need, Rung(rung), self.market, new_id))

    def grant(self, rung: int, budget: int | None = None, at: datetime = NOW) -> list[str]:
        return self.happens(search.grant(self.need, Permitted(Rung(rung), at, budget), self.market, new_id))

    def run(self) -> None:
        it = self.pending()
        for by in it.parties:
            self.happens(answers.accept(self.need, self.need.proposal(it.id), by))
        self.happens(answers.start(self.need, self.need.proposal(it.id)))


def alive(*rungs: int, **stated: Any) -> Life:
    """A need that has looked at offerings on these rungs."""
    life = Life(a_need(**stated), a_market([an_offering(rung) for rung in rungs]))
    life.look()
    return life


def test_both_must_agree() -> None:
    life = alive(2)
    it = life.pending()
    assert life.happens(answers.accept(life.need, it, Party.SUPPLIER)) == ["proposals.party-accepted"]
    assert life.happens(answers.accept(life.need, life.pending(), Party.SUPPLIER)) == []
    with pytest.raises(Refused, match="offered"):
        answers.start(life.need, life.pending())
    assert life.happens(answers.accept(life.need, life.pending(), Party.RESIDENT)) == [
        "proposals.party-accepted",
        "proposals.accepted",
        "needs.matched",
    ]
    assert life.happens(answers.start(life.need, life.pending())) == ["proposals.started", "needs.covered"]


def test_a_decline_goes_up_the_ladder_at_once_and_never_back_to_the_same() -> None:
    life = alive(2, 3)
    assert life.decline() == ["proposals.declined", "needs.reopened", "proposals.offered", "needs.proposed"]
    assert life.pending().rung == Rung.GENERAL_PROVISION
    assert life.decline() == ["proposals.declined", "needs.reopened", "needs.unanswered"]
    assert life.look() == [], "a gap is told once"


def test_own_strength_that_was_turned_down_is_passed_over() -> None:
    life = alive(2, own_strength=LowerRung(adequate=True))
    assert life.pending().offering is None
    life.decline()
    assert life.pending().rung == Rung.VOLUNTEERS


def test_a_lighter_rung_runs_beside_the_heavier_one() -> None:
    life = alive(3)
    life.run()
    heavy = life.need.running[0]
    assert life.ask(0) == ["proposals.offered", "needs.proposed"]
    assert life.need.state is NeedState.COVERED
    life.run()
    assert len(life.need.running) == 2
    ended = answers.item_ended(life.need, heavy, ItemEnd.REPLACED, life.market, new_id)
    assert life.happens(ended) == ["proposals.ended"]
    assert [each.rung for each in life.need.running] == [Rung.OWN_STRENGTH]


def test_support_whose_last_day_has_passed_is_looked_for_again_but_not_by_the_decision_that_ran_out() -> None:
    life = alive(4)
    life.grant(4)
    life.run()
    [ran] = life.need.running
    life.need = replace(life.need, permitted=run_out(life.need.permitted, ran.rung, NOW))
    ended = answers.item_ended(life.need, ran, ItemEnd.EXPIRED, life.market, new_id, still_needed=True)
    assert life.happens(ended) == ["proposals.ended", "needs.reopened", "needs.unanswered"]
    assert life.grant(4) == ["proposals.offered", "needs.proposed"]


def test_a_lighter_way_that_is_declined_leaves_the_heavier_one_running_and_is_not_asked_for_ever() -> None:
    life = alive(3)
    life.run()
    life.ask(0)
    assert life.decline() == ["proposals.declined"]
    assert life.need.state is NeedState.COVERED
    assert life.look() == []


def test_a_rung_with_nobody_on_it_is_told_and_filled_when_somebody_comes() -> None:
    life = alive(3)
    life.run()
    assert life.ask(2) == ["needs.rung-unanswered"]
    assert life.look() == []
    life.market = a_market([an_offering(2)])
    assert life.look() == ["proposals.offered", "needs.proposed"]


def test_a_heavier_rung_waits_for_its_grant() -> None:
    life = alive(2, 4)
    life.run()
    assert life.ask(4) == []
    assert life.grant(4) == ["proposals.offered", "needs.proposed"]
    assert life.pending().rung == Rung.INDIVIDUAL_PROVISION


def test_a_lighter_proposal_keeps_its_chance_when_a_grant_comes() -> None:
    life = alive(2, 4)
    assert life.grant(4) == []
    assert life.decline()[-1] == "needs.proposed"
    assert life.pending().rung == Rung.INDIVIDUAL_PROVISION


def test_a_drop_out_of_what_runs_keeps_what_waits_beside_it() -> None:
    life = alive(3)
    life.run()
    life.ask(1)
    [heavy] = life.need.running
    assert life.happens(answers.drop_out(life.need, heavy, life.market, new_id)) == [
        "proposals.dropped-out",
        "needs.reopened",
        "needs.proposed",
    ]
    assert life.need.state is NeedState.PROPOSED


def test_an_expiry_after_an_answer_changes_nothing() -> None:
    life = alive(2)
    it = life.pending()
    life.run()
    assert life.happens(answers.expire(life.need, life.need.proposal(it.id), life.market, new_id)) == []


def test_opening_is_told_first() -> None:
    assert told(opened(a_need())[1]) == ["needs.opened"]


DOINGS = (
    "look",
    "accept",
    "decline",
    "expire",
    "start",
    "end",
    "drop_out",
    "item_ended",
    "ask",
    "grant",
    "withdraw",
    "take_back",
)


#: Cents a week, unlike those of any offering.
BUDGET, MORE = 9_000, 15_000
BUDGETS = st.sampled_from([None, BUDGET, MORE])


@settings(quick, max_examples=80)
@given(st.data())
def test_any_order_of_answers_keeps_the_promises(data: st.DataObject) -> None:
    catalogue = [an_offering(rung, capacity=data.draw(st.integers(0, 2))) for rung in (2, 2, 3, 3, 4, 5)]
    own = st.builds(LowerRung, adequate=st.booleans())
    life = Life(a_need(own_strength=data.draw(own), own_network=data.draw(own)), a_market(catalogue))
    for doing in data.draw(st.lists(st.sampled_from(DOINGS), max_size=14)):
        try:
            life.happens(do(doing, life, data))
        except Refused:
            continue
        check(life, {each.id: each.capacity for each in catalogue})


def do(doing: str, life: Life, data: st.DataObject) -> Change:
    need, market = life.need, life.market
    if doing in ("look", "ask", "grant", "withdraw"):
        rung = data.draw(st.sampled_from(list(Rung)))
        decision = Permitted(data.draw(st.sampled_from([Rung(4), Rung(5)])), NOW, data.draw(BUDGETS))
        return {
            "look": lambda: search.look(need, market, new_id),
            "ask": lambda: search.ask(need, rung, market, new_id),
            "grant": lambda: search.grant(need, decision, market, new_id),
            "withdraw": lambda: answers.withdraw(need, "moved"),
        }[doing]()
    if not need.proposals:
        raise Refused("none", "no proposal yet")
    it = data.draw(st.sampled_from(need.proposals))
    by, reason = data.draw(st.sampled_from(list(Party))), data.draw(st.sampled_from(list(ItemEnd)))
    still_needed = reason is ItemEnd.EXPIRED and data.draw(st.booleans())
    if doing == "take_back" and it.state is not ProposalState.OFFERED:
        raise Refused("not-offered", "nothing to take back")
    return {
        "accept": lambda: answers.accept(need, it, by),
        "decline": lambda: answers.decline(need, it, by, WhyNot.TIMES, market, new_id),
        "expire": lambda: answers.expire(need, it, market, new_id),
        "start": lambda: answers.start(need, it),
        "end": lambda: answers.end(need, it, "done"),
        "drop_out": lambda: answers.drop_out(need, it, market, new_id),
        "item_ended": lambda: answers.item_ended(need, it, reason, market, new_id, still_needed=still_needed),
        "take_back": lambda: answers.take_back(need, it, "offering_withdrawn", market, new_id),
    }[doing]()


def check(life: Life, capacity: dict[Any, int]) -> None:
    need = life.need
    assert sum(each.pending for each in need.proposals) <= 1
    assert all(number <= capacity[offering] for offering, number in Counter(need.held).items()), "overbooked"
    assert not need.over or not need.held, "what is over holds no place"
    if not need.over:
        assert need.state is standing(need)
    for each in need.proposals:
        assert {over.rung for over in each.passed_over} == set(range(each.rung)), "a rung without its reasons"
        assert need.may_stand_on(each.rung), "tailor-made without a grant on that rung"
        assert (each.offering is None) == (each.rung <= 1 or each.cost_cents_per_week in (BUDGET, MORE)), "who gives it"
        assert not each.pending or need.as_permitted(each), "not as it was decided last"
    refused: set[Any] = set()
    for each in need.proposals:
        if each.offering:
            assert each.offering not in refused, "offered again after it was turned down"
        if each.turned_down:
            refused.add(each.offering)


def test_with_a_personal_budget_nobody_is_asked_and_the_resident_alone_says_yes() -> None:
    life = alive(4)
    assert life.grant(4, BUDGET) == ["proposals.offered", "needs.proposed"]
    it = life.pending()
    assert (it.rung, it.offering, it.cost_cents_per_week) == (Rung.INDIVIDUAL_PROVISION, None, BUDGET)
    assert [each.criterion for each in it.why] == ["personal_budget"]
    assert {each.rung for each in it.passed_over} == {0, 1, 2, 3}
    with pytest.raises(Refused, match="no-supplier"):
        answers.accept(life.need, it, Party.SUPPLIER)
    life.run()
    assert life.need.state is NeedState.COVERED


def test_a_budget_that_the_resident_does_not_want_after_all_is_not_put_to_them_again_until_it_is_granted_anew() -> None:
    life = alive(4)
    life.grant(4, BUDGET)
    assert life.decline() == ["proposals.declined", "needs.reopened", "needs.unanswered"]
    assert life.look() == []
    assert life.grant(4, BUDGET) == ["proposals.offered", "needs.proposed"]
    life.decline()
    life.grant(4)
    assert life.pending().offering is not None, "in kind instead"


def test_each_rung_has_its_own_decision() -> None:
    life = alive(5)
    life.grant(5)
    life.run()
    assert life.grant(4, BUDGET) == ["proposals.offered", "needs.proposed"], "a step down, to be bought"
    assert (life.pending().rung, life.pending().offering) == (Rung.INDIVIDUAL_PROVISION, None)
    life.run()
    assert [each.offering is None for each in life.need.running] == [False, True]


@pytest.mark.parametrize(("first", "then"), [(BUDGET, None), (None, BUDGET), (BUDGET, MORE)])
def test_what_waits_and_was_decided_otherwise_since_gives_way(first: int | None, then: int | None) -> None:
    life = alive(4)
    life.grant(4, first)
    assert life.grant(4, then) == ["proposals.withdrawn", "needs.reopened", "proposals.offered", "needs.proposed"]
    assert life.need.as_permitted(life.pending())


def test_a_budget_that_was_taken_back_is_not_accepted_any_more_where_nobody_gives_it_in_kind() -> None:
    life = alive()
    life.grant(4, BUDGET)
    assert life.grant(4) == ["proposals.withdrawn", "needs.reopened", "needs.unanswered"]
    assert life.need.state is NeedState.OPEN


def test_of_two_decisions_the_later_counts_in_whatever_order_they_are_heard_of() -> None:
    life = alive(4)
    life.grant(4, BUDGET, at=NOW + timedelta(hours=1))
    assert life.grant(4, at=NOW) == []
    assert life.need.budget_on(Rung.INDIVIDUAL_PROVISION) == BUDGET


def test_at_this_hour_a_budget_helps_nobody() -> None:
    life = Life(a_need(urgency=Urgency.ACUTE), a_market([an_offering(2)]))
    life.need = replace(life.need, permitted=(Permitted(Rung(4), NOW, BUDGET),))
    life.look()
    assert life.pending().rung == Rung.VOLUNTEERS


def test_no_fact_tells_more_than_codes() -> None:
    life = alive(2)
    life.run()
    life.happens(answers.withdraw(life.need, "case_closed"))
    secret = replace(an_offering(), title="Jansen", description="Dorpsstraat 1")
    assert life.facts
    for fact in life.facts:
        assert secret.title not in fact.event.model_dump_json()
        assert set(fact.event.model_dump()) <= {
            *("neighbourhood", "caseid", "need", "proposal", "rung", "offering", "why", "passed_over", "ground"),
            *("cost_cents_per_week", "expires_at", "by", "category", "urgency", "equals"),
        }
