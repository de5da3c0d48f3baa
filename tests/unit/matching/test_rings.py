"""The life of a ring: all of it or nothing, whatever people answer and in whatever order."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.words import ItemEnd, Party, Rung, WhyNot
from services.matching.domain import answers, rings, search
from services.matching.domain.market import Market
from services.matching.domain.need import Change, Need, NeedState, standing
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal, ProposalState
from services.matching.domain.rings import Move, Ring, RingState
from services.matching.rings import find
from tests.unit.matching.people import NOW, PLACES, POLICY, a_market, new_id, quick
from tests.unit.matching.test_circles import circle_of


class Town:
    """Needs in a market, the ring that they stand in, and everything that was told."""

    def __init__(self, needs: list[Need], given: list[Offering], market: Market | None = None) -> None:
        self.needs = {need.id: need for need in needs}
        self.market = market or a_market(given)
        self.given = given
        self.ring: Ring | None = None
        self.told: list[str] = []

    def offer(self) -> Ring:
        """The one ring that there is, offered."""
        offerings = [each for each in (self.market.offering(each.id) for each in self.given) if each]
        [circle] = find(list(self.needs.values()), offerings, PLACES, POLICY, NOW)
        move = rings.offer(new_id(), circle, self.needs, self.market, new_id)
        assert move is not None
        self._move(move)
        return move.ring

    def happens(self, need: UUID, change: Change) -> None:
        before, (after, facts) = self.needs[need], change
        self._keep(before, after, [fact.event for fact in facts])
        if self.ring and any(each.ring == self.ring.id and each not in before.proposals for each in after.proposals):
            self._move(rings.follow(self.ring, self.needs, new_id))

    def parts(self) -> list[Proposal]:
        assert self.ring is not None
        return [self.needs[each.need].proposal(each.proposal) for each in self.ring.members]

    def accept(self, it: Proposal, by: Party) -> None:
        need = self.needs[it.need]
        self.happens(it.need, answers.accept(need, need.proposal(it.id), by))

    def all_accept(self) -> None:
        for it in self.parts():
            for by in Party:
                self.accept(it, by)

    def start(self, it: Proposal) -> None:
        need = self.needs[it.need]
        self.happens(it.need, answers.start(need, need.proposal(it.id)))

    def _move(self, move: Move) -> None:
        for part in move.parts:
            need = self.needs[part.need]
            after, facts = part.decision(need, self.market)
            self._keep(need, after, [fact.event for fact in facts])
        self.ring = move.ring
        self._tell(move.events)

    def _keep(self, before: Need, after: Need, events: list[Event]) -> None:
        self.market.settle(before, after)
        self.needs[after.id] = after
        self._tell(events)

    def _tell(self, events: Any) -> None:
        self.told += [".".join(event.type.split(".")[2:4]) for event in events]


def a_ring(length: int = 3) -> Town:
    town = Town(*circle_of(length))
    town.offer()
    return town


def states(town: Town) -> list[str]:
    return [each.state.value for each in town.parts()]


def test_all_of_it_is_offered_at_once_with_why_and_why_not_lower() -> None:
    town = a_ring()
    assert Counter(town.told) == {"proposals.offered": 3, "needs.proposed": 3, "rings.offered": 1}
    for it in town.parts():
        assert "ring" in {each.criterion for each in it.why}
        assert sum(each.share for each in it.why) == 100
        assert (it.rung, {each.rung for each in it.passed_over}) == (Rung.VOLUNTEERS, {0, 1})


def test_nothing_is_accepted_until_the_last_yes_and_then_all_of_it() -> None:
    town = a_ring()
    parts = town.parts()
    for it in parts[:-1]:
        town.accept(it, Party.RESIDENT)
        town.accept(it, Party.SUPPLIER)
    town.accept(parts[-1], Party.SUPPLIER)
    assert states(town) == ["offered"] * 3
    with pytest.raises(Refused, match="everybody in it"):
        town.start(parts[0])
    town.accept(parts[-1], Party.RESIDENT)
    assert states(town) == ["accepted"] * 3
    assert town.told[-1] == "rings.accepted"
    assert town.told.count("needs.matched") == 3


def test_the_start_of_one_is_the_start_of_all() -> None:
    town = a_ring()
    town.all_accept()
    town.start(town.parts()[1])
    assert states(town) == ["started"] * 3
    assert {need.state for need in town.needs.values()} == {NeedState.COVERED}
    assert town.told[-1] == "rings.started"


@pytest.mark.parametrize("accepted", [False, True])
def test_one_who_falls_away_before_the_start_undoes_it_and_the_others_go_on_at_once(accepted: bool) -> None:
    town = a_ring()
    it = town.parts()[0]
    if accepted:
        town.all_accept()
        it = town.parts()[0]
        town.happens(it.need, answers.drop_out(town.needs[it.need], it, town.market, new_id))
    else:
        town.accept(town.parts()[1], Party.RESIDENT)
        said = answers.decline(town.needs[it.need], it, Party.SUPPLIER, WhyNot.TIMES, town.market, new_id)
        town.happens(it.need, said)
    assert town.ring and town.ring.state is RingState.DISSOLVED
    assert states(town)[1:] == ["withdrawn"] * 2
    others = [town.needs[each.need] for each in town.ring.members[1:]]
    assert all(need.pending and need.pending.ring is None for need in others), "alone, by the same contribution"
    assert town.told[-1] == "rings.dissolved"


def test_a_drop_out_after_the_start_ends_the_ring_and_nobody_elses_help() -> None:
    town = a_ring()
    town.all_accept()
    town.start(town.parts()[0])
    it = town.parts()[0]
    town.happens(it.need, answers.drop_out(town.needs[it.need], it, town.market, new_id))
    assert states(town) == ["dropped_out", "started", "started"]
    assert town.ring and (town.ring.state, town.ring.ground) == (RingState.ENDED, "dropped_out")
    again = town.parts()[1]
    town.happens(again.need, answers.end(town.needs[again.need], again, "goal_met"))
    assert town.told.count("rings.ended") == 1


def test_what_nobody_answers_expires_and_who_did_answer_is_not_passed_over_for_it() -> None:
    town = a_ring(2)
    first, second = town.parts()
    for by in Party:
        town.accept(first, by)
    town.happens(first.need, answers.expire(town.needs[first.need], town.parts()[0], town.market, new_id))
    assert states(town) == ["offered", "offered"], "the other one is to blame"
    town.happens(second.need, answers.expire(town.needs[second.need], town.parts()[1], town.market, new_id))
    assert states(town) == ["withdrawn", "expired"]
    assert not town.needs[first.need].turned_down


def test_nobody_waits_longer_than_for_what_it_takes_the_place_of() -> None:
    needs, given = circle_of(2)
    market = a_market(given)
    waits, _ = search.look(needs[0], market, new_id)
    market.settle(needs[0], waits)
    assert waits.pending
    sooner = waits.pending.expires_at - timedelta(hours=10)
    waits = waits.with_proposal(replace(waits.pending, expires_at=sooner))
    town = Town([waits, needs[1]], given, market)
    ring = town.offer()
    assert ring.expires_at == sooner == town.parts()[0].expires_at == town.parts()[1].expires_at
    assert town.told[:2] == ["proposals.withdrawn", "proposals.offered"]


def test_a_circle_in_which_somebody_answered_meanwhile_is_not_offered() -> None:
    needs, given = circle_of(3)
    [circle] = find(needs, given, PLACES, POLICY, NOW)
    market = a_market(given)
    offered, _ = search.look(needs[1], market, new_id)
    market.settle(needs[1], offered)
    assert offered.pending
    said_yes, _ = answers.accept(offered, offered.pending, Party.RESIDENT)
    told = {need.id: need for need in (needs[0], said_yes, needs[2])}
    assert rings.offer(new_id(), circle, told, market, new_id) is None


class RingLife(RuleBasedStateMachine):
    """Everything that can happen to the needs and proposals of a ring, in any order."""

    @initialize(length=st.integers(2, 4), waiting=st.booleans())
    def begin(self, length: int, waiting: bool) -> None:
        needs, given = circle_of(length)
        market = a_market(given)
        if waiting:
            for index, need in enumerate(needs):
                needs[index], _ = search.look(need, market, new_id)
                market.settle(need, needs[index])
        self.town = Town(needs, given, market)
        self.town.offer()
        self.capacity = {each.id: each.capacity for each in given}
        self.ever_accepted = False

    def part(self, data: st.DataObject) -> tuple[Need, Proposal]:
        it = data.draw(st.sampled_from(self.town.parts()))
        return self.town.needs[it.need], it

    def tried(self, need: Need, decision: Any) -> None:
        try:
            self.town.happens(need.id, decision())
        except Refused:
            return

    @rule(data=st.data(), by=st.sampled_from(list(Party)))
    def accept(self, data: st.DataObject, by: Party) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.accept(need, it, by))

    @rule()
    @precondition(lambda self: self.town.ring.state is RingState.OFFERED)
    def all_accept(self) -> None:
        self.town.all_accept()

    @rule(data=st.data())
    def start(self, data: st.DataObject) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.start(need, it))

    @rule(data=st.data(), by=st.sampled_from(list(Party)))
    def decline(self, data: st.DataObject, by: Party) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.decline(need, it, by, WhyNot.TIMES, self.town.market, new_id))

    @rule(data=st.data())
    def drop_out(self, data: st.DataObject) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.drop_out(need, it, self.town.market, new_id))

    @rule(data=st.data())
    def expire(self, data: st.DataObject) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.expire(need, it, self.town.market, new_id))

    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.end(need, it, "goal_met"))

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        need, _ = self.part(data)
        self.tried(need, lambda: answers.withdraw(need, "case_closed"))

    @rule(data=st.data(), reason=st.sampled_from(list(ItemEnd)))
    def item_ended(self, data: st.DataObject, reason: ItemEnd) -> None:
        need, it = self.part(data)
        self.tried(need, lambda: answers.item_ended(need, it, reason, self.town.market, new_id))

    @rule(data=st.data(), rung=st.sampled_from(list(Rung)))
    def ask(self, data: st.DataObject, rung: Rung) -> None:
        need, _ = self.part(data)
        self.tried(need, lambda: search.ask(need, rung, self.town.market, new_id))

    @invariant()
    def all_or_nothing(self) -> None:
        ring, parts = self.town.ring, self.town.parts()
        assert ring is not None
        self.ever_accepted |= ring.state is RingState.ACCEPTED or "rings.accepted" in self.town.told
        if any(each.state is ProposalState.STARTED for each in parts):
            assert self.ever_accepted, "a part runs and another was never accepted"
            assert all(each.agreed for each in parts)
        if ring.waits or ring.state is RingState.STARTED:
            assert {each.state.value for each in parts} == {ring.state.value}
        else:
            assert not any(each.pending for each in parts)
        if ring.state is RingState.DISSOLVED:
            assert not any(each.live for each in parts), "undone as one"

    @invariant()
    def needs_stay_needs(self) -> None:
        needs = self.town.needs.values()
        held = Counter(offering for need in needs for offering in need.held)
        assert all(number <= self.capacity[offering] for offering, number in held.items()), "a place given twice"
        for need in needs:
            assert need.over or need.state is standing(need)
            assert sum(each.pending for each in need.proposals) <= 1
            assert need.over or need.running or need.pending or need.unanswered, "a need that nobody looks after"


TestRingLife = RingLife.TestCase
TestRingLife.settings = settings(quick, max_examples=60, stateful_step_count=12)
