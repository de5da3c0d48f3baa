"""`omzien scan`: a neighbourhood on one page, for the service consultation."""

from typing import Annotated, Any

import typer
from rich.table import Column, Table

from omzien.console import out
from omzien.errors import Advice
from omzien.http import Services

MISSING = {
    "nobody": "nobody offers it",
    "no_capacity": "no place is free",
    "not_fitting": "what there is does not fit",
}


def scan(
    neighbourhood: Annotated[str, typer.Argument(help="Its code, such as de-bilt-west.")],
    weeks: Annotated[int, typer.Option(min=1, max=52, help="Compare the last so many weeks with as many before.")] = 13,
) -> None:
    """Show what a neighbourhood offers and asks for, what worries it, what grows and what is missing."""
    services = Services()
    found = services.get("matching", f"/v1/neighbourhoods/{neighbourhood}/scan", weeks=str(weeks))
    out.print(f"{found['neighbourhood']}, the last {weeks} weeks beside the {weeks} before\n")
    out.print(_offered(found["categories"]))
    out.print("\nOffered: free of all places, by rung; + is of organisations, ~ of residents and volunteers.\n")
    out.print(_worries(services, found["signals"]))


def _offered(categories: list[dict[str, Any]]) -> Table:
    numbers = ("open", "covered", "unanswered", "before", "lately")
    right = (Column(name, justify="right") for name in numbers)
    table = Table("category", "offered", *right, "", "missing", box=None, pad_edge=False)
    for each in categories:
        table.add_row(
            each["category"].replace("_", " "),
            "  ".join(_told(it) for it in each["supply"]),
            *(str(each[name]) for name in numbers),
            "rises" if each["rising"] else "",
            MISSING.get(each["missing"], ""),
        )
    return table


def _told(supply: dict[str, Any]) -> str:
    new = f" ({supply['lately']} new)" if supply["lately"] else ""
    return f"{supply['rung']}{'+' if supply['formal'] else '~'} {supply['free']}/{supply['places']}{new}"


def _worries(services: Services, path: str) -> Table | str:
    """Signalling's half. Without it there is still the other."""
    try:
        trends = services.get("signalling", path)
    except Advice as advice:
        return f"What neighbours worry about is not known: {advice}"
    if not trends:
        return "No signals in these weeks."
    table = Table(
        "worry", *(Column(name, justify="right") for name in ("before", "lately")), "", box=None, pad_edge=False
    )
    for each in trends:
        few = ("few" if each[period] is None else str(each[period]) for period in ("before", "lately"))
        table.add_row(each["kind"].replace("_", " "), *few, "rises" if each["rising"] else "")
    return table
