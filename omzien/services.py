"""`omzien services`: how each of them is."""

import typer
from rich.table import Table

from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services


def services() -> None:
    """Show how each service is, with its parts. Ends with code 1 when one of them is not ready."""
    asked = Services()
    table = Table("service", "", "not ready", "where", box=None, pad_edge=False)
    ready = True
    for name in asked.names:
        parts = _parts(asked, name)
        missing = None if parts is None else [part for part, good in parts.items() if not good]
        ready = ready and missing == []
        state = "no answer" if missing is None else "not ready" if missing else "ready"
        table.add_row(name, state, ", ".join(missing or []), asked.url(name), style=None if missing == [] else "red")
    out.print(table)
    if not ready:
        raise typer.Exit(1)


def _parts(asked: Services, name: str) -> dict[str, bool] | None:
    """Which parts would work now; None when nobody answers."""
    try:
        response = asked.ask(name, "GET", "/health/ready")
        return dict(response.json()["parts"])
    except (Advice, ValueError, KeyError, TypeError):
        return None
