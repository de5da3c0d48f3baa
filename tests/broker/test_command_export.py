"""A delivery comes in, its cases are worked on, and they go out as a delivery again."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
import pytest
from structlog.testing import capture_logs

from libs.contracts.calendar import AMSTERDAM
from omzien import system
from omzien.ddas import checking
from omzien.errors import Advice
from tests.broker.command import listening, told, typed
from tests.eventually import eventually
from tests.unit.omzien.deliveries import file, levering, record
from tests.world import READER, Served, World

pytestmark = pytest.mark.broker

SCHEMA = Path(__file__).parents[3] / "shared" / "data" / "ddas" / "uitwisselmodel-0.9.schema.json"
EXPORTS = "/v1/exports/arrears"


def today() -> str:
    return datetime.now(AMSTERDAM).date().isoformat()


@dataclass
class Place:
    """Signalling and intake, with a case holder who has room."""

    signalling: Served
    intake: Served
    folder: Path
    holder: str
    since: str = field(default_factory=today)

    @property
    def period(self) -> dict[str, str]:
        """The days that the test has seen: two, when it runs over midnight."""
        return {"since": self.since, "until": today()}

    def in_period(self, *more: str) -> list[str]:
        """The words of the command for that."""
        period = [word for name, day in self.period.items() for word in (f"--{name}", day)]
        return [*period, "--municipality", "0310", "--actor", str(READER), *more]

    async def published(self, path: Path, code: int = 0) -> Counter[str]:
        """What became of the records of a file."""
        out = self.folder / "results.jsonl"
        result = await typed("publish", str(path), "--partner", "vroeg", "--results", str(out))
        assert result.exit_code == code, (result.output, result.exception)
        return Counter(orjson.loads(line)["result"] for line in out.read_bytes().splitlines())

    async def exported(self, *more: str, kvk: str = "12345678") -> Any:
        """The delivery of the period, as it stands in the file, with what was said of it."""
        out = self.folder / f"{uuid4()}.json"
        arguments = self.in_period("--supplier", "SOFT-123", "--kvk", kvk, *more)
        result = await typed("ddas", "export", str(out), *arguments)
        assert result.exit_code == 0, (result.output, result.exception)
        return out, orjson.loads(out.read_bytes()), result.output

    async def cases(self) -> dict[str, dict[str, Any]]:
        """Intake's cases by the number of the house that they are about."""
        found = {}
        for case in (await self.intake.http.get("/v1/cases")).json()["cases"]:
            signal = (await self.signalling.read(f"/v1/signals/{case['signals'][0]}")).json()
            found[signal["address"]["house_number"]] = case
        return found

    async def does(self, case: dict[str, Any], what: str, **body: Any) -> None:
        answer = await self.intake.http.post(f"/v1/cases/{case['id']}/{what}", json=body)
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def place(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    async with AsyncExitStack() as running:
        signalling = await running.enter_async_context(world.serving("signalling"))
        intake = await running.enter_async_context(world.serving("intake"))
        urls = {
            each.runtime.service.name: await running.enter_async_context(listening(each))
            for each in (signalling, intake)
        }
        told(world.folder / "run.json", world, urls)
        monkeypatch.setattr(system, "RECORD", world.folder / "run.json")
        for name in ("OMZIEN_AMQP_URL", "OMZIEN_PEERS", "OMZIEN_TOKEN_FILE"):
            monkeypatch.delenv(name, raising=False)
        holder = str(uuid4())
        joins = {"case_holder": holder, "neighbourhood": "de-bilt-west", "capacity": 50}
        assert (await intake.http.post("/v1/case-holders", json=joins)).status_code == 200
        yield Place(signalling, intake, world.folder, holder)


def at(house: int, id_: str, **more: Any) -> dict[str, Any]:
    """A crisis at a house of its own: raised at once."""
    client = {
        "Achternaam": f"Bewoner{house}",
        "Voorletters": "A.",
        "Geboortedatum": f"19{40 + house}-06-15",
        "Straatnaam": "Omzienlaan",
        "Postcode": "3731SA",
        "Huisnummer": str(house),
        "Plaatsnaam": "De Bilt",
    }
    return record(ID=id_, client=client, crisissignaal=True) | more


RECORDS = [
    at(1, "VS-1"),
    at(1, "VS-2", signaalpartner={"type": "Huur"}, crisissignaal=False, warmeOverdracht=True),
    at(2, "VS-3", bedrag=1200, status="Eigen woorden."),
    at(3, "VS-4"),
    at(4, "VS-5", signaalpartner={"type": "DUO"}),
]


async def worked_on(place: Place) -> Path:
    """A delivery is published, and its cases are contacted and closed, but for one that waits and one that is open."""
    delivery = place.folder / "delivery.json"
    delivery.write_bytes(orjson.dumps(file(*RECORDS)))
    assert await place.published(delivery) == {"accepted": 5}
    await eventually(lambda: opened(place, 4))
    cases = await place.cases()
    await place.does(cases["1"], "contact-attempts", by=place.holder, reached=False, means="phone")
    await place.does(cases["1"], "contact-attempts", by=place.holder, reached=True, means="visit")
    await place.does(cases["1"], "close", outcome="declined", tried="Gebeld en langs geweest.")
    await place.does(cases["2"], "contact-attempts", by=place.holder, reached=False)
    await place.does(cases["2"], "close", outcome="not_reached", tried="Gebeld.")
    await place.does(cases["3"], "contact-attempts", by=place.holder, reached=False, means="card")
    await eventually(lambda: closed(place, 3))
    return delivery


async def opened(place: Place, cases: int) -> bool:
    linked = await place.signalling.scalar("select count(*) from signal where caseid is not null")
    return bool(await place.intake.scalar("select count(*) from cases") == cases and linked == len(RECORDS))


async def closed(place: Place, signals: int) -> bool:
    done = await place.signalling.scalar("select count(*) from signal where state = 'closed'")
    return bool(
        done == signals and await place.signalling.scalar("select count(*) from signal where state = 'picked_up'")
    )


async def test_a_delivery_that_was_worked_on_goes_out_as_a_valid_one(place: Place) -> None:
    await worked_on(place)
    path, content, said = await place.exported(*(["--schema", str(SCHEMA)] if SCHEMA.exists() else []), "--name", "Ons")
    assert "5 signals in 4 cases" in said
    assert ("It is valid against" in said) == SCHEMA.exists()
    assert checking.faults(lambda: path.open("rb"), str(path)) == []
    assert path.stat().st_mode & 0o077 == 0

    [found] = content["leveringen"]
    assert found["aanleverende_organisatie"] == {"naam": "Ons", "kvk-nummer": "12345678"}
    signals = {each["ID"]: each for each in found["vroegsignalen"]}
    told_by_partners = {each["ID"]: each for each in RECORDS}
    for id_ in ("VS-1", "VS-2", "VS-4"):
        assert signals[id_] == told_by_partners[id_]
    assert "status" not in signals["VS-3"], "not a word of DDAS"
    assert signals["VS-5"]["signaalpartner"] == {"type": "Overige"}

    cases = {each["vroegsignalen"][0]["ID"]: each for each in found["vroegsignaalzaken"]}
    assert {each["matchingsdatum"] for each in cases.values()} <= set(place.period.values())
    assert [each["ID"] for each in cases["VS-1"]["vroegsignalen"]] == ["VS-1", "VS-2"]
    assert cases["VS-1"]["resultaat"] == "Inwoner hoeft geen hulp vanuit vroegsignalering"
    assert [(each["soort"], each["bereikt"]) for each in cases["VS-1"]["contactpogingen"]] == [
        ("Telefoon", False),
        ("Huisbezoek", True),
    ]
    assert cases["VS-3"]["resultaat"] == "Definitief geen contact kunnen krijgen"
    assert "soort" not in cases["VS-3"]["contactpogingen"][0]
    assert "resultaat" not in cases["VS-4"]
    assert cases["VS-4"]["datum_opgepakt"] in place.period.values()
    assert cases["VS-5"]["contactpogingen"] == []
    assert "datum_opgepakt" not in cases["VS-5"]


async def test_what_went_out_is_recognised_when_it_comes_in_again_but_for_what_ddas_cannot_say(place: Place) -> None:
    delivery = await worked_on(place)
    path, _, _ = await place.exported()
    before = await place.signalling.scalar("select count(*) from signal")
    assert await place.published(delivery) == {"repeated": 5}
    # which collector it was is lost: an amendment; so are words that are none of DDAS, and that case is over: a new one
    assert await place.published(path) == {"repeated": 3, "amended": 1, "accepted": 1}
    assert await place.signalling.scalar("select count(*) from signal") == before + 1
    assert await place.published(path) == {"repeated": 5}


async def test_what_is_exported_is_within_the_period_and_in_pages_and_who_asked_is_logged(place: Place) -> None:
    await worked_on(place)
    actor = str(uuid4())
    pages: list[list[dict[str, Any]]] = []
    asked = place.period | {"limit": "2"}
    with capture_logs() as logged:
        while True:
            answer = await place.signalling.read(EXPORTS, by=actor, **asked)
            pages.append(answer.json()["items"])
            if answer.json()["next"] is None:
                break
            asked["after"] = answer.json()["next"]
    assert [len(each) for each in pages] == [2, 2, 1]
    found = [each for page in pages for each in page]
    assert {each["reference"] for each in found} == {each["ID"] for each in RECORDS}
    assert [each["caseid"] for each in found] == sorted(each["caseid"] for each in found)
    opened = [(each["signal"], each["actor"]) for each in logged if each["event"] == "signal_exported"]
    assert opened == [(each["signal"], f"person:{actor}") for each in found]

    earlier = {"since": "2020-01-01", "until": "2020-12-31"}
    assert (await place.signalling.read(EXPORTS, **earlier)).json() == {"next": None, "items": []}
    assert (await place.signalling.read(EXPORTS, **asked | {"after": "x"})).status_code == 400


async def test_two_partners_with_one_number_are_told_apart(place: Place) -> None:
    leveringen = [
        levering(aanleverende_organisatie={"kvk-nummer": number}, vroegsignalen=[at(house, "VS-1")])
        for house, number in ((5, "11111111"), (6, "22222222"))
    ]
    delivery = place.folder / "two.json"
    delivery.write_bytes(orjson.dumps(file(leveringen=leveringen)))
    assert await place.published(delivery) == {"accepted": 2}

    async def linked() -> bool:
        return bool(await place.signalling.scalar("select count(*) = 2 from signal where caseid is not null"))

    await eventually(linked)
    path, content, _ = await place.exported()
    ids = [each["ID"] for each in content["leveringen"][0]["vroegsignalen"]]
    assert ids[0] == "VS-1"
    assert ids[1].startswith("VS-1 (")
    assert checking.faults(lambda: path.open("rb"), str(path)) == []


async def test_a_period_without_cases_is_a_delivery_without_records(place: Place) -> None:
    path, content, said = await place.exported(*(["--schema", str(SCHEMA)] if SCHEMA.exists() else []))
    assert "0 signals in 0 cases" in said
    assert content["leveringen"][0]["vroegsignaalzaken"] == []
    assert checking.faults(lambda: path.open("rb"), str(path)) == []


async def test_what_is_against_the_schema_is_not_written(place: Place) -> None:
    await worked_on(place)
    strict = place.folder / "schema.json"
    item = {"items": {"required": ["nooit"]}}
    parts = {"vroegsignalen": item, "vroegsignaalzaken": {"items": {}}}
    strict.write_bytes(orjson.dumps({"properties": {"leveringen": {"items": {"properties": parts}}}}))
    out = place.folder / "out.json"
    result = await typed("ddas", "export", str(out), *place.in_period("--schema", str(strict)))
    assert isinstance(result.exception, Advice)
    assert "vroegsignalen.0: is against the schema's 'required'" in str(result.exception)
    assert "Bewoner" not in str(result.exception)
    assert not out.exists()
