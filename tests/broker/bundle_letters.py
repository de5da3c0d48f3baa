"""A group that is proposed, made for the tests by way of what intake tells and what a coordinator asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.words import Category, LifeDomain, PartOfDay
from libs.delivery.clock import new_id
from tests.broker.matching_letters import Teller, clarified, need, organisation
from tests.eventually import eventually
from tests.world import Served


def meal(**changes: Any) -> StatedNeed:
    """To eat together, in the evening, four times a week."""
    stated = {
        "need": new_id(),
        "category": Category.EATING,
        "domain": LifeDomain.SOCIAL,
        "parts_of_day": (PartOfDay.EVENING,),
        "times_per_week": 4,
    }
    return StatedNeed(**stated | changes)


def centre(**changes: Any) -> dict[str, Any]:
    """A neighbourhood centre that has a room for others; it serves no meals itself."""
    return organisation(3, categories=["living"], skills=["hosting"], capacity=40, title="Wijkcentrum") | changes


async def post(matching: Served, path: str, expected: int = 200, **body: Any) -> dict[str, Any]:
    response = await matching.http.post(f"/v1/{path}", json=body)
    assert response.status_code == expected, response.text
    told: dict[str, Any] = response.json()
    return told


async def show(matching: Served, bundle: str) -> dict[str, Any]:
    told: dict[str, Any] = (await matching.http.get(f"/v1/bundles/{bundle}")).json()
    return told


@dataclass
class Table:
    """A group that is proposed, and whom it asks."""

    matching: Served
    id: str
    needs: dict[UUID, StatedNeed]
    members: list[dict[str, Any]]
    helpers: list[dict[str, Any]]

    async def yes(self, *invitations: dict[str, Any], expected: int = 200) -> None:
        for each in invitations:
            await post(self.matching, f"invitations/{each['id']}/accept", expected)

    async def state(self) -> str:
        return str((await show(self.matching, self.id))["state"])

    async def confirm(self, **body: Any) -> dict[str, Any]:
        return await post(self.matching, f"bundles/{self.id}/confirm", **body)


async def looked_for(matching: Served, needs: Sequence[UUID]) -> None:
    """Each of them has found something, or nothing."""
    waiting = list(needs)

    async def holds() -> bool:
        while waiting:
            told = await need(matching, waiting[-1])
            if not (told["proposals"] or told.get("unanswered")):
                return False
            waiting.pop()
        return True

    await eventually(holds, what="looked for")


async def table(
    matching: Served,
    intake: Teller,
    residents: int = 5,
    gives: Category = Category.VOLUNTEERS_CARERS,
    **changes: Any,
) -> Table:
    """So many residents who want to eat together, one of whom likes to cook; and they are asked."""
    needs = {new_id(): meal(**changes) for _ in range(residents)}
    cook = StatedContribution(contribution=new_id(), category=gives, skills=("cooking",), times_per_week=5)
    for number, (case, stated) in enumerate(needs.items()):
        given = {"contributions": (cook,)} if number == 0 else {}
        await intake.tell(case, clarified(case, stated, **given))
    await looked_for(matching, [each.need for each in needs.values()])
    [id_] = (await post(matching, "bundles/search"))["bundles"]
    invitations = (await show(matching, id_))["invitations"]
    by_role = {role: [each for each in invitations if each["role"] == role] for role in ("member", "helper")}
    return Table(matching, id_, needs, by_role["member"], by_role["helper"])
