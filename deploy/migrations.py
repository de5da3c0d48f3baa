"""Every service's schema, brought to what its code expects."""

import asyncio
import importlib
import threading
from collections.abc import Mapping

from libs.contracts.topology import SERVICES
from libs.delivery.database import open_connection
from libs.delivery.migrations import migrate
from libs.delivery.runtime import migrations_of
from libs.delivery.service import Service


def declared(name: str) -> Service:
    """What a service declares about itself."""
    found: Service = importlib.import_module(f"services.{name}.app").SERVICE
    return found


def load_ahead() -> None:
    """Import the services in the background, while broker and database start: it takes seconds of its own."""
    threading.Thread(target=lambda: [declared(name) for name in SERVICES], daemon=True).start()


async def migrate_all(urls: Mapping[str, str]) -> list[str]:
    """Each service in its own role, side by side; returns what was applied. Raises MigrationError."""
    applied = await asyncio.gather(*(_migrate(name, url) for name, url in urls.items()))
    return [line for lines in applied for line in lines]


async def _migrate(name: str, url: str) -> list[str]:
    connection = await open_connection(url, name)
    try:
        return [f"{name}: {each}" for each in await migrate(connection, migrations_of(declared(name)))]
    finally:
        await connection.close()
