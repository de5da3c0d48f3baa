"""One case through the years: a lane per need, a bar per support, higher in its lane when it is heavier."""

from collections.abc import Sequence

from omzien.demo.pictures.svg import box, line, picture, words
from omzien.demo.story import Chapter, Stretch
from omzien.demo.words import RUNGS_SHORT

_NAMES, _COLUMN, _LANE, _TOP, _BAR = 190, 112, 54, 74, 20


def lanes(
    chapters: Sequence[Chapter], needs: Sequence[str], stretches: Sequence[Stretch], clarified: float, gives: str
) -> str:
    """`clarified` is the moment, in chapters, when needs were stated and it was found what the resident `gives`."""
    width, height = _NAMES + _COLUMN * len(chapters), _TOP + _LANE * (len(needs) + 1)
    shapes = [_years(chapters, height)]
    for place, need in enumerate(needs):
        mine = [each for each in stretches if each.need == need]
        shapes.append(_lane(place, need, mine, clarified, len(chapters)))
    shapes.append(_gift(len(needs), gives, clarified, len(chapters)))
    described = "; ".join(f"{each.need} on rung {each.rung.value}{_until(each)}" for each in stretches)
    return picture(width, height + 10, "Support per need, on its rung, through the years", described, *shapes)


def _years(chapters: Sequence[Chapter], height: float) -> str:
    shapes = []
    for place, chapter in enumerate(chapters):
        left = _NAMES + place * _COLUMN
        first = place == 0 or chapters[place - 1].year != chapter.year
        if first:
            shapes += [words(left + 6, 24, chapter.year, "year"), line(left, 8, left, height, "border")]
        else:
            shapes.append(line(left, 40, left, height, "hair"))
        shapes.append(words(left + 6, 52, chapter.brief, "small"))
    return "".join(shapes)


def _lane(place: int, need: str, stretches: Sequence[Stretch], clarified: float, end: int) -> str:
    top = _TOP + place * _LANE
    shapes = [line(0, top, _NAMES + _COLUMN * end, top, "hair"), words(0, top + 33, need, "label")]
    begins = min((each.begins for each in stretches), default=float(end))
    if begins - clarified > 1.5:
        shapes.append(line(_x(clarified), top + 28, _x(begins) - 4, top + 28, "gap"))
        shapes.append(words(_x(clarified) + 4, top + 20, "nobody yet", "dutch"))
    heaviest = max((each.rung for each in stretches), default=None)
    for each in stretches:
        lower = 0 if each.rung == heaviest else _BAR + 4
        y = top + (5 if len({each.rung for each in stretches}) > 1 else 17) + lower
        x, wide = _x(each.begins), _x(float(end) if each.ends is None else each.ends) - _x(each.begins)
        shapes.append(box(x, y, max(wide - 2, 4), _BAR, f"rung-{each.rung.value}", 4))
        label = f"{each.rung.value} {RUNGS_SHORT[each.rung]}"
        if wide > 7 * len(label):
            shapes.append(words(x + 8, y + 14.5, label, f"bar on-{each.rung.value}"))
    return "".join(shapes)


def _gift(place: int, gives: str, clarified: float, end: int) -> str:
    top, x = _TOP + place * _LANE, _x(clarified)
    return "".join(
        (
            line(0, top, _NAMES + _COLUMN * end, top, "hair"),
            words(0, top + 33, "what she gives", "label"),
            box(x, top + 17, _x(end) - x - 2, _BAR, "gift", 4),
            words(x + 8, top + 31.5, gives, "bar"),
        )
    )


def _x(moment: float) -> float:
    return _NAMES + moment * _COLUMN


def _until(stretch: Stretch) -> str:
    return "" if stretch.ends is None else ", until it was replaced"
