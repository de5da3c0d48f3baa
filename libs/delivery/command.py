"""`python -m services.<name> serve | migrate`: the commands that every service has."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Callable, Sequence

import asyncpg
import structlog
import typer
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import ValidationError

from libs.delivery import failpoints, logs, migrations, tracing
from libs.delivery.database import open_connection
from libs.delivery.http import application
from libs.delivery.runtime import Runtime, migrations_of
from libs.delivery.service import Service
from libs.delivery.settings import PREFIX, Settings

log = structlog.get_logger("omzien.command")

PHASES = {"all": ("pre", "post"), "pre": ("pre",), "post": ("post",)}


def main(service: Service, *more: Callable[..., None]) -> None:
    """Runs the command that was typed: serve, migrate, or one of `more`, which are typer commands.

    Ends with one line and code 2 when the settings are wrong.
    """
    app = typer.Typer(help=f"Omzien {service.name}: {service.summary}", no_args_is_help=True, add_completion=False)

    @app.command()
    def serve() -> None:
        """Consume, relay and answer over HTTP until stopped."""
        settings = _settings(service)
        uvloop.run(_serve(service, settings, _place(service, settings)))

    @app.command()
    def migrate(phase: str = typer.Option("all", help="pre (before a deploy), post (after it) or all")) -> None:
        """Bring the service's schema up to date."""
        for name in asyncio.run(_migrate(service, _settings(service), PHASES[phase])):
            typer.echo(f"applied {name}")

    for each in more:
        app.command()(each)
    app()


def _settings(service: Service) -> Settings:
    try:
        return service.settings()
    except ValidationError as error:
        for each in error.errors():
            # beyond the first lies a place in the value, such as the second of its numbers
            name = PREFIX + "".join(map(str, each["loc"][:1])).upper()
            typer.echo(f"{service.name}: {name}: {each['msg']}", err=True)
    except (OSError, ValueError) as error:
        typer.echo(f"{service.name}: {error}", err=True)
    raise typer.Exit(2)


def _place(service: Service, settings: Settings) -> socket.socket:
    """Where it will answer: held before anything starts, and listened at once all has."""
    host, port = settings.http_host, settings.http_port
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    # connections of the process before this one may still be closing there
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError as error:
        place.close()
        said = f"OMZIEN_HTTP_HOST, OMZIEN_HTTP_PORT: nothing can listen at {host}:{port}: {error.strerror}"
        typer.echo(f"{service.name}: {said}", err=True)
        raise typer.Exit(2) from None
    return place


async def _serve(service: Service, settings: Settings, place: socket.socket) -> None:
    logs.install(service.name, settings.log_level)
    if slips := settings.mistyped(os.environ):
        log.warning("settings_unknown", meant=slips)
    tracing.install(service.name)
    failpoints.arm(settings.failpoints)
    server = uvicorn.Server(serving(application(Runtime(service, settings))))
    # once it has stopped in order, uvicorn raises the signal again: the end would look like a crash
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    spare_collecting()
    await server.serve([place])
    if not server.started:
        raise SystemExit(1)


def serving(app: FastAPI) -> uvicorn.Config:
    """How every service listens."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        # longer than any client keeps a connection that rests: whoever closes first must be the one who asks, or a
        # request that leaves at that moment is lost (uvicorn's own 5 seconds are just what httpx keeps one for)
        timeout_keep_alive=75,
        timeout_graceful_shutdown=5,
        server_header=False,
    )


def spare_collecting() -> None:
    """What the imports have made stays for ever, and a batch is garbage only when it has been saved: looking through
    all of it every 700 objects took a tenth of the processor time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


async def _migrate(service: Service, settings: Settings, phases: Sequence[str]) -> list[str]:
    try:
        connection = await open_connection(settings.database_url.get_secret_value(), service.name)
    except (OSError, asyncpg.PostgresError) as error:
        raise SystemExit(
            f"{service.name}: the database is not reached ({error}): is OMZIEN_DATABASE_URL right?"
        ) from None
    try:
        return await migrations.migrate(connection, migrations_of(service), phases)
    except migrations.MigrationError as error:
        raise SystemExit(f"{service.name}: {error}") from None
    finally:
        await connection.close()
