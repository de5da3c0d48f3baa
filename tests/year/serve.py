"""One of the services in a process of its own, by a clock that its starter moves: `python -m tests.year.serve NAME`.

Everything in it is as it runs for a municipality, but for the clock and its door (`door.py`): what is called there is
answered by its HTTP side; and who says what time it is, hears what is still under way once what is due by then ran.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from typing import Any

import orjson
import uvloop

from deploy.migrations import declared
from libs.contracts.topology import INLETS
from libs.delivery import logs
from libs.delivery.command import spare_collecting
from libs.delivery.http import application
from libs.delivery.metrics import MESSAGES, SENT, TIMERS
from libs.delivery.runtime import Runtime
from libs.delivery.ticker import NOT_ITS_FAULT
from libs.delivery.timers import TimersMoved
from tests.world import TOKEN
from tests.year.door import LONGEST, Moment

#: The environment variables with the service's settings, as JSON; the socket that it answers on; and when it begins.
SETTINGS, SOCKET, BEGINS = "YEAR_SETTINGS", "YEAR_SOCKET", "YEAR_BEGINS"

WAITS = """
    select (select count(*) from parked) as parked, (select count(*) from timer where due <= $1) as due,
        (select count(*) from dead_letter) as dead
"""
LEFT = "select (select count(*) from timer) as timers, (select count(*) from outbox) as outbox"


class Served:
    """The service `name`, and whoever asks it something through a door."""

    def __init__(self, name: str, settings: dict[str, Any], begins: datetime) -> None:
        service = declared(name)
        self._name, self._now = name, begins
        self._runtime = Runtime(service, service.settings(**settings), lambda: self._now)
        self.app = application(self._runtime)
        self._answering = set[asyncio.Task[None]]()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Each line is answered when its answer is there, in any order."""
        async for line in reader:
            task = asyncio.create_task(self._answer(orjson.loads(line), writer))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, asked: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        if "left" in asked:
            [row] = await self._runtime.pool.fetch(LEFT)
            told = dict(row)
        elif "now" in asked:
            told = asdict(await self._moment(datetime.fromisoformat(asked["now"])))
        else:
            told = await self._called(asked)
        writer.write(orjson.dumps({"number": asked["number"], **told}, option=orjson.OPT_APPEND_NEWLINE))

    async def _moment(self, now: datetime) -> Moment:
        self._now = max(self._now, now)
        # before the tables are looked at: what is taken after that may leave something in them
        taken = _taken(self._name)
        [row] = await self._runtime.pool.fetch(WAITS, self._now)
        if row["due"]:
            # who is in the way is gone at the next look, which comes as long as something is due
            with suppress(TimersMoved, *NOT_ITS_FAULT):
                await self._runtime.ticker.run_due()
        return Moment(**row, posts=len(self._runtime.relay.handover.known), sent=_sent(), taken=taken, ran=_ran())

    async def _called(self, asked: dict[str, Any]) -> dict[str, Any]:
        """By the service's own HTTP side, as from the person `actor`."""
        headers = [(b"authorization", f"Bearer {TOKEN}".encode()), (b"content-type", b"application/json")]
        actor, body = asked.get("actor"), asked.get("body")
        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": asked["method"],
            "path": asked["path"],
            "raw_path": asked["path"].encode(),
            "root_path": "",
            "query_string": b"",
            "headers": [*headers, (b"omzien-actor", actor.encode())] if actor else headers,
            "client": ("year", 1),
            "server": ("year", 80),
        }
        sent = [{"type": "http.request", "body": b"" if body is None else orjson.dumps(body)}]
        status, chunks = 0, list[bytes]()

        async def receive() -> dict[str, Any]:
            if sent:
                return sent.pop()
            await asyncio.Event().wait()  # whoever calls stays until it has the answer
            raise AssertionError

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)
            chunks.append(message.get("body", b""))

        await self.app(scope, receive, send)
        return {"status": status, "body": orjson.Fragment(b"".join(chunks))}


async def serve(name: str) -> None:
    """Until it is told to stop."""
    settings = json.loads(os.environ[SETTINGS])
    served = Served(name, settings, datetime.fromisoformat(os.environ[BEGINS]))
    logs.install(name, settings["log_level"])
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    spare_collecting()
    async with served.app.router.lifespan_context(served.app):
        await asyncio.start_unix_server(served.converse, os.environ[SOCKET], limit=LONGEST)
        await told.wait()


def _sent() -> int:
    return sum(number for _, number in _samples(SENT))


def _taken(service: str) -> int:
    """Events that it has handled."""
    queues = {inlet.queue for inlet in INLETS[service]}
    return sum(
        number for labels, number in _samples(MESSAGES) if labels["queue"] in queues and labels["outcome"] == "done"
    )


def _ran() -> dict[str, int]:
    return {labels["kind"]: number for labels, number in _samples(TIMERS)}


def _samples(counter: Any) -> list[tuple[dict[str, str], int]]:
    [metric] = counter.collect()
    return [(each.labels, int(each.value)) for each in metric.samples if each.name.endswith("_total")]


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1]))
