"""`omzien gaps`: the agenda of the service consultation, on the screen or as a paper."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.table import Table

from omzien.agenda.paper import Paper, paper
from omzien.agenda.writing import WRITINGS
from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services, Unanswered
from omzien.whole import whole

#: What the screen has no room for is in the file.
LEFT_OUT = {"dagdeel", "nummer"}


def gaps(
    neighbourhood: Annotated[str | None, typer.Argument(help="Of this one alone, by its code.")] = None,
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it to a file: agenda.md, agenda.csv or agenda.json.")
    ] = None,
) -> None:
    """Show what nobody answers, what is full and what falls away: the agenda of the service consultation, in Dutch.

    It may leave the team: of few households there are no numbers, and nobody is named.
    """
    if to is not None and to.suffix not in {*WRITINGS, ".json"}:
        raise Advice(f"{to}: an agenda is written to a file that ends in .md, .csv or .json")
    services, where = Services(), {"neighbourhood": neighbourhood} if neighbourhood else {}
    agenda = services.get("matching", "/v1/agenda", **where)
    worries = _worries(services, str(agenda["period_weeks"]), where)
    if to is None:
        _show(paper(agenda, worries, neighbourhood))
        return
    with whole(to) as file:
        if to.suffix == ".json":
            file.write(orjson.dumps(agenda | {"worries": worries}, option=orjson.OPT_INDENT_2))
        else:
            file.write(WRITINGS[to.suffix](paper(agenda, worries, neighbourhood)).encode())
    out.print(f"The agenda is in {to}", soft_wrap=True)


def _worries(services: Services, weeks: str, where: dict[str, str]) -> list[dict[str, Any]] | None:
    """Signalling's half; None when it does not answer. Without it there is still the other."""
    try:
        found: list[dict[str, Any]] = services.get("signalling", "/v1/trends", weeks=weeks, **where)
    except Unanswered:
        return None
    return found


def _show(shown: Paper) -> None:
    out.print(f"{shown.title}\n\n{shown.remark}")
    for each in shown.tables:
        out.print(f"\n{each.title}")
        if not each.rows:
            out.print(f"  {each.empty}")
            continue
        kept = [number for number, name in enumerate(each.columns) if name not in LEFT_OUT]
        table = Table(*(each.columns[number] for number in kept), box=None, pad_edge=False)
        for row in each.rows:
            table.add_row(*(row[number] for number in kept))
        out.print(table)
