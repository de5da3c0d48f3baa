"""The services of the run, and when a moment is over for them: nothing to be sent or taken, and no timer due."""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.local.children import Child, spawn
from libs.contracts.topology import INLETS
from tests.world import Subscriber, World
from tests.year.door import Door, door
from tests.year.serve import BEGINS, SETTINGS, SOCKET

ROOT = Path(__file__).parents[2]

#: Seconds between two looks, until it is said that the services hang, and until they must have started.
LOOK, PATIENCE, STARTED = 0.001, 60.0, 60.0


class Hangs(Exception):
    """The services did not come to rest; the text says what is left."""


@asynccontextmanager
async def serving(world: World, name: str, begins: datetime) -> AsyncIterator[Door]:
    """The service in a process of its own, by the clock of the run."""
    socket = world.folder / f"{name}.socket"
    settings = {key: str(value) for key, value in world.environment(name, poll_seconds=10, log_level="WARNING").items()}
    child = spawn(
        name,
        [sys.executable, "-m", "tests.year.serve", name],
        log=world.folder / f"{name}.log",
        environment={SETTINGS: json.dumps(settings), SOCKET: str(socket), BEGINS: begins.isoformat()},
        cwd=ROOT,
    )
    try:
        await _started(child, socket)
        async with door(socket) as opened:
            yield opened
    finally:
        await asyncio.to_thread(child.stop)


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
        self._awaited = dict.fromkeys(served, 0)
        self._seen, self._heard = 0, set[str]()
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

    async def timers_left(self) -> int:
        """How many wait for the next year."""
        return sum(await asyncio.gather(*(each.timers() for each in self._served.values())))

    async def _waits(self, now: datetime) -> dict[str, Any]:
        moments = dict(
            zip(self._served, await asyncio.gather(*(each.moment(now) for each in self._served.values())), strict=True)
        )
        self._hear()
        waits: dict[str, Any] = {"unheard": sum(each["sent"] for each in moments.values()) + self.told - self._seen}
        for name, each in moments.items():
            # what was sent stays in the outbox for a moment
            waits[f"{name} posts"] = len(set(each["posted"]) - self._heard)
            waits[f"{name} takes"] = self._awaited[name] - each["taken"]
            waits |= {f"{name} {what}": each[what] for what in ("parked", "due", "dead")}
        self.timers_run = sum((Counter(each["ran"]) for each in moments.values()), Counter())
        return {what: number for what, number in waits.items() if number}

    def _hear(self) -> None:
        new = self._subscriber.events[self._seen :]
        self._seen += len(new)
        self._heard.update(str(event["id"]) for event in new)
        for name in self._served:
            nouns = {binding.split(".")[2] for inlet in INLETS[name] for binding in inlet.bindings}
            self._awaited[name] += sum(event["type"].split(".")[2] in nouns for event in new)
