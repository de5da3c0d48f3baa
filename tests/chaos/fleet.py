"""The services' processes: killed, armed and scaled; whoever ends unasked is started again, as by an orchestrator."""

import asyncio
import contextlib
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from deploy.local import children, ports
from deploy.local.children import Child
from libs.contracts.topology import SERVICES
from tests.eventually import eventually

ROOT = Path(__file__).parents[2]

#: Seconds that a start and a stop may take.
PATIENCE = 60


@dataclass(eq=False)
class Member:
    """One process of a service. `wanted`: started again when it ends."""

    service: str
    url: str
    child: Child
    wanted: bool = True

    @property
    def alive(self) -> bool:
        return self.child.alive


@dataclass
class Fleet:
    """At first one process of each service, at the URL where its clients look for it."""

    #: The environment of a service that listens at this URL.
    environment: Callable[[str], Mapping[str, str]]
    urls: Mapping[str, str]
    logs: Path
    members: defaultdict[str, list[Member]] = field(default_factory=lambda: defaultdict(list))
    #: How often a process of the service was killed, and how often one ended for no reason that we know.
    killed: Counter[str] = field(default_factory=Counter)
    fallen: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Fleet"]:
        """All four, ready; stopped in order at the end."""
        keeper: asyncio.Task[None] | None = None
        try:
            for service in SERVICES:
                self.add(service, self.urls[service])
            keeper = asyncio.create_task(self._keep())
            await self.ready()
            yield self
        finally:
            if keeper is not None:
                keeper.cancel()
            await self._stop([member for each in self.members.values() for member in each])

    def add(self, service: str, url: str | None = None, module: str | None = None, **more: str) -> Member:
        """One process more; `more` goes into its environment. Does not wait until it is ready."""
        url = url or f"http://{ports.LOOPBACK}:{ports.free(1)[0]}"
        member = Member(service, url, self._launch(service, url, module, more))
        self.members[service].append(member)
        return member

    async def replace(self, service: str, module: str | None = None, **more: str) -> Member:
        """The service's first process in another shape: the old one stops in order, then the new one starts."""
        old = self.members[service][0]
        await self.leave(old)
        new = self.add(service, old.url, module, **more)
        self.members[service].remove(new)
        self.members[service].insert(0, new)
        return new

    async def leave(self, *members: Member) -> None:
        """These stop in order, and are not started again."""
        await self._stop(members)
        for member in members:
            self.members[member.service].remove(member)

    def kill(self, service: str) -> None:
        """kill -9 of its first process; it is started again at once."""
        self.members[service][0].child.process.send_signal(signal.SIGKILL)

    async def ready(self, services: Iterable[str] = SERVICES, within: float = PATIENCE) -> None:
        """Returns when every process of these services says so. Raises AssertionError."""
        async with httpx.AsyncClient(trust_env=False, timeout=3) as client:
            for service in services:
                for member in self.members[service]:
                    await eventually(partial(_is_ready, client, member.url), within, f"{service} is ready")

    def _launch(self, service: str, url: str, module: str | None, more: Mapping[str, str]) -> Child:
        command = [module, service] if module else [f"services.{service}", "serve"]
        return children.spawn(
            service,
            [sys.executable, "-m", *command],
            log=self.logs / f"{service}.log",
            environment={**self.environment(service), "OMZIEN_HTTP_PORT": url.rpartition(":")[2], **more},
            cwd=ROOT,
        )

    async def _keep(self) -> None:
        while True:
            for service in SERVICES:
                for member in self.members[service]:
                    if member.wanted and not member.alive:
                        self._again(member)
            await asyncio.sleep(0.05)

    def _again(self, member: Member) -> None:
        """In its ordinary shape: a failpoint that killed it is spent."""
        code = member.child.process.returncode
        self.killed[member.service] += 1
        if code != -signal.SIGKILL:
            self.fallen.append(f"{member.service} ended by itself with {code}: {member.child.log_tail(3)}")
        member.child = self._launch(member.service, member.url, None, {})

    async def _stop(self, members: Iterable[Member]) -> None:
        members = list(members)
        for member in members:
            member.wanted = False
            member.child.ask_to_stop()
        for member in members:
            await asyncio.to_thread(member.child.await_end, PATIENCE)
            # told to stop before it had begun to listen for that, it simply ends
            if (code := member.child.process.returncode) not in (0, -signal.SIGTERM):
                self.fallen.append(f"{member.service} did not stop in order: {code}")


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return (await client.get(f"{url}/health/ready")).status_code == httpx.codes.OK
    return False
