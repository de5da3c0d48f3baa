"""One poison among many costs a few transactions more, and is the only one that is set aside."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from libs.delivery import dead_letters
from libs.delivery.received import Cause
from libs.delivery.settling import Settler
from libs.delivery.taker import Taken


class Runs:
    """Transactions, counted."""

    def __init__(self) -> None:
        self.begun = 0

    @asynccontextmanager
    async def transaction(self, _: Cause) -> AsyncIterator[Any]:
        self.begun += 1
        yield SimpleNamespace(flush=_nothing)


async def _nothing() -> None:
    return None


@pytest.mark.parametrize("place", [0, 77, 199])
async def test_a_poison_among_two_hundred_is_found_in_few_transactions(
    place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bytes] = []

    async def take(work: Any, messages: Sequence[Any], *, alone: bool) -> Taken:
        if any(message.body == b"poison" for message in messages):
            raise KeyError
        done.extend(message.body for message in messages)
        return Taken()

    buried: list[bytes] = []

    async def bury(work: Any, queue: str, message: Any, error: Exception) -> None:
        buried.append(message.body)

    monkeypatch.setattr(dead_letters, "bury", bury)
    bodies = [str(number).encode() for number in range(200)]
    bodies[place] = b"poison"
    messages = [delivered(str(number), body) for number, body in enumerate(bodies)]
    runs = Runs()
    await Settler(runs, "queue", take, (), asyncio.Event()).settle(messages, aside=SimpleNamespace())  # type: ignore[arg-type]
    assert buried == [b"poison"]
    assert done == [body for body in bodies if body != b"poison"], "each once, and in order"
    assert runs.begun < 20


def delivered(id_: str, body: bytes) -> DeliveredMessage:
    header = ContentHeader(properties=Basic.Properties(message_id=id_), body_size=len(body))
    return DeliveredMessage(Basic.Deliver(delivery_tag=1), header, body, cast("Any", None))
