"""`omzien ddas export`: what became of early signals, as the municipality delivers it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from omzien.console import out
from omzien.ddas import checking
from omzien.ddas.exporting import Export, Sender
from omzien.errors import Advice
from omzien.http import Reader, Services
from omzien.whole import whole

app = typer.Typer(name="ddas", help="Deliveries of DDAS, the national model for early signals.", no_args_is_help=True)

DAY = ["%Y-%m-%d"]


@app.callback()
def ddas() -> None:
    """Deliveries of DDAS, the national model for early signals."""


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to write the delivery.")],
    since: Annotated[datetime, typer.Option(formats=DAY, help="Signals that came in from this day on.")],
    until: Annotated[datetime, typer.Option(formats=DAY, help="Up to and including this day.")],
    municipality: Annotated[
        str, typer.Option(envvar="OMZIEN_MUNICIPALITY", help="The municipality's code, such as 0310.")
    ],
    actor: Reader,
    supplier: Annotated[str, typer.Option(help="The code of the software's supplier.")] = "OMZIEN",
    name: Annotated[str | None, typer.Option(help="The delivering organisation.")] = None,
    kvk: Annotated[str | None, typer.Option(help="Its number in the trade register.")] = None,
    schema: Annotated[
        Path | None, typer.Option(help="The JSON Schema of DDAS, to hold the delivery against as well.")
    ] = None,
) -> None:
    """Write the payment arrears that led to a case, and their cases, as a DDAS 0.9 delivery.

    The file names people: it is readable for its owner alone. It is checked
    before it is there; one that is not valid is not written.
    """
    if since > until:
        raise Advice("--since is later than --until: give the first and the last day of the period")
    sender = Sender(municipality, supplier, name, kvk)
    with whole(file) as opened:
        done = Export(Services(actor=actor), since.date(), until.date()).write(opened, sender, datetime.now(UTC))
        opened.flush()
        half = Path(opened.name)
        faults = checking.faults(lambda: half.open("rb"), str(file), schema)
        if faults:
            raise Advice(f"the delivery is not valid and was not written: {'; '.join(faults)}")
    out.print(f"{done.signals} signals in {done.cases} cases are in {file}", soft_wrap=True)
    out.print(f"It is valid against {schema}" if schema else "It has the form of DDAS 0.9", soft_wrap=True)
