"""A process of a service ends from one moment to the next, as with a power cut, and is started again."""

import signal
import time
from collections.abc import AsyncIterator

import asyncpg

from libs.contracts.topology import SERVICES
from tests.chaos.fault import fault
from tests.chaos.scene import Scene
from tests.eventually import eventually

AT_ONCE = (0.0, 0.0)

LEADER = """
select pid from pg_locks where locktype = 'advisory' and granted
and database = (select oid from pg_database where datname = current_database())
and (classid, objid) = (hashtext(current_schema())::bigint & 4294967295, hashtext('relay')::bigint & 4294967295)
"""

#: Which passing of a failpoint is the last; the professionals' services come there less often.
PASSING = {"signalling": 4, "intake": 4, "matching": 3, "arrangement": 2}


@fault("killed at any moment", "A kill loses nothing and doubles nothing.", befalls=SERVICES, hold=AT_ONCE)
async def at_random(scene: Scene, service: str) -> AsyncIterator[None]:
    """kill -9 at whatever it is doing."""
    scene.fleet.kill(service)
    yield


@fault(
    "killed before the commit",
    "What was not committed is delivered again and has its effect then.",
    befalls=SERVICES,
    hold=AT_ONCE,
)
async def before_commit(scene: Scene, service: str) -> AsyncIterator[None]:
    """It kills itself when a batch has had its effect and is not committed."""
    await _dies(scene, service, "consumer.before_commit")
    yield


@fault(
    "killed between commit and acknowledge",
    "What comes again after it was committed has no second effect.",
    befalls=SERVICES,
    hold=AT_ONCE,
)
async def before_acknowledge(scene: Scene, service: str) -> AsyncIterator[None]:
    """It kills itself when a batch is committed and not acknowledged."""
    await _dies(scene, service, "consumer.before_ack")
    yield


@fault(
    "killed in the relay's window",
    "What was sent and not forgotten is sent again; a subscriber knows it by its id.",
    befalls=SERVICES,
    hold=AT_ONCE,
)
async def in_the_window(scene: Scene, service: str) -> AsyncIterator[None]:
    """It kills itself when the broker has confirmed and the outbox has not forgotten."""
    await _dies(scene, service, "relay.after_confirm")
    yield


async def _dies(scene: Scene, service: str, place: str) -> None:
    before = scene.fleet.killed[service]
    nth = PASSING[service]
    await scene.fleet.replace(service, OMZIEN_FAILPOINTS=f"{place}=kill@{nth}")
    await eventually(lambda: scene.fleet.killed[service] > before, within=60, what=f"{service} dies at {place}")
    scene.seen.append(f"died at its passing number {nth} of {place}")


@fault(
    "killed while leading the relay",
    "Another process sends what the dead one had not.",
    befalls=SERVICES,
    hold=(1, 3),
)
async def leading(scene: Scene, service: str) -> AsyncIterator[None]:
    """Two processes run; the one whose relay leads gets kill -9."""
    second = scene.fleet.add(service)  # the first has led since it started
    await scene.fleet.ready([service])
    scene.fleet.kill(service)
    yield
    # the lock is the second's now; it gives it back
    await scene.fleet.leave(second)


@fault(
    "frozen while leading the relay",
    "Another process takes over from one that answers nobody any more, within half a minute.",
    befalls=SERVICES,
    hold=(0, 0),
)
async def frozen_leader(scene: Scene, service: str) -> AsyncIterator[None]:
    """Two processes run; the one whose relay leads gets SIGSTOP until the other leads."""
    second = scene.fleet.add(service)
    await scene.fleet.ready([service])
    first = scene.fleet.members[service][0].child.process
    leader = await _leader(scene, service)
    first.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        await eventually(lambda: _another_leads(scene, service, leader), within=40, what="another leads")
        scene.seen.append(f"another led after {time.monotonic() - began:.1f} s")
    finally:
        first.send_signal(signal.SIGCONT)
    yield
    await scene.fleet.leave(second)


async def _another_leads(scene: Scene, service: str, before: int | None) -> bool:
    return await _leader(scene, service) not in (before, None)


async def _leader(scene: Scene, service: str) -> int | None:
    """The database's number of the session that holds the lock of the service's relay."""
    connection = await asyncpg.connect(scene.place.database_urls[service])
    try:
        found: int | None = await connection.fetchval(LEADER)
        return found
    finally:
        await connection.close()
