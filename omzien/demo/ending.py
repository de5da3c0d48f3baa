"""What is printed when the demo is done: the story of one case, and whether every promise was kept."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from libs.contracts.words import Rung
from omzien.demo.story import CLOCK, Story
from omzien.demo.summary import Summary
from omzien.demo.told import Told

_CALM = "grey62"
#: From light to heavy.
COLOURS = {
    Rung.OWN_STRENGTH: "green",
    Rung.OWN_NETWORK: "green",
    Rung.VOLUNTEERS: "cyan",
    Rung.GENERAL_PROVISION: "blue",
    Rung.INDIVIDUAL_PROVISION: "yellow",
    Rung.SPECIALIST_CARE: "red",
}


def tell(console: Console, story: Story, heard: Sequence[Told[Any]]) -> None:
    """The story, chapter by chapter, as a subscriber could read it: no name is in any event."""
    console.print()
    console.print(Text(f"{story.title}, from its events", "bold"))
    console.print(Text(CLOCK, _CALM))
    for chapter, lines in story.told(heard):
        console.print(Text.assemble((f"\n{chapter.year}  ", "bold cyan"), (chapter.title, "bold")))
        rows = Table.grid(padding=(0, 1))
        rows.add_column(width=6, justify="right")
        rows.add_column(overflow="fold")
        for line in lines:
            rung = Text(f"rung {line.rung.value}", COLOURS[line.rung]) if line.rung is not None else Text()
            rows.add_row(rung, Text(line.words + (f" ({line.times} times)" if line.times > 1 else "")))
        console.print(rows)


def conclude(console: Console, summary: Summary, helpdesk: str | None, written: Sequence[str]) -> None:
    """The verdict; what differs, a line each; where to read on."""
    effects = summary.content()["effects"]
    console.print()
    if helpdesk:
        console.print(helpdesk, highlight=False, soft_wrap=True)
    refused = f"{summary.tally.count('signals.refused')} refused of {summary.broken} broken"
    counted = (
        f"{effects['compared']:,} effects compared: {effects['lost']} lost, {effects['doubled']} doubled · {refused}"
        f" · {summary.tally.events:,} events, {summary.wire_duplicates} came twice · {summary.seconds:.1f} s"
    )
    if summary.holds:
        console.print(Text.assemble(("all promises kept  ", "bold green"), counted), soft_wrap=True)
    else:
        console.print(Text.assemble(("not all promises kept  ", "bold red"), counted), soft_wrap=True)
        for line in summary.differences:
            console.print(Text(f"  {line}", "red"), soft_wrap=True)
    for path in written:
        console.print(Text(f"  {path}", _CALM), soft_wrap=True)
