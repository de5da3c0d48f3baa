"""The few shapes that the pictures are made of."""

from html import escape


def picture(width: float, height: float, title: str, description: str, *shapes: str) -> str:
    """A whole picture, as wide as the page lets it be."""
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" role="img" xmlns="http://www.w3.org/2000/svg">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{''.join(shapes)}</svg>"
    )


def box(x: float, y: float, width: float, height: float, look: str, round_: float = 6) -> str:
    """A rectangle."""
    return f'<rect class="{look}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{round_:g}"/>'


def words(x: float, y: float, text: object, look: str = "", anchor: str = "start") -> str:
    """One line of text; `y` is its baseline."""
    return f'<text class="{look}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(str(text))}</text>'


def stacked(x: float, y: float, text: str, look: str) -> str:
    """Its words below each other, where one line would run into what is next to it; `y` is the first one's baseline."""
    return "".join(words(x, y + row * 18, word, look) for row, word in enumerate(text.split()))


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    """A straight line."""
    return f'<line class="{look}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def path(steps: str, look: str) -> str:
    """A line along these steps."""
    return f'<path class="{look}" d="{steps}"/>'


def dot(x: float, y: float, radius: float, look: str) -> str:
    """A disc."""
    return f'<circle class="{look}" cx="{x:g}" cy="{y:g}" r="{radius:g}"/>'


def arrow(x1: float, y: float, x2: float, thick: float) -> str:
    """To the right, as thick as what it carries."""
    head = max(7.0, thick * 0.9)
    shaft = f"M{x1:g} {y - thick / 2:g} H{x2 - head:g} v{-(head - thick / 2):g} L{x2:g} {y:g}"
    return path(f"{shaft} L{x2 - head:g} {y + head:g} v{-(head - thick / 2):g} H{x1:g} Z", "carry")
