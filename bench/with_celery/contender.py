"""How Celery is started, and how it is told of a signal."""

import json
from typing import Any

from celery import Celery
from pamqp.commands import Basic

from bench.contender import Contender, by_hand
from bench.load import signal_letter
from bench.publishing import Letter

#: Worker processes per stage, and messages that each has ahead. Tried on two cores, beside each other: 1, 2, 3 and 4
#: processes, 4 threads; 1, 16 and 64 ahead. Four processes were the best, one a quarter slower, threads a tenth; one
#: message ahead was a tenth slower than 16, and 64 no faster.
CONCURRENCY, PREFETCH = 4, 16

_PROTOCOL = Celery("partner").amqp.as_task_v2


def _task(event: dict[str, Any]) -> Letter:
    """As `receive.delay(event)` would send it."""
    message = _PROTOCOL(event["id"], "receive", args=(event,))
    properties = Basic.Properties(
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=2,
        message_id=event["id"],
        correlation_id=event["id"],
        headers={name: value for name, value in message.headers.items() if value is not None},
    )
    return signal_letter(json.dumps(message.body).encode(), properties)


def _worker(*queues: str) -> tuple[str, ...]:
    return (
        *("-m", "celery", "--app", "bench.with_celery.app", "worker", "--queues", ",".join(queues)),
        *("--concurrency", str(CONCURRENCY), "--prefetch-multiplier", str(PREFETCH), "--loglevel", "WARNING"),
        *("--without-gossip", "--without-mingle", "--without-heartbeat", "--hostname", f"{queues[0]}@bench"),
    )


CELERY = Contender(
    "celery",
    by_hand(
        "celery",
        {"signalling": _worker("signalling.signals", "signalling.events"), "intake": _worker("intake.events")},
        narrow=True,
    ),
    _task,
    tolerance=0.3,
)
