"""`omzien indications`: a list of running indications is taken over, and shown by when they end."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services

app = typer.Typer(
    name="indications",
    help="Running indications under the old law: taken over from a list, and talked about before they end.",
    no_args_is_help=True,
)

#: Rows that arrangement takes at once, and seconds for them.
PAGE, PATIENCE = 1_000, 120
#: Columns without which a row says nothing.
NEEDED = frozenset({"reference", "category", "until"})


@app.command("import")
def take_over(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE.csv",
            help="With the columns reference, category, until, and where known neighbourhood, begins, product, "
            "supplier, cost_cents_per_week.",
        ),
    ],
) -> None:
    """Take over a list; every row is told of that was not. The same list again changes nothing."""
    services, results, first = Services(), Counter[str](), 2  # the first line of the file names the columns
    for page in _pages(_rows(file)):
        answers = services.post("arrangement", "/v1/indications/import", page, PATIENCE)
        for each in answers:
            results[each["outcome"] or "refused"] += 1
            if each["refused"]:
                out.print(f"line {first + each['row'] - 1}: {each['detail']}", markup=False, soft_wrap=True)
        first += len(page)
    told = ", ".join(f"{number} {what}" for what, number in results.items()) or "nothing in it"
    out.print(f"{sum(results.values())} rows: {told}")
    if results["refused"]:
        raise typer.Exit(1)


@app.command("due")
def due(
    neighbourhood: Annotated[str | None, typer.Argument(help="Of this one alone, by its code.")] = None,
) -> None:
    """Show those about which nobody talks yet though it is time, the first to end first."""
    where = {"neighbourhood": neighbourhood} if neighbourhood else {}
    table = Table("until", "reference", "neighbourhood", "category", "told", box=None, pad_edge=False)
    for each in Services().items("arrangement", "/v1/indications", state="due", **where):
        terms = each["terms"]
        told = f"{each['times_due']} times" if each["times_due"] > 1 else "once"
        table.add_row(terms["until"], each["reference"], terms["neighbourhood"], terms["category"], told)
    out.print(table if table.rows else "Nobody waits for a conversation.")


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    """Raises Advice for a file that is no list."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if missing := NEEDED - set(reader.fieldnames or ()):
                raise Advice(f"{file} has no column {', '.join(sorted(missing))}: its first line names the columns")
            for row in reader:
                yield {name: value for name, value in row.items() if name is not None and value is not None}
    except OSError as error:
        raise Advice(f"{file}: {error.strerror}: give the path of a CSV file") from None
    except (UnicodeDecodeError, csv.Error):
        raise Advice(f"{file} is not CSV in UTF-8") from None


def _pages(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    left = iter(rows)
    while page := list(islice(left, PAGE)):
        yield page
