"""The whole system for the length of a demo or a test: broker, database and the four services."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy import migrations
from deploy.local import credentials, places, processes, stack
from deploy.local.places import Place
from deploy.local.plan import Stack
from deploy.local.processes import ServiceProcess


@dataclass(frozen=True)
class System:
    """A system with all services ready."""

    stack: Stack
    place: Place
    services: dict[str, ServiceProcess]
    token_file: Path
    key_file: Path


@contextmanager
def running(root: Path, *, durable: bool = True, extra: Mapping[str, str] | None = None) -> Iterator[System]:
    """A system of its own, empty, beside any other; stopped and deleted at the end.

    `extra` goes into every service's environment. Logs stay in `build/logs/`. Raises StartFailed with a
    text for whoever typed the command.
    """
    name = f"omzien_{os.getpid()}"
    migrations.load_ahead()
    with stack.running(root, durable=durable) as servers:
        try:
            place = asyncio.run(places.create(servers, name))
            settings = processes.plan(root, place, root / "build" / "logs", extra)
            with processes.running(settings) as services:
                yield System(
                    stack=servers,
                    place=place,
                    services=services,
                    token_file=credentials.token_file(root),
                    key_file=credentials.key_file(root),
                )
        finally:
            asyncio.run(places.delete(servers, name))
