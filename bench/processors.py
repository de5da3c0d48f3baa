"""Processor time, by who spent it: each stage, the broker, the database."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import docker
import psutil

from deploy.local.identity import Identity
from deploy.local.plan import Record

_PROGRAMS = {"beam.smp": "broker", "postgres": "database"}
_IMAGES = {"rabbitmq": "broker", "postgres": "database"}


def servers(root: Path) -> dict[str, int]:
    """Broker and database of the checkout's own stack, where their processes can be seen; else empty."""
    folder = root.resolve() / ".local" / "stack"
    record = Record.read(folder)
    if record is None:
        return {}
    return _contained(folder) if record.stack.kind == "containers" else _started_by(record.guardian)


def _started_by(guardian: Identity) -> dict[str, int]:
    found: dict[str, int] = {}
    top = guardian.process()
    for each in _below(top) if top else ():
        with suppress(psutil.NoSuchProcess):  # the database ends processes as it likes
            if name := _PROGRAMS.get(each.name()):
                found.setdefault(name, each.pid)  # the first is the one that started the others
    return found


def _contained(folder: Path) -> dict[str, int]:
    """By their first processes, which only an engine on this very machine lets us see."""
    containers = docker.from_env().containers.list(filters={"label": f"omzien.stack={folder}"})
    found = {_IMAGES[_program(each.attrs)]: int(each.attrs["State"]["Pid"]) for each in containers}
    return {name: number for name, number in found.items() if psutil.pid_exists(number)}


def _program(attributes: dict[str, Any]) -> str:
    image: str = attributes["Config"]["Image"]
    return image.rpartition("/")[2].partition(":")[0]


def spent(processes: Mapping[str, int]) -> dict[str, float]:
    """Seconds so far of each process and all that it started, those that have ended among them."""
    return {name: sum(map(_seconds, _tree(number))) for name, number in processes.items()}


def _tree(number: int) -> Iterator[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        top = psutil.Process(number)
        yield top
        yield from _below(top)


def _below(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        return process.children(recursive=True)
    return []


def _seconds(process: psutil.Process) -> float:
    with suppress(psutil.NoSuchProcess):
        return sum(process.cpu_times()[:4])  # its own, and of its children that have ended
    return 0.0
