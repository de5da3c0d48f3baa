"""`omzien publish` against a real broker."""

import sys
from collections.abc import Sequence

import aio_pika
import orjson
import pytest

from libs.contracts.topology import SIGNALS
from omzien import publishing
from omzien.__main__ import main
from omzien.ddas import read
from omzien.errors import Advice
from omzien.examples import EARLY_SIGNALS
from tests.broker.command import typed
from tests.world import World

pytestmark = pytest.mark.broker

NOBODY_THERE = "amqp://guest:secret@127.0.0.1:1/"


async def bound_queue(world: World) -> aio_pika.abc.AbstractQueue:
    """A queue that gets every signal, as signalling's own would."""
    channel = await world.channel()
    exchange = await channel.declare_exchange(SIGNALS, aio_pika.ExchangeType.TOPIC, durable=True)
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind(exchange, "nl.omzien.signals.#")
    return queue


async def taken(queue: aio_pika.abc.AbstractQueue, count: int) -> Sequence[aio_pika.abc.AbstractIncomingMessage]:
    """As many messages as must be there: publishing returned after the broker had taken them."""
    return [await queue.get(no_ack=True, timeout=5) for _ in range(count)]


async def test_every_record_is_taken_by_the_broker_in_the_files_order(world: World) -> None:
    queue = await bound_queue(world)
    events = read(EARLY_SIGNALS, "voorbeeld").events
    confirmed = []
    await publishing.publish(world.amqp_url, events, lambda: confirmed.append(1), window=50)
    messages = await taken(queue, len(events))
    assert [orjson.loads(message.body) for message in messages] == orjson.loads(orjson.dumps(events))
    assert len(confirmed) == len(events)
    assert {message.delivery_mode for message in messages} == {aio_pika.DeliveryMode.PERSISTENT}
    assert {message.routing_key for message in messages} == {"nl.omzien.signals.submitted.v1"}
    assert {message.content_type for message in messages} == {"application/cloudevents+json"}


async def test_a_broker_without_omzien_on_it_says_what_to_start(world: World) -> None:
    with pytest.raises(Advice, match="make up"):
        await publishing.publish(world.amqp_url, [{"type": "nl.omzien.signals.submitted.v1"}])


async def test_a_queue_that_is_full_is_told_and_not_taken_for_published(world: World) -> None:
    channel = await world.channel()
    exchange = await channel.declare_exchange(SIGNALS, aio_pika.ExchangeType.TOPIC, durable=True)
    queue = await channel.declare_queue(exclusive=True, arguments={"x-max-length": 5, "x-overflow": "reject-publish"})
    await queue.bind(exchange, "#")
    confirmed = []
    with pytest.raises(Advice, match="full"):
        await publishing.publish(world.amqp_url, [{"type": "a"}] * 50, lambda: confirmed.append(1))
    assert len(confirmed) < 50


async def test_the_command_tells_what_is_broken_and_how_to_read_a_refusal(world: World) -> None:
    queue = await bound_queue(world)
    result = await typed("publish", str(EARLY_SIGNALS), "--partner", "Voorbeeld B.V.", "--amqp-url", world.amqp_url)
    broken = read(EARLY_SIGNALS, "Voorbeeld B.V.").broken
    assert result.exit_code == 0
    assert f"{len(broken)} records are broken" in result.output
    assert f"--source {broken[0].event['source']} --id {broken[0].event['id']}" in result.output
    assert len(await taken(queue, 300)) == 300


def test_a_broker_that_is_not_there_is_one_line_without_the_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["omzien", "publish", str(EARLY_SIGNALS), "--partner", "x", "--amqp-url", NOBODY_THERE]
    monkeypatch.setattr(sys, "argv", arguments)
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 1
    assert said.count("\n") == 1
    assert "127.0.0.1:1" in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://somewhere", "no broker's URL"),
        ("amqp://a:b@127.0.0.1:x/", "no broker's URL"),
        ("amqp://nobody:wrong@{place}", "does not know this user"),
        ("{url}-not-there", "virtual host"),
    ],
)
async def test_a_url_that_leads_nowhere_is_told(world: World, url: str, said: str) -> None:
    place = world.amqp_url.partition("@")[2]
    with pytest.raises(Advice, match=said) as told:
        await publishing.publish(url.format(url=world.amqp_url, place=place), [])
    assert "\n" not in str(told.value)
