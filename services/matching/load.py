"""`python -m services.matching load FILE`: a list of offerings into the catalogue, without the HTTP side."""

import asyncio
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError

from libs.contracts.envelope import source_of
from libs.delivery.clock import new_id, wall_clock
from libs.delivery.database import open_connection
from libs.delivery.received import Cause
from libs.delivery.work import Work
from services.matching import entries
from services.matching.requests import Row
from services.matching.settings import Settings
from services.matching.views import Imported


def load(
    file: Annotated[Path, typer.Argument(help="JSON, as deploy/reference/catalogue.json")],
) -> None:
    """Put a list of offerings into the catalogue. The same list again changes nothing."""
    try:
        rows = orjson.loads(file.read_bytes())
        results = asyncio.run(put(Settings(), rows))
    except ValidationError as error:
        names = ", ".join("OMZIEN_" + "_".join(map(str, each["loc"])).upper() for each in error.errors())
        typer.echo(f"set {names}: see docs/operations.md", err=True)
        raise typer.Exit(2) from None
    except (OSError, ValueError) as error:
        typer.echo(f"{file} is not loaded: {error}", err=True)
        raise typer.Exit(2) from None
    refused = [each for each in results if each.refused]
    for each in refused:
        typer.echo(f"{file}, row {each.row}: {each.detail}", err=True)
    typer.echo(f"{len(results) - len(refused)} offerings are in the catalogue, {len(refused)} were refused")
    raise typer.Exit(1 if refused else 0)


async def put(settings: Settings, rows: list[Row]) -> list[Imported]:
    """A result per row, in order. What is told of it leaves when the service runs."""
    connection = await open_connection(settings.database_url.get_secret_value(), "matching")
    try:
        async with connection.transaction():
            id_ = str(new_id())
            cause = Cause(id_, id_, "system")
            work = Work(connection, settings, source_of(settings.oin, "matching"), wall_clock(), new_id, cause)
            results = await entries.put_rows(work, rows)
            await work.flush()
            return results
    finally:
        await connection.close()
