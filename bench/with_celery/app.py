"""Three tasks: signalling takes a signal in, intake opens its case, signalling hears of that."""

import os
from functools import cache
from typing import Any

import orjson
import psycopg
from celery import Celery, signals
from kombu import Queue

from bench.same_work import steps
from bench.same_work.steps import SQL, Step
from libs.contracts.cases import CaseOpened
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.signals import SignalRaised
from libs.contracts.topology import EVENTS

_QUORUM = {"x-queue-type": "quorum"}

app = Celery("bench", broker=os.environ.get("OMZIEN_AMQP_URL"))
app.conf.update(
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_queues=[
        Queue(name, no_declare=True, queue_arguments=_QUORUM)
        for name in ("signalling.signals", "signalling.events", "intake.events")
    ],
    worker_hijack_root_logger=False,
)


@signals.worker_ready.connect
def say_so(**_: object) -> None:
    print("ready", flush=True)


@app.task(name="receive")
def receive(signal: dict[str, Any]) -> None:
    _do(steps.receive([signal]))


@app.task(name="open_cases")
def open_cases(event: dict[str, Any], before: str) -> None:
    _do(steps.open_cases([event], [before]))


@app.task(name="link")
def link(event: dict[str, Any], before: str) -> None:
    _do(steps.link([event], [before]))


#: What is not in here goes out as a plain event.
FOLLOWED_BY = {SignalRaised.type: open_cases, CaseOpened.type: link}


def _do(step: Step) -> None:
    """Commit, then tell, then forget what was told."""
    database = _database()
    cursor = database.execute(step.statement, step.arguments, binary=True)
    letters = cursor.fetchall() if cursor.description else []
    if not letters:
        return
    with app.producer_pool.acquire(block=True) as producer:
        for _, id_, key, body in letters:
            _tell(producer, str(id_), key, body, letters)
    database.execute(SQL.sent, [[position for position, *_ in letters]])


def _tell(producer: Any, id_: str, key: str, body: bytes, letters: list[Any]) -> None:
    """As a task for the next stage, through the same exchange as the events."""
    task = FOLLOWED_BY.get(key.rpartition(".")[0])
    if task is None:
        producer.publish(
            body, exchange=EVENTS, routing_key=key, content_type=CONTENT_TYPE, content_encoding="utf-8", message_id=id_
        )
    else:
        [other] = [str(letter[1]) for letter in letters if str(letter[1]) != id_]
        task.apply_async(
            (orjson.loads(body), other), queue=None, exchange=EVENTS, routing_key=key, producer=producer, retry=False
        )


@cache
def _database() -> "psycopg.Connection[Any]":
    """One per worker process, made after the fork. Statements are prepared at once."""
    connection = psycopg.connect(os.environ["OMZIEN_DATABASE_URL"], autocommit=True, cursor_factory=psycopg.RawCursor)
    connection.prepare_threshold = 0
    return connection
