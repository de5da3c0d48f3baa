"""The Willemse scenario (MENS, chapter 8): an 83-year-old widow in 2006, and a good deal happier at 86.

As told she read of the centre and walked in. Our addition: GP and home care each publish a light worry first;
when she walks in, it is the same case. Both ways in end in the same plan, so either can begin.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from libs.contracts import accounts, cases, signals
from libs.contracts.words import Category, Ground, LifeDomain, PartnerKind, Rung, SignalKind, WayIn
from omzien.demo import kitchen_table, supply
from omzien.demo.held import Case, Step, Support
from omzien.demo.kitchen_table import GIVES, LEARNS, NEEDS, REVIEWS, THEN, WELL_BEING, WISHED
from omzien.demo.partners import Partners, signal
from omzien.demo.resident import Resident
from omzien.demo.story import Story
from omzien.demo.team import Team
from omzien.demo.told import Told

WayFirst = Literal["signals", "walk_in"]
#: Lets the time pass until that day.
Passing = Callable[[date], Awaitable[None]]

NEIGHBOURHOOD = "de-bilt-west"


async def at_once(day: date) -> None:
    """The story tells years, and is played in seconds."""


@dataclass
class Willemse:
    """Plays the scenario; what it comes to stands in `story`, `case`, `clarified` and `runs`."""

    team: Team
    partners: Partners
    run: str
    say: Callable[[str], None]
    resident: Resident = field(default_factory=Resident.moves_in)
    story: Story = field(default_factory=lambda: Story("The Willemse scenario", gift="a flower-arranging course"))
    passing: Passing = at_once
    runs: dict[str, Support] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
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
        await self._looked_whether_it_holds()
        await self._teaches()
        await self._reviewed()

    def _chapter(self, year: str, brief: str, title: str) -> None:
        self.story.begins(year, brief, title)
        self.say(f"Willemse, {year}: {title}")

    # ---- 2006

    async def _offered_in_2006(self) -> None:
        for entry in (supply.HOME_CARE, supply.CARE_HOME_MEALS, supply.SHOPPING_VOLUNTEER):
            await self._offer(entry)

    async def _two_worries(self) -> None:
        self._chapter("2006", "two worries", "GP and home care each tell of a light worry")
        gp = signals.SignalSubmitted(
            kind=SignalKind.LONELINESS,
            partner=PartnerKind.GP,
            seen="Does not complain; fears loneliness, and told me so. I had no answer.",
            reporter=signals.Reporter(name="Dr. Huisman"),
            person=signals.Person(**self.resident.person),
            address=signals.Address(**self.resident.address),
            resident_informed=True,
            resident_agrees=True,
        )
        care = gp.model_copy(
            update={
                "kind": SignalKind.DECLINING_HEALTH,
                "partner": PartnerKind.HOME_CARE,
                "seen": "No longer good on her feet; would like to cook again, and asked me what there is to do.",
                "reporter": signals.Reporter(name="T. Zorgzaam"),
            }
        )
        for worry in [await self._publish(told) for told in (gp, care)]:
            await self._reaches_her_case(worry)

    async def _reaches_her_case(self, worry: UUID) -> None:
        """It is there before she walks in; where she came first, it knows of the worries before the adviser comes."""

        def of_it(told: Told[Any]) -> bool:
            return worry in told.fact.signals

        await self.team.heard.first(cases.CaseOpened, cases.CaseExtended, where=of_it)

    async def _publish(self, told: signals.SignalSubmitted) -> UUID:
        """And wait until it was weighed: the second worry finds the first one held. Its id."""
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
        return weighed.subject

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
        await self.team.converse(
            self.case,
            kitchen_table.SCORES,
            kitchen_table.SAID,
            strengths=kitchen_table.TALENTS,
            contributions=kitchen_table.COULD_GIVE,
            well_being=WELL_BEING[0],
        )
        self.son = await self._her_son()
        wanted = [{**words, "skills": self._skills(words)} for words in NEEDS.values()]
        gives = {**GIVES, "skills": self._skills(GIVES)}
        own_words, carer = kitchen_table.OWN_WORDS, kitchen_table.CARER
        self.clarified = await self.team.clarify(self.case, wanted, WISHED, [gives], own_words, carer=carer)
        self.story.gives = set(self.clarified.contributions)
        self.story.name(zip(self.clarified.needs, NEEDS, strict=True))

    async def _her_son(self) -> UUID:
        """He stands in her case as who cares for her; the id that he has there."""
        son = {"initials": "P.", "surname": self.resident.person["surname"]}
        path = f"/v1/cases/{self.case.id}/residents"
        answer = await self.team.services.post("intake", path, {"role": "carer", "person": son}, self.case.holder)
        return UUID(answer["resident"])

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
        await self.team.coordinates(self.case, self.clarified.plan, self.son, "relative")
        await self.team.review(self.case, self.clarified.plan, REVIEWS[0], well_being=WELL_BEING[1])
        since = self.team.heard.mark
        self.pupils = await self._offer(supply.PUPILS)
        await self._offer(supply.FORMS_BRIGADE)
        for name in ("garden and snow", "forms and transport"):
            self.runs[name] = await self.team.taken(self._need(name), since)

    async def _down_the_ladder(self) -> None:
        self._chapter(
            "2009",
            "step by step",
            "a cooking course, an aid at a distance: each lighter way runs beside the heavier one",
        )
        course, aid = await self._offer(supply.COOKING_COURSE), await self._offer(supply.AID_AT_A_DISTANCE)
        # that the course has come is told by itself; what is in no entry's words for her need, her son has to find
        await self._lighten("meals", Rung.GENERAL_PROVISION, course)
        await self._lighten("curtains", Rung.OWN_STRENGTH, aid, by=self.son)

    async def _company(self) -> None:
        self._chapter(
            "2009",
            "company",
            "the shopping volunteer stops; a young man of the service team goes with her, and reads to her; "
            "a pupil's mother, two doors away, asks her for coffee",
        )
        await self._offer(supply.COMPANY)
        since = self.team.heard.mark
        await self.team.drop_out(self.runs["shopping"])
        self.runs["shopping"] = await self.team.taken(self._need("shopping"), since)

        await self._lighten("company in the street", Rung.OWN_NETWORK, self.pupils, by=self.case.holder)

    async def _lighten(self, name: str, to: Rung, because: UUID, by: UUID | None = None) -> None:
        step = await self.team.lighten(self.case, self.clarified.plan, self._need(name), to, because, by)
        self.steps.append(step)
        self.runs[name] = step.lighter

    async def _looked_whether_it_holds(self) -> None:
        self._chapter("2009", "it holds", "what is lighter has run for weeks, and holds: what is heavier ends")
        await self.passing(max(step.follow_up_on for step in self.steps))
        for step in self.steps:
            await self.team.holds(self.case, self.clarified.plan, step)

    async def _teaches(self) -> None:
        self._chapter("2009", "what she gives", "a neighbour takes her flower-arranging course; she earns points by it")
        learner = await self._somebody_walks_in()
        await self.team.reach(learner)
        await self.team.converse(learner, {LifeDomain.DAYTIME: 3})
        wanted = {**LEARNS, "skills": self._skills(LEARNS)}
        course = await self.team.clarify(learner, [wanted], {LifeDomain.DAYTIME: 4})
        self.taught = await self.team.taken(course.needs[0])
        await self.team.over(self.taught)
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
        proposed = await self.team.review(
            self.case, self.clarified.plan, REVIEWS[1], self.clarified.results, well_being=WELL_BEING[2]
        )
        for change in proposed:
            await self.team.leave(self.case, self.clarified.plan, change, "wanted_as_it_is")

    def _need(self, name: str) -> UUID:
        return self.clarified.needs[list(NEEDS).index(name)]

    def _skills(self, words: Mapping[str, Any]) -> list[str]:
        return [self._mine(skill) for skill in words.get("skills", ())]

    def _mine(self, skill: str) -> str:
        """With this run's mark: nobody else's need takes her volunteer, and no other run's answers hers."""
        return f"{skill}_{self.run}"

    async def _offer(self, entry: supply.Entry) -> UUID:
        here = {"neighbourhood": NEIGHBOURHOOD, "serves": [NEIGHBOURHOOD], "skills": self._skills(entry)}
        return await self.team.offer(**{**entry, **here})
