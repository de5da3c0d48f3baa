"""What is undone is not told: an event leaves with the transaction that decided it, or not at all."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from libs.contracts.topology import EVENTS
from libs.delivery import failpoints
from tests.broker.delivery.books import written
from tests.broker.delivery.ledger import LEDGER
from tests.broker.delivery.letters import case_event
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


@pytest.fixture
def _undone() -> Iterator[None]:
    """The first transaction fails when all in it is done, and only its commit is left."""
    failpoints.arm("consumer.before_commit=error@1")
    yield
    failpoints.arm("")


@pytest.mark.usefixtures("_undone")
async def test_a_transaction_that_is_undone_tells_nothing(ledger_world: World) -> None:
    cases = [uuid4() for _ in range(30)]
    async with ledger_world.serving(LEDGER) as ledger:
        told = await ledger_world.subscribe("nl.omzien.plans.#")
        await ledger_world.publish(EVENTS, [case_event(case, 1) for case in cases])
        await eventually(lambda: _settled(ledger, len(cases)))
        await eventually(lambda: len(told.events) >= len(cases))
    assert sorted(event["subject"] for event in told.events) == sorted(map(str, cases))


async def _settled(ledger: Served, count: int) -> bool:
    """All has had its effect, and nothing waits to be sent."""
    return await written(ledger) == count and not await ledger.scalar("select count(*) from outbox")
