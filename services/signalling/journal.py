"""Writing down what was decided: events, rows and timers, for every way in alike."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.signalling import store
from services.signalling.domain import promises
from services.signalling.domain.decisions import Desk
from services.signalling.domain.register import Register
from services.signalling.domain.signal import Change
from services.signalling.settings import Settings


def desk(work: Work[Settings]) -> Desk:
    """What the decisions of this work lean on: the policy that holds at its moment."""
    return Desk(work.settings.policies.at(work.now), work.now, work.new_id)


def tell(work: Work[Settings], register: Register, changes: Iterable[Change], cause: Cause | None = None) -> None:
    """Record the events of these changes; the register then holds the signals with their new sequence."""
    for signal, events in changes:
        register.put(work.record(signal, events, cause))


async def keep(work: Work[Settings], register: Register, sealed: Mapping[UUID, bytes] | None = None) -> None:
    """Save what the decisions changed, and set the timers that follow from it."""
    policy = work.settings.policies.at(work.now)
    for before, after in register.changed_signals():
        due, gone = promises.moved(policy, work.now, before, after)
        for kind in gone:
            work.cancel(after.id, kind)
        for kind, moment in due.items():
            work.schedule(after.id, kind, moment)
        if left := promises.vacated(before, after):
            work.schedule(left, promises.VACATED, work.now)
    await store.save(work.connection, register, sealed)
