"""Groups on a real broker and database: residents with the same need are asked, and nobody waits for it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from libs.contracts.needs import Preference, StatedContribution
from libs.contracts.words import CaseOutcome, Category
from libs.delivery.clock import new_id
from libs.delivery.settings import ROOT
from tests.broker.bundle_letters import Table, centre, looked_for, meal, post, show, table
from tests.broker.matching_letters import (
    NEIGHBOURHOOD,
    Teller,
    clarified,
    closed,
    need,
    organisation,
    register,
    run,
    volunteer,
)
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

POLICY = (ROOT / "deploy" / "reference" / "matching-policy.toml").read_text()


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def running(matching: Served, intake: Teller) -> tuple[Table, dict[str, Any]]:
    """A group of five that runs."""
    await register(matching, centre())
    group = await table(matching, intake)
    await group.yes(*group.members, *group.helpers)
    return group, await group.confirm()


async def free(matching: Served, offering: str) -> int:
    entry = (await matching.http.get(f"/v1/offerings/{offering}")).json()
    return int(entry["capacity"] - entry["taken"])


@pytest.mark.parametrize("gives", [Category.VOLUNTEERS_CARERS, Category.EATING], ids=["a gap", "the cook is offered"])
async def test_five_who_want_to_eat_in_the_evening_become_a_group_that_one_of_them_cooks_for(
    world: World, matching: Served, intake: Teller, gives: Category
) -> None:
    subscriber = await world.subscribe("nl.omzien.bundles.#", "nl.omzien.needs.#", "nl.omzien.proposals.#")
    house = await register(matching, centre())
    group = await table(matching, intake, gives=gives)
    told = await show(matching, group.id)
    assert (told["host"], told["parts_of_day"], told["times_per_week"]) == (house, ["evening"], 4)
    assert {UUID(each["need"]) for each in group.members} == {each.need for each in group.needs.values()}

    await group.yes(*group.members, *group.helpers)
    assert await group.state() == "proposed", "nobody has agreed the place with the centre"
    started = await group.confirm()
    assert started["state"] == "started"

    for stated in group.needs.values():
        now = await need(matching, stated.need)
        proposal = now["proposals"][-1]
        assert (now["state"], proposal["state"], proposal["rung"]) == ("covered", "started", 3)
        assert proposal["offering"] == started["offering"]
        assert {each["rung"] for each in proposal["passed_over"]} == {0, 1, 2}
        assert sum(each["share"] for each in proposal["why"]) == 100
        assert all(each["ground"] == "group_chosen" for each in now["proposals"][:-1])
    entry = (await matching.http.get(f"/v1/offerings/{started['offering']}")).json()
    assert (entry["capacity"], entry["taken"], entry["title"]) == (12, 5, "Samen eten")
    assert await free(matching, group.helpers[0]["offering"]) == 4, "the cook has a place less, and no more than one"

    def kinds(subject: object) -> list[str]:
        return [each["type"].split(".")[3] for each in subscriber.events if each["subject"] == str(subject)]

    await eventually(lambda: "started" in kinds(group.id) and len(subscriber.of("nl.omzien.needs.covered.v1")) == 5)
    assert Counter(kinds(group.id)) == {"proposed": 1, "invited": 6, "accepted": 6, "confirmed": 1, "started": 1}
    for stated in group.needs.values():
        assert kinds(stated.need)[-3:] == ["proposed", "matched", "covered"]
        assert Counter(kinds(stated.need))["covered"] == 1
    sequences = [int(each["sequence"]) for each in subscriber.events if each["subject"] == group.id]
    assert sequences == list(range(1, len(sequences) + 1))


async def test_a_group_that_cannot_become_enough_is_given_up_at_once_and_everybody_goes_on_alone(
    world: World, matching: Served, intake: Teller
) -> None:
    subscriber = await world.subscribe("nl.omzien.bundles.#")
    group = await table(matching, intake, gives=Category.EATING)
    alone = [await need(matching, each.need) for each in group.needs.values()]
    first, second, *others = group.members
    await group.yes(*others)
    await post(matching, f"invitations/{first['id']}/decline", ground="preference")
    assert await group.state() == "proposed", "four of five is still enough"
    told = await post(matching, f"invitations/{second['id']}/decline", ground="times")
    assert (told["state"], told["ground"]) == ("given_up", "too_few")
    assert [await need(matching, each.need) for each in group.needs.values()] == alone, "nothing was taken away"
    await group.yes(others[0], expected=409)
    await eventually(lambda: len(subscriber.of("nl.omzien.bundles.given-up.v1")) == 1)

    assert (await post(matching, "bundles/search"))["bundles"] == [], "nobody is asked again at once"


async def test_a_volunteer_who_comes_while_people_think_is_offered_at_once(matching: Served, intake: Teller) -> None:
    await register(matching, centre())
    group = await table(matching, intake, residents=4)
    await group.yes(*group.members)
    await register(matching, volunteer(categories=["eating"], skills=[], capacity=1))

    async def offered() -> list[dict[str, Any]]:
        found = [await need(matching, each.need) for each in group.needs.values()]
        return [each for each in found if each["state"] == "proposed"]

    await eventually(lambda: _any(offered()), what="an offer")
    [lucky] = await offered()
    assert await group.state() == "proposed"
    await run(matching, lucky["proposals"][0]["id"])

    async def given_up() -> bool:
        return await group.state() == "given_up"

    await eventually(given_up, what="given up: three are too few")
    states = {each["need"]: (each["state"], each["ground"]) for each in (await show(matching, group.id))["invitations"]}
    assert states[lucky["id"]] == ("lapsed", "answered")


async def _any(found: Any) -> bool:
    return bool(await found)


async def test_a_group_whose_term_is_over_is_given_up(world: World, intake: Teller) -> None:
    policy = world.folder / "policy.toml"
    policy.write_text(POLICY.replace("term_hours = 336", "term_hours = 0.0001"))
    async with world.serving("matching", matching_policy_file=policy) as matching:
        group = await table(matching, intake)

        async def over() -> bool:
            told = await show(matching, group.id)
            return (told["state"], told["ground"]) == ("given_up", "expired")

        await eventually(over, what="expired")


async def test_of_a_hundred_yeses_at_once_no_more_are_taken_than_there_are_places_and_it_starts_once(
    world: World, intake: Teller
) -> None:
    policy = world.folder / "policy.toml"
    policy.write_text(POLICY.replace("maximum = 12\ninvited = 18", "maximum = 10\ninvited = 100"))
    subscriber = await world.subscribe("nl.omzien.bundles.started.#", "nl.omzien.offerings.registered.#")
    async with (
        world.serving("matching", matching_policy_file=policy) as matching,
        world.serving("matching", matching_policy_file=policy) as second,
    ):
        await register(matching, centre())
        group = await table(matching, intake, residents=100)
        assert len(group.members) == 100

        async def yes(number: int, invitation: dict[str, Any]) -> int:
            served = (matching, second)[number % 2]
            return (await served.http.post(f"/v1/invitations/{invitation['id']}/accept")).status_code

        answers = Counter(await asyncio.gather(*(yes(*each) for each in enumerate(group.members))))
        assert answers == {200: 10, 409: 90}
        [cook] = group.helpers
        confirmations = [second.http.post(f"/v1/bundles/{group.id}/confirm", json={}) for _ in range(10)]
        await asyncio.gather(yes(0, cook), yes(1, cook), *confirmations)

        started = await show(matching, group.id)
        assert started["state"] == "started"
        assert Counter(each["state"] for each in started["invitations"]) == {"joined": 11, "lapsed": 90}
        counts = (await matching.http.get("/v1/needs/counts")).json()
        assert counts["needs_by_state"] == {"covered": 10, "open": 90}
        assert await free(matching, started["offering"]) == 0
        await eventually(lambda: len(subscriber.of("nl.omzien.bundles.started.v1")) == 1)
        registered = [each["subject"] for each in subscriber.of("nl.omzien.offerings.registered.v1")]
        assert registered.count(started["offering"]) == 1
        assert len(registered) == 3, "the centre, the cook, and one group"


async def test_who_comes_later_finds_the_group_by_the_ladder_and_who_leaves_makes_room(
    matching: Served, intake: Teller
) -> None:
    group, started = await running(matching, intake)
    later, case = meal(), new_id()
    await intake.tell(case, clarified(case, later))

    async def offered() -> bool:
        return bool((await need(matching, later.need))["state"] == "proposed")

    await eventually(offered, what="a place in the group")
    [proposal] = (await need(matching, later.need))["proposals"]
    assert (proposal["offering"], proposal["rung"]) == (started["offering"], 3)
    await run(matching, proposal["id"])
    assert await free(matching, started["offering"]) == 6

    gone = next(iter(group.needs))
    await intake.tell(gone, closed(gone))

    async def room() -> bool:
        return await free(matching, started["offering"]) == 7

    await eventually(room, what="a place that comes free")


async def test_a_case_that_closes_or_a_need_that_is_withdrawn_is_out_of_the_group(
    matching: Served, intake: Teller
) -> None:
    group = await table(matching, intake)
    cases = list(group.needs)
    await intake.tell(cases[1], closed(cases[1]))

    async def states() -> Counter[str]:
        found = (await show(matching, group.id))["invitations"]
        return Counter(each["state"] for each in found if each["role"] == "member")

    async def one_out() -> bool:
        return (await states())["lapsed"] == 1

    await eventually(one_out, what="one out")
    assert await group.state() == "proposed"
    await post(matching, f"needs/{group.needs[cases[2]].need}/withdraw", ground="no_longer_needed")

    async def given_up() -> bool:
        return await group.state() == "given_up"

    await eventually(given_up, what="three are too few")


async def test_a_cook_who_moves_away_leaves_the_group_without_one(matching: Served, intake: Teller) -> None:
    group = await table(matching, intake, residents=6)
    cook = next(iter(group.needs))
    await intake.tell(cook, closed(cook, CaseOutcome.MOVED))

    async def over() -> bool:
        told = await show(matching, group.id)
        return (told["state"], told["ground"]) == ("given_up", "no_helpers")

    await eventually(over, what="nobody to cook")


async def test_when_a_group_ends_its_members_are_looked_for_again_and_the_cook_is_free(
    world: World, matching: Served, intake: Teller
) -> None:
    subscriber = await world.subscribe("nl.omzien.proposals.dropped-out.#", "nl.omzien.bundles.ended.#")
    group, started = await running(matching, intake)
    elsewhere = await register(matching, organisation(3, categories=["eating"], skills=[]))
    refused = await matching.http.delete(f"/v1/offerings/{started['offering']}")
    assert (refused.status_code, "End the group" in refused.json()["detail"]) == (409, True)
    told = await post(matching, f"bundles/{group.id}/end", ground="centre_closed")
    assert (told["state"], told["ground"]) == ("ended", "centre_closed")
    for stated in group.needs.values():
        now = await need(matching, stated.need)
        assert [each["state"] for each in now["proposals"]] == ["dropped_out", "offered"]
        assert now["proposals"][1]["offering"] == elsewhere
    assert await free(matching, group.helpers[0]["offering"]) == 5
    assert (await matching.http.get(f"/v1/offerings/{started['offering']}")).json()["withdrawn"]
    await eventually(lambda: len(subscriber.of("nl.omzien.proposals.dropped-out.v1")) == 5)
    again = await post(matching, f"bundles/{group.id}/end", ground="centre_closed")
    assert again["state"] == "ended"
    assert len(subscriber.of("nl.omzien.bundles.ended.v1")) == 1


async def test_a_cook_who_stops_has_their_place_back_and_the_group_runs_on(matching: Served, intake: Teller) -> None:
    group, started = await running(matching, intake)
    [cook] = group.helpers
    assert await free(matching, cook["offering"]) == 4
    told = await post(matching, f"invitations/{cook['id']}/decline", ground="times")
    assert told["state"] == "started"
    assert await free(matching, cook["offering"]) == 5
    await post(matching, f"bundles/{group.id}/end", ground="no_cook")
    assert await free(matching, cook["offering"]) == 5, "given back once"
    assert await free(matching, started["offering"]) == 12


async def test_a_coordinator_finds_the_place_and_agrees_another_rhythm(matching: Served, intake: Teller) -> None:
    group = await table(matching, intake)
    assert (await show(matching, group.id))["host"] is None, "to be found"
    assert (await post(matching, f"bundles/{group.id}/confirm", 409))["type"].endswith("place-to-be-found")
    cook = await register(matching, volunteer())
    assert (await post(matching, f"bundles/{group.id}/confirm", 409, host=cook))["type"].endswith("no-host")
    house = await register(matching, centre())
    told = await group.confirm(host=house, times_per_week=2)
    assert (told["host"], told["times_per_week"], told["state"]) == (house, 2, "proposed")
    told = await group.confirm(parts_of_day=["morning"])
    assert (told["state"], told["ground"]) == ("given_up", "too_few"), "they can come in the evening only"


async def test_no_group_starts_at_a_place_that_left_the_catalogue(matching: Served, intake: Teller) -> None:
    house = await register(matching, centre())
    group = await table(matching, intake)
    assert (await show(matching, group.id))["host"] == house
    await group.confirm()
    assert (await matching.http.delete(f"/v1/offerings/{house}")).status_code == 200
    await group.yes(*group.members, *group.helpers)
    assert (await show(matching, group.id))["state"] == "proposed"
    assert (await post(matching, f"bundles/{group.id}/confirm", 409))["type"].endswith("no-host")
    other = await register(matching, centre())
    assert (await group.confirm(host=other))["state"] == "started"


async def each_other(matching: Served) -> bool:
    return bool(await matching.scalar("select count(*) = 2 from need where state = 'proposed'"))


async def test_two_of_one_ring_who_choose_the_group_undo_the_ring_once(
    world: World, matching: Served, intake: Teller
) -> None:
    told = await world.subscribe("nl.omzien.proposals.#")
    await register(matching, centre())
    # whom a neighbour may not come to: else the two who are free again would go before the group
    shy = (Preference.NOT_FROM_OWN_STREET,)
    needs = {new_id(): meal(musts=() if number < 2 else shy) for number in range(6)}
    for number, (case, stated) in enumerate(needs.items()):
        gift = StatedContribution(contribution=new_id(), category=Category.EATING, skills=("cooking",))
        await intake.tell(case, clarified(case, stated, **({"contributions": (gift,)} if number < 2 else {})))
        if number == 1:
            await eventually(lambda: each_other(matching), what="each is offered the other")
    await looked_for(matching, [each.need for each in needs.values()])
    [id_] = (await post(matching, "bundles/search"))["bundles"]
    invitations = (await show(matching, id_))["invitations"]
    [ring] = (await post(matching, "rings/search", neighbourhood=NEIGHBOURHOOD))["offered"]
    for each in invitations:
        await post(matching, f"invitations/{each['id']}/accept")
    assert (await post(matching, f"bundles/{id_}/confirm"))["state"] == "started"
    assert (await matching.http.get(f"/v1/rings/{ring['id']}")).json()["state"] == "dissolved"

    async def all_told() -> bool:
        return not await matching.scalar("select count(*) from outbox")

    await eventually(all_told, what="told")
    known = {event["subject"] for event in told.events}
    stored = await matching.scalar("select array_agg(id::text) from proposal")
    assert known <= set(stored), "nothing was told of a proposal that does not exist"
    events = {event["id"]: (event["subject"], event["sequence"]) for event in told.events}.values()
    assert len(events) == len(set(events)), "no number was given twice"


async def test_the_same_yes_under_a_key_is_answered_once_and_a_stale_one_is_refused(
    matching: Served, intake: Teller
) -> None:
    group = await table(matching, intake)
    shown = await matching.http.get(f"/v1/bundles/{group.id}")
    path, version = f"/v1/invitations/{group.members[0]['id']}/accept", shown.headers["ETag"]
    first, again = [
        await matching.http.post(path, headers={"Idempotency-Key": "k1", "If-Match": version}) for _ in range(2)
    ]
    assert (first.status_code, first.content) == (200, again.content)
    stale = await matching.http.post(f"/v1/invitations/{group.members[1]['id']}/accept", headers={"If-Match": version})
    assert stale.status_code == 412


async def test_the_database_refuses_a_group_without_a_place_and_two_invitations_at_a_time(
    matching: Served, intake: Teller
) -> None:
    group = await table(matching, intake)
    with pytest.raises(asyncpg.CheckViolationError, match="starts_with_a_place"):
        await matching.runtime.pool.execute("update bundle set state = 'started' where id = $1", UUID(group.id))
    with pytest.raises(asyncpg.UniqueViolationError, match="one_live_invitation"):
        await matching.runtime.pool.execute(
            "insert into invitation select gen_random_uuid(), bundle, role, caseid, need, offering, parts_of_day, "
            "invited_at, state, ground from invitation where role = 'member' limit 1"
        )


async def test_searches_at_the_same_time_ask_everybody_once(world: World, matching: Served, intake: Teller) -> None:
    cook = StatedContribution(contribution=new_id(), category=Category.VOLUNTEERS_CARERS, skills=("cooking",))
    needs = [meal() for _ in range(8)]
    for number, stated in enumerate(needs):
        case = new_id()
        await intake.tell(case, clarified(case, stated, **({} if number else {"contributions": (cook,)})))
    await looked_for(matching, [each.need for each in needs])
    async with world.serving("matching") as second:
        found = await asyncio.gather(*(post(each, "bundles/search") for each in (matching, second) * 5))
    assert sorted(len(each["bundles"]) for each in found) == [0] * 9 + [1]
    page = (await matching.http.get("/v1/invitations", params={"state": "invited", "limit": 5})).json()
    rest = (await matching.http.get("/v1/invitations", params={"after": page["next"]})).json()
    assert len({each["need"] or each["offering"] for each in page["items"] + rest["items"]}) == 9
