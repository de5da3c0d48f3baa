"""The professionals of the neighbourhood teams: each step is a command at the service that owns it.

A step returns when the event has been heard on which the next one stands. What they know of a resident
they know from the resident; nothing of it is in here but codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from libs.contracts import cases, casework, needs, offerings, plans, proposals
from libs.contracts.calendar import day_of
from libs.contracts.payload import Payload
from libs.contracts.words import Direction, Ground, LifeDomain, Party, Rung, WhyNot
from omzien.demo.sentences import sentence
from omzien.demo.services import Services
from omzien.demo.subscriber import NotTold, Subscriber
from omzien.demo.told import Told

Proposed = Told[proposals.ProposalOffered]

#: Case holders per neighbourhood team, and how many cases each can hold.
_HOLDERS, _CAPACITY = 2, 40
#: What support on rung 4 costs, and is granted.
CENTS_PER_WEEK = 9_500


@dataclass(frozen=True)
class Case:
    """A case with the professional who holds it."""

    id: UUID
    holder: UUID


@dataclass(frozen=True)
class Clarified:
    """The plan, and the ids that needs, results and contributions keep, in the order in which they were given."""

    plan: UUID
    needs: tuple[UUID, ...]
    results: tuple[UUID, ...]
    contributions: tuple[UUID, ...]


@dataclass(frozen=True)
class Support:
    """Something that runs: a proposal that was taken, and the plan's item for it."""

    need: UUID
    proposal: UUID
    item: UUID
    rung: Rung


class Team:
    """All neighbourhoods' teams, and the person with the mandate to decide on rungs 4 and 5."""

    def __init__(self, services: Services, heard: Subscriber, mandated: UUID) -> None:
        self.services, self.heard, self.mandated = services, heard, mandated

    @classmethod
    async def appointed(cls, services: Services, heard: Subscriber, neighbourhoods: Sequence[str]) -> "Team":
        """With case holders in these neighbourhoods."""
        team = cls(services, heard, mandated=uuid4())
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

    async def converse(self, case: Case, scores: Mapping[LifeDomain, int], strengths: Sequence[str] = ()) -> None:
        """A kitchen-table conversation; an independent client supporter is always offered."""
        body = {
            "held_on": today(),
            "domains": [{"domain": domain, "score": score} for domain, score in scores.items()],
            "strengths": list(strengths),
            "client_support_offered": True,
        }
        await self.services.post("intake", f"/v1/cases/{case.id}/conversations", body, case.holder)

    async def clarify(
        self,
        case: Case,
        wanted: Sequence[Mapping[str, Any]],
        results: Mapping[LifeDomain, int],
        contributions: Sequence[Mapping[str, Any]] = (),
    ) -> Clarified:
        """What the conversations brought out, confirmed with the resident. The adviser finds it not complex."""
        body = {
            "confirmed_with_resident": True,
            "complex": False,
            "needs": list(wanted),
            "contributions": list(contributions),
            "results": [{"domain": domain, "target_score": score} for domain, score in results.items()],
        }
        answer = await self.services.post("intake", f"/v1/cases/{case.id}/clarification", body, case.holder)
        return await self._drafted(case, answer)

    async def agrees_to(self, case: Case, purpose: casework.Purpose) -> None:
        """The resident, asked by the case holder, for this purpose alone."""
        body = {"purpose": purpose, "answer": "given", "said_on": today(), "how": "spoken"}
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
        terms: dict[str, Any] = {"lasting": True} if lasting else {"until": today(180)}
        terms["cost_cents_per_week"] = CENTS_PER_WEEK
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
        self, case: Case, plan: UUID, scores: Mapping[LifeDomain, int], met: Sequence[UUID] = ()
    ) -> list[UUID]:
        """Held with the resident; the steps that policy proposes after it."""
        known = await self.services.get("arrangement", f"/v1/plans/{plan}")
        body = {
            "planned_on": known["review_on"],
            "reviewed_on": today(),
            "scores": dict(scores),
            "goals_met": [str(goal) for goal in met],
            "next_review_on": today(180),
        }
        answer = await self.services.post("arrangement", f"/v1/plans/{plan}/reviews", body, case.holder)
        return [UUID(change["id"]) for change in answer["changes"] if change["state"] == "proposed"]

    async def leave(self, case: Case, plan: UUID, change: UUID, ground: str) -> None:
        """A proposed step is not done: a person decides."""
        path = f"/v1/plans/{plan}/changes/{change}/reject"
        await self.services.post("arrangement", path, {"ground": ground}, case.holder)

    async def lighten(self, case: Case, plan: UUID, support: Support, to: Rung, because: UUID | None) -> Support:
        """A step down: proposed and decided, the lighter support runs, the follow-up passes, the heavier one ends.

        `because` is the lighter offering that now exists. In a system whose policy sets the follow-up for a later day
        both go on until then.
        """
        facts = [str(because)] if because else []
        body = {"item": str(support.item), "to_rung": to, "grounds": [Ground.LIGHTER_OFFERING], "facts": facts}
        since = self.heard.mark
        path = f"/v1/plans/{plan}/changes"
        await self.services.post("arrangement", path, body, case.holder)
        change = await self.heard.first(
            plans.PlanChangeProposed, where=lambda told: told.fact.item == support.item, since=since
        )
        path = f"{path}/{change.fact.change}"
        await self.services.post("arrangement", f"{path}/accept", by=case.holder)
        lighter = await self.taken(support.need, since)
        effected = await self._effected(change.fact.change)
        if effected.fact.follow_up_on <= day_of(datetime.now(UTC)):
            await self.services.post("arrangement", f"{path}/follow-up", {"passed": True}, case.holder)
            await self.heard.first(plans.PlanItemEnded, where=lambda told: told.fact.item == support.item)
        return lighter

    async def found_after_all(self, case: Case, plan: UUID, need: UUID, rung: Rung) -> Support:
        """What nobody answered, the resident or their own people turn out to be able to do."""
        known = await self.services.get("arrangement", f"/v1/plans/{plan}")
        [waits] = [each for each in known["items"] if each["need"] == str(need) and each["state"] == "intended"]
        since = self.heard.mark
        body = {"item": waits["id"], "to_rung": rung, "grounds": [Ground.LIGHTER_OFFERING]}
        answer = await self.services.post("arrangement", f"/v1/plans/{plan}/changes", body, case.holder)
        [change] = [each["id"] for each in answer["changes"] if each["item"] == waits["id"]]
        path = f"/v1/plans/{plan}/changes/{change}"
        await self.services.post("arrangement", f"{path}/accept", by=case.holder)
        found = await self.taken(need, since)
        await self._effected(UUID(change))
        await self.services.post("arrangement", f"{path}/follow-up", {"passed": True}, case.holder)
        return found

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


def today(later: int = 0) -> str:
    """The date, so many days from now, as JSON has it."""
    return (datetime.now(UTC) + timedelta(days=later)).date().isoformat()
