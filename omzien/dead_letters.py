"""`omzien dead-letters`: what no service could handle, to be looked at, mended and replayed."""

from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Column, Table

from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services

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
def show(id: Letter) -> None:
    """Show one with its body, which may hold whom a signal is about."""
    service, letter = _find(Services(), id)
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
    service, letter = _find(services, id)
    services.post(service, f"{LETTERS}/{id}/replay", {"body": mended})
    out.print(f"{id} is back on {letter['queue']}" + (", mended." if mended is not None else "."))


def _mended(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}: give the file with the mended message") from None
    except UnicodeDecodeError:
        raise Advice(f"{file} is not text in UTF-8") from None


def _find(services: Services, id: UUID) -> tuple[str, dict[str, Any]]:
    """The service that has it, and the letter."""
    for service in services.names:
        response = services.ask(service, "GET", f"{LETTERS}/{id}")
        if response.is_success:
            return service, response.json()
        if response.status_code != 404:
            services.get(service, LETTERS)  # says why not, such as a token that is not known
    raise Advice(f"no service has a dead letter {id}: see 'omzien dead-letters list'")
