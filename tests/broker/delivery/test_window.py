"""A window of messages in one write: each is confirmed by itself, or it is known why not."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aio_pika
import pytest
from aiormq import Channel
from aiormq.exceptions import DeliveryError
from pamqp.commands import Basic

from libs.delivery.tap import Tap
from libs.delivery.window import Letter, Window, persistent
from tests.world import World

pytestmark = pytest.mark.broker

#: More than one AMQP frame holds.
LARGE = bytes(range(256)) * 1_200


@pytest.fixture
async def channel(world: World) -> AsyncIterator[Channel]:
    """With confirms, and raising what reaches no queue."""
    async with await aio_pika.connect(world.amqp_url) as connection:
        underlay = await (await connection.channel(on_return_raises=True)).get_underlay_channel()
        assert isinstance(underlay, Channel)
        yield underlay


async def test_each_is_told_apart_and_comes_whole_and_in_order(channel: Channel) -> None:
    window = Window(channel)
    queue = (await channel.queue_declare("of a window", auto_delete=True)).queue or ""
    letters = [letter(queue, "1", LARGE), letter("nobody's", "2"), letter(queue, "3", b""), letter(queue, "4", b"x")]
    [first, second, *others] = await window.send(letters)
    assert isinstance(second, DeliveryError)
    assert [first, *others] == [None, None, None]
    assert [await body(channel, queue) for _ in range(3)] == [LARGE, b"", b"x"]
    assert await window.send([letter(queue, "5")]) == [None], "the channel goes on counting"


async def test_a_window_without_its_confirms_is_not_taken_for_sent(channel: Channel) -> None:
    window = Window(channel)
    Tap(channel, {Basic.Ack: lambda _: None})  # the broker's answers reach nobody
    sending = asyncio.create_task(window.send([letter("nobody's", str(number)) for number in range(50)]))
    await asyncio.sleep(0.1)
    await channel.close()
    with pytest.raises(ConnectionError, match="before the broker confirmed"):
        await sending
    with pytest.raises(ConnectionError):
        await window.send([letter("nobody's", "51")])


def letter(queue: str, id_: str, content: bytes = b"body") -> Letter:
    return Letter(id_, "", queue, persistent(id_, "text/plain", datetime.now(UTC)), content)


async def body(channel: Channel, queue: str) -> bytes:
    return (await channel.basic_get(queue, no_ack=True)).body
