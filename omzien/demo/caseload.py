"""A sample of the cases that the delivery raised, taken further by the teams: each goes another way."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import cycle
from typing import Any
from uuid import UUID

from libs.contracts import cases, casework, signals
from libs.contracts.words import Category, Ground, LifeDomain, PartOfDay, Party, Route, Rung, WhyNot
from omzien.demo.held import Case, Clarified, Support
from omzien.demo.team import Team

Words = Mapping[str, Any]
Way = Callable[["Caseload", Case], Awaitable[None]]

ARREARS: Words = {"category": Category.INFORMATION, "domain": LifeDomain.FINANCES, "skills": ["debts"]}
FORMS: Words = {"category": Category.INFORMATION, "domain": LifeDomain.FINANCES, "skills": ["forms"]}
COMPANY: Words = {"category": Category.RECREATION, "domain": LifeDomain.SOCIAL, "skills": ["company"]}
SHOPPING: Words = {"category": Category.SERVICES, "domain": LifeDomain.PRACTICAL, "skills": ["shopping"]}
WORK: Words = {"category": Category.WORK, "domain": LifeDomain.DAYTIME, "skills": ["volunteering"]}
DUTCH: Words = {"category": Category.COURSES, "domain": LifeDomain.SOCIAL, "skills": ["dutch"]}
EXERCISE: Words = {"category": Category.SPORT, "domain": LifeDomain.PHYSICAL, "skills": ["exercise"]}
TABLE: Words = {"category": Category.EATING, "domain": LifeDomain.SOCIAL, "skills": ["meal_table"], "times_per_week": 3}
RIDES: Words = {"category": Category.TRANSPORT_AIDS, "domain": LifeDomain.PRACTICAL, "skills": ["transport"]}
BUDGET: Words = {"category": Category.INFORMATION, "domain": LifeDomain.FINANCES, "skills": ["budget_management"]}
WASHING: Words = {
    "category": Category.CARE,
    "domain": LifeDomain.PHYSICAL,
    "skills": ["washing"],
    "parts_of_day": [PartOfDay.MORNING],
    "times_per_week": 7,
    "inside_home": True,
}
COOKS: Words = {
    "category": Category.EATING,
    "domain": LifeDomain.PRACTICAL,
    "own_strength": {"adequate": True, "why_not": None},
}
SISTER: Words = {
    "category": Category.VOLUNTEERS_CARERS,
    "domain": LifeDomain.MENTAL,
    "own_network": {"adequate": True, "why_not": None},
}

#: What ordinary households turn out to need; arrears are seldom alone.
HOUSEHOLDS: Sequence[Sequence[Words]] = (
    (ARREARS, COMPANY),
    (FORMS, TABLE, COOKS),
    (BUDGET, WORK),
    (ARREARS, RIDES, SISTER),
    (FORMS, DUTCH),
    (SHOPPING, EXERCISE, WASHING),
)
SCORES = {LifeDomain.FINANCES: 2, LifeDomain.SOCIAL: 3, LifeDomain.PRACTICAL: 3, LifeDomain.MENTAL: 3}
WISHED = {LifeDomain.FINANCES: 4, LifeDomain.SOCIAL: 4}
BETTER = {LifeDomain.FINANCES: 3, LifeDomain.SOCIAL: 4}


class Caseload:
    """What the teams do. `run` marks what must find this demo's own offering and no other's."""

    def __init__(self, team: Team, run: str) -> None:
        self.team, self.run = team, run
        self._households = cycle(HOUSEHOLDS)

    async def work(self, neighbourhoods: Sequence[str]) -> None:
        """One case for each of the ways there are, as far as the delivery raised so many; side by side."""
        raised = [told for told in self.team.heard.all(cases.CaseOpened) if told.neighbourhood in neighbourhoods]
        async with asyncio.TaskGroup() as group:
            for way, opened in zip(WAYS, raised, strict=False):
                group.create_task(self._go(way, opened.subject))
        await self._look_at_held(neighbourhoods)

    async def _go(self, way: Way, case: UUID) -> None:
        await way(self, await self.team.held(case))

    # ---- ways

    async def ordinary(self, case: Case) -> None:
        """Conversation, clarification, whatever the ladder gives; the plan is agreed and reviewed."""
        clarified = await self._clarified(case, next(self._households))
        for need in clarified.needs:
            proposal = await self.team.proposed(need)
            if proposal is not None:
                await self.team.accept(proposal)
        await self.team.agree(case, clarified.plan)
        await self.team.review(case, clarified.plan, BETTER)

    async def individual(self, case: Case) -> None:
        """Nobody on the lower rungs: applied for, and granted by somebody else."""
        clarified = await self._clarified(case, (BUDGET, WASHING))
        for need in clarified.needs:
            if await self.team.proposed(need) is None:
                proposal = await self.team.granted(case, clarified.plan, need, Ground.NOT_ADEQUATE)
                await self.team.accept(proposal)
        await self.team.agree(case, clarified.plan)

    async def declined(self, case: Case) -> None:
        """The resident would rather not; the next one suits."""
        clarified = await self._clarified(case, (COMPANY,))
        proposal = await self.team.proposed(clarified.needs[0])
        if proposal is not None:
            proposal = await self.team.decline(proposal, Party.RESIDENT, WhyNot.PREFERENCE)
        if proposal is not None:
            await self.team.accept(proposal)
        await self.team.agree(case, clarified.plan)

    async def escalated(self, case: Case) -> None:
        """The volunteer stops and there is nobody else: the plan itself proposes a step up."""
        opened = await self.team.heard.about(cases.CaseOpened, case.id)
        for rung in (Rung.VOLUNTEERS, Rung.INDIVIDUAL_PROVISION):
            await self._offer(rung, opened.neighbourhood)
        clarified = await self._clarified(case, ({**SHOPPING, "skills": [self.run]},))
        support = await self._first_support(clarified)
        await self.team.agree(case, clarified.plan)
        await self.team.drop_out(support)
        await self.team.escalate(case, clarified.plan, support.need)

    async def advised(self, case: Case) -> None:
        """A simple question, answered from the catalogue: not every question leads to a conversation."""
        await self.team.reach(case)
        body = {"category": Category.INFORMATION}
        await self.team.services.post("intake", f"/v1/cases/{case.id}/advice", body, case.holder)

    async def not_reached(self, case: Case) -> None:
        """That is an outcome too, with what was tried."""
        for _ in range(3):
            await self.team.reach(case, reached=False)
        body = {"outcome": "not_reached", "tried": "Telephone twice, one visit, a card through the door."}
        await self.team.services.post("intake", f"/v1/cases/{case.id}/close", body, case.holder)

    async def outreach(self, case: Case) -> None:
        """Does not come by themselves: somebody goes there, more than once."""
        await self._triage(case, Route.OUTREACH)
        await self.team.reach(case, reached=False)
        await self.ordinary(case)

    async def acute(self, case: Case) -> None:
        """Around the conversation, on a declared ground."""
        need = {"category": Category.CARE, "domain": LifeDomain.HOUSING, "skills": ["night_care"], "urgency": "acute"}
        clarified = await self.team.transfer_directly(case, Ground.ACUTE, (need,))
        proposal = await self.team.granted(case, clarified.plan, clarified.needs[0], Ground.ACUTE)
        await self.team.accept(proposal)
        await self.team.agree(case, clarified.plan)

    async def specialist(self, case: Case) -> None:
        """Agreed to and handed over warmly; the team stays involved, and takes the plan back."""
        await self.team.agrees_to(case, casework.Purpose.REFERRAL_TO_SPECIALIST)
        await self._triage(case, Route.SPECIALIST)
        clarified = await self._clarified(case, (COMPANY,))
        await self._first_support(clarified)
        await self.team.agree(case, clarified.plan)
        path = f"/v1/plans/{clarified.plan}/specialist"
        specialist = self.team.mandated
        done = ["resident_informed", "plan_shared", "supporters_informed", "risks_discussed"]
        await self.team.services.post(
            "arrangement", path, {"specialist": str(specialist), "checklist": done}, case.holder
        )
        for step, by in (("confirm", specialist), ("return", specialist), ("return/confirm", case.holder)):
            await self.team.services.post("arrangement", f"{path}/{step}", by=by)

    # ---- what they have in common

    async def _clarified(self, case: Case, wanted: Sequence[Words]) -> Clarified:
        await self.team.reach(case)
        await self.team.converse(case, SCORES)
        return await self.team.clarify(case, wanted, WISHED)

    async def _first_support(self, clarified: Clarified) -> Support:
        return await self.team.taken(clarified.needs[0])

    async def _triage(self, case: Case, route: Route) -> None:
        await self.team.services.post("intake", f"/v1/cases/{case.id}/triage", {"route": route}, case.holder)

    async def _offer(self, rung: Rung, neighbourhood: str) -> None:
        volunteer: Words = {"kind": "service_team"} if rung is Rung.VOLUNTEERS else {"cost_cents_per_week": 4_500}
        await self.team.offer(
            rung=rung,
            categories=[Category.SERVICES],
            neighbourhood=neighbourhood,
            skills=[self.run],
            capacity=1,
            title="Boodschappen",
            **volunteer,
        )

    async def _look_at_held(self, neighbourhoods: Sequence[str]) -> None:
        """An adviser looks at held signals before their window ends: acts on one, finds another answered already."""
        raised = {told.subject for told in self.team.heard.all(signals.SignalRaised)}
        held = [
            told.subject
            for told in self.team.heard.all(signals.SignalHeld)
            if told.subject not in raised and told.neighbourhood in neighbourhoods
        ]
        for signal, step, body in zip(held, ("raise", "dismiss"), ({}, {"ground": "answered_already"}), strict=False):
            await self.team.services.post("signalling", f"/v1/signals/{signal}/{step}", body)


WAYS: Sequence[Way] = (
    Caseload.ordinary,
    Caseload.escalated,
    Caseload.advised,
    Caseload.declined,
    Caseload.ordinary,
    Caseload.individual,
    Caseload.not_reached,
    Caseload.ordinary,
    Caseload.outreach,
    Caseload.acute,
    Caseload.ordinary,
    Caseload.specialist,
    Caseload.ordinary,
    Caseload.ordinary,
)
