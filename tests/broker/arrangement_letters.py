"""What intake and matching would tell arrangement, made for the tests; and a professional who uses its HTTP side."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from libs.contracts.cases import CaseClarified, WishedResult
from libs.contracts.needs import NeedUnanswered, PassedOver, StatedNeed
from libs.contracts.proposals import (
    ProposalAccepted,
    ProposalDroppedOut,
    ProposalEvent,
    ProposalStarted,
)
from libs.contracts.words import Category, LifeDomain, Rung, WhyNot
from libs.delivery.clock import new_id
from tests.broker.matching_letters import NEIGHBOURHOOD, Teller
from tests.eventually import eventually
from tests.world import Served, Subscriber, World


@pytest.fixture
async def arrangement(world: World) -> AsyncIterator[Served]:
    async with world.serving("arrangement") as served:
        yield served


@pytest.fixture
def intake(world: World) -> Teller:
    return Teller(world, "intake")


@pytest.fixture
def matching(world: World) -> Teller:
    return Teller(world, "matching")


def meals(**changes: Any) -> StatedNeed:
    """A hot meal every day, which she can no longer make herself."""
    stated = {"need": new_id(), "category": Category.EATING, "domain": LifeDomain.PRACTICAL, "times_per_week": 7}
    return StatedNeed(**stated | changes)


def clarified(case: UUID, case_holder: UUID, *needs: StatedNeed, **changes: Any) -> CaseClarified:
    """Confirmed with the resident; she wants to cook again."""
    told: dict[str, Any] = {
        "caseid": case,
        "neighbourhood": NEIGHBOURHOOD,
        "complex": False,
        "case_holder": case_holder,
        "scores": {LifeDomain.PRACTICAL: 2},
        "results": [WishedResult(result=new_id(), domain=LifeDomain.PRACTICAL, target_score=4)],
    }
    return CaseClarified(**told | {"needs": needs} | changes)


def passed_over(upto: int) -> tuple[PassedOver, ...]:
    """Why not, for every rung below."""
    return tuple(PassedOver(rung=Rung(rung), why_not=WhyNot.NOBODY) for rung in range(upto))


def unanswered(case: UUID, **changes: Any) -> NeedUnanswered:
    told = {"caseid": case, "neighbourhood": NEIGHBOURHOOD, "category": Category.EATING, "passed_over": passed_over(4)}
    return NeedUnanswered(**told | changes)


@dataclass(frozen=True)
class Supplier:
    """One proposal of matching's, for one need on one rung."""

    matching: Teller
    case: UUID
    need: UUID
    rung: int
    id: UUID

    def about(self, kind: type[ProposalEvent], **more: Any) -> ProposalEvent:
        told = {"caseid": self.case, "neighbourhood": NEIGHBOURHOOD, "need": self.need, "rung": self.rung}
        return kind.model_validate(told | {"offering": new_id()} | more)

    async def accepts(self) -> None:
        await self.matching.tell(self.id, self.about(ProposalAccepted, passed_over=passed_over(self.rung)))

    async def starts(self) -> None:
        await self.matching.tell(self.id, self.about(ProposalStarted))

    async def runs(self) -> None:
        """Both said yes, and it began."""
        await self.accepts()
        await self.starts()

    async def drops_out(self) -> None:
        await self.matching.tell(self.id, self.about(ProposalDroppedOut))


@dataclass(frozen=True)
class Professional:
    """Somebody with an id, in front of the service's HTTP side."""

    served: Served
    id: UUID

    async def posts(self, path: str, expected: int = 200, **body: Any) -> dict[str, Any]:
        """The answer, or the problem that was expected."""
        response = await self.sends(path, **body)
        assert response.status_code == expected, response.text
        told: dict[str, Any] = response.json()
        return told

    async def sends(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        actor = {"Omzien-Actor": str(self.id)}
        return await self.served.http.post(f"/v1/{path}", json=body, headers=actor | (headers or {}))

    async def asks(self, path: str, **query: Any) -> dict[str, Any]:
        response = await self.served.http.get(f"/v1/{path}", params=query)
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json()
        return told


async def plan_of(served: Served, case: UUID) -> dict[str, Any]:
    """The case's plan, as soon as it is drafted."""

    async def found() -> list[dict[str, Any]]:
        answer = await served.http.get("/v1/plans", params={"case": str(case)})
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def drafted() -> bool:
        return bool(await found())

    await eventually(drafted, what="a plan")
    [plan] = await found()
    return plan


async def item_in(served: Served, case: UUID, state: str, rung: int | None = None) -> dict[str, Any]:
    """The plan's item in this state, on this rung, as soon as there is one."""
    found: list[dict[str, Any]] = []

    async def there() -> bool:
        items = (await plan_of(served, case))["items"]
        found.extend(item for item in items if item["state"] == state and rung in (None, item["rung"]))
        return bool(found)

    await eventually(there, what=f"an item that is {state} on rung {rung}")
    return found[-1]


async def drafted(served: Served, intake: Teller, told: CaseClarified) -> str:
    """The id of the plan that is drafted when intake tells this."""
    await intake.tell(told.caseid, told)
    plan: str = (await plan_of(served, told.caseid))["id"]
    return plan


def kinds(events: Subscriber, subject: str) -> list[str]:
    """What was told of this subject, in order of sequence; checks that none is missing or doubled."""
    told = {event["id"]: event for event in events.events if event["subject"] == subject}
    in_order = sorted(told.values(), key=lambda event: int(event["sequence"]))
    assert [int(event["sequence"]) for event in in_order] == list(range(1, len(in_order) + 1))
    return [event["type"].removeprefix("nl.omzien.").removesuffix(".v1") for event in in_order]


async def told(events: Subscriber, plan: str, last: str) -> list[str]:
    """All that was told of the plan, once this was."""
    await eventually(lambda: last in kinds_seen(events, plan), what=last)
    return kinds(events, plan)


def kinds_seen(events: Subscriber, subject: str) -> set[str]:
    return {
        event["type"].removeprefix("nl.omzien.").removesuffix(".v1")
        for event in events.events
        if event["subject"] == subject
    }
