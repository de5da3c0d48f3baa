"""The four services as separate processes, each with a port, a log and an orderly end."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deploy import migrations
from deploy.local import children, credentials, ports, probes
from deploy.local.children import Child, StartFailed
from deploy.local.places import Place
from libs.contracts.topology import SERVICES
from libs.delivery.migrations import MigrationError

_READY_PATIENCE = 60
_STOP_PATIENCE = 20


@dataclass(frozen=True)
class Settings:
    """What every service of one run is told; tests add what they want to `extra`."""

    root: Path
    place: Place
    urls: Mapping[str, str]  # where each service listens
    logs: Path
    extra: Mapping[str, str]

    def environment(self, service: str) -> dict[str, str]:
        """The environment in which the service runs, with nothing of another service's secrets."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("OMZIEN_")}
        return inherited | {
            "OMZIEN_AMQP_URL": self.place.amqp_url,
            "OMZIEN_DATABASE_URL": self.place.database_urls[service],
            "OMZIEN_HTTP_HOST": ports.LOOPBACK,
            "OMZIEN_HTTP_PORT": self.urls[service].rpartition(":")[2],
            "OMZIEN_TOKEN_FILE": str(credentials.token_file(self.root)),
            "OMZIEN_KEY_FILE": str(credentials.key_file(self.root)),
            "OMZIEN_SIGNALLING_URL": self.urls["signalling"],
            **self.extra,
        }


@dataclass(frozen=True)
class ServiceProcess:
    """One service, started; `url` is where it answers over HTTP."""

    name: str
    url: str
    child: Child

    def await_ready(self) -> None:
        """Return once the service says that it is ready. Raises StartFailed with the end of its log."""
        self.child.await_ready(lambda: probes.is_ready(self.url), _READY_PATIENCE)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.child.process.send_signal(signal.SIGKILL)
        self.child.stop()

    def stop(self) -> None:
        """End it in order; kill it when that takes too long."""
        self.child.stop(_STOP_PATIENCE)


def plan(root: Path, place: Place, logs: Path, extra: Mapping[str, str] | None = None) -> Settings:
    """Settings with a free port for each service."""
    found = zip(SERVICES, ports.free(len(SERVICES)), strict=True)
    urls = {service: f"http://{ports.LOOPBACK}:{port}" for service, port in found}
    return Settings(root=root, place=place, urls=urls, logs=logs, extra=extra or {})


def migrate(settings: Settings) -> None:
    """Bring each service's schema to what its code expects. Raises StartFailed with what went wrong."""
    try:
        asyncio.run(migrations.migrate_all(settings.place.database_urls))
    except (MigrationError, asyncpg.PostgresError, OSError) as error:
        raise StartFailed(f"the schemas could not be brought up to date: {error}") from None


def launch(settings: Settings, service: str, *, outlives_starter: bool = False) -> ServiceProcess:
    """Start one service; also to start it again after an end. Does not wait until it is ready."""
    child = children.spawn(
        service,
        [sys.executable, "-m", f"services.{service}", "serve"],
        log=settings.logs / f"{service}.log",
        environment=settings.environment(service),
        cwd=settings.root,
        outlives_starter=outlives_starter,
    )
    return ServiceProcess(name=service, url=settings.urls[service], child=child)


@contextmanager
def running(settings: Settings) -> Iterator[dict[str, ServiceProcess]]:
    """All four, migrated and ready; stopped in order at the end, and when their starter dies.

    A service that a test ended and launched again is the test's to put into the dictionary.
    """
    migrate(settings)
    with ExitStack() as cleanup:
        services: dict[str, ServiceProcess] = {}
        cleanup.callback(lambda: stop(services))
        for service in SERVICES:
            services[service] = launch(settings, service)
        for process in services.values():
            process.await_ready()
        yield services


def stop(services: Mapping[str, ServiceProcess]) -> None:
    """Stop all, at the same time: each may take its while to finish what it has begun."""
    for process in services.values():
        process.child.ask_to_stop()
    for process in services.values():
        process.child.await_end(_STOP_PATIENCE)
