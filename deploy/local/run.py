"""The system of this checkout, up for as long as its user likes: `python -m deploy.local.run up|down`."""

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from deploy import migrations
from deploy.local import credentials, identity, places, probes, processes, stack
from deploy.local.identity import Identity
from deploy.local.processes import ServiceProcess
from deploy.local.stack import StartFailed

ROOT = Path(__file__).resolve().parents[2]

_PLACE = "omzien"
_STOP_PATIENCE = 20
_NEXT = """

.venv/bin/omzien services                     how each of them is
.venv/bin/omzien watch                        live events
.venv/bin/omzien publish FILE --partner NAME  signals of your own
make down                                     to end it"""


@dataclass(frozen=True)
class Service:
    """Where a service answers over HTTP, what it writes, and which process it is."""

    url: str
    log: Path
    process: Identity

    def is_ready(self) -> bool:
        return self.process.process() is not None and probes.is_ready(self.url)


@dataclass(frozen=True)
class Run:
    """A system that is up, as `.local/run.json` records it for other commands."""

    kind: str
    amqp_url: str
    management_url: str | None
    database_url: str
    services: dict[str, Service]
    token_file: Path

    @classmethod
    def read(cls, root: Path) -> Self | None:
        """The recorded run, whether it lives or not; None when there is none."""
        try:
            return TypeAdapter(cls).validate_json(_record(root).read_bytes())
        except (OSError, ValidationError):
            return None

    def write(self, root: Path) -> None:
        credentials.write_private(_record(root), TypeAdapter(Run).dump_json(self, indent=2))

    def is_ready(self) -> bool:
        """Whether every service lives and says that it is ready."""
        return all(service.is_ready() for service in self.services.values())


def up(root: Path) -> Run:
    """Start the system, which then stays until `down`; one that is ready is left as it is.

    Raises StartFailed with a text for whoever typed the command.
    """
    earlier = Run.read(root)
    if earlier and earlier.is_ready():
        return earlier
    _stop_services(earlier)
    try:
        run = _start(root)
    except BaseException:  # Ctrl-C too
        stack.stop(root)
        raise
    run.write(root)
    return run


def down(root: Path) -> bool:
    """End the system and keep its data; whether there was anything to end."""
    run = Run.read(root)
    _stop_services(run)
    _record(root).unlink(missing_ok=True)
    stack.stop(root)
    return run is not None


def told(run: Run) -> str:
    """What runs where and what to type next, one to a line: URLs are for copying, so nothing is cut."""
    rows = [(name, f"{service.url}/docs") for name, service in run.services.items()]
    rows += [("broker", run.amqp_url), ("console", run.management_url or "none"), ("database", run.database_url)]
    rows += [("token", str(run.token_file)), ("logs", str(next(iter(run.services.values())).log.parent))]
    return "\n".join(f"{name:<12} {where}" for name, where in rows) + _NEXT


def main(command: str) -> int:
    """Carry out `up` or `down`, and say what to type next."""
    try:
        if command == "up":
            print(told(up(ROOT)))
        else:
            print(
                "stopped; `make up` goes on with its data, until you remove .local" if down(ROOT) else "nothing is up"
            )
    except StartFailed as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def own_files() -> dict[str, str]:
    """The files that a municipality makes its own, where the environment names them: `OMZIEN_NEIGHBOURHOODS_FILE`, …"""
    made = {"OMZIEN_TOKEN_FILE", "OMZIEN_KEY_FILE"}  # by us, for each start
    named = {name for name in os.environ if name.startswith("OMZIEN_") and name.endswith("_FILE")} - made
    return {name: str(Path(os.environ[name]).absolute()) for name in named}


def _start(root: Path) -> Run:
    migrations.load_ahead()
    servers = stack.start(root)
    place = asyncio.run(places.create(servers, _PLACE))
    settings = processes.plan(root, place, root / ".local" / "logs", own_files())
    processes.migrate(settings)
    started: dict[str, ServiceProcess] = {}
    try:
        for name in settings.urls:
            started[name] = processes.launch(settings, name, outlives_starter=True)
        for process in started.values():
            process.await_ready()
    except BaseException:
        processes.stop(started)
        raise
    return Run(
        kind=servers.kind,
        amqp_url=place.amqp_url,
        management_url=servers.management_url,
        database_url=place.admin_url,
        services={
            name: Service(url=process.url, log=process.child.log, process=Identity.of(process.child.number))
            for name, process in started.items()
        },
        token_file=credentials.token_file(root),
    )


def _stop_services(run: Run | None) -> None:
    services = run.services.values() if run else ()
    identity.end([found for each in services if (found := each.process.process())], _STOP_PATIENCE)


def _record(root: Path) -> Path:
    return root / ".local" / "run.json"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
