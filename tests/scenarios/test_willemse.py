"""The Willemse scenario through the running services: the table of the story, and the way there."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest

from libs.contracts import accounts, cases, offerings, plans, proposals, signals
from libs.contracts.payload import CaseEvent
from libs.contracts.words import LifeDomain, Rung, WayIn
from omzien import broker
from omzien.demo.figures import Published
from omzien.demo.kitchen_table import NEEDS, NOW, THEN
from omzien.demo.partners import Partners
from omzien.demo.play import new_run
from omzien.demo.services import Services
from omzien.demo.subscriber import Subscriber
from omzien.demo.team import Team
from omzien.demo.told import Told
from omzien.demo.willemse import NEIGHBOURHOOD, WayFirst, Willemse
from tests.eventually import eventually
from tests.scenarios.conftest import Running
from tests.scenarios.wire import bodies

pytestmark = pytest.mark.broker


@dataclass(frozen=True)
class Played:
    """What it came to."""

    willemse: Willemse
    events: list[Told[Any]]  # of this household and its case, in order
    plan: dict[str, Any]
    versions: list[dict[str, Any]]
    offerings: dict[UUID, dict[str, Any]]  # by the proposal that they answered with
    bodies: list[bytes]

    def of(self, kind: type[Any], need: str | None = None) -> list[Told[Any]]:
        """Events of a type, about one need."""
        found = [told for told in self.events if isinstance(told.fact, kind)]
        return [told for told in found if need is None or self._name(told) == need]

    def kinds(self, need: str) -> list[str]:
        """What happened to the plan for one need, in order."""
        about = [told for told in self.of(CaseEvent, need) if told.noun == "plans"]
        return [told.type.removeprefix("nl.omzien.plans.").removesuffix(".v1") for told in about]

    def _name(self, told: Told[Any]) -> str | None:
        return self.willemse.story.needs.get(getattr(told.fact, "need", told.subject))

    def running(self) -> dict[str, Rung]:
        """Need → rung of what runs in the end, as arrangement shows the plan."""
        names = {str(id_): name for id_, name in self.willemse.story.needs.items()}
        return {names[item["need"]]: Rung(item["rung"]) for item in self.plan["items"] if item["state"] == "active"}


async def play(running: Running, first: WayFirst) -> Played:
    run = new_run()
    async with AsyncExitStack() as exits:
        hearing = await exits.enter_async_context(broker.channel(running.target.amqp_url))
        publishing = await exits.enter_async_context(broker.channel(running.target.amqp_url))
        raw = await exits.enter_async_context(bodies(running.target.amqp_url))
        services = await exits.enter_async_context(Services.at(running.target.urls, running.target.token))
        heard = await exits.enter_async_context(Subscriber.on(hearing))
        partners = await Partners.on(publishing, Published())
        team = await Team.appointed(services, heard, (NEIGHBOURHOOD,))
        willemse = Willemse(team, partners, run, say=lambda _: None)
        await willemse.play(first)
        plan = await services.get("arrangement", f"/v1/plans/{willemse.clarified.plan}")
        left = [change for change in plan["changes"] if change["state"] == "rejected"]  # the last that is told
        await eventually(
            lambda: (
                sum(told.fact.caseid == willemse.story.case for told in heard.all(plans.PlanChangeRejected))
                == len(left)
            )
        )
        versions = await services.get("arrangement", f"/v1/plans/{willemse.clarified.plan}/versions?limit=500")
        events = willemse.story.events(heard.events)
        offerings = {
            told.subject: await services.get("matching", f"/v1/offerings/{told.fact.offering}")
            for told in events
            if isinstance(told.fact, proposals.ProposalStarted) and told.fact.offering
        }
        return Played(willemse, events, plan, versions["items"], offerings, raw)


@pytest.fixture(scope="module")
async def played(running: Running) -> Played:
    """As our addition has it: two light worries first."""
    return await play(running, "signals")


async def test_each_need_stands_on_its_rung_in_2006_and_in_2009(played: Played) -> None:
    first = {need: played.of(plans.PlanItemStarted, need)[0].fact.rung for need in THEN}
    assert first == THEN
    assert played.running() == NOW
    assert set(NOW) == set(NEEDS)


async def test_what_nobody_could_do_in_2006_begins_when_a_lighter_way_has_come(played: Played) -> None:
    agreed = played.events.index(played.of(plans.PlanAgreed)[0])
    for need in NOW.keys() - THEN.keys():
        assert played.events.index(played.of(plans.PlanItemStarted, need)[0]) > agreed


@pytest.mark.parametrize(("need", "to"), [("meals", Rung.GENERAL_PROVISION), ("curtains", Rung.OWN_STRENGTH)])
async def test_down_the_ladder_the_lighter_support_runs_before_the_heavier_one_ends(
    played: Played, need: str, to: Rung
) -> None:
    kinds = played.kinds(need)
    down = [
        "change-proposed",
        "item-intended",
        "change-accepted",
        "item-agreed",
        "item-started",
        "change-effected",
        "change-follow-up-began",
        "change-confirmed",
        "item-ended",
    ]
    assert kinds[kinds.index("change-proposed") :][: len(down)] == down
    [ended] = played.of(plans.PlanItemEnded, need)
    assert ended.fact.rung is Rung.INDIVIDUAL_PROVISION
    assert played.of(plans.PlanItemStarted, need)[-1].fact.rung is to


async def test_shopping_stays_on_its_rung_and_becomes_company(played: Played) -> None:
    supports = played.of(plans.PlanItemStarted, "shopping")
    assert [told.fact.rung for told in supports] == [Rung.VOLUNTEERS, Rung.VOLUNTEERS]
    assert supports[1].fact.replaces == supports[0].fact.item
    assert not played.of(plans.PlanChangeAccepted, "shopping")


async def test_the_stockings_stay_and_nobody_proposes_otherwise(played: Played) -> None:
    [agreed] = played.of(plans.PlanItemAgreed, "support stockings")
    assert agreed.fact.lasting
    assert not played.of(plans.PlanChangeProposed, "support stockings")


async def test_nothing_stands_on_rung_four_without_the_record_of_every_lighter_rung(played: Played) -> None:
    heavy = [told for told in played.of(plans.PlanItemAgreed) if told.fact.rung.tailor_made]
    assert len(heavy) == 3
    for told in heavy:
        assert {each.rung for each in told.fact.why_not_lower} == {Rung(rung) for rung in range(4)}


async def test_her_scores_rise(played: Played) -> None:
    scores = [told.fact.scores for told in (*played.of(cases.CaseClarified), *played.of(plans.PlanReviewed))]
    for domain in (LifeDomain.SOCIAL, LifeDomain.MEANING, LifeDomain.DAYTIME):
        assert [each[domain] for each in scores] == [2, 3, 4]


async def test_two_light_worries_are_held_alone_and_raised_together(played: Played) -> None:
    first, second = played.of(signals.SignalAccepted)
    [held] = played.of(signals.SignalHeld)
    assert held.subject == first.subject
    assert {told.subject for told in played.of(signals.SignalRaised)} == {first.subject, second.subject}
    assert all(told.fact.grounds == ("added_up",) for told in played.of(signals.SignalRaised))


async def test_when_she_walks_in_it_is_the_same_case(played: Played) -> None:
    [opened] = played.of(cases.CaseOpened)
    assert opened.fact.way_in is WayIn.SIGNAL
    assert WayIn.HELPDESK in {told.fact.way_in for told in played.of(cases.CaseExtended)}
    assert opened.subject == played.willemse.story.case


async def test_what_she_gives_stands_in_the_catalogue(played: Played) -> None:
    [given] = played.of(offerings.OfferingRegistered)
    assert given.fact.rung is Rung.VOLUNTEERS
    assert given.subject in played.willemse.clarified.contributions


async def test_she_earns_points_by_teaching(played: Played) -> None:
    [credited] = played.of(accounts.AccountCredited)
    assert (credited.fact.reason, credited.fact.kind) == (accounts.Reason.EARNED, accounts.AccountKind.RESIDENT)
    assert credited.fact.points > 0
    kinds = [told.type for told in played.events if told.noun == "accounts"]
    assert kinds == ["nl.omzien.accounts.opened.v1", "nl.omzien.accounts.credited.v1"]


async def test_who_goes_shopping_with_her_is_of_the_service_team_and_reads_to_her(played: Played) -> None:
    first, second = (told.subject for told in played.of(proposals.ProposalStarted, "shopping"))
    mark = f"_{played.willemse.run}"
    skills = [{each.removesuffix(mark) for each in played.offerings[it]["skills"]} for it in (first, second)]
    assert skills == [{"shopping"}, {"shopping", "company", "reading"}]
    assert [played.offerings[each]["kind"] for each in (first, second)] == ["volunteer", "service_team"]


async def test_the_garden_is_done_by_a_guided_team_and_the_street_asks_her_for_coffee(played: Played) -> None:
    [pupils] = played.of(proposals.ProposalStarted, "garden and snow")
    assert played.offerings[pupils.subject]["kind"] == "service_team"
    [coffee] = played.of(plans.PlanItemStarted, "company in the street")
    assert coffee.fact.rung is Rung.OWN_NETWORK
    assert played.events.index(coffee) > played.events.index(pupils)
    [found] = played.of(plans.PlanChangeConfirmed, "company in the street")
    assert found.fact.to_rung is Rung.OWN_NETWORK


async def test_what_is_left_costs_what_remains(played: Played) -> None:
    """Of three supports on rung 4 one is left; every other costs nothing by the week."""
    started = {told.fact.item: told for told in played.of(plans.PlanItemStarted)}
    ended = {told.fact.item for told in played.of(plans.PlanItemEnded)}
    cost = {told.fact.item: told.fact.cost_cents_per_week for told in played.of(plans.PlanItemAgreed)}
    assert sum(cost[item] for item in started) == 3 * 9_500
    assert sum(cost[item] for item in started.keys() - ended) == 9_500


async def test_every_day_of_the_plan_can_be_read_again(played: Played) -> None:
    versions = played.versions
    assert len(versions) > 20
    assert all(one["until"] == other["since"] for one, other in pairwise(versions))
    assert versions[-1]["until"] is None


async def test_her_son_coordinates(played: Played) -> None:
    [named] = played.of(plans.PlanCoordinatorNamed)
    assert named.fact.role == "relative"
    assert played.plan["coordinator"] == str(named.fact.coordinator)


async def test_every_step_is_an_event_and_her_name_is_in_none(played: Played) -> None:
    assert len(played.bodies) >= len(played.events) > 100
    person, address = played.willemse.resident.person, played.willemse.resident.address
    secrets = (
        person["surname"],
        person["birth_date"],
        address["street"],
        address["postcode"],
        "complain",
        "cook again",
    )
    for body in played.bodies:
        assert not [secret for secret in secrets if secret.lower() in body.decode().lower()]


async def test_walking_in_first_ends_in_the_same_plan(running: Running, played: Played) -> None:
    other = await play(running, "walk_in")
    [opened] = other.of(cases.CaseOpened)
    assert opened.fact.way_in is WayIn.HELPDESK
    assert {told.fact.way_in for told in other.of(cases.CaseExtended)} == {WayIn.SIGNAL}
    assert other.running() == played.running()
    assert other.plan["baseline"] == played.plan["baseline"]
    for need in NEEDS:
        assert other.kinds(need) == played.kinds(need)
