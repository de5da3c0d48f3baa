"""`omzien hsds`: the catalogue in the field's own standard, from files and to files."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
import typer

from libs.delivery.settings import REFERENCE
from omzien.console import out
from omzien.errors import Advice
from omzien.hsds import checking, sending
from omzien.hsds.ohana import Folder, is_folder
from omzien.hsds.rows import REFUSED, Ask, File, Json, Noun, Row
from omzien.http import Services
from omzien.whole import whole

app = typer.Typer(name="hsds", help="The social map in HSDS 3.0, the field's own standard.", no_args_is_help=True)

#: More would hide the summary.
SHOWN = 10

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="HSDS (JSON, a page, or JSON lines), or a folder of CSV files as Ohana's."),
]
Partner = Annotated[str | None, typer.Option(help="Whose folder of CSV files it is; it becomes part of each id.")]
Organizations = Annotated[bool, typer.Option("--organizations", help="Organizations instead of services.")]
Results = Annotated[
    Path | None, typer.Option(metavar="OUT", help="Where to write a line for each row, as JSON lines in its order.")
]
Schema = Annotated[Path | None, typer.Option(help="The JSON Schemas of HSDS 3.0, to hold each against as well.")]


@app.callback()
def hsds() -> None:
    """The social map in HSDS 3.0, the field's own standard."""


@app.command("import")
def import_(
    files: Files, partner: Partner = None, organizations: Organizations = False, results: Results = None
) -> None:
    """Put files into the catalogue, and tell what became of every row.

    The same files again change nothing. Ends with code 1 when a row was
    refused; the others are in there.
    """
    services = Services()

    def ask(noun: Noun, rows: Iterable[Row]) -> Iterator[Json]:
        return sending.put(services, noun, rows)

    _tell(_read(files, partner, _noun(organizations)), ask, results)


@app.command()
def check(
    files: Files,
    partner: Partner = None,
    organizations: Organizations = False,
    results: Results = None,
    schema: Schema = None,
    categories: Annotated[
        Path, typer.Option(envvar="OMZIEN_HSDS_CATEGORIES_FILE", help="The table of categories to sort them by.")
    ] = REFERENCE / "hsds-categories.toml",
) -> None:
    """Tell of every row whether it could be put in, without sending it.

    Ends with code 1 when one could not.
    """
    table = checking.table(categories, datetime.now(UTC))
    schemas = checking.Schemas(schema) if schema else None

    def ask(noun: Noun, rows: Iterable[Row]) -> Iterator[Json]:
        return checking.check(noun, rows, table, schemas)

    _tell(_read(files, partner, _noun(organizations)), ask, results)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(metavar="OUT", help="Where to write them, as a list.")],
    organizations: Organizations = False,
    schema: Schema = None,
) -> None:
    """Write what organisations and service teams offer, as services of HSDS 3.0. No volunteer is in it.

    It is checked before it is there; a file that is not valid is not written.
    """
    noun = _noun(organizations)
    validator = checking.Schemas(schema).of(noun) if schema else None
    number = 0
    with whole(file) as opened:
        opened.write(b"[")
        for number, document in enumerate(sending.documents(Services(), noun), start=1):
            if faults := checking.valid(noun, document, validator):
                raise Advice(f"{document.get('id')} is not valid, and nothing was written: {'; '.join(faults)}")
            opened.write((b",\n" if number > 1 else b"\n") + orjson.dumps(document))
        opened.write(b"\n]\n")
    out.print(f"{number} {noun} are in {file}", soft_wrap=True)
    out.print(f"They are valid against {schema}" if schema else "They have the form of HSDS 3.0", soft_wrap=True)


def _noun(organizations: bool) -> Noun:
    return "organizations" if organizations else "services"


def _read(paths: Sequence[Path], partner: str | None, noun: Noun) -> list[File | Folder]:
    """All of them have been looked through before one row is asked about."""
    return [Folder.of(path, partner) if is_folder(path) else File(path, noun) for path in paths]


def _tell(sources: Sequence[File | Folder], ask: Ask, results: Path | None) -> None:
    rows = sum(source.count for source in sources)
    counts: Counter[str] = Counter()
    remarked = 0
    shown: list[Json] = []
    with ExitStack() as exits:
        target = exits.enter_context(whole(results)) if results else None
        try:
            for line in (line for source in sources for line in source.lines(ask)):
                counts[line["result"]] += 1
                remarked += bool(line["remarks"])
                if line["result"] == REFUSED and len(shown) < SHOWN:
                    shown.append(line)
                if target:
                    target.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
        except Advice as advice:
            told = f"{counts.total()} of {rows} rows were told"
            raise Advice(f"{advice} ({told}; do it again: what is in there already stays as it is)") from None
    out.print(f"{rows} rows: {', '.join(f'{count} {word}' for word, count in counts.items())}.")
    if remarked:
        out.print(f"Of {remarked} something is kept that could not be searched or matched by: see their remarks.")
    for line in shown:
        out.print(f"  {line['file']} row {line['row']}  {line['reason']}: {line['detail']}", soft_wrap=True)
    if counts[REFUSED] > len(shown):
        out.print(f"  ... and {counts[REFUSED] - len(shown)} more")
    if results:
        out.print(f"Each row is in {results}", soft_wrap=True)
    if counts[REFUSED]:
        raise typer.Exit(1)
