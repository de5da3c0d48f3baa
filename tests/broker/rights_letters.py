"""Four services in which a resident is helped, and everything that they keep, opened where it opens."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap

from libs.contracts.topology import SERVICES
from libs.delivery.http import application
from libs.delivery.sealing import Sealer
from tests.broker.matching_letters import organisation, register
from tests.broker.signalling_letters import event, letter, worry
from tests.broker.test_intake_adviser import CLARIFICATION, CONVERSATION, get, join, listening, post
from tests.eventually import eventually
from tests.world import Served, World

PERSON = {"initials": "A", "surname": "Willemse", "birth_date": "1923-04-05", "bsn": "111222333"}
ADDRESS = {"street": "Kerklaan", "house_number": "12", "postcode": "3731 AB", "town": "De Bilt"}
#: By any of these somebody could say who it was.
TRACES = ("willemse", "1923-04-05", "kerklaan", "3731 ab", "3731ab", "111222333", "0612345678")


@dataclass
class Town:
    """The services, and the adviser who holds the case."""

    world: World
    signalling: Served
    intake: Served
    matching: Served
    holder: str

    @property
    def by(self) -> dict[str, str]:
        return {"Omzien-Actor": self.holder}

    async def ask(self, resident: str, right: str, **more: Any) -> str:
        """The id of the request."""
        made = await post(self.intake, f"/v1/residents/{resident}/requests", {"right": right} | more, 201)
        id_: str = made["id"]
        return id_

    async def carry_out(self, request: str, expected: int = 200) -> dict[str, Any]:
        return await post(self.intake, f"/v1/requests/{request}/carry-out", None, expected, **self.by)

    async def request(self, request: str) -> dict[str, Any]:
        return await get(self.intake, f"/v1/requests/{request}")

    async def done(self, request: str) -> dict[str, Any]:
        """The request, once every service has confirmed."""

        async def holds() -> bool:
            return bool((await self.request(request))["state"] == "done")

        await eventually(holds, what="every service has confirmed")
        return await self.request(request)

    async def resident_in(self, case: str, role: str = "resident") -> str:
        """The one who stands in the case in that role."""
        [found] = [
            each["resident"]
            for each in (await get(self.intake, f"/v1/cases/{case}/residents"))["residents"]
            if each["role"] == role
        ]
        id_: str = found
        return id_


@asynccontextmanager
async def town(world: World) -> AsyncIterator[Town]:
    """Signalling, intake and matching run; arrangement has its queue, and runs when it is served."""
    async with AsyncExitStack() as exits:
        async with world.serving("arrangement"):
            pass
        signalling = await exits.enter_async_context(world.serving("signalling"))
        url = await exits.enter_async_context(listening(application(signalling.runtime)))
        intake = await exits.enter_async_context(world.serving("intake", signalling_url=url))
        matching = await exits.enter_async_context(world.serving("matching"))
        yield Town(world, signalling, intake, matching, await join(intake))


async def helped(town: Town) -> str:
    """A case from a partner's worry and a first contact, with words about her at every step; gives its id."""
    letters = [letter(event(worry(urgency="urgent", person=PERSON, reference="Willemse-7")))]
    await town.world.publish("signals", letters)
    await eventually(lambda: town.intake.scalar("select count(*) = 1 from cases"), what="a case by the signal")
    walked_in = {
        "way_in": "resident",
        "person": PERSON,
        "address": ADDRESS,
        "question": {"category": "eating", "note": "mevrouw Willemse wil weer koken"},
    }
    case = (await post(town.intake, "/v1/first-contacts", walked_in, 200, **{"Idempotency-Key": "walk in"}))["id"]
    path = f"/v1/cases/{case}"
    son = {"role": "carer", "person": {"surname": "Willemse", "initials": "P"}, "phone": "0612345678"}
    await post(town.intake, f"{path}/residents", son, 201, **{"Idempotency-Key": "son"})
    await post(town.intake, f"{path}/contact-attempts", {"by": town.holder, "reached": True})
    told = {"domains": [{"domain": "meaning", "score": 3, "note": "de Kerklaan, sinds 1923-04-05"}]}
    await post(town.intake, f"{path}/conversations", CONVERSATION | told | {"strengths": ["Willemse bindt bloemen"]})
    wishes = [{"domain": "meaning", "target_score": 4, "own_words": "zegt mevrouw Willemse"}]
    carer = {"burden": "heavy", "own_words": "zoon Willemse kan niet meer"}
    await register(town.matching, organisation(3, categories=["eating"], skills=[]))
    await post(town.intake, f"{path}/clarification", CLARIFICATION | {"results": wishes, "carer": carer})
    await eventually(lambda: town.matching.scalar("select count(*) = 1 from need"), what="matching knows the need")
    id_: str = case
    return id_


async def close(town: Town, case: str) -> None:
    tried = {"outcome": "declined", "tried": "mevrouw Willemse wil niet meer"}
    await post(town.intake, f"/v1/cases/{case}/close", tried)


async def left_of(world: World) -> list[str]:
    """Where, in all that the four services keep, somebody can still be found: schema, table and column."""
    sealer = Sealer.read(world.folder / "key")
    database = await asyncpg.connect(world.urls["admin"])
    try:
        columns = await database.fetch(
            "select table_schema, table_name from information_schema.tables "
            "where table_schema = any($1) and table_type = 'BASE TABLE'",
            list(SERVICES),
        )
        found = []
        for schema, table in columns:
            for row in await database.fetch(f'select * from "{schema}"."{table}"'):  # noqa: S608 - names from the catalogue
                found += [f"{schema}.{table}.{name}" for name, value in row.items() if _tells(sealer, value)]
        return sorted(set(found))
    finally:
        await database.close()


def _tells(sealer: Sealer, value: object) -> bool:
    return any(trace in text.lower() for text in _readable(sealer, value) for trace in TRACES)


def _readable(sealer: Sealer, value: object) -> Iterator[str]:
    if not isinstance(value, bytes):
        yield str(value)
        return
    yield value.decode("utf-8", "replace")
    try:
        yield sealer.open(value).decode("utf-8", "replace")
    except (InvalidTag, InvalidUnwrap, ValueError):
        return
