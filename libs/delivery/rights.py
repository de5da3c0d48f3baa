"""What a service does when intake has carried out a request about somebody's own data: its own part, confirmed.

Written once for all services that hold something about a case. Each says what it holds and how it is destroyed.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts.cases import CaseDataRequestCarriedOut
from libs.contracts.confirmations import ConfirmationGiven
from libs.contracts.rights import CaseRole, Right
from libs.delivery.received import Received
from libs.delivery.service import Handler
from libs.delivery.work import Work

Request = Received[CaseDataRequestCarriedOut]
#: What is done for these requests, by case; a case that is left out had nothing.
Part = Callable[[Work[Any], Sequence[Request]], Awaitable[Mapping[UUID, int]]]


@dataclass(frozen=True)
class Confirmation:
    """A subject of one event, and no more: nothing of it is stored but what was told."""

    id: UUID
    neighbourhood: str
    sequence: int = 0


def carries_out(service: str, where: str, *, count: Part, erase: Part) -> Handler:
    """The handler for `CaseDataRequestCarriedOut`: does the service's part and confirms it, in one transaction.

    `count` gives how many items the service holds about each case, `erase` how many it destroyed. `where`: path at
    the service where they are read, with `{case}` for the case's id. Only a resident's request reaches the dossier;
    nobody else's data is held outside intake, and that is confirmed too. A correction changes nothing here: what is
    held is coded, or a partner's words, which stay what the partner said; where they live follows by `cases.placed`.
    """

    async def carry_out(work: Work[Any], requests: Sequence[Request]) -> None:
        asked = [each for each in requests if each.data.role is CaseRole.RESIDENT]
        held = await count(work, [each for each in asked if each.data.right is not Right.ERASE])
        erased = await erase(work, [each for each in asked if each.data.right is Right.ERASE])
        for each in requests:
            told = each.data
            erasing = told.right is Right.ERASE
            items = (erased if erasing else held).get(told.caseid, 0) if told.role is CaseRole.RESIDENT else 0
            given = ConfirmationGiven(
                neighbourhood=told.neighbourhood,
                caseid=told.caseid,
                request=told.request,
                right=told.right,
                service=service,
                items=items,
                where=where.format(case=told.caseid) if items and not erasing else None,
            )
            work.record(Confirmation(work.new_id(), told.neighbourhood), [given], each.cause)

    return carry_out
