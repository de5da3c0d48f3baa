"""How Taskiq is started, and how it is told of a signal."""

from typing import Any

import orjson
from pamqp.commands import Basic

from bench.contender import Contender, by_hand
from bench.load import signal_letter
from bench.publishing import Letter
from bench.with_taskiq.app import AT_ONCE, QUEUES


def _task(event: dict[str, Any]) -> Letter:
    """As `receive.kiq(event)` would send it."""
    message = {"task_id": event["id"], "task_name": "receive", "labels": {}, "args": [event], "kwargs": {}}
    headers = {"task_id": event["id"], "task_name": "receive"}
    return signal_letter(
        orjson.dumps(message), Basic.Properties(delivery_mode=2, message_id=event["id"], headers=headers)
    )


_WORKER = (
    *("-m", "taskiq", "worker", "bench.with_taskiq.app:broker", "--workers", "1", "--no-parse"),
    *("--max-async-tasks", str(AT_ONCE), "--ack-type", "when_executed", "--log-level", "WARNING"),
)

TASKIQ = Contender("taskiq", by_hand("taskiq", dict.fromkeys(QUEUES, _WORKER), narrow=True), _task, tolerance=0.3)
