"""Samples of a process as a picture: the wider a box, the more of the time was spent in it and what it calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

WIDTH, ROW, MARGIN = 1160, 17, 4
#: Boxes narrower than this many pixels say nothing.
NARROWEST = 0.6
_ONCE = ("_find_and_load", "_serve (libs/delivery", "LifespanOn")
#: Whose code it is: part of the path, colour, name in the legend.
OWNERS = (
    ("services/", "#d9822b", "service"),
    ("libs/", "#e8b25c", "libs"),
    ("asyncio", "#c9d3da", "Python"),
    ("", "#9fb6c3", "libraries"),
)


@dataclass
class Frame:
    """A function, as called from the one below it."""

    samples: int = 0
    calls: dict[str, "Frame"] = field(default_factory=dict)

    def add(self, stack: Sequence[str], count: int) -> None:
        self.samples += count
        if stack:
            self.calls.setdefault(stack[0], Frame()).add(stack[1:], count)

    @property
    def depth(self) -> int:
        return 1 + max((each.depth for each in self.calls.values()), default=0)


def parse(raw: str, below: str) -> Frame:
    """From lines of `one;two;three 42`: of the stacks that go through `below`, what is above the last of it.

    Without the start and what is imported at first use: they happen once, and would hide the rest of so short a run.
    """
    root = Frame()
    for line in raw.splitlines():
        stack, _, count = line.rpartition(" ")
        frames = stack.split(";")
        places = [index for index, each in enumerate(frames) if below in each]
        if places and frames[places[-1] + 1 :] and not any(each in stack for each in _ONCE):
            root.add(frames[places[-1] + 1 :], int(count))
    return root


def draw(root: Frame, title: str) -> str:
    """An SVG that stands alone: the text of each box appears over it."""
    depth = min(root.depth, 45)
    height = ROW * depth + 34
    boxes = "\n".join(_boxes(root, title, 0.0, float(WIDTH), 0, height, root.samples or 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" font-size="11">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{_legend(title)}\n{boxes}\n</svg>\n'
    )


def _boxes(frame: Frame, name: str, left: float, width: float, level: int, height: int, whole: int) -> Iterator[str]:
    if width < NARROWEST or level >= 45:
        return
    top = height - ROW * (level + 1)
    share = 100 * frame.samples / whole
    shown = name.partition(" (")[0]
    fits = int((width - 2 * MARGIN) / 6.8)
    text = shown if len(shown) <= fits else shown[: fits - 1] + "…" if fits > 3 else ""
    box = f'x="{left:.1f}" y="{top}" width="{max(width - 0.5, 0.3):.1f}" height="{ROW - 1}"'
    colour = _colour(name) if level else "#eef1f3"
    label = f'<text x="{left + MARGIN:.1f}" y="{top + 12}">{escape(text)}</text>' if text else ""
    yield f'<g><title>{escape(name)}: {share:.1f} %</title><rect {box} fill="{colour}" rx="1"/>{label}</g>'
    for called, above in sorted(frame.calls.items(), key=lambda pair: -pair[1].samples):
        part = width * above.samples / max(frame.samples, 1)
        yield from _boxes(above, called, left, part, level + 1, height, whole)
        left += part


def _colour(name: str) -> str:
    return next(colour for part, colour, _ in OWNERS if part in name)


def _legend(title: str) -> str:
    parts = [f'<text x="4" y="16" font-size="13" font-weight="600">{escape(title)}</text>']
    left = WIDTH - 110 * len(OWNERS)
    for _, colour, owner in OWNERS:
        parts.append(f'<rect x="{left}" y="7" width="11" height="11" fill="{colour}" rx="1"/>')
        parts.append(f'<text x="{left + 16}" y="16">{owner}</text>')
        left += 110
    return "\n".join(parts)
