"""Destroying who, where and what was seen: when a retention period is over, or when the resident asks."""

from collections.abc import Collection, Mapping
from uuid import UUID

from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.signalling import journal, store
from services.signalling.domain import cases
from services.signalling.domain.signal import erase
from services.signalling.settings import Settings


async def forget(work: Work[Settings], signals: Mapping[UUID, Cause | None], left: Collection[UUID] = ()) -> None:
    """These signals, each erased for its cause, with what led to them.

    `left`: households to which intake refers no more, as far as it has no open case there; their keys go with the last
    signal about them.
    """
    await store.lock_keys_of(work.connection, signals, left)
    register = await store.lock_register(work.connection, signals=signals, households=left)
    cases.leave(register, left)
    households = list(register.households)
    for signal in register.of(signals):
        journal.tell(work, register, [erase(signal)], signals[signal.id])
    await journal.keep(work, register)
    await store.forget_traces(work.connection, signals)
    await store.forget_households(work.connection, households)
