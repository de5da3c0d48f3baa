"""The professionals of the neighbourhood teams: each step is a command at the service that owns it.

A step returns when the event has been heard on which the next one stands. What they know of a resident
they know from the resident; nothing of it is in here but codes.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from libs.contracts import cases, casework, needs, offerings, plans, proposals
from libs.contracts.calendar import day_of
from libs.contracts.payload import Payload
from libs.contracts.words import Direction, Ground, LifeDomain, Party, Rung, WhyNot
from libs.delivery.clock import Clock, wall_clock
from omzien.demo.held import Case, Clarified, Step, Support
from omzien.demo.sentences import sentence
from omzien.demo.services import Services
from omzien.demo.subscriber import NotTold, Subscriber
from omzien.demo.told import Told

Proposed = Told[proposals.ProposalOffered]

#: Case holders per neighbourhood team, and how many cases each can hold.
_HOLDERS, _CAPACITY = 2, 40
#: What is granted for support on rung 4: no less than the dearest that is asked for, care at night.
_GRANTED_CENTS = 19_500


class Team:
    """All neighbourhoods' teams, and the person with the mandate to decide on rungs 4 and 5."""

    def __init__(self, services: Services, heard: Subscriber, mandated: UUID, now: Clock = wall_clock) -> None:
        self.services, self.heard, self.mandated, self._now = services, heard, mandated, now

    @classmethod
    async def appointed(
        cls, services: Services, heard: Subscriber, neighbourhoods: Sequence[str], now: Clock = wall_clock
    ) -> "Team":
        """With case holders in these neighbourhoods."""
        team = cls(services, heard, uuid4(), now)
        for neighbourhood in neighbourhoods:
            for _ in range(_HOLDERS):
                holder = {"case_holder": str(uuid4()), "neighbourhood": neighbourhood, "capacity": _CAPACITY}
                await services.post("intake", "/v1/case-holders", holder)
        await services.post("arrangement", "/v1/mandates", {"person": str(team.mandated)})
        return team

    # ---- intake: from first contact to clarification

    async def case_of(self, household: UUID) -> Case:
        """The case that was opened for this household."""
        opened = await self.heard.first(cases.CaseOpened, where=lambda told: told.fact.household == household)
        return await self.held(opened.subject)

    async def held(self, case: UUID) -> Case:
        """With its case holder, as soon as it has one."""
        assigned = await self.heard.about(cases.CaseAssigned, case)
        return Case(case, assigned.fact.case_holder)

    async def reach(self, case: Case, *, reached: bool = True) -> None:
        """An attempt at contact."""
        body = {"by": str(case.holder), "reached": reached}
        await self.services.post("intake", f"/v1/cases/{case.id}/contact-attempts", body, case.holder)

    async def converse(
        self, case: Case, scores: Mapping[LifeDomain, int], said: Mapping[LifeDomain, str] = {}, **more: Any
    ) -> None:
        """A kitchen-table conversation; an independent client supporter is always offered."""
        domains = [{"domain": each, "score": score, "note": said.get(each, "")} for each, score in scores.items()]
        body = {"held_on": self.today(), "domains": domains, "client_support_offered": True, **more}
        await self.services.post("intake", f"/v1/cases/{case.id}/conversations", body, case.holder)

    async def clarify(
        self,
        case: Case,
        wanted: Sequence[Mapping[str, Any]],
        results: Mapping[LifeDomain, int],
        contributions: Sequence[Mapping[str, Any]] = (),
        own_words: Mapping[LifeDomain, str] = {},
        **more: Any,
    ) -> Clarified:
        """What the conversations brought out, confirmed with the resident. The adviser finds it not complex."""
        body = {
            "confirmed_with_resident": True,
            "complex": False,
            "needs": list(wanted),
            "contributions": list(contributions),
            "results": [
                {"domain": each, "target_score": score, "own_words": own_words.get(each, "")}
                for each, score in results.items()
            ],
            **more,
        }
        answer = await self.services.post("intake", f"/v1/cases/{case.id}/clarification", body, case.holder)
        return await self._drafted(case, answer)

    async def agrees_to(self, case: Case, purpose: casework.Purpose) -> None:
        """The resident, asked by the case holder, for this purpose alone."""
        body = {"purpose": purpose, "answer": "given", "said_on": self.today(), "how": "spoken"}
        await self.services.post("intake", f"/v1/cases/{case.id}/consents", body, case.holder)

    async def transfer_directly(self, case: Case, ground: Ground, wanted: Sequence[Mapping[str, Any]]) -> Clarified:
        """Acute, palliative or already held: around the conversation."""
        body = {"ground": ground, "needs": list(wanted)}
        answer = await self.services.post("intake", f"/v1/cases/{case.id}/direct-transfer", body, case.holder)
        return await self._drafted(case, answer)

    async def _drafted(self, case: Case, answer: Mapping[str, Any]) -> Clarified:
        plan = await self.heard.first(plans.PlanDrafted, where=lambda told: told.fact.caseid == case.id)
        kept = (tuple(map(UUID, answer.get(name, ()))) for name in ("needs", "results", "contributions"))
        return Clarified(plan.subject, *kept)

    # ---- matching: proposals

    async def proposed(self, need: UUID, since: int = 0) -> Proposed | None:
        """What matching proposes for the need, since that mark. None: it found nobody."""

        def answers(told: Told[Payload]) -> bool:
            about = told.fact.need if isinstance(told.fact, proposals.ProposalOffered) else told.subject
            return about == need

        kinds: tuple[type[Payload], ...] = (
            proposals.ProposalOffered,
            needs.NeedUnanswered,
            needs.NeedRungUnanswered,
        )
        told: Told[Any] = await self.heard.first(*kinds, where=answers, since=since)
        return told if isinstance(told.fact, proposals.ProposalOffered) else None

    async def accept(self, proposal: Proposed) -> Support:
        """Supplier and resident say yes, and the support starts."""
        path, fact = f"/v1/proposals/{proposal.subject}", proposal.fact
        for party in Party if fact.offering else (Party.RESIDENT,):
            await self.services.post("matching", f"{path}/accept", {"by": party})
        agreed = await self.heard.first(plans.PlanItemAgreed, where=lambda told: told.fact.proposal == proposal.subject)
        await self.services.post("matching", f"{path}/start")
        await self.heard.first(plans.PlanItemStarted, where=lambda told: told.fact.item == agreed.fact.item)
        return Support(fact.need, proposal.subject, agreed.fact.item, fact.rung)

    async def decline(self, proposal: Proposed, by: Party, ground: WhyNot) -> Proposed | None:
        """One of the two says no; what is proposed instead."""
        since = self.heard.mark
        body = {"by": by, "ground": ground}
        await self.services.post("matching", f"/v1/proposals/{proposal.subject}/decline", body)
        return await self.proposed(proposal.fact.need, since)

    async def drop_out(self, support: Support) -> Proposed | None:
        """The supplier stops; what is proposed instead."""
        since = self.heard.mark
        await self.services.post("matching", f"/v1/proposals/{support.proposal}/drop-out")
        return await self.proposed(support.need, since)

    async def over(self, support: Support) -> None:
        """It is no longer needed: what was wished for is reached."""
        await self.services.post("matching", f"/v1/proposals/{support.proposal}/end", {"ground": "goal_met"})
        await self.heard.first(plans.PlanItemEnded, where=lambda told: told.fact.item == support.item)

    async def offer(self, **entry: Any) -> UUID:
        """A new entry of the catalogue; its id, once everybody knows of it."""
        answer = await self.services.post("matching", "/v1/offerings", entry)
        await self.heard.about(offerings.OfferingRegistered, UUID(answer["id"]))
        return UUID(answer["id"])

    # ---- arrangement: the plan, and its steps on the ladder

    async def granted(self, case: Case, plan: UUID, need: UUID, ground: Ground, *, lasting: bool = False) -> Proposed:
        """Rung 4, on matching's evidence: the case holder applies, someone else decides, matching proposes."""
        await self.heard.about(needs.NeedUnanswered, need)
        since = self.heard.mark
        body = {"need": str(need), "rung": Rung.INDIVIDUAL_PROVISION, "grounds": [ground]}
        # matching's evidence reaches the plan a moment after it reaches us
        path = f"/v1/plans/{plan}/applications"
        application = await self.services.post("arrangement", path, body, case.holder, once_known="no-evidence")
        terms: dict[str, Any] = {"lasting": True} if lasting else {"until": self.today(180)}
        terms["cost_cents_per_week"] = _GRANTED_CENTS
        await self.services.post("arrangement", f"/v1/applications/{application['id']}/grant", terms, self.mandated)
        # that nobody lighter answers may be told again meanwhile, when the catalogue changed
        return await self.heard.first(proposals.ProposalOffered, where=lambda told: told.fact.need == need, since=since)

    async def agree(self, case: Case, plan: UUID) -> None:
        """With the resident."""
        await self.services.post("arrangement", f"/v1/plans/{plan}/agree", {"with_resident": True}, case.holder)

    async def coordinates(self, case: Case, plan: UUID, coordinator: UUID, role: str) -> None:
        """Who coordinates the plan."""
        body = {"coordinator": str(coordinator), "role": role}
        await self.services.post("arrangement", f"/v1/plans/{plan}/coordinator", body, case.holder)

    async def review(
        self, case: Case, plan: UUID, scores: Mapping[LifeDomain, int], met: Sequence[UUID] = (), **more: Any
    ) -> list[UUID]:
        """Held with the resident; the steps that policy proposes after it."""
        known = await self.services.get("arrangement", f"/v1/plans/{plan}")
        body = {
            "planned_on": known["review_on"],
            "reviewed_on": self.today(),
            "scores": dict(scores),
            "goals_met": [str(goal) for goal in met],
            "next_review_on": self.today(180),
            **more,
        }
        answer = await self.services.post("arrangement", f"/v1/plans/{plan}/reviews", body, case.holder)
        return [UUID(change["id"]) for change in answer["changes"] if change["state"] == "proposed"]

    async def leave(self, case: Case, plan: UUID, change: UUID, ground: str) -> None:
        """A proposed step is not done: a person decides."""
        path = f"/v1/plans/{plan}/changes/{change}/reject"
        await self.services.post("arrangement", path, {"ground": ground}, case.holder)

    async def lighten(
        self, case: Case, plan: UUID, need: UUID, to: Rung, because: UUID, by: UUID | None = None
    ) -> Step:
        """A step down that the case holder decides on: the lighter support runs, beside what ran.

        `because`: what is new, such as a lighter offering. `by`: who proposes it; without, it is proposed by itself.
        """
        path = f"/v1/plans/{plan}/changes"
        if by is not None:
            known = await self.services.get("arrangement", f"/v1/plans/{plan}")
            mine = [each for each in known["items"] if each["need"] == str(need)]
            [item] = [each["id"] for each in mine if each["state"] in ("active", "intended")]
            body = {"item": item, "to_rung": to, "grounds": [Ground.LIGHTER_OFFERING], "facts": [str(because)]}
            await self.services.post("arrangement", path, body, by)
        proposed = await self.heard.first(
            plans.PlanChangeProposed, where=lambda told: (told.fact.need, told.fact.to_rung) == (need, to)
        )
        change, since = proposed.fact.change, self.heard.mark
        await self.services.post("arrangement", f"{path}/{change}/accept", by=case.holder)
        lighter = await self.taken(need, since)
        return Step(change, lighter, (await self._effected(change)).fact.follow_up_on)

    async def holds(self, case: Case, plan: UUID, step: Step) -> None:
        """The follow-up of a step down passes: what was heavier ends. Until its day both go on."""
        if step.follow_up_on > day_of(self._now()):
            return
        path = f"/v1/plans/{plan}/changes/{step.change}/follow-up"
        await self.services.post("arrangement", path, {"passed": True}, case.holder)
        await self.heard.first(plans.PlanChangeConfirmed, where=lambda told: told.fact.change == step.change)

    async def escalate(self, case: Case, plan: UUID, need: UUID) -> Support:
        """A step up that the plan itself proposed after a drop-out: applied for, granted, decided, and begun."""
        change = await self.heard.first(
            plans.PlanChangeProposed,
            where=lambda told: told.fact.need == need and told.fact.direction is Direction.UP,
        )
        proposal = await self.granted(case, plan, need, Ground.LOWER_RUNGS_TRIED)
        path = f"/v1/plans/{plan}/changes/{change.fact.change}"
        await self.services.post("arrangement", f"{path}/accept", by=case.holder)
        support = await self.accept(proposal)
        await self._effected(change.fact.change)
        return support

    async def taken(self, need: UUID, since: int = 0) -> Support:
        """What is proposed for the need, accepted and started."""
        proposal = await self.proposed(need, since)
        if proposal is None:
            gaps = [told for told in self.heard.all(needs.NeedUnanswered) if told.subject == need]
            why = sentence(gaps[-1], {}) if gaps else "the rung that was asked for gives nothing"
            raise NotTold(f"a need that had to find an answer found none: {why}")
        return await self.accept(proposal)

    async def _effected(self, change: UUID) -> Told[plans.PlanChangeEffected]:
        return await self.heard.first(plans.PlanChangeEffected, where=lambda told: told.fact.change == change)

    def today(self, later: int = 0) -> str:
        """The date, so many days from now, as JSON has it."""
        return (self._now() + timedelta(days=later)).date().isoformat()
