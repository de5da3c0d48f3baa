"""The `omzien` command as somebody types it, while services run in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest
import uvicorn
from typer.testing import CliRunner

from libs.delivery.http import application
from omzien import system
from omzien.__main__ import app
from tests.eventually import eventually
from tests.world import Served, World


async def typed(*arguments: str) -> Any:
    """What `omzien ...` shows, and how it ends. In a thread: the services answer on this one."""
    return await asyncio.to_thread(lambda: CliRunner().invoke(app, arguments))


@asynccontextmanager
async def listening(served: Served) -> AsyncIterator[str]:
    """The URL at which a running service answers."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application(served.runtime), lifespan="off", log_config=None))
        task = asyncio.create_task(server.serve(sockets=[taken]))
        await eventually(lambda: server.started)
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task


@asynccontextmanager
async def up(world: World, served: Served, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """As after `make up`, with this service alone: the command finds it. Gives its URL."""
    async with listening(served) as url:
        record = world.folder / "run.json"
        told(record, world, {served.runtime.service.name: url})
        monkeypatch.setattr(system, "RECORD", record)
        for name in ("OMZIEN_AMQP_URL", "OMZIEN_PEERS", "OMZIEN_TOKEN_FILE"):
            monkeypatch.delenv(name, raising=False)
        yield url


def told(record: Path, world: World, urls: dict[str, str]) -> None:
    """Write what `make up` would."""
    found = {
        "amqp_url": world.amqp_url,
        "services": {name: {"url": url} for name, url in urls.items()},
        "token_file": str(world.folder / "tokens"),
    }
    record.write_bytes(orjson.dumps(found))
