"""Arrangement's part of a request about somebody's own data: their plan, which is codes, random ids and dates."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from libs.delivery.rights import Request, carries_out
from libs.delivery.work import Work
from services.arrangement import store
from services.arrangement.settings import Settings


async def count(work: Work[Settings], requests: Sequence[Request]) -> Mapping[UUID, int]:
    """The plan, its goals, items, changes and reviews, its applications, and what was asked about it."""
    return await store.held_about_cases(work.connection, [each.data.caseid for each in requests])


async def erase(_work: Work[Settings], _requests: Sequence[Request]) -> Mapping[UUID, int]:
    """Nothing is destroyed: no words about anybody ever come in here (`requests.py`), and what was granted is
    accounted for. Whose plan it was is known by the case's id alone, which leads to nobody once intake has erased.
    """
    return {}


carry_out = carries_out("arrangement", "/v1/plans?case={case}", count=count, erase=erase)
