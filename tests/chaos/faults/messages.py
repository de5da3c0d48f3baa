"""What comes over the wire twice, in another order, under an id that was used, or cannot be read."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import uuid4

import aio_pika
import orjson

from libs.contracts.cases import CaseClarified, CaseOpened
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.payload import Payload
from libs.contracts.signals import SignalRaised
from libs.contracts.topology import EVENTS, SERVICES
from libs.delivery.connections import connected
from omzien.demo.partners import signal
from tests.chaos.fault import fault
from tests.chaos.partners import Fate
from tests.chaos.scene import Scene

#: How many messages are meddled with.
MANY = 30

#: An event that the service has a handler for, and whose data will not do.
HANDLED: dict[str, type[Payload]] = {
    "signalling": CaseOpened,
    "intake": SignalRaised,
    "matching": CaseClarified,
    "arrangement": CaseClarified,
}
Letter = tuple[str, bytes]


@fault("duplicates", "What comes twice has its effect once.", hold=(1, 2))
async def duplicates(scene: Scene, _: str) -> AsyncIterator[None]:
    """Events that were told and signals that were confirmed are published again, word for word."""
    letters = list(scene.heard.letters.values())
    await _send(scene, EVENTS, scene.choice.sample(letters, min(MANY, len(letters))))
    scene.partners.publish([scene.partners.again() for _ in range(MANY)])
    scene.seen.append(f"{MANY} events and {MANY} signals came a second time")
    yield


@fault("reordering", "Events of a subject take effect in their order, in whichever they come.", befalls=SERVICES)
async def reordering(scene: Scene, service: str) -> AsyncIterator[None]:
    """The service is stopped until messages wait for it; they are shuffled, and the service is started."""
    async with scene.without(service):
        await scene.waiting(service, MANY)
        async with connected(scene.place.amqp_url) as connection:
            channel = await connection.channel()
            queue = await channel.get_queue(scene.queue(service), ensure=False)
            taken = []
            while message := await queue.get(fail=False):
                taken.append(message)
            scene.choice.shuffle(taken)
            for each in taken:
                again = aio_pika.Message(each.body, content_type=each.content_type, delivery_mode=2)
                await channel.default_exchange.publish(again, queue.name)
                await each.ack()
        scene.seen.append(f"{len(taken)} messages were shuffled")
        yield


@fault("same id with another body", "An id means what it first meant: the other content is refused, and told.")
async def changed(scene: Scene, _: str) -> AsyncIterator[None]:
    """Ids that were used come again with another content, from partners and as events."""
    letters = scene.choice.sample(list(scene.heard.letters.values()), 10)
    others = [(key, orjson.dumps({**orjson.loads(body), "actor": "somebody else"})) for key, body in letters]
    await _send(scene, EVENTS, others)
    scene.partners.publish([{**scene.partners.again(), "data": _other()} for _ in range(10)], Fate.CHANGED)
    scene.seen.append("10 signals and 10 events came with another content")
    yield


@fault(
    "poison at the head of the queue",
    "What cannot be read is set aside with its reason; all behind it goes on.",
    befalls=SERVICES,
    hold=(0, 1),
)
async def poison_first(scene: Scene, service: str) -> AsyncIterator[None]:
    """The service is stopped; the next message in its queue is no JSON; the service is started."""
    async with scene.without(service):
        # what it had not acknowledged is back at the head; the poison comes before all that is new
        await _send(scene, "", [(scene.queue(service), b'{"no json')])
        scene.poison[scene.queue(service), "not_json"] += 1
        await scene.waiting(service, MANY)
        yield


@fault("poison, one in a hundred", "Only the poison is set aside, and none of those beside it.", befalls=SERVICES)
async def poison_among(scene: Scene, service: str) -> AsyncIterator[None]:
    """Among a hundred messages each: one whose data do not fit its type, and one broken signal."""
    queue = scene.queue(service)
    for _ in range(3):
        scene.partners.publish([scene.partners.worry() for _ in range(33)])
        scene.partners.publish([signal("urn:partner:broken", str(uuid4()), kind="gossip", partner="gp")], Fate.REFUSED)
        await _send(scene, "", [(queue, _unfit(HANDLED[service]))])
        scene.poison[queue, "data_invalid"] += 1
        await asyncio.sleep(0.5)
    yield


def _unfit(kind: type[Payload]) -> bytes:
    """Its envelope can be read; what is in it cannot."""
    subject = str(uuid4())
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "urn:nld:oin:00000000000000000000:systeem:somebody",
            "type": kind.type,
            "subject": subject,
            "time": "2026-01-05T10:00:00Z",
            "sequence": "1",
            "sequencetype": "Integer",
            "data": {"caseid": "Jan"},
        }
    )


def _other() -> dict[str, object]:
    return {"kind": "nuisance", "partner": "police", "address": {"postcode": "3731AB", "house_number": "999"}}


async def _send(scene: Scene, exchange: str, letters: Sequence[Letter]) -> None:
    async with connected(scene.place.amqp_url) as connection:
        channel = await connection.channel()
        target = await channel.get_exchange(exchange, ensure=False) if exchange else channel.default_exchange
        for key, body in letters:
            await target.publish(aio_pika.Message(body, content_type=CONTENT_TYPE, delivery_mode=2), key)
