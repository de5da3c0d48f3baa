"""The four services as processes of one world, where each may be killed and is started again."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from deploy.local import probes, processes
from deploy.local.places import Place
from deploy.local.processes import ServiceProcess, Settings
from libs.contracts.topology import SERVICES
from tests.eventually import eventually
from tests.world import World

ROOT = Path(__file__).parents[2]


@dataclass
class System:
    """Processes by service. Whoever dies at a failpoint is started again at once, without one."""

    settings: Settings
    running: dict[str, ServiceProcess] = field(default_factory=dict)
    #: Which services were killed at their failpoint.
    killed: list[str] = field(default_factory=list)
    _watching: list[asyncio.Task[None]] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def of(cls, world: World, failpoints: Mapping[str, str]) -> AsyncIterator["System"]:
        """All four, with a failpoint for those that are named; stopped in order at the end."""
        extra = {
            "OMZIEN_TOKEN_FILE": str(world.folder / "tokens"),
            "OMZIEN_KEY_FILE": str(world.folder / "key"),
            "OMZIEN_POLL_SECONDS": "0.2",
        }
        place = Place(world.amqp_url, world.urls["admin"], world.urls)
        system = cls(processes.plan(ROOT, place, world.folder / "logs", extra))
        try:
            for service in SERVICES:
                system._launch(service, failpoints.get(service, ""))
                system._watching.append(asyncio.create_task(system._watch(service)))
            await system.ready()
            yield system
        finally:
            for task in system._watching:
                task.cancel()
            await asyncio.to_thread(processes.stop, system.running)

    async def ready(self) -> None:
        """Returns when every service says so."""
        for service in SERVICES:
            await eventually(partial(self._is_ready, service), within=60, what=f"{service} is ready")

    async def stop(self) -> dict[str, int]:
        """End all in order; returns their exit codes."""
        for task in self._watching:
            task.cancel()
        await asyncio.to_thread(processes.stop, self.running)
        return {service: process.child.process.returncode for service, process in self.running.items()}

    def log(self, service: str) -> str:
        """All that it has written."""
        return (self.settings.logs / f"{service}.log").read_text(errors="replace")

    def _launch(self, service: str, failpoint: str) -> None:
        extra = {**self.settings.extra, "OMZIEN_FAILPOINTS": failpoint}
        self.running[service] = processes.launch(replace(self.settings, extra=extra), service)

    async def _watch(self, service: str) -> None:
        # a service that was killed once runs on without a failpoint: a second end is a fault, and stays one
        await asyncio.to_thread(self.running[service].child.process.wait)
        if self.running[service].child.process.returncode == -signal.SIGKILL:
            self.killed.append(service)
            self._launch(service, "")

    async def _is_ready(self, service: str) -> bool:
        with contextlib.suppress(Exception):
            return await asyncio.to_thread(probes.is_ready, self.running[service].url)
        return False
