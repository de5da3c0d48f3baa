"""`omzien publish`: a partner's signals, from a file to the broker, and what became of each."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from libs.contracts.topology import SIGNALS
from omzien import inputs, publishing, system
from omzien.console import out
from omzien.ddas import Record
from omzien.errors import Advice
from omzien.http import Services
from omzien.inputs import Batch
from omzien.results import Result, Results
from omzien.seen import Again, Seen
from omzien.whole import whole

#: More would hide the summary.
SHOWN = 10

#: How the command ends when records were published and signalling has not answered on all of them.
WAITING = 3

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
    results: Annotated[
        Path | None, typer.Option(help="Where to write what became of each record, as JSON lines in the file's order.")
    ] = None,
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds without a further answer before what is left counts as waiting.")
    ] = 60,
) -> None:
    """Publish the signals in a file, however large.

    Each record of a delivery becomes one event. Publishing a file twice does
    no harm: a signal that was seen before is recognised, and a record that
    changed under its ID amends the signal that it made.

    With --results, signalling is asked what became of each. Ends with code 3
    when it has not answered on all of them.
    """
    batch = inputs.read(file, partner)
    url = system.amqp_url(amqp_url)
    with ExitStack() as exits:
        target = exits.enter_context(whole(results)) if results else None
        asked = Results(Services(), patience) if results else None
        if asked:
            _look_up(batch, asked)
        _send(url, batch)
        if asked and target:
            _read_back(batch, asked, target)
    if asked:
        _told(asked, results)


def _look_up(batch: Batch, asked: Results) -> None:
    with _progress() as progress:
        task = progress.add_task("looking up", total=len(batch))
        for count in asked.before(batch):
            progress.advance(task, count)


def _send(url: str, batch: Batch) -> None:
    going = _Going()
    started = time.perf_counter()
    with _progress() as progress:
        task = progress.add_task("publishing", total=len(batch))

        def taken() -> None:
            going.taken += 1
            progress.advance(task)

        try:
            asyncio.run(publishing.publish(url, going.events(batch), taken))
        except Advice as advice:
            raise Advice(f"{advice} ({going.taken} of {len(batch)} signals were taken)") from None
    going.summary(time.perf_counter() - started)


@dataclass
class _Going:
    """What there is to say of the records that have gone by."""

    taken: int = 0
    broken: int = 0
    shown: list[Record] = field(default_factory=list)
    _first: Record | None = None
    _seen: Seen = field(default_factory=Seen)

    def events(self, records: Iterable[Record]) -> Iterator[dict[str, object]]:
        for record in records:
            self._first = self._first or record
            if self._seen.look(record.event) is Again.FIRST and record.fault:
                self.broken += 1
                if len(self.shown) < SHOWN:
                    self.shown.append(record)
            yield record.event

    def summary(self, seconds: float) -> None:
        same = self.taken - len(self._seen)
        out.print(
            f"The broker has taken {self.taken} signal{'' if self.taken == 1 else 's'} on exchange '{SIGNALS}'"
            f" in {seconds:.1f} s" + (f"; {same} of them repeat another and count once." if same else ".")
        )
        if self.broken:
            out.print(f"{self.broken} records are broken; signalling refuses them, with the reason:", style="yellow")
            for record in self.shown:
                out.print(f"  {record.reference[:40] or '(no ID)'}  {record.fault}", soft_wrap=True)
            if self.broken > SHOWN:
                out.print(f"  ... and {self.broken - SHOWN} more")
        one = self.shown[0] if self.shown else self._first
        if one is not None:
            out.print("Read back what was refused, or what became of one:")
            out.print(f"  omzien receipts --source {one.event.get('source')}", soft_wrap=True)
            out.print(
                f"  omzien receipts --source {one.event.get('source')} --id {one.event.get('id')}", soft_wrap=True
            )


def _read_back(batch: Batch, asked: Results, target: IO[bytes]) -> None:
    with _progress() as progress:
        task = progress.add_task("reading back", total=len(batch))
        for line in asked.lines(batch):
            target.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            progress.advance(task)


def _told(asked: Results, results: Path | None) -> None:
    counts = ", ".join(f"{asked.counts[each]} {each}" for each in Result if asked.counts[each])
    out.print(f"Signalling says: {counts}. Each record is in {results}", soft_wrap=True)
    if asked.counts[Result.WAITING]:
        out.print("What waits has no answer yet; nothing is lost: publish the file again to ask again.", style="yellow")
        raise typer.Exit(WAITING)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=out)
