"""How long each stage took: from the median to the 99th of a hundred."""

from collections.abc import Sequence
from math import log10

from omzien.demo.latency import Stage
from omzien.demo.pictures.svg import box, dot, line, picture, words

_NAMES, _WIDE, _ROW, _TOP = 230, 640, 44, 34


def latencies(stages: Sequence[Stage]) -> str:
    """On a scale in which every mark is ten times the one before."""
    decades = [1, 10, 100, 1_000, 10_000]
    height = _TOP + _ROW * len(stages)
    shapes = [
        line(_x(each), 22, _x(each), height, "hair") + words(_x(each), 14, _time(each), "dutch", "middle")
        for each in decades
    ]
    for place, stage in enumerate(stages):
        y = _TOP + place * _ROW + 20
        left, right = _x(stage.p50), _x(stage.p99)
        shapes += [
            words(0, y + 5, stage.name, "label"),
            box(left, y - 5, max(right - left, 2), 10, "span", 5),
            dot(left, y, 7, "mark"),
            words(right + 14, y + 5, " – ".join(dict.fromkeys((_time(stage.p50), _time(stage.p99)))), "small"),
        ]
    described = "; ".join(f"{each.name}: median {_time(each.p50)}, 99th {_time(each.p99)}" for each in stages)
    return picture(_NAMES + _WIDE + 160, height + 8, "Time per stage", described, *shapes)


def _x(milliseconds: float) -> float:
    return _NAMES + _WIDE * min(log10(max(milliseconds, 1)) / 4, 1)


def _time(milliseconds: float) -> str:
    if milliseconds >= 1_000:
        return f"{milliseconds / 1_000:.3g} s"
    return f"{milliseconds:.3g} ms" if milliseconds >= 1 else "at once"
