"""`python -m bench.floor signalling|intake`: one stage, until it is killed. Prints a line when it is ready."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg
import uvloop

from bench.floor.batches import consume
from bench.floor.sending import Sender, sender
from bench.same_work import steps
from bench.same_work.steps import Step
from libs.contracts.topology import INLETS
from libs.delivery import frames

#: Messages in one transaction, at most. Tried beside each other: with 50 it is a fifth slower, with 100 a seventh, with
#: 500 or 1,000 a tenth.
BATCH = 200

STAGES: Mapping[str, Mapping[str, Callable[[Sequence[dict[str, Any]]], Step]]] = {
    "signalling": {"signalling.signals": steps.receive, "signalling.events": steps.link},
    "intake": {"intake.events": steps.open_cases},
}

LINGERS = {inlet.queue: inlet.linger for stage in STAGES for inlet in INLETS[stage]}


async def follow(
    database_url: str, amqp_url: str, queue: str, step: Callable[[Sequence[dict[str, Any]]], Step], out: Sender
) -> None:
    """One queue, on a connection to the database of its own."""
    database = await asyncpg.connect(database_url)

    async def handle(bodies: Sequence[dict[str, Any]]) -> None:
        todo = step(bodies)
        out.post(await database.fetch(todo.statement, *todo.arguments))

    await consume(amqp_url, queue, handle, BATCH, LINGERS[queue])


async def main(stage: str) -> None:
    """Where broker and database are is said by the environment, as to the product."""
    amqp_url, database_url = os.environ["OMZIEN_AMQP_URL"], os.environ["OMZIEN_DATABASE_URL"]
    out = await sender(database_url, amqp_url)
    async with asyncio.TaskGroup() as group:
        group.create_task(out.run())
        for queue, step in STAGES[stage].items():
            group.create_task(follow(database_url, amqp_url, queue, step, out))
        print("ready", flush=True)


if __name__ == "__main__":
    # what the imports have made need not be looked through again and again
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    frames.install()
    uvloop.run(main(sys.argv[1]))
