"""`omzien dead-letters`: what no service could handle, to be looked at, mended and replayed."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
import typer
from rich.table import Column, Table

from omzien.console import out
from omzien.errors import Advice
from omzien.http import Reader, Services, told

app = typer.Typer(
    name="dead-letters",
    help="What no service could handle: list it, look at one, put it back on its queue.",
    no_args_is_help=True,
)

LETTERS = "/v1/dead-letters"

Letter = Annotated[UUID, typer.Argument(metavar="ID", help="Its id, as 'omzien dead-letters list' shows it.")]


@app.command("list")
def list_() -> None:
    """List what waits for a person, of every service, oldest first."""
    services = Services()
    table = Table(Column("id", no_wrap=True), "service", "arrived (UTC)", "reason", "detail", box=None, pad_edge=False)
    for service in services.names:
        for letter in services.pages(service, LETTERS, "id"):
            arrived = letter["arrived_at"][:19].replace("T", " ")
            table.add_row(letter["id"], service, arrived, letter["reason"], letter["detail"])
    out.print(table if table.row_count else "No dead letters.")


@app.command()
def show(id: Letter, actor: Reader) -> None:
    """Show one with its body, which may hold whom a signal is about."""
    service, letter = _answered(Services(actor=actor), "GET", id)
    for name in ("id", "queue", "reason", "detail", "arrived_at"):
        out.print(f"{name:<11} {letter[name]}", soft_wrap=True)
    out.print(f"{'service':<11} {service}\n")
    print(letter["body"])


@app.command()
def replay(
    id: Letter,
    body: Annotated[
        Path | None, typer.Option(help="A file with the mended message, to be put back instead of what came.")
    ] = None,
) -> None:
    """Put one back on its queue, once: as it was, or mended."""
    services = Services()
    mended = _mended(body) if body else None
    _, letter = _answered(services, "POST", id, "/replay", json={"body": mended})
    out.print(f"{id} is back on {letter['queue']}" + (", mended." if mended is not None else "."))


def _mended(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}: give the file with the mended message") from None
    except UnicodeDecodeError:
        raise Advice(f"{file} is not text in UTF-8") from None


def _answered(services: Services, method: str, id: UUID, step: str = "", **more: Any) -> tuple[str, dict[str, Any]]:
    """The service that has the letter, and its answer."""
    for service in services.names:
        response = services.ask(service, method, f"{LETTERS}/{id}{step}", **more)
        if response.status_code != httpx.codes.NOT_FOUND:
            return service, told(service, response)
    raise Advice(f"no service has a dead letter {id}: see 'omzien dead-letters list'")
