"""Three tasks: signalling takes a signal in, intake opens its case, signalling hears of that."""

import asyncio
import os
from typing import Any

import asyncpg
import orjson
from aio_pika import DeliveryMode, Message
from taskiq import TaskiqEvents, TaskiqMessage, TaskiqState
from taskiq_aio_pika import AioPikaBroker, Exchange, Queue

from bench.same_work import steps
from bench.same_work.steps import SQL, Step
from libs.contracts.cases import CaseOpened
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.signals import SignalRaised
from libs.contracts.topology import EVENTS

#: Messages that are under way in one process, and connections that they share. Tried 4, 16 and 64, and two processes
#: per stage: 64 costs a tenth more, two processes as much.
AT_ONCE, POOL = 16, 8

QUEUES = {"signalling": ("signalling.signals", "signalling.events"), "intake": ("intake.events",)}

#: What is not in here goes out as a plain event.
FOLLOWED_BY = {SignalRaised.type: "open_cases", CaseOpened.type: "link"}

broker = AioPikaBroker(
    os.environ.get("OMZIEN_AMQP_URL"),
    qos=AT_ONCE,
    exchange=Exchange(name=EVENTS, declare=False),
    task_queues=[Queue(name=name, declare=False) for name in QUEUES[os.environ.get("OMZIEN_BENCH_STAGE", "intake")]],
    dead_letter_queue=Queue(name="signalling.dead", declare=False),
)


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def start(state: TaskiqState) -> None:
    state.database = await asyncpg.create_pool(os.environ["OMZIEN_DATABASE_URL"], min_size=POOL, max_size=POOL)
    print("ready", flush=True)


@broker.task(task_name="receive")
async def receive(signal: dict[str, Any]) -> None:
    await _do(steps.receive([signal]))


@broker.task(task_name="open_cases")
async def open_cases(event: dict[str, Any], before: str) -> None:
    await _do(steps.open_cases([event], [before]))


@broker.task(task_name="link")
async def link(event: dict[str, Any], before: str) -> None:
    await _do(steps.link([event], [before]))


async def _do(step: Step) -> None:
    """Commit, then tell, then forget what was told."""
    database: asyncpg.Pool[Any] = broker.state.database
    letters = await database.fetch(step.statement, *step.arguments)
    if letters:
        await asyncio.gather(*(_tell(letter, letters) for letter in letters))
        await database.execute(SQL.sent, [letter["position"] for letter in letters])


async def _tell(letter: asyncpg.Record, letters: list[asyncpg.Record]) -> None:
    """As a task for the next stage, through the same exchange as the events."""
    key, id_ = letter["routing_key"], str(letter["id"])
    message = Message(letter["body"], content_type=CONTENT_TYPE, message_id=id_, delivery_mode=DeliveryMode.PERSISTENT)
    if name := FOLLOWED_BY.get(key.rpartition(".")[0]):
        [other] = [str(each["id"]) for each in letters if each is not letter]
        task = TaskiqMessage(
            task_id=id_, task_name=name, labels={}, args=[orjson.loads(letter["body"]), other], kwargs={}
        )
        message.body = broker.formatter.dumps(task).message
        message.headers = {"task_id": id_, "task_name": name}
    exchange = await broker.write_channel.get_exchange(EVENTS, ensure=False)
    await exchange.publish(message, key, mandatory=True)
