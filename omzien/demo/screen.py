"""What the demo shows while it runs: a bar and a table that fills on a terminal, plain lines anywhere else."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from omzien.demo import figures
from omzien.demo.figures import Published
from omzien.demo.tally import Tally

_CALM, _LOUD = "grey62", "bold"
_ACROSS = 3  # two rows of boxes: all of it fits a terminal of 80 by 24


class Screen:
    """One per demo. `say` tells what happens now; the rest is read from the tally whenever it is drawn."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.tally, self.published = Tally(), Published()
        self._began = time.monotonic()
        self._now = ""
        self._live: Live | None = None

    @property
    def seconds(self) -> float:
        """Since the demo began."""
        return time.monotonic() - self._began

    def say(self, what: str) -> None:
        """What happens from now on."""
        self._now = what
        if self._live is None:
            self.console.print(f"{self.seconds:5.1f} s  {what}", highlight=False, soft_wrap=True)

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """While something is started or stopped."""
        if self.console.is_terminal:
            with self.console.status(what):
                yield
        else:
            self.say(what)
            yield

    @contextmanager
    def live(self) -> Iterator[None]:
        """While the main job runs. Where nobody watches, the table is printed once, at the end."""
        if self.console.is_terminal:
            with Live(get_renderable=self._whole, console=self.console, refresh_per_second=12) as self._live:
                yield
            self._live = None
        else:
            yield
            self.console.print(*self._lines(), sep="\n", highlight=False, soft_wrap=True)

    def _whole(self) -> RenderableType:
        now = Text.assemble((f"{self.seconds:5.1f} s  ", _CALM), self._now, no_wrap=True, overflow="ellipsis")
        return Group(self._bar(), self._table(), now)

    def _bar(self) -> RenderableType:
        published = self.published
        row = Table.grid(padding=(0, 1), expand=True)
        row.add_column(no_wrap=True)
        row.add_column(ratio=1)
        row.add_column(no_wrap=True, justify="right")
        done = f"{published.messages} of {published.expected}"
        bar = ProgressBar(total=max(published.expected, 1), completed=published.messages, complete_style="cyan")
        row.add_row("partners' signals", bar, done)
        return row

    def _table(self) -> RenderableType:
        groups = figures.groups(self.tally, self.published)
        width = min((self.console.width - 2) // _ACROSS, 40)
        rows = [groups[at : at + _ACROSS] for at in range(0, len(groups), _ACROSS)]
        tall = [max(len(each.figures) for each in row) for row in rows]
        boxes = [_box(group, width, height) for row, height in zip(rows, tall, strict=True) for group in row]
        return Columns(boxes, padding=(0, 1))

    def _lines(self) -> Sequence[str]:
        return [_line(group) for group in figures.groups(self.tally, self.published)]


def _line(group: figures.Group) -> str:
    named = (f"{name}{'' if name[0].isalpha() else ':'} {number}" for name, number in group.figures.items())
    return f"{group.title}: {' · '.join(named)}"


def _box(group: figures.Group, width: int, tall: int) -> RenderableType:
    rows = Table.grid(expand=True)
    rows.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    rows.add_column(justify="right", min_width=4)
    for name, number in group.figures.items():
        rows.add_row(Text(name, _CALM if not number else ""), Text(str(number), _CALM if not number else _LOUD))
    for _ in range(tall - len(group.figures)):
        rows.add_row("", "")
    title = Text(group.title, "bold cyan")
    if len(group.title) + len(group.dutch) + 8 <= width:
        title.append(f"  {group.dutch}", _CALM)
    return Panel(rows, title=title, title_align="left", width=width, border_style="grey39", padding=(0, 1))
