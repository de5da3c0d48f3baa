"""`omzien receipts`: what became of a partner's signals."""

from typing import Annotated, Any

import typer
from rich.table import Column, Table

from omzien.console import out
from omzien.http import Services

SAYS = {
    "received": "received: it is kept, and looked at with what else is known",
    "picked_up": "picked up: somebody has tried to reach the resident",
    "closed": "closed",
    "refused": "refused: mend it and send it again under the same id",
}


def receipts(
    source: Annotated[str, typer.Option(help="The source in your events, as 'omzien publish' shows it.")],
    id: Annotated[str | None, typer.Option(help="One event's id. Without it: everything that was refused.")] = None,
) -> None:
    """Tell what became of a signal, or which signals of a source were refused and why.

    A partner is told whether a signal was received, picked up or closed; never
    what was found.
    """
    services = Services()
    if id is not None:
        _one(services.get("signalling", "/v1/receipts", source=source, id=id))
    else:
        _refused(services, source)


def _one(receipt: dict[str, Any]) -> None:
    state = receipt["state"]
    out.print(SAYS.get(state, state), style="yellow" if state == "refused" else None)
    if receipt["signal"]:
        out.print(f"signal  {receipt['signal']}")
    if receipt["marks"]:
        out.print(f"marked  {', '.join(receipt['marks']).replace('_', ' ')}: somebody looks at it")
    if receipt["signal"] and receipt["detail"]:
        # the latest, sent before the signal or after it
        out.print("also refused: another message under this id", style="yellow")
    if receipt["detail"]:
        out.print(f"reason  {receipt['detail']}", soft_wrap=True)


def _refused(services: Services, source: str) -> None:
    table = Table(Column("id", no_wrap=True), "reason", "detail", box=None, pad_edge=False)
    for refusal in services.pages("signalling", "/v1/refusals", "refusal", source=source):
        table.add_row(refusal["id"], ", ".join(refusal["reasons"]), refusal["detail"])
    if table.row_count:
        out.print(table)
    out.print(f"{table.row_count} refused of {source}")
