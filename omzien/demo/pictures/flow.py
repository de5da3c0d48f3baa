"""From the partners' messages to support that runs: what went through the four services."""

from math import sqrt

from libs.contracts.words import Direction
from omzien.demo.figures import Published
from omzien.demo.pictures.svg import arrow, box, line, path, picture, words
from omzien.demo.tally import Tally
from omzien.demo.words import several

_WIDE, _HIGH, _TOP = 206, 168, 54
_STEP, _IN = 290, 96
_MIDDLE = _TOP + _HIGH / 2


def flow(tally: Tally, published: Published) -> str:
    """Boxes are services, arrows are what they tell each other."""
    count = tally.count
    raised, opened = len(tally.signals_of["raised"]), count("cases.opened")
    stated, started = count("needs.opened"), count("proposals.started")
    services = [
        ("signalling", "signaleringsnetwerk", _signalling(tally, published)),
        (
            "intake",
            "eerste contact, gesprek",
            (
                (opened, "cases opened"),
                (count("cases.extended"), "times extended"),
                (count("cases.conversation-held"), "conversations"),
                (count("cases.clarified", "cases.transferred-directly"), "clarified"),
            ),
        ),
        (
            "matching",
            "dienstencatalogus",
            (
                (tally.offerings, "offerings"),
                (count("proposals.offered"), "proposals"),
                (count("proposals.declined", "proposals.dropped-out"), "declined, stopped"),
                (tally.gaps, "gaps that remain"),
            ),
        ),
        (
            "arrangement",
            "ondersteuningsplan",
            (
                (count("plans.agreed"), "plans agreed"),
                (count("applications.granted"), "grants"),
                (tally.step(Direction.UP, "change-effected"), "steps up"),
                (tally.step(Direction.DOWN, "change-confirmed"), "steps down"),
            ),
        ),
    ]
    carried = [
        (published.messages, "signals"),
        (raised, "raised"),
        (stated, "needs"),
        (started, "supports"),
    ]
    shapes = []
    for place, ((name, dutch, rows), (number, what)) in enumerate(zip(services, carried, strict=True)):
        left = _IN + place * _STEP
        shapes += [_carried(left - (_IN if place == 0 else _STEP - _WIDE), left, number, what)]
        shapes += [_service(left, name, dutch, rows)]
    shapes += [_helpdesk(_IN + _STEP), _events()]
    return picture(
        _IN + 3 * _STEP + _WIDE + 4,
        _TOP + _HIGH + 84,
        "The way of the signals",
        f"{several(published.messages, 'message')} came in, {raised} signals were raised, {opened} cases opened, "
        f"{stated} needs stated, {started} supports started.",
        *shapes,
    )


def _signalling(tally: Tally, published: Published) -> tuple[tuple[int, str], ...]:
    held = tally.signals_of["held"] - tally.signals_of["raised"] - tally.signals_of["dismissed"]
    return (
        (tally.count("signals.accepted"), "accepted"),
        (tally.count("signals.refused"), "refused, told why"),
        (published.duplicates, "came again"),
        (len(held), "held for the adviser"),
    )


def _service(left: float, name: str, dutch: str, rows: tuple[tuple[int, str], ...]) -> str:
    shapes = [box(left, _TOP, _WIDE, _HIGH, "card", 10), words(left + 16, _TOP + 30, name, "name")]
    shapes.append(words(left + 16, _TOP + 48, dutch, "dutch"))
    for row, (number, what) in enumerate(rows):
        y = _TOP + 78 + row * 23
        shapes += [words(left + 46, y, f"{number:,}", "number", "end"), words(left + 54, y, what, "small")]
    return "".join(shapes)


def _carried(begins: float, ends: float, number: int, what: str) -> str:
    middle = (begins + ends) / 2 - 4
    thick = min(4 + 1.1 * sqrt(number), 26)
    return "".join(
        (
            arrow(begins + 6, _MIDDLE, ends - 5, thick),
            words(middle, _MIDDLE - thick / 2 - 14, f"{number:,}", "number", "middle"),
            words(middle, _MIDDLE + thick / 2 + 24, what, "small", "middle"),
        )
    )


def _helpdesk(left: float) -> str:
    middle = left + _WIDE / 2
    return words(middle, 18, "helpdesk, walk-in, family", "small", "middle") + path(
        f"M{middle:g} 26 V{_TOP - 9} m-6 -7 l6 7 l6 -7", "thread"
    )


def _events() -> str:
    """All four tell what happened to everybody."""
    y = _TOP + _HIGH + 40
    shapes = [line(_IN, y, _IN + 3 * _STEP + _WIDE, y, "stream")]
    for place in range(4):
        middle = _IN + place * _STEP + _WIDE / 2
        shapes.append(path(f"M{middle:g} {_TOP + _HIGH + 6} V{y - 5}", "thread"))
    shapes.append(
        words(_IN, y + 24, "every step is an event that subscribers hear: ids, codes and dates, nobody's name", "small")
    )
    return "".join(shapes)
