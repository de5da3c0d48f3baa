"""`omzien retention`: what is erased when, and the proof of what was."""

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from omzien.console import out
from omzien.http import Services


def retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="What would be erased, and when. Nothing is changed.")
    ] = False,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], metavar="DATE", help="With --dry-run: until the end of that day, not today's."
        ),
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="What was erased on that day or later, not all of it."),
    ] = None,
) -> None:
    """Show what was erased, with the proof that nothing of it is left. Ends with code 1 when something is.

    Services erase by themselves when a term of the policy is over; nothing has
    to be started.
    """
    services = Services()
    if dry_run:
        _due(services, {"until": f"{until:%Y-%m-%d}"} if until else {})
    elif not _proved(services, {"since": f"{since:%Y-%m-%d}"} if since else {}):
        raise typer.Exit(1)


def _due(services: Services, params: dict[str, str]) -> None:
    found = services.get("signalling", "/v1/retention", **params)
    number = Column("number", justify="right")
    table = Table("state", "term", number, "first (UTC)", "last (UTC)", box=None, pad_edge=False)
    for each in found["items"]:
        moments = (each[moment][:16].replace("T", " ") for moment in ("first", "last"))
        table.add_row(each["state"].replace("_", " "), each["term"], str(each["number"]), *moments)
    if table.row_count:
        out.print(table)
    out.print(f"{sum(each['number'] for each in found['items'])} to be erased by the end of {found['until']}")


def _proved(services: Services, params: dict[str, str]) -> bool:
    """Whether nothing is left of any."""
    erased, left = 0, 0
    for each in services.items("signalling", "/v1/erasures", **params):
        erased += 1
        left += not each["nothing_left"]
        gone, rest = (_numbers(each["places"], which) for which in ("destroyed", "left"))
        at = each["erased_at"][:16].replace("T", " ")
        out.print(f"{each['signal']}  {at}  destroyed: {gone}; left: {rest}", soft_wrap=True)
    out.print(f"{erased} erased" + (f", and of {left} something is left" if left else ""))
    return not left


def _numbers(places: list[dict[str, Any]], which: str) -> str:
    found = [f"{at[which]} {at['place'].replace('_', ' ')}" for at in places if at[which]]
    return ", ".join(found) or "nothing"
