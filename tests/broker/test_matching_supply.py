"""Supply on its own terms, the ladder's proof, and choice, on a real broker and database."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest

from libs.contracts.calendar import day_of
from libs.contracts.needs import Preference, StatedNeed, Where, Whose
from libs.contracts.words import Category, PartOfDay, Rung, Urgency, WhyNot
from libs.delivery.clock import new_id, wall_clock
from services.matching import store
from services.matching.domain import ladder
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.settings import Settings
from tests.broker.matching_letters import (
    GUIDE,
    NEIGHBOURHOOD,
    Teller,
    answer,
    clarified,
    need,
    organisation,
    register,
    run,
    shopping,
    volunteer,
)
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
async def matching(world: World) -> AsyncIterator[Served]:
    async with world.serving("matching") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


async def proposed(matching: Served, stated: StatedNeed) -> dict[str, Any]:
    """The proposal that waits."""
    found: list[dict[str, Any]] = []

    async def holds() -> bool:
        told = (await need(matching, stated.need))["proposals"]
        found[:] = [each for each in told if each["state"] == "offered"]
        return bool(found)

    await eventually(holds, what="a proposal")
    return found[0]


async def taken(matching: Served, offering: str) -> int:
    places: int = (await matching.http.get(f"/v1/offerings/{offering}")).json()["taken"]
    return places


# the ladder with proof

LOWER = [{"rung": rung, "why_not": "nobody", "candidates": 0} for rung in range(3)]
FOOLISH: list[Any] = [
    [],
    {},
    "because",
    LOWER[:2],
    [*LOWER[:2], {"rung": 2}],
    [*LOWER[:2], {"rung": 2, "why_not": "we_said_so", "candidates": 1}],
    [*LOWER[:2], {"rung": 2, "why_not": "nobody", "candidates": 4}],
    [*LOWER[:2], {"rung": 2, "why_not": "too_far", "candidates": 0}],
    [*LOWER[:2], {"rung": 2, "why_not": "too_far", "candidates": -1}],
    [*LOWER[:2], {"rung": 2, "why_not": "too_far", "candidates": "many"}],
    [*LOWER, {"rung": 3, "why_not": "nobody", "candidates": 0}],
    [*LOWER[:2], None],
]
INSERT = """insert into proposal (id, sequence, need, caseid, neighbourhood, rung, offering, state, accepted_by, why,
    passed_over, policy, cost_cents_per_week, offered_at, expires_at)
select gen_random_uuid(), 1, need, caseid, neighbourhood, $1, offering, 'ended', '{}', why, $2::jsonb, policy, 0, now(),
    now() from proposal limit 1"""


async def test_a_rung_without_a_sound_record_why_not_lower_is_refused_by_the_database(
    matching: Served, intake: Teller
) -> None:
    await register(matching, organisation(3))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    await proposed(matching, stated)
    pool = matching.runtime.pool
    for record in FOOLISH:
        with pytest.raises(asyncpg.CheckViolationError, match="why_not_lower"):
            await pool.execute(INSERT, 3, record)
    for rung in (2, 4, 5):
        with pytest.raises(asyncpg.CheckViolationError, match="why_not_lower"):
            await pool.execute(INSERT, rung, LOWER)
    await pool.execute(INSERT, 3, LOWER)
    for why_not in set(WhyNot) - {WhyNot.NOBODY, WhyNot.NOT_GRANTED}:
        await pool.execute(INSERT, 3, [*LOWER[:2], {"rung": 2, "why_not": why_not, "candidates": 1}])
    await pool.execute(INSERT, 3, [*LOWER[:2], {"rung": 2, "why_not": WhyNot.NOT_GRANTED, "candidates": 0}])


@pytest.mark.parametrize(
    "change",
    [
        "rung = 2",
        "rung = 5",
        "passed_over = '[]'",
        """passed_over = passed_over || '[{"rung": 2, "why_not": "too_far", "candidates": 9}]'""",
        "why = '[]'",
        "offering = (select id from offering where id <> proposal.offering limit 1)",
        "need = (select id from need where id <> proposal.need limit 1)",
    ],
)
async def test_what_was_proposed_and_why_never_changes(matching: Served, intake: Teller, change: str) -> None:
    await register(matching, organisation(3))
    await register(matching, organisation(3))
    first, second, case = shopping(), shopping(), new_id()
    await intake.tell(case, clarified(case, first, second))
    id_ = (await proposed(matching, first))["id"]
    await proposed(matching, second)
    with pytest.raises(asyncpg.CheckViolationError, match="why_not_lower"):
        await matching.runtime.pool.execute(f"update proposal set {change} where id = $1", UUID(id_))  # noqa: S608


async def test_the_evidence_says_who_was_passed_over_why_and_how_far(matching: Served, intake: Teller) -> None:
    full = await register(matching, volunteer(capacity=0))
    far = await register(matching, volunteer(neighbourhood="maartensdijk", reach_km=1))
    away = await register(matching, volunteer(terms={"guide": GUIDE, "away_from": "2020-01-01"}))
    service = await register(matching, organisation(3))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    proposal = await proposed(matching, stated)
    assert proposal["offering"] == service
    told = (await matching.http.get(f"/v1/proposals/{proposal['id']}/evidence")).json()
    on_two = {each["why_not"]: each["candidates"] for each in told["passed_over"] if each["rung"] == 2}
    assert on_two == {"no_capacity": 1, "too_far": 1, "away": 1}
    by_id = {each["offering"]: each for each in told["candidates"]}
    assert {id_: each["why_not"] for id_, each in by_id.items()} == {
        full: "no_capacity",
        far: "too_far",
        away: "away",
    }
    assert by_id[full]["km"] == 0
    assert by_id[far]["km"] > 1
    # the nearest come first
    assert told["candidates"][-1]["offering"] == far


async def test_all_are_counted_and_the_nearest_two_hundred_known_by_id(matching: Served, intake: Teller) -> None:
    rows = [
        volunteer(skills=["chess"], neighbourhood=where)
        for where in ("maartensdijk", NEIGHBOURHOOD)
        for _ in range(150)
    ]
    assert (await matching.http.post("/v1/offerings/import", json=rows)).status_code == 200
    await register(matching, organisation(3))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    proposal = await proposed(matching, stated)
    told = (await matching.http.get(f"/v1/proposals/{proposal['id']}/evidence")).json()
    [on_two] = [each for each in told["passed_over"] if each["rung"] == 2]
    assert on_two == {"rung": 2, "why_not": "not_adequate", "candidates": 300, "at_least": False}
    kilometres = [each["km"] for each in told["candidates"]]
    assert (len(kilometres), kilometres.count(0)) == (200, 150)
    assert kilometres == sorted(kilometres)


async def test_more_than_can_be_looked_at_are_told_as_at_least(
    matching: Served, intake: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.market, "LOOKED_AT", 5)
    rows = [volunteer(skills=["chess"]) for _ in range(9)]
    assert (await matching.http.post("/v1/offerings/import", json=rows)).status_code == 200
    await register(matching, organisation(3))
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    proposal = await proposed(matching, stated)
    assert {"rung": 2, "why_not": "not_adequate", "candidates": 5, "at_least": True} in proposal["passed_over"]


# what the index tells is what the ladder decides


def some(chance: random.Random, *words: Any) -> Any:
    return chance.choice(words)


def a_volunteer(chance: random.Random) -> dict[str, Any]:
    terms = {
        "guide": some(chance, None, GUIDE, GUIDE, GUIDE),
        "visits": some(chance, None, None, False),
        "whose": some(chance, [], [], ["carer"]),
        "conditions": some(chance, [], [], ["card"]),
        "traits": some(chance, [], ["woman"], ["man", "pets"], ["smokes"], ["trainee"]),
        "trained_in": some(chance, [], ["lifting"]),
        "away_from": some(chance, None, None, None, "2020-01-01", "2120-01-01"),
        "reserved": some(chance, [], [], [{"places": 1, "until": "2100-01-01", "purpose": "acute"}]),
    }
    return volunteer(
        neighbourhood=some(chance, NEIGHBOURHOOD, "de-bilt-oost", "maartensdijk", "unknown"),
        skills=some(chance, ["shopping"], ["shopping", "lifting"], ["chess"]),
        languages=some(chance, ["nl"], ["tr", "nl"], ["ar"]),
        parts_of_day=some(chance, [], ["morning"], ["evening", "morning"]),
        capacity=some(chance, 0, 1, 2),
        screened_until=some(chance, None, "2020-01-01", "2099-01-01"),
        trained=some(chance, True, True, False),
        reach_km=some(chance, None, 1, 20),
        unwilling=some(chance, [], [], ["inside_home"], ["pets"]),
        serves=some(chance, [], [], [NEIGHBOURHOOD], ["maartensdijk"]),
        minimum_age=some(chance, None, None, 18),
        terms=terms,
    )


def a_provision(chance: random.Random) -> dict[str, Any]:
    terms = {
        "visits": some(chance, None, True, False),
        "at_distance": some(chance, False, False, True),
        "any_hour": some(chance, False, False, True),
        "whose": some(chance, [], ["carer"], ["resident", "carer"]),
        "conditions": some(chance, [], ["card"]),
        "traits": some(chance, [], ["pets"]),
    }
    where = some(chance, NEIGHBOURHOOD, "maartensdijk", "unknown")
    return organisation(
        3, neighbourhood=where, capacity=some(chance, 0, 2), parts_of_day=some(chance, [], ["evening"]), terms=terms
    )


def asked(chance: random.Random) -> StatedNeed:
    parts = some(chance, (), (PartOfDay.MORNING,), (PartOfDay.MORNING, PartOfDay.EVENING))
    return shopping(
        skills=some(chance, (), ("shopping",), ("shopping", "lifting")),
        languages=some(chance, ("nl",), ("tr", "nl"), ()),
        parts_of_day=parts,
        times_per_week=some(chance, 1, 14),
        inside_home=some(chance, False, True),
        where=some(chance, None, *Where),
        whose=some(chance, *Whose),
        musts=tuple(chance.sample(list(Preference), some(chance, 0, 0, 1, 2))),
        traits=some(chance, (), ("woman",), ("man", "pets")),
        meets=some(chance, (), ("card",)),
        age=some(chance, None, 12, 80),
        urgency=some(chance, *Urgency),
    )


async def test_who_the_index_passes_over_the_ladder_passes_over_for_the_same_reason(
    matching: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two ways of saying what is adequate that drift apart would hide somebody, or tell a reason that does not hold."""
    monkeypatch.setattr(store.market, "NEAREST", 1_000)
    chance = random.Random(5)
    rows = [maker(chance) for maker in (a_volunteer, a_provision) for _ in range(150)]
    results = (await matching.http.post("/v1/offerings/import", json=rows)).json()
    assert not [each for each in results if each["refused"]]
    ids = [UUID(each["id"]) for each in results]
    settings, now = matching.runtime.settings, wall_clock()
    assert isinstance(settings, Settings)
    places, policy = settings.places, settings.policies.at(now)
    seen: Counter[str] = Counter()
    async with matching.runtime.pool.acquire() as connection, connection.transaction():
        everybody = Market(await store.offerings(connection, ids), places, policy, now)
        for _ in range(60):
            stated = asked(chance)
            it = Need(id=stated.need, caseid=new_id(), neighbourhood=NEIGHBOURHOOD, stated=stated, opened_at=now)
            market = await store.lock_market(connection, [it], [], places, policy, now)
            for rung in (Rung.VOLUNTEERS, Rung.GENERAL_PROVISION):
                crowd = market.crowd(it, rung)
                for told in crowd.nearest:
                    offering = everybody.offering(told.offering)
                    assert offering
                    assert (told.why_not, offering.terms) == (ladder.obstacle(it, offering, everybody), offering.terms)
                    seen[told.why_not] += 1
                fits = {
                    each.id for each in everybody.candidates(it, rung) if ladder.obstacle(it, each, everybody) is None
                }
                assert fits == set(crowd.adequate)
                seen["adequate"] += len(fits)
    assert {"adequate", *WhyNot} - set(seen) <= {"nobody", "declined", "not_granted"}


# choice, and the last place


async def test_the_resident_chooses_between_equals_and_the_places_move_with_it(
    world: World, matching: Served, intake: Teller
) -> None:
    told = await world.subscribe("nl.omzien.proposals.#")
    pair = {await register(matching, volunteer(capacity=1)) for _ in range(2)}
    stated, case = shopping(), new_id()
    await intake.tell(case, clarified(case, stated))
    first = await proposed(matching, stated)
    [other] = first["equals"]
    assert {first["offering"], other} == pair
    await answer(matching, first["id"], "choose", 409, offering=str(new_id()))
    now = await answer(matching, first["id"], "choose", offering=other)
    assert (now["offering"], now["state"], now["equals"]) == (other, "offered", [])
    assert now["passed_over"] == first["passed_over"]
    assert (await taken(matching, first["offering"]), await taken(matching, other)) == (0, 1)
    await answer(matching, first["id"], "choose", 409, offering=other)
    await run(matching, now["id"])
    await eventually(lambda: bool(told.of("nl.omzien.proposals.started.v1")))
    [withdrawn] = told.of("nl.omzien.proposals.withdrawn.v1")
    assert withdrawn["data"]["ground"] == "other_chosen"
    assert told.of("nl.omzien.proposals.offered.v1")[0]["data"]["equals"] == [other]


async def test_the_last_place_is_chosen_once_by_a_hundred_at_once(
    world: World, matching: Served, intake: Teller
) -> None:
    """And of a hundred who were chosen or not, whoever accepts has a place: nobody is over-booked."""
    many = await register(matching, volunteer(capacity=100))
    needs = {new_id(): shopping() for _ in range(100)}
    last = await register(matching, volunteer(capacity=1, terms={"guide": GUIDE, "reserved": held_back(1)}))
    await asyncio.gather(*(intake.tell(case, clarified(case, stated)) for case, stated in needs.items()))

    async def all_proposed() -> bool:
        return bool(await matching.scalar("select count(*) from proposal where offering = $1", UUID(many)) == 100)

    await eventually(all_proposed)
    # as if each had been named it while it was free; what names it is never changed afterwards, so it is made anew
    entry = volunteer(capacity=1)
    assert (await matching.http.put(f"/v1/offerings/{last}", json=entry)).status_code == 200
    await renamed(matching, last)
    proposals = [
        row["id"] for row in await matching.runtime.pool.fetch("select id from proposal where state = 'offered'")
    ]
    async with world.serving("matching") as second:
        answers = await asyncio.gather(
            *(
                at.http.post(f"/v1/proposals/{id_}/choose", json={"offering": last})
                for id_, at in zip(proposals, (matching, second) * 50, strict=True)
            )
        )
        assert Counter(each.status_code for each in answers) == {200: 1, 409: 99}
        assert {each.json()["type"].rsplit(":", 1)[-1] for each in answers if each.status_code == 409} == {
            "choice-gone"
        }
        assert (await taken(matching, last), await taken(matching, many)) == (1, 99)
        live = await matching.runtime.pool.fetch("select id from proposal where state = 'offered'")
        yeses = await asyncio.gather(
            *(
                at.http.post(f"/v1/proposals/{row['id']}/accept", json={"by": by})
                for row in live
                for at, by in ((matching, "supplier"), (second, "resident"))
            )
        )
    assert {each.status_code for each in yeses} == {200}
    accepted = await matching.runtime.pool.fetch(
        "select offering, count(*) from proposal where state = 'accepted' group by 1"
    )
    assert {str(row[0]): row[1] for row in accepted} == {last: 1, many: 99}


def held_back(places: int) -> list[dict[str, Any]]:
    return [{"places": places, "until": "2100-01-01", "purpose": "nobody_yet"}]


async def renamed(matching: Served, equal: str) -> None:
    """The same proposals, each with this one among its equals: written as the service writes them when it is free."""
    async with matching.runtime.pool.acquire() as connection, connection.transaction():
        await connection.execute("create temp table copied on commit drop as select * from proposal")
        await connection.execute("delete from evidence")
        await connection.execute("delete from proposal")
        await connection.execute("update copied set equals = array[$1::uuid]", UUID(equal))
        await connection.execute("insert into proposal select * from copied")


async def test_who_declined_is_not_offered_for_the_next_need_of_the_kind_in_the_case(
    matching: Served, intake: Teller
) -> None:
    shopper = await register(matching, volunteer(categories=["services", "transport_aids"]))
    first, case = shopping(), new_id()
    await intake.tell(case, clarified(case, first))
    await answer(matching, (await proposed(matching, first))["id"], "decline", by="supplier", ground="preference")
    service = await register(matching, organisation(3))
    same, other = shopping(), shopping(category=Category.TRANSPORT_AIDS)
    await intake.tell(case, clarified(case, same, other))
    told = await proposed(matching, same)
    assert told["offering"] == service
    assert {"rung": 2, "why_not": "declined", "candidates": 1, "at_least": False} in told["passed_over"]
    assert (await proposed(matching, other))["offering"] == shopper


# people, teams and places on their own terms


async def test_a_time_out_is_told_to_what_runs_and_takes_back_what_waits(
    world: World, matching: Served, intake: Teller
) -> None:
    told = await world.subscribe("nl.omzien.proposals.#")
    shopper = await register(matching, volunteer(capacity=2))
    running, waiting = shopping(), shopping()
    for stated in (running, waiting):
        case = new_id()
        await intake.tell(case, clarified(case, stated))
        await proposed(matching, stated)
    runs, waits = await proposed(matching, running), await proposed(matching, waiting)
    await run(matching, runs["id"])
    today = day_of(wall_clock())
    back = (today + timedelta(days=30)).isoformat()
    away = volunteer(capacity=2, terms={"guide": GUIDE, "away_from": today.isoformat(), "away_until": back})
    assert (await matching.http.put(f"/v1/offerings/{shopper}", json=away)).status_code == 200

    async def taken_back() -> bool:
        return bool((await need(matching, waiting.need))["state"] == "open")

    await eventually(taken_back)
    await eventually(lambda: bool(told.of("nl.omzien.proposals.supplier-away.v1")))
    [event] = told.of("nl.omzien.proposals.supplier-away.v1")
    assert event["subject"] == runs["id"]
    assert (event["data"]["away_from"], event["data"]["away_until"]) == (today.isoformat(), back)
    assert (await need(matching, running.need))["state"] == "covered"
    gone = (await matching.http.get(f"/v1/proposals/{waits['id']}")).json()
    assert (gone["state"], gone["ground"]) == ("withdrawn", "supplier_away")
    # they come back earlier than was thought
    assert (await matching.http.put(f"/v1/offerings/{shopper}", json=volunteer(capacity=2))).status_code == 200
    assert (await proposed(matching, waiting))["offering"] == shopper


async def test_a_service_team_has_a_guide_members_and_visits_a_day(matching: Served, intake: Teller) -> None:
    member = str(new_id())
    team = {
        "kind": "service_team",
        "rung": 2,
        "categories": ["services"],
        "neighbourhood": NEIGHBOURHOOD,
        "skills": ["shopping"],
        "title": "Wijkserviceteam",
        "hours": [{"weekday": day, "opens": "09:00", "closes": "12:00"} for day in (1, 3)],
        "terms": {"guide": GUIDE, "members": [member], "per_day": 2},
    }
    unguided = team | {"terms": {"members": [member], "per_day": 2}}
    assert (await matching.http.post("/v1/offerings", json=unguided)).status_code == 422
    assert (await matching.http.post("/v1/offerings", json=team | {"capacity": 3})).status_code == 422
    id_ = await register(matching, team)
    shown = (await matching.http.get(f"/v1/offerings/{id_}")).json()
    assert (shown["capacity"], shown["terms"]["members"], shown["parts_of_day"]) == (4, [member], ["morning"])
    stated, case = shopping(times_per_week=3), new_id()
    await intake.tell(case, clarified(case, stated))
    proposal = await proposed(matching, stated)
    assert (proposal["offering"], await taken(matching, id_)) == (id_, 3)
    await answer(matching, proposal["id"], "decline", by="resident", ground="preference")
    assert await taken(matching, id_) == 0


async def test_an_acute_need_goes_to_the_night_care_centre_however_many_are_nearer(
    matching: Served, intake: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store.market, "LOOKED_AT", 4)
    rows = [organisation(3, categories=["care"], skills=[]) for _ in range(8)]
    assert (await matching.http.post("/v1/offerings/import", json=rows)).status_code == 200
    centre = organisation(
        3, categories=["care"], skills=[], neighbourhood="maartensdijk", terms={"any_hour": True, "visits": True}
    )
    night = await register(matching, centre)
    stated, case = shopping(category=Category.CARE, skills=(), urgency=Urgency.ACUTE, where=Where.AT_HOME), new_id()
    await intake.tell(case, clarified(case, stated))
    assert (await proposed(matching, stated))["offering"] == night


async def test_places_held_back_are_for_their_purpose_until_their_day(matching: Served, intake: Teller) -> None:
    entry = organisation(3, capacity=1)
    until = (day_of(wall_clock()) + timedelta(days=9)).isoformat()
    reserved = [{"places": 1, "until": until, "purpose": "from_hospital"}]
    id_ = await register(matching, entry | {"terms": {"reserved": reserved}})
    plain, meant = shopping(), shopping(meets=("from_hospital",))
    case = new_id()
    await intake.tell(case, clarified(case, plain))

    async def open_() -> bool:
        return bool((await need(matching, plain.need)).get("unanswered"))

    await eventually(open_)
    evidence = (await need(matching, plain.need))["unanswered"]
    assert {"rung": 3, "why_not": "no_capacity", "candidates": 1, "at_least": False} in evidence
    due = await matching.scalar("select due from timer where aggregate = $1 and kind = 'supplier_back'", UUID(id_))
    assert due > wall_clock()
    other = new_id()
    await intake.tell(other, clarified(other, meant))
    assert (await proposed(matching, meant))["offering"] == id_


async def test_a_place_is_free_when_what_is_held_back_by_then_leaves_one(matching: Served, intake: Teller) -> None:
    """What was held back until a day that is over counts no more, also beside what is held back for longer."""
    today = day_of(wall_clock())
    reserved = [
        {"places": places, "until": (today + timedelta(days=days)).isoformat(), "purpose": "from_hospital"}
        for places, days in ((2, -9), (1, 9))
    ]
    id_ = await register(matching, organisation(3, capacity=2, terms={"reserved": reserved}))
    plain, case = shopping(), new_id()
    await intake.tell(case, clarified(case, plain))
    assert (await proposed(matching, plain))["offering"] == id_


@pytest.mark.parametrize("accepted", [False, True], ids=["offered", "accepted"])
@pytest.mark.parametrize(
    "since",
    [{"trained": False}, {"screened_until": "2020-01-01"}, {"terms": {}}],
    ids=["trained", "screened", "guided"],
)
async def test_who_may_not_come_into_a_home_any_more_is_not_waited_for(
    matching: Served, intake: Teller, since: dict[str, Any], accepted: bool
) -> None:
    """Whoever comes into a vulnerable resident's home is screened, trained and guided: also who was asked before."""
    id_ = await register(matching, volunteer())
    inside, outside, case = shopping(inside_home=True), shopping(), new_id()
    await intake.tell(case, clarified(case, inside, outside))
    for stated in (inside, outside):
        proposal = await proposed(matching, stated)
        for by in ("resident", "supplier") if accepted else ():
            await answer(matching, proposal["id"], "accept", by=by)
    service = await register(matching, organisation(3))
    assert (await matching.http.put(f"/v1/offerings/{id_}", json=volunteer(**since))).status_code == 200

    async def by_the_service() -> bool:
        return bool((await need(matching, inside.need))["proposals"][-1]["offering"] == service)

    await eventually(by_the_service)
    first, _ = (await need(matching, inside.need))["proposals"]
    assert (first["state"], first["ground"]) == ("withdrawn", "screening")
    [kept] = (await need(matching, outside.need))["proposals"]
    assert kept["state"] == ("accepted" if accepted else "offered")


async def test_an_entry_that_an_organisation_took_over_has_no_volunteer_and_no_name(matching: Served) -> None:
    id_ = await register(matching, volunteer())
    assert (await matching.read(f"/v1/offerings/{id_}/name")).status_code == 200
    assert (await matching.http.put(f"/v1/offerings/{id_}", json=organisation(3))).status_code == 200
    assert (await matching.read(f"/v1/offerings/{id_}/name")).status_code == 404
    assert await matching.scalar("select count(*) from volunteer_name") == 0


async def test_terms_that_mean_nothing_are_refused_with_what_is_wrong(matching: Served) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"away_from": "2026-02-01", "away_until": "2026-01-01"}, "away_until is before away_from"),
        ({"reserved": [{"places": 0, "until": "2026-01-01", "purpose": "acute"}]}, "greater than or equal to 1"),
        ({"away_until": "9999-12-31"}, "2200"),
        ({"gide": GUIDE}, "Extra inputs"),
        ({"per_day": 4}, "service team"),
    ]
    for terms, says in wrong:
        answered = await matching.http.post("/v1/offerings", json=volunteer(terms=terms))
        assert answered.status_code == 422
        assert says in orjson.dumps(answered.json()).decode()
