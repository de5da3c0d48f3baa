"""Whatever people answer, in whatever order: no group is too large, starts too early, or delays anybody."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.bundles import BundleRole
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Party, WhyNot
from services.matching.domain import answers, bundles, bundling, grouping, joining, search
from services.matching.domain.bundles import Bundle, BundleState
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import ProposalState
from tests.unit.matching.people import NOW, PLACES, POLICY, a_market, a_need, an_offering, new_id, quick
from tests.unit.matching.test_grouping import EATING, EVENING, a_gap

HOUSE = an_offering(3, skills=("hosting",))
POLICY_MAXIMUM = POLICY.bundles.groups[Category.EATING].maximum


def a_bundle(members: int = 5, helpers: int = 2) -> Bundle:
    [group] = grouping.find([a_gap() for _ in range(members)], PLACES, POLICY.bundles)
    cooks = [an_offering(skills=("cooking",)) for _ in range(helpers)]
    return bundling.bundle_of(group, HOUSE, cooks, POLICY, NOW, new_id)


def yes(bundle: Bundle, role: BundleRole, number: int) -> Bundle:
    for each in bundle.of(role)[:number]:
        bundle, _ = bundles.accept(bundle, each.id)
    return bundle


def test_it_is_ready_when_enough_said_yes_and_the_place_is_agreed() -> None:
    bundle = yes(yes(a_bundle(), BundleRole.MEMBER, 4), BundleRole.HELPER, 1)
    assert not bundle.ready, "the place is not agreed"
    bundle, _ = bundles.confirm(bundle, HOUSE.id, bundle.parts_of_day, 3)
    assert bundle.ready
    assert not bundles.decline(bundle, bundle.accepted(BundleRole.HELPER)[0].id, WhyNot.TIMES)[0].ready, "no cook"


DOINGS = ("accept", "decline", "lapse", "confirm", "expire", "end", "start")


@quick
@given(st.data())
def test_any_order_of_answers_keeps_the_promises(data: st.DataObject) -> None:
    bundle = a_bundle(data.draw(st.integers(4, 18)), data.draw(st.integers(1, 3)))
    for doing in data.draw(st.lists(st.sampled_from(DOINGS), max_size=40)):
        before = bundle
        it = data.draw(st.sampled_from(bundle.invitations))
        try:
            bundle, events = do(doing, bundle, it.id, data)
        except Refused:
            continue
        members, helpers = bundle.of(BundleRole.MEMBER), bundle.of(BundleRole.HELPER)
        assert len(bundle.accepted(BundleRole.MEMBER)) <= bundle.maximum
        assert (bundle == before) == (not events), "what changes is told, and nothing else is"
        if bundle.state is BundleState.PROPOSED:
            assert len(members) >= bundle.minimum
            assert len(helpers) >= bundle.helpers
        else:
            assert not members, "nobody waits for what is decided"
        assert before.state in (BundleState.PROPOSED, BundleState.STARTED) or bundle == before
        if bundle.state is BundleState.STARTED and before.state is BundleState.PROPOSED:
            assert before.ready


def do(doing: str, bundle: Bundle, id_: Any, data: st.DataObject) -> bundles.Change:
    if doing == "confirm":
        parts = tuple(data.draw(st.sets(st.sampled_from(PartOfDay), max_size=2)))
        return bundles.confirm(bundle, HOUSE.id, parts, data.draw(st.integers(1, 7)))
    if doing == "start":
        return bundles.start(bundle, new_id()) if bundle.ready else (bundle, [])
    return {
        "accept": lambda: bundles.accept(bundle, id_),
        "decline": lambda: bundles.decline(bundle, id_, WhyNot.TIMES),
        "lapse": lambda: bundles.lapse(bundle, [id_], "answered"),
        "expire": lambda: bundles.expire(bundle),
        "end": lambda: bundles.end(bundle, "done"),
    }[doing]()


def test_a_place_that_somebody_gives_up_can_be_taken_by_another() -> None:
    bundle = yes(a_bundle(18), BundleRole.MEMBER, POLICY_MAXIMUM)
    waiting = next(each for each in bundle.of(BundleRole.MEMBER) if not each.accepted)
    with pytest.raises(Refused, match="bundle-full"):
        bundles.accept(bundle, waiting.id)
    bundle, _ = bundles.decline(bundle, bundle.accepted(BundleRole.MEMBER)[0].id, WhyNot.TIMES)
    bundle, [told] = bundles.accept(bundle, waiting.id)
    assert told.type == "nl.omzien.bundles.accepted.v1"


def a_table(need: Need, lighter: list[Offering]) -> tuple[Offering, Market]:
    """The group of this need, as an entry, in a market with what is lighter."""
    entry = joining.as_offering(a_bundle(), HOUSE, new_id())
    return entry, a_market(lighter).with_only(entry)


def test_a_place_in_a_group_is_a_proposal_with_the_evidence_for_every_rung_below() -> None:
    need = a_gap()
    entry, market = a_table(need, [an_offering(3, categories=(Category.EATING,))])
    change = joining.join(need, entry, market, new_id)
    assert change is not None
    [proposal] = change[0].running
    assert (proposal.offering, proposal.rung) == (entry.id, 3)
    assert {each.rung for each in proposal.passed_over} == {0, 1, 2}
    assert market.moved == {entry.id: 1}


def test_a_lighter_answer_that_was_not_put_to_the_resident_goes_first() -> None:
    need, volunteer = a_gap(), an_offering(categories=(Category.EATING,))
    entry, market = a_table(need, [volunteer])
    assert joining.join(need, entry, market, new_id) is None
    assert not +market.moved


def test_a_volunteer_who_was_offered_gives_way_to_the_group_that_the_resident_chose() -> None:
    volunteer = an_offering(categories=(Category.EATING,), capacity=1)
    before = a_market([volunteer])
    need, _ = search.look(a_need(category=Category.EATING, parts_of_day=EVENING), before, new_id)
    entry, market = a_table(need, [volunteer])
    change = joining.join(need, entry, market, new_id)
    assert change is not None
    assert [each.state for each in change[0].proposals] == [ProposalState.WITHDRAWN, ProposalState.STARTED]
    assert market.moved == {entry.id: 1, volunteer.id: -1}
    told = {(each.rung, each.why_not) for each in change[0].running[0].passed_over}
    assert (2, WhyNot.NOT_ADEQUATE) in told, "it had a place, and was not what the resident chose"


def test_a_volunteer_whom_the_resident_accepted_keeps_the_need() -> None:
    volunteer = an_offering(categories=(Category.EATING,))
    need, _ = search.look(a_need(category=Category.EATING), a_market([volunteer]), new_id)
    assert need.pending is not None
    need, _ = answers.accept(need, need.pending, Party.RESIDENT)
    entry, market = a_table(need, [volunteer])
    assert joining.join(need, entry, market, new_id) is None


class Town:
    """Needs that look, and volunteers who come; beside it, groups may be looked for and answered."""

    def __init__(self, arrivals: list[Any], bundling_too: bool) -> None:
        self.bundling_too = bundling_too
        self.offerings: list[Offering] = []
        self.needs: dict[Any, Need] = {}
        self.market = a_market()
        self.groups: list[Bundle] = []
        self.moments = [self.after(arrival) for arrival in arrivals]

    def after(self, arrival: Any) -> dict[Any, list[Any]]:
        """What was proposed to each need at this moment."""
        if isinstance(arrival, Need):
            self.needs[arrival.id] = arrival
        elif isinstance(arrival, Offering):
            self.offerings.append(arrival)
            self.market = a_market(self.offerings)
            for need in self.needs.values():
                self.market.settle(a_need(), need)
        for need in list(self.needs.values()):
            self.change(need, search.look(need, self.market, new_id))
        if isinstance(arrival, int):
            waiting = [each for each in self.needs.values() if each.pending]
            if waiting:
                need = waiting[arrival % len(waiting)]
                assert need.pending is not None
                no = answers.decline(need, need.pending, Party.RESIDENT, WhyNot.TIMES, self.market, new_id)
                self.change(need, no)
        if self.bundling_too:
            self.bundle()
        return {id_: [(each.offering, each.state) for each in need.proposals] for id_, need in self.needs.items()}

    def change(self, before: Need, change: Any) -> None:
        self.market.settle(before, change[0])
        self.needs[before.id] = change[0]

    def bundle(self) -> None:
        in_groups = {each.need for group in self.groups for each in group.invitations}
        free = [each for each in self.needs.values() if each.id not in in_groups]
        for group in grouping.find(free, PLACES, POLICY.bundles):
            cooks = bundling.helpers_for(self.offerings, group, EATING, PLACES)
            self.groups.append(bundling.bundle_of(group, HOUSE, cooks, POLICY, NOW, new_id))
        waiting = [each for each in self.groups if each.state is BundleState.PROPOSED]
        for bundle in waiting:
            said = bundle.invitations[len(self.needs) % len(bundle.invitations)]
            if said.live:
                self.groups[self.groups.index(bundle)] = bundles.accept(bundle, said.id)[0]


@quick
@given(st.lists(st.sampled_from(["need", "volunteer", "no"]), max_size=25))
def test_with_and_without_groups_every_need_is_offered_the_same_at_the_same_moment(kinds: list[str]) -> None:
    made: dict[str, Callable[[], Any]] = {
        "need": lambda: a_need(category=Category.EATING, parts_of_day=EVENING),
        "volunteer": lambda: an_offering(categories=(Category.EATING,), skills=("cooking",), capacity=1),
        "no": lambda: 3,
    }
    arrivals: list[Any] = [made[kind]() for kind in ["need"] * 5 + kinds]
    asked = Town(arrivals, bundling_too=True)
    assert asked.groups, "five who want to eat are asked"
    assert asked.moments == Town(arrivals, bundling_too=False).moments


def test_no_fact_tells_more_than_codes() -> None:
    bundle = a_bundle()
    _, first = bundles.proposed(bundle)
    _, declined = bundles.decline(bundle, bundle.invitations[0].id, WhyNot.TIMES)
    assert bundle.title == "Samen eten"
    for event in [*first, *declined]:
        assert bundle.title not in event.model_dump_json()
