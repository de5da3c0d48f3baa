"""Signalling's part of a request about somebody's own data: the worries that led to their case."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from libs.delivery.rights import Request, carries_out
from libs.delivery.work import Work
from services.signalling import store
from services.signalling.erasing import erase_signals
from services.signalling.settings import Settings


async def count(work: Work[Settings], requests: Sequence[Request]) -> Mapping[UUID, int]:
    """Signals of the case whose text is still here."""
    found = await store.signals_of_cases(work.connection, [each.data.caseid for each in requests])
    return {caseid: len(signals) for caseid, signals in found.items()}


async def erase(work: Work[Settings], requests: Sequence[Request]) -> Mapping[UUID, int]:
    """Whatever their retention period: the signals of a closed case, and the keys that lead to its household."""
    causes = {each.data.caseid: each.cause for each in requests}
    found = await store.signals_of_cases(work.connection, list(causes))
    signals = {signal: causes[caseid] for caseid, ids in found.items() for signal in ids}
    if not causes:
        return {}
    gone = await erase_signals(work, signals, {each.data.household for each in requests})
    return {caseid: sum(each in gone for each in ids) for caseid, ids in found.items()}


carry_out = carries_out("signalling", "/v1/signals?case={case}", count=count, erase=erase)
