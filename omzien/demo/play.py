"""The main job, from the first signal to the comparison of sets."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aio_pika.abc import AbstractChannel

from libs.contracts import cases, signals
from libs.contracts.topology import INLETS, SERVICES
from omzien import broker
from omzien.ddas import Delivery
from omzien.demo.caseload import Caseload
from omzien.demo.checks import Checks
from omzien.demo.helpdesk import Helpdesk
from omzien.demo.latency import stages
from omzien.demo.partners import Key, Partners, Receipt
from omzien.demo.screen import Screen
from omzien.demo.services import Services
from omzien.demo.story import Story
from omzien.demo.subscriber import Subscriber, logged
from omzien.demo.summary import Summary
from omzien.demo.target import Target
from omzien.demo.team import Team
from omzien.demo.willemse import Willemse

#: The teams that are at work; cases elsewhere wait for one.
NEIGHBOURHOODS = ("de-bilt-west", "de-bilt-oost", "bilthoven-noord")

#: How long effects may take to come to rest.
_PATIENCE = 60


def new_run() -> str:
    """A mark of this run's own, in the words of skills and sources."""
    return f"demo_{uuid4().hex[:8]}"


@dataclass(frozen=True)
class Played:
    """What there is to show and to write down when the demo is done."""

    summary: Summary
    story: Story
    heard: Subscriber
    helpdesk: Helpdesk


class Play:
    """One run of the demo on a system that is up."""

    def __init__(self, target: Target, delivery: Delivery, file: str, run: str, screen: Screen) -> None:
        self._target, self._delivery, self._file, self._run, self._screen = target, delivery, file, run, screen

    async def perform(self, catalogue: Sequence[Mapping[str, Any]]) -> Played:
        """Raises Advice, NotTold or Refusal when a step fails; what differs in the end is in the summary."""
        began, since = time.monotonic(), datetime.now(UTC)
        async with AsyncExitStack() as exits:
            channels = [await exits.enter_async_context(broker.channel(self._target.amqp_url)) for _ in range(3)]
            hearing, publishing, reading = channels
            self._services = await exits.enter_async_context(Services.at(self._target.urls, self._target.token))
            heard = await exits.enter_async_context(Subscriber.on(hearing))
            self._partners = await Partners.on(publishing, self._screen.published)
            heard.listeners.append(self._screen.tally.take)
            with self._screen.live():
                story = await self._acts(heard, catalogue)
                checks = Checks(heard, self._partners.sent, alone=self._target.alone)
                receipts = await self._rest(heard, checks, reading)
                log = await logged(reading, since, len(heard.events))
            helpdesk = await Helpdesk.looks(self._services)
            counted = await self._services.get("signalling", "/v1/signals/counts")
            held = [*checks.effects(receipts), checks.counts(counted), *checks.events(log), helpdesk.check(heard)]
            summary = Summary(
                run=self._run,
                file=self._file,
                seconds=time.monotonic() - began,
                tally=self._screen.tally,
                published=self._screen.published,
                checks=held,
                stages=stages(heard, self._partners.sent, receipts),
                wire_duplicates=heard.copies,
                broken=len(self._partners.sent.broken),
            )
            return Played(summary, story, heard, helpdesk)

    async def _acts(self, heard: Subscriber, catalogue: Sequence[Mapping[str, Any]]) -> Story:
        say = self._screen.say
        say("the catalogue is filled, and the neighbourhood teams come to work")
        await self._services.post("matching", "/v1/offerings/import", catalogue)
        team = await Team.appointed(self._services, heard, NEIGHBOURHOODS)
        willemse = Willemse(team, self._partners, self._run, say)
        self._screen.published.expected = len(self._delivery.records) + willemse.worries
        say("partners' signals come in")
        broken = frozenset(record.key for record in self._delivery.broken)
        await self._partners.publish(self._delivery.events, broken)
        await self._weighed(heard)
        say("the teams take up a sample of the cases that were raised")
        await Caseload(team, self._run).work(NEIGHBOURHOODS)
        await willemse.play()
        return willemse.story

    async def _weighed(self, heard: Subscriber) -> None:
        """Every sound signal of the delivery has been held, raised or told apart; the raised ones have a case."""
        sound = len(self._partners.sent.sound)

        def done() -> bool:
            told = heard.count(signals.SignalAccepted, signals.SignalAmended)
            opened = {signal for each in heard.all(cases.CaseOpened) for signal in each.fact.signals}
            opened |= {signal for each in heard.all(cases.CaseExtended) for signal in each.fact.signals}
            raised = {each.subject for each in heard.all(signals.SignalRaised)}
            return told >= sound and raised <= opened

        await _eventually(done)

    async def _rest(self, heard: Subscriber, checks: Checks, channel: AbstractChannel) -> dict[Key, Receipt]:
        """Wait until nothing is under way any more: queues and outboxes empty, and no effect still to come."""
        self._screen.say("what is under way comes to rest, and the sets are compared")
        receipts: dict[Key, Receipt] = {}

        async def at_rest() -> bool:
            before = len(heard.events)
            if await _waiting(channel) or await self._unsent():
                return False
            if len(receipts) < len(self._partners.sent.at):
                receipts.update(await self._partners.receipts(self._services))
            return len(heard.events) == before and not any(each.lost for each in checks.effects(receipts))

        await _eventually(at_rest)
        return receipts

    async def _unsent(self) -> float:
        """Events that wait in the services' outboxes."""
        pages = await asyncio.gather(*(self._services.text(name, "/metrics") for name in SERVICES))
        return sum(
            float(line.split()[-1])
            for page in pages
            for line in page.splitlines()
            if line.startswith("omzien_outbox_waiting ")
        )


async def _waiting(channel: AbstractChannel) -> int:
    """Messages in the services' hot queues."""
    names = [inlet.queue for inlets in INLETS.values() for inlet in inlets]
    declared = [await channel.declare_queue(name, passive=True) for name in names]
    return sum(queue.declaration_result.message_count or 0 for queue in declared)


async def _eventually(holds: Callable[[], bool | Awaitable[bool]]) -> None:
    """Returns when it holds, or when patience ends: what still differs then, the comparison names."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        answer = holds()
        if answer if isinstance(answer, bool) else await answer:
            return
        await asyncio.sleep(0.1)
