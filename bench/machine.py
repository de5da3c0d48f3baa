"""On what was measured: figures of another machine mean something else."""

import importlib.metadata
import os
import platform
from pathlib import Path
from typing import Any

import aio_pika
import asyncpg
import psutil

from deploy.local.plan import Stack

_LIBRARIES = ("aio-pika", "aiormq", "asyncpg", "faststream", "pydantic", "orjson", "uvloop", "celery", "taskiq")


def machine() -> dict[str, Any]:
    """Processor, cores this process may use, memory in GiB, system."""
    return {
        "cpu": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "os": platform.freedesktop_os_release().get("PRETTY_NAME", platform.system()),
        "kernel": platform.release(),
    }


async def versions(servers: Stack) -> dict[str, str]:
    """Of Python, the servers and the libraries that are installed."""
    async with await aio_pika.connect(servers.amqp_url) as connection:
        said = connection.transport.connection.server_properties if connection.transport else {}
    database = await asyncpg.connect(servers.database_url)
    try:
        postgresql = await database.fetchval("show server_version")
    finally:
        await database.close()
    return {
        "python": platform.python_version(),
        "rabbitmq": _text(said.get("version", "unknown")),
        "postgresql": postgresql,
        **{name: importlib.metadata.version(name) for name in _LIBRARIES if _installed(name)},
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
