"""The Willemse scenario (MENS, chapter 8): an 83-year-old widow in 2006, and a good deal happier at 86.

As told she read of the centre and walked in. Our addition: GP and home care each publish a light worry first;
when she walks in, it is the same case. Both ways in end in the same plan, so either can begin.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from libs.contracts import accounts, signals
from libs.contracts.words import Category, Ground, LifeDomain, PartnerKind, Rung, SignalKind, WayIn
from omzien.demo.kitchen_table import GIVES, LEARNS, NEEDS, REVIEWS, SCORES, THEN, WISHED
from omzien.demo.partners import Partners, signal
from omzien.demo.story import Story
from omzien.demo.team import CENTS_PER_WEEK, Case, Support, Team

WayFirst = Literal["signals", "walk_in"]

NEIGHBOURHOOD = "de-bilt-west"


@dataclass(frozen=True)
class Resident:
    """Who she is and where she lives: known to her and to those whom she tells, and sealed in signalling."""

    person: Mapping[str, Any]
    address: Mapping[str, Any]

    @classmethod
    def moves_in(cls) -> "Resident":
        """A birthday and a door of her own: on a system that runs on, last week's demo had another resident."""
        chance = random.SystemRandom()
        born = date(1943, 1, 1) + timedelta(days=chance.randrange(365))
        return cls(
            person={"initials": "W.", "surname": "Willemse", "birth_date": born.isoformat()},
            address={
                "street": "Dorpsstraat",
                "house_number": str(chance.randrange(600, 1_000)),
                "suffix": chance.choice("ABCDEFGH"),
                "postcode": "3731ZZ",
                "town": "De Bilt",
            },
        )


@dataclass
class Willemse:
    """Plays the scenario; what it comes to stands in `story`, `case`, `plan` and `runs`."""

    team: Team
    partners: Partners
    run: str
    say: Callable[[str], None]
    resident: Resident = field(default_factory=Resident.moves_in)
    story: Story = field(default_factory=lambda: Story("The Willemse scenario", gift="a flower-arranging course"))
    runs: dict[str, Support] = field(default_factory=dict)
    worries: ClassVar[int] = 2

    async def play(self, first: WayFirst = "signals") -> None:
        """All of it."""
        await self._offered_in_2006()
        if first == "signals":
            await self._two_worries()
            await self._walks_in()
        else:
            await self._walks_in()
            await self._two_worries()
        await self._at_the_kitchen_table()
        await self._plan_of_2006()
        await self._lighter_ways_come()
        await self._down_the_ladder()
        await self._company()
        await self._teaches()
        await self._reviewed()

    def _chapter(self, year: str, brief: str, title: str) -> None:
        self.story.begins(year, brief, title)
        self.say(f"Willemse, {year}: {title}")

    # ---- 2006

    async def _offered_in_2006(self) -> None:
        await self._offer("Thuiszorg", Rung.INDIVIDUAL_PROVISION, Category.CARE, "support_stockings", "curtains")
        await self._offer(
            "Warme maaltijden uit het verzorgingshuis", Rung.INDIVIDUAL_PROVISION, Category.EATING, "warm_meal"
        )
        await self._offer("Boodschappen doen", Rung.VOLUNTEERS, Category.SERVICES, "shopping", volunteer=True)

    async def _two_worries(self) -> None:
        self._chapter("2006", "two worries", "GP and home care each tell of a light worry")
        gp = signals.SignalSubmitted(
            kind=SignalKind.LONELINESS,
            partner=PartnerKind.GP,
            seen="Does not complain; fears loneliness. I had no answer.",
            person=signals.Person(**self.resident.person),
            address=signals.Address(**self.resident.address),
            resident_informed=True,
            resident_agrees=True,
        )
        care = gp.model_copy(
            update={
                "kind": SignalKind.DECLINING_HEALTH,
                "partner": PartnerKind.HOME_CARE,
                "seen": "No longer good on her feet; would like to cook again.",
            }
        )
        for told in (gp, care):
            await self._publish(told)
        if self.story.household is not None:
            # the case is there before she walks in; where she came first, the worries extend hers
            await self.team.case_of(self.story.household)

    async def _publish(self, told: signals.SignalSubmitted) -> None:
        """And wait until it was weighed: the second worry finds the first one held."""
        since = self.team.heard.mark
        source = f"urn:omzien:demo:{self.run}:{told.partner.value.replace('_', '-')}"
        data = told.model_dump(mode="json", exclude_none=True)
        await self.partners.publish([signal(source, str(uuid4()), **data)])
        weighed = await self.team.heard.first(
            signals.SignalHeld,
            signals.SignalRaised,
            where=lambda heard: heard.fact.kind is told.kind and heard.neighbourhood == NEIGHBOURHOOD,
            since=since,
        )
        self.story.household = weighed.fact.household

    async def _walks_in(self) -> None:
        self._chapter("2006", "she walks in", "she reads of the neighbourhood centre, and walks into the helpdesk")
        body = {
            "way_in": WayIn.HELPDESK,
            "person": self.resident.person,
            "address": self.resident.address,
            "question": {"category": Category.EATING, "simple": False, "note": "I would like to cook again."},
        }
        answer = await self.team.services.post("intake", "/v1/first-contacts", body)
        self.story.household = UUID(answer["household"])
        self.story.case = UUID(answer["id"])
        self.case = await self.team.held(self.story.case)

    async def _at_the_kitchen_table(self) -> None:
        self._chapter(
            "2006", "kitchen table", "the adviser comes; at the kitchen table all eight life domains are talked about"
        )
        await self.team.reach(self.case)
        await self.team.converse(self.case, SCORES, ["knew everybody in the street", "arranges flowers"])
        wanted = [{**words, "skills": self._skills(words)} for words in NEEDS.values()]
        gives = {**GIVES, "skills": self._skills(GIVES)}
        self.clarified = await self.team.clarify(self.case, wanted, WISHED, [gives])
        self.story.gives = set(self.clarified.contributions)
        self.story.name(zip(self.clarified.needs, NEEDS, strict=True))

    async def _plan_of_2006(self) -> None:
        self._chapter(
            "2006",
            "first plan",
            "what can be found on the lower rungs is; the rest is applied for, and decided by another",
        )
        for name, rung in THEN.items():
            if rung.tailor_made:
                lasting = bool(NEEDS[name].get("lasting"))
                proposal = await self.team.granted(
                    self.case, self.clarified.plan, self._need(name), Ground.NOT_ADEQUATE, lasting=lasting
                )
                self.runs[name] = await self.team.accept(proposal)
            else:
                self.runs[name] = await self.team.taken(self._need(name))
        await self.team.agree(self.case, self.clarified.plan)

    # ---- 2009

    async def _lighter_ways_come(self) -> None:
        self._chapter(
            "2009",
            "what is new",
            "lighter ways have come to the neighbourhood, and her son coordinates from a distance",
        )
        await self.team.coordinates(self.case, self.clarified.plan, uuid4(), "relative")
        await self.team.review(self.case, self.clarified.plan, REVIEWS[0])
        since = self.team.heard.mark
        await self._offer("Scholieren op maatschappelijke stage", Rung.VOLUNTEERS, Category.LIVING, "garden", "snow")
        await self._offer(
            "Formulierenbrigade, met vervoer", Rung.GENERAL_PROVISION, Category.INFORMATION, "forms", "transport"
        )
        for name in ("garden and snow", "forms and transport"):
            self.runs[name] = await self.team.taken(self._need(name), since)

    async def _down_the_ladder(self) -> None:
        self._chapter(
            "2009",
            "step by step",
            "a cooking course, an aid at a distance: each lighter way runs before the heavier one ends",
        )
        course = await self._offer("Koken voor alleenstaanden", Rung.GENERAL_PROVISION, Category.EATING, "warm_meal")
        for name, rung, because in (
            ("meals", Rung.GENERAL_PROVISION, course),
            ("curtains", Rung.OWN_STRENGTH, None),
        ):
            self.runs[name] = await self.team.lighten(self.case, self.clarified.plan, self.runs[name], rung, because)

    async def _company(self) -> None:
        self._chapter(
            "2009",
            "company",
            "the shopping volunteer stops; a young man of the service team goes with her, and reads to her; "
            "a pupil's mother, two doors away, asks her for coffee",
        )
        await self._offer(
            "Mee boodschappen doen en voorlezen", Rung.VOLUNTEERS, Category.SERVICES, "shopping", "company", "reading"
        )
        since = self.team.heard.mark
        await self.team.drop_out(self.runs["shopping"])
        self.runs["shopping"] = await self.team.taken(self._need("shopping"), since)

        pupils_mother = await self.team.found_after_all(
            self.case, self.clarified.plan, self._need("company in the street"), Rung.OWN_NETWORK
        )
        self.runs["company in the street"] = pupils_mother

    async def _teaches(self) -> None:
        self._chapter("2009", "what she gives", "a neighbour takes her flower-arranging course; she earns points by it")
        learner = await self._somebody_walks_in()
        await self.team.reach(learner)
        await self.team.converse(learner, {LifeDomain.DAYTIME: 3})
        wanted = {**LEARNS, "skills": self._skills(LEARNS)}
        course = await self.team.clarify(learner, [wanted], {LifeDomain.DAYTIME: 4})
        taught = await self.team.taken(course.needs[0])
        await self.team.over(taught)
        await self.team.heard.first(accounts.AccountCredited, where=lambda told: told.fact.caseid == self.story.case)

    async def _somebody_walks_in(self) -> Case:
        neighbour = Resident.moves_in()
        body = {
            "way_in": WayIn.HELPDESK,
            "person": {**neighbour.person, "initials": "B.", "surname": "Bloemen"},
            "address": neighbour.address,
            "question": {"category": Category.COURSES, "simple": False, "note": "Flowers on the table."},
        }
        answer = await self.team.services.post("intake", "/v1/first-contacts", body)
        return await self.team.held(UUID(answer["id"]))

    async def _reviewed(self) -> None:
        self._chapter("2009", "looked back", "reviewed: her scores have risen; what is left is what she wants to keep")
        proposed = await self.team.review(self.case, self.clarified.plan, REVIEWS[1], self.clarified.results)
        for change in proposed:
            await self.team.leave(self.case, self.clarified.plan, change, "wanted_as_it_is")

    def _need(self, name: str) -> UUID:
        return self.clarified.needs[list(NEEDS).index(name)]

    def _skills(self, words: Mapping[str, Any]) -> list[str]:
        return [self._mine(skill) for skill in words.get("skills", ())]

    def _mine(self, skill: str) -> str:
        """With this run's mark: nobody else's need takes her volunteer, and no other run's answers hers."""
        return f"{skill}_{self.run}"

    async def _offer(self, title: str, rung: Rung, category: Category, *skills: str, volunteer: bool = False) -> UUID:
        entry: dict[str, Any] = {
            "kind": "organisation",
            "rung": rung,
            "categories": [category],
            "neighbourhood": NEIGHBOURHOOD,
            "serves": [NEIGHBOURHOOD],
            "skills": [self._mine(skill) for skill in skills],
            "capacity": 1 if rung is Rung.VOLUNTEERS else 20,
            "cost_cents_per_week": CENTS_PER_WEEK if rung.tailor_made else 0,
            "title": title,
        }
        if rung is Rung.VOLUNTEERS:
            entry |= {
                "kind": "volunteer" if volunteer else "service_team",
                "trained": True,
                "screened_until": (datetime.now(UTC) + timedelta(days=900)).date().isoformat(),
            }
            if volunteer:
                entry |= {"name": "A. Vrijwilliger", "reach_km": 3}
        return await self.team.offer(**entry)
