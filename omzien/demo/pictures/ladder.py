"""The responsibility ladder as stairs: where needs stood at first, and where they stand now."""

from collections import Counter

from libs.contracts.words import Rung
from omzien.demo.pictures.svg import box, dot, line, picture, stacked, words
from omzien.demo.tally import Tally
from omzien.demo.words import RUNGS, RUNGS_DUTCH

_WIDE, _RISE, _FLOOR = 172, 30, 300
_RADIUS, _ACROSS = 6.5, 5


def ladder(tally: Tally) -> str:
    """A dot is a need: open at first, filled now. Lightest to the left; the line is where grounds are needed."""
    then, now = tally.needs_by_first_rung, tally.needs_by_rung
    shapes = [_step(rung, then[rung], now[rung]) for rung in Rung]
    border = Rung.INDIVIDUAL_PROVISION * _WIDE
    shapes += [
        line(border - 1, 18, border - 1, _FLOOR - 36 - Rung.INDIVIDUAL_PROVISION * _RISE, "border"),
        words(border - 12, 30, "freely accessible", "small", "end"),
        words(border + 10, 30, "only with grounds and a grant", "small"),
    ]
    return picture(
        _WIDE * len(Rung), _FLOOR + 96, "Needs on the ladder, at first and now", _described(then, now), *shapes
    )


def _step(rung: Rung, then: int, now: int) -> str:
    left, top = rung * _WIDE, _FLOOR - 36 - rung * _RISE
    middle = left + _WIDE / 2
    shapes = [
        box(left, top, _WIDE - 2, _FLOOR - top, f"rung-{rung.value}", 3),
        words(left + 12, top + 24, rung.value, f"step-number on-{rung.value}"),
        stacked(left + 2, _FLOOR + 24, RUNGS[rung], "label"),
        stacked(left + 2, _FLOOR + 63, RUNGS_DUTCH[rung], "dutch"),
    ]
    shapes += [_crowd(left + 14, top, then, f"hollow-{rung.value}"), _crowd(middle + 8, top, now, f"rung-{rung.value}")]
    if then or now:
        shapes += [words(left + _WIDE - 14, top + 24, f"{then} → {now}", f"moved on-{rung.value}", "end")]
    return "".join(shapes)


def _crowd(left: float, top: float, number: int, look: str) -> str:
    """Standing on the step, in rows."""
    return "".join(
        dot(left + (place % _ACROSS) * 14 + _RADIUS, top - 10 - (place // _ACROSS) * 15, _RADIUS, look)
        for place in range(number)
    )


def _described(then: Counter[Rung], now: Counter[Rung]) -> str:
    return "; ".join(f"rung {rung.value}, {RUNGS[rung]}: {then[rung]} at first, {now[rung]} now" for rung in Rung)
