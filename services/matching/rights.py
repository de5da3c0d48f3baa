"""Matching's part of a request about somebody's own data: their needs in codes, and what they give."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from libs.delivery.rights import Request, carries_out
from libs.delivery.work import Work
from services.matching import catalogue, points, store
from services.matching.settings import Settings


async def count(work: Work[Settings], requests: Sequence[Request]) -> Mapping[UUID, int]:
    """Needs, what was proposed for them, offerings of the resident's own, and their accounts of points."""
    return await store.held_about_cases(work.connection, [each.data.caseid for each in requests])


async def erase(work: Work[Settings], requests: Sequence[Request]) -> Mapping[UUID, int]:
    """What the resident gives leaves the catalogue, and nobody knows any more whose points theirs were.

    Needs and proposals stay: codes and random ids, to be counted.
    """
    withdrawn = await catalogue.withdraw_contributions(work, {each.data.caseid: each.cause for each in requests})
    accounts = await points.erase(work, [each.data.caseid for each in requests])
    return Counter(each.caseid for each in withdrawn if each.caseid) + Counter(accounts)


carry_out = carries_out("matching", "/v1/needs?case={case}", count=count, erase=erase)
