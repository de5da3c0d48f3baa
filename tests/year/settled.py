"""The services of the run, and when a moment is over for them: nothing to be sent or taken, and no timer due."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.local.children import Child, spawn
from deploy.migrations import declared
from libs.delivery.transactions import happens
from tests.world import Subscriber, World
from tests.year.door import Door, door
from tests.year.serve import BEGINS, SETTINGS, SOCKET

ROOT = Path(__file__).parents[2]

#: Seconds between two looks, until it is said that the services hang, and until they must have started.
LOOK, PATIENCE, STARTED = 0.001, 60.0, 60.0

#: Seconds between two looks while people act.
TICK = 0.02

#: Seconds after which a service has forgotten what it has sent.
FORGOTTEN = 0.1


class Hangs(Exception):
    """The services did not come to rest; the text says what is left."""


@asynccontextmanager
async def serving(world: World, names: Sequence[str], begins: datetime) -> AsyncIterator[dict[str, Door]]:
    """The services, each in a process of its own, by the clock of the run; they start, and stop, side by side."""
    children = {name: _spawn(world, name, begins) for name in names}
    try:
        async with AsyncExitStack() as doors:
            sockets = {name: _socket(world, name) for name in names}
            for name, child in children.items():
                await _started(child, sockets[name])
            yield {name: await doors.enter_async_context(door(sockets[name])) for name in names}
    finally:
        await asyncio.gather(*(asyncio.to_thread(child.stop) for child in children.values()))


def _spawn(world: World, name: str, begins: datetime) -> Child:
    settings = {key: str(value) for key, value in world.environment(name, poll_seconds=10, log_level="WARNING").items()}
    return spawn(
        name,
        [sys.executable, "-m", "tests.year.serve", name],
        log=world.folder / f"{name}.log",
        environment={SETTINGS: json.dumps(settings), SOCKET: str(_socket(world, name)), BEGINS: begins.isoformat()},
        cwd=ROOT,
    )


def _socket(world: World, name: str) -> Path:
    return world.folder / f"{name}.socket"


async def _started(child: Child, socket: Path) -> None:
    deadline = asyncio.get_running_loop().time() + STARTED
    while not await asyncio.to_thread(socket.exists):
        if not child.alive or asyncio.get_running_loop().time() > deadline:
            raise Hangs(f"{child.name} did not start:\n{child.log_tail(40)}")
        await asyncio.sleep(0.05)


class Moments:
    """Of these services, seen beside a subscriber of everything. `told` counts what the run itself published."""

    def __init__(self, served: Mapping[str, Door], subscriber: Subscriber) -> None:
        self._served, self._subscriber, self.told = served, subscriber, 0
        self._handled = {name: {kind.type for kind in declared(name).handlers} for name in served}
        self._awaited = dict.fromkeys(served, 0)
        self._seen = 0
        self._rested = asyncio.get_running_loop().time()
        self.timers_run = Counter[str]()

    async def settled(self, now: datetime) -> None:
        """Returns when all that follows from what happened up to `now` has happened. Raises Hangs when it does not."""
        while await self.under_way(now):
            pass

    async def under_way(self, now: datetime) -> bool:
        """Looks once, and pauses when something is. Raises Hangs when it has been so for too long."""
        waits = await self._waits(now)
        time = asyncio.get_running_loop().time()
        if not waits:
            self._rested = time
            return False
        if time > self._rested + PATIENCE:
            raise Hangs(f"not settled within {PATIENCE:.0f} s: {waits}")
        await asyncio.sleep(LOOK)
        return True

    @asynccontextmanager
    async def passing(self, now: datetime) -> AsyncIterator[None]:
        """Meanwhile what falls due by then runs at once, as it does where services have a clock of their own."""
        over = asyncio.Event()

        async def look() -> None:
            while not await happens(over, TICK):
                await self._waits(now)

        async with asyncio.TaskGroup() as looking:
            looking.create_task(look())
            try:
                yield
            finally:
                over.set()

    async def left(self) -> int:
        """How many timers wait for the next year. Raises Hangs when events wait that nobody sends."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            left = await asyncio.gather(*(each.left() for each in self._served.values()))
            unsent = sum(each.outbox for each in left)
            if not unsent:
                return sum(each.timers for each in left)
            if asyncio.get_running_loop().time() > deadline:
                raise Hangs(f"{unsent} events wait to be sent, and nobody sends them")
            await asyncio.sleep(FORGOTTEN)

    async def _waits(self, now: datetime) -> dict[str, Any]:
        moments = dict(
            zip(self._served, await asyncio.gather(*(each.moment(now) for each in self._served.values())), strict=True)
        )
        self._hear()
        waits: dict[str, Any] = {"unheard": sum(each.sent for each in moments.values()) + self.told - self._seen}
        for name, each in moments.items():
            waits[f"{name} takes"] = self._awaited[name] - each.taken
            waits |= {f"{name} {what}": getattr(each, what) for what in ("posts", "parked", "due", "dead")}
        self.timers_run = sum((Counter(each.ran) for each in moments.values()), Counter())
        return {what: number for what, number in waits.items() if number}

    def _hear(self) -> None:
        new = self._subscriber.events[self._seen :]
        self._seen += len(new)
        for name, handled in self._handled.items():
            self._awaited[name] += sum(event["type"] in handled for event in new)
