"""Where somebody lives is read from the municipality's own file; what it does not know is put to the helpdesk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from libs.contracts.topology import SIGNALS
from tests.broker.signalling_letters import event, letter, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

AMSTERDAM = Path(__file__).parents[1] / "unit" / "contracts" / "amsterdam.csv"
KNOWN, NEW = "1016EK", "1019ZZ"


@asynccontextmanager
async def both(world: World) -> AsyncIterator[tuple[Path, Served, Served]]:
    """Signalling and intake on one file of their own."""
    file = world.folder / "amsterdam.csv"
    file.write_bytes(AMSTERDAM.read_bytes())
    async with (
        world.serving("signalling", neighbourhoods_file=file) as signalling,
        world.serving("intake", neighbourhoods_file=file) as intake,
    ):
        yield file, signalling, intake


async def publish(world: World, postcode: str, surname: str = "Willemse", number: str = "12") -> None:
    person = {"initials": "A.", "surname": surname, "birth_date": "1923-04-05"}
    about = worry(urgency="acute", person=person, address={"postcode": postcode, "house_number": number})
    await world.publish(SIGNALS, [letter(event(about))])


async def cases(intake: Served, **wanted: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await intake.http.get("/v1/cases", params=wanted)).json()["cases"]
    return found


async def placed(intake: Served, neighbourhood: str, number: int = 1) -> bool:
    return len(await cases(intake, neighbourhood=neighbourhood)) == number


async def test_a_signal_with_a_postcode_of_the_own_file_becomes_a_case_of_its_neighbourhood(world: World) -> None:
    async with both(world) as (_, _, intake):
        told = await world.subscribe("nl.omzien.cases.opened.v1.centrum-west")
        await publish(world, KNOWN)
        await eventually(lambda: placed(intake, "centrum-west"))
        await eventually(lambda: len(told.events) == 1)


async def test_an_unknown_postcode_is_a_question_to_the_helpdesk_that_is_answered_by_hand(world: World) -> None:
    async with both(world) as (_, signalling, intake):
        holder = "018f0000-0000-7000-8000-000000000001"
        team = {"case_holder": holder, "neighbourhood": "centrum-oost", "capacity": 3}
        assert (await intake.http.post("/v1/case-holders", json=team)).status_code == 200
        await publish(world, NEW)
        await eventually(lambda: placed(intake, "unknown"))
        [item] = (await intake.http.get("/v1/worklist", params={"neighbourhood": "unknown"})).json()["items"]
        [signal] = item["case"]["signals"]
        seen = (await signalling.read(f"/v1/signals/{signal}")).json()
        path = f"/v1/cases/{item['case']['id']}/place"
        answered = await intake.http.post(path, json={"neighbourhood": "centrum-oost"})
        left = (await intake.http.get("/v1/worklist", params={"neighbourhood": "unknown"})).json()["items"]
    assert (item["waits_for"], item["asks"].split(":")[0]) == (
        "place",
        "The postcode is missing, or is in no neighbourhood",
    )
    assert (seen["marks"], seen["address"]["postcode"]) == (["postcode_unknown"], NEW)
    assert (answered.json()["neighbourhood"], answered.json()["case_holder"]) == ("centrum-oost", holder)
    assert left == []


async def test_a_postcode_that_the_file_gets_holds_for_the_next_signal_without_a_restart(world: World) -> None:
    async with both(world) as (file, signalling, intake):
        await publish(world, NEW)
        await eventually(lambda: placed(intake, "unknown"))
        with file.open("a") as more:
            more.write(f"{NEW};Oost;Zeeburgereiland\n")
        await eventually(lambda: _knows(signalling, NEW))
        await publish(world, NEW)
        await eventually(lambda: placed(intake, "zeeburgereiland"))
        await publish(world, NEW, "Jansen", "14")
        await eventually(lambda: placed(intake, "zeeburgereiland", 2))
        assert await placed(intake, "unknown", 0), "the case that waited is the one that was placed"
        assert await signalling.scalar("select count(*) from dead_letter") == 0


async def test_a_wrong_file_is_told_and_what_held_goes_on_to_hold(world: World) -> None:
    async with both(world) as (file, _, intake):
        before = (await intake.http.get("/v1/neighbourhoods")).json()
        file.write_text("no postcode\n")
        await eventually(lambda: _faulty(intake))
        after = (await intake.http.get("/v1/neighbourhoods")).json()
        await publish(world, KNOWN)
        await eventually(lambda: placed(intake, "centrum-west"))
    assert before["fault"] is None
    assert "amsterdam.csv, line 1: is no header that is understood" in after["fault"]
    assert after["neighbourhoods"] == before["neighbourhoods"]


async def test_a_front_end_can_offer_the_neighbourhoods_or_find_one_by_postcode(world: World) -> None:
    async with both(world) as (_, _, intake):
        every = (await intake.http.get("/v1/neighbourhoods")).json()
        one = (await intake.http.get("/v1/neighbourhoods", params={"postcode": "1066 aa"})).json()
        none = await intake.http.get("/v1/neighbourhoods", params={"postcode": NEW})
    assert [each["neighbourhood"] for each in every["neighbourhoods"]][:2] == ["centrum-oost", "centrum-west"]
    assert (every["file"], len(every["content_hash"])) == ("amsterdam.csv", 16)
    assert one["neighbourhoods"] == [
        {
            "neighbourhood": "de-aker-sloten-en-nieuw-sloten",
            "name": "De Aker, Sloten en Nieuw Sloten",
            "district": "nieuw-west",
            "district_name": "Nieuw-West",
            "municipality": "amsterdam",
        }
    ]
    assert (none.status_code, none.json()["neighbourhoods"]) == (200, [])


async def _faulty(intake: Served) -> bool:
    return (await intake.http.get("/v1/neighbourhoods")).json()["fault"] is not None


def _knows(signalling: Served, postcode: str) -> bool:
    found: str = signalling.runtime.settings.places.neighbourhood(postcode)  # type: ignore[attr-defined]
    return found != "unknown"
