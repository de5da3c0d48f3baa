"""`omzien publish`: a partner's signals, from a file to the broker."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from libs.contracts.topology import SIGNALS
from omzien import inputs, publishing, system
from omzien.console import out
from omzien.inputs import Batch

#: More would hide the summary.
SHOWN = 10

AmqpUrl = Annotated[
    str | None,
    typer.Option(envvar="OMZIEN_AMQP_URL", help="The broker. Without it: the system that 'make up' started."),
]


def publish(
    file: Annotated[Path, typer.Argument(help="A DDAS 0.9 delivery (JSON), or CloudEvents as JSON lines.")],
    partner: Annotated[
        str | None, typer.Option(help="The sending system's name; it becomes part of each event's source.")
    ] = None,
    amqp_url: AmqpUrl = None,
) -> None:
    """Publish the signals in a file.

    Each record of a delivery becomes one event. Publishing a file twice does
    no harm: a signal that was seen before is recognised, and a record that
    changed under its ID amends the signal that it made.
    """
    batch = inputs.read(file, partner)
    url = system.amqp_url(amqp_url)
    columns = (TextColumn("publishing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    started = time.perf_counter()
    with Progress(*columns, console=out) as progress:
        task = progress.add_task("", total=len(batch.events))
        asyncio.run(publishing.publish(url, batch.events, lambda: progress.advance(task)))
    _summary(batch, time.perf_counter() - started)


def _summary(batch: Batch, seconds: float) -> None:
    distinct = {(str(event.get("source")), str(event.get("id"))) for event in batch.events}
    same = len(batch.events) - len(distinct)
    out.print(
        f"The broker has taken {len(batch.events)} signals on exchange '{SIGNALS}' in {seconds:.1f} s"
        + (f"; {same} of them repeat another and count once." if same else ".")
    )
    if batch.broken:
        out.print(f"{len(batch.broken)} records are broken; signalling refuses them, with the reason:", style="yellow")
        for record in batch.broken[:SHOWN]:
            out.print(f"  {record.reference[:40] or '(no ID)'}  {record.fault}", soft_wrap=True)
        if len(batch.broken) > SHOWN:
            out.print(f"  ... and {len(batch.broken) - SHOWN} more")
    shown = batch.broken[0].event if batch.broken else batch.events[0]
    out.print("Read back what was refused, or what became of one:")
    out.print(f"  omzien receipts --source {shown.get('source')}", soft_wrap=True)
    out.print(f"  omzien receipts --source {shown.get('source')} --id {shown.get('id')}", soft_wrap=True)
