"""The Willemse scenario as it was played: what a subscriber heard, and what the services say when they are asked."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from libs.contracts import plans
from libs.contracts.payload import CaseEvent
from libs.contracts.words import LifeDomain, PartnerKind
from omzien import broker
from omzien.demo.figures import Published
from omzien.demo.partners import Partners
from omzien.demo.play import new_run
from omzien.demo.services import Services
from omzien.demo.subscriber import Subscriber
from omzien.demo.team import Team
from omzien.demo.told import Told
from omzien.demo.willemse import NEIGHBOURHOOD, WayFirst, Willemse
from tests.eventually import eventually
from tests.scenarios.neighbourhood import Neighbourhood
from tests.scenarios.wire import bodies

#: As JSON has them.
View = dict[str, Any]


@dataclass(frozen=True)
class Played:
    """What it came to. `offerings` and `needs` as matching shows them, `found_by_all` without a token."""

    willemse: Willemse
    events: list[Told[Any]]  # of this household and its case, in order
    bodies: list[bytes]
    signals: list[View]  # each with who told it
    dossier: View
    people: Mapping[str, View]  # in the case, by role
    plan: View
    versions: list[View]
    needs: Mapping[str, View]  # by name
    offerings: Mapping[str, View]
    found_by_all: list[View]
    learner: View  # the need of the neighbour who would like to learn

    def of(self, kind: type[Any], need: str | None = None) -> list[Told[Any]]:
        """Events of a type, about one need."""
        found = [told for told in self.events if isinstance(told.fact, kind)]
        return [told for told in found if need is None or self._name(told) == need]

    def kinds(self, need: str) -> list[str]:
        """What happened to the plan for one need, in order."""
        about = [told for told in self.of(CaseEvent, need) if told.noun == "plans"]
        return [told.type.removeprefix("nl.omzien.plans.").removesuffix(".v1") for told in about]

    def at(self, told: Told[Any]) -> int:
        """Its place in the story."""
        return self.events.index(told)

    def items(self, need: str) -> list[View]:
        """The supports for one need that ran, in the order in which they began."""
        id_ = self.needs[need]["id"]
        ran = [each for each in self.plan["items"] if each["need"] == id_ and each["started_at"]]
        return sorted(ran, key=lambda each: str(each["started_at"]))

    def change(self, need: str) -> View:
        """The step down that was taken for this need."""
        id_ = self.needs[need]["id"]
        [found] = [each for each in self.plan["changes"] if each["need"] == id_ and each["state"] == "confirmed"]
        return View(found)

    def seen_by(self, partner: PartnerKind) -> str:
        """What this partner saw, as signalling keeps it."""
        [told] = [each["seen"] for each in self.signals if each["told_by"]["partner"] == partner]
        return str(told)

    def note(self, domain: LifeDomain) -> str:
        """What was said about it at the kitchen table."""
        return str(self.dossier["conversations"][0]["notes"][domain])

    def skills(self, view: View) -> frozenset[str]:
        """Without the mark of this run."""
        return frozenset(each.removesuffix(f"_{self.willemse.run}") for each in view["skills"])

    def _name(self, told: Told[Any]) -> str | None:
        return self.willemse.story.needs.get(getattr(told.fact, "need", told.subject))


async def play(place: Neighbourhood, first: WayFirst) -> Played:
    """All of it, from one of the two ways in."""
    async with AsyncExitStack() as exits:
        hearing = await exits.enter_async_context(broker.channel(place.amqp_url))
        publishing = await exits.enter_async_context(broker.channel(place.amqp_url))
        raw = await exits.enter_async_context(bodies(place.amqp_url))
        services = await exits.enter_async_context(Services.at(place.urls, place.token))
        heard = await exits.enter_async_context(Subscriber.on(hearing))
        partners = await Partners.on(publishing, Published())
        team = await Team.appointed(services, heard, (NEIGHBOURHOOD,), place.calendar)
        willemse = Willemse(team, partners, new_run(), say=lambda _: None)

        async def passing(day: date) -> None:
            """And every follow-up of hers has begun by itself."""
            await place.calendar.until(day)
            steps = {step.change for step in willemse.steps}
            await eventually(lambda: steps <= {told.fact.change for told in heard.all(plans.PlanChangeFollowUpBegan)})

        willemse.passing = passing
        await willemse.play(first)
        return await _told(place, Asked(place, willemse), heard, raw)


@dataclass(frozen=True)
class Asked:
    """What the services say of her, to who works on her case; and what the catalogue says to everybody."""

    place: Neighbourhood
    willemse: Willemse

    async def plan(self) -> View:
        return await self._get("arrangement", f"/v1/plans/{self.willemse.clarified.plan}")

    async def versions(self) -> list[View]:
        path = f"/v1/plans/{self.willemse.clarified.plan}/versions"
        return list((await self._get("arrangement", path, limit=500))["items"])

    async def dossier(self) -> View:
        return await self._get("intake", f"/v1/cases/{self.willemse.case.id}")

    async def people(self) -> dict[str, View]:
        present = await self._get("intake", f"/v1/cases/{self.willemse.case.id}/residents")
        return {
            each["role"]: await self._get("intake", f"/v1/residents/{each['resident']}")
            for each in present["residents"]
        }

    async def signal(self, id_: str) -> View:
        told = await self._get("signalling", f"/v1/signals/{id_}")
        return told | {"told_by": await self._get("signalling", f"/v1/signals/{id_}/reporter")}

    async def need(self, id_: UUID) -> View:
        return await self._get("matching", f"/v1/needs/{id_}")

    async def offering(self, id_: str) -> View:
        return await self._get("matching", f"/v1/offerings/{id_}")

    async def found_by_all(self, *words: str) -> list[View]:
        """By these words each, from her neighbourhood and without a token."""
        async with self._client("matching") as matching:
            asked = [{"q": each, "neighbourhood": NEIGHBOURHOOD} for each in words]
            answers = [(await matching.get("/v1/offerings", params=each)).raise_for_status() for each in asked]
        return [each for answer in answers for each in answer.json()["items"]]

    async def _get(self, service: str, path: str, **query: int) -> View:
        holder = {"Authorization": f"Bearer {self.place.token}", "Omzien-Actor": str(self.willemse.case.holder)}
        async with self._client(service, holder) as asked:
            return View((await asked.get(path, params=query)).raise_for_status().json())

    def _client(self, service: str, headers: dict[str, str] | None = None) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.place.urls[service], headers=headers, trust_env=False)


async def _told(place: Neighbourhood, asked: Asked, heard: Subscriber, raw: list[bytes]) -> Played:
    willemse, plan = asked.willemse, await asked.plan()
    left = [change for change in plan["changes"] if change["state"] == "rejected"]  # the last that is told
    case = willemse.story.case
    await eventually(lambda: sum(told.fact.caseid == case for told in heard.all(plans.PlanChangeRejected)) == len(left))
    dossier = await asked.dossier()
    named = {each["offering"] for each in plan["items"] if each["offering"]}
    named |= {fact for each in plan["changes"] if each["state"] == "confirmed" for fact in each["facts"]}
    named |= {str(each) for each in willemse.clarified.contributions}
    needs = dict(zip(willemse.story.needs.values(), willemse.clarified.needs, strict=True))
    return Played(
        willemse=willemse,
        events=willemse.story.events(heard.events),
        bodies=raw,
        signals=[await asked.signal(each) for each in dossier["signals"]],
        dossier=dossier,
        people=await asked.people(),
        plan=plan,
        versions=await asked.versions(),
        needs={name: await asked.need(id_) for name, id_ in needs.items()},
        offerings={each: await asked.offering(each) for each in named},
        found_by_all=await asked.found_by_all("koken", "domotica"),
        learner=await asked.need(willemse.taught.need),
    )
