"""Self-reliance scores from the first conversation to the last review."""

from collections.abc import Mapping, Sequence

from libs.contracts.words import LifeDomain
from omzien.demo.pictures.svg import dot, line, path, picture, words
from omzien.demo.words import DOMAINS

_WIDE, _HIGH, _TOP, _EACH = 200, 96, 44, 250


def scores(found: Sequence[Mapping[LifeDomain, int]]) -> str:
    """A small picture per life domain that was looked at again; 1 acute problem … 5 fully self-reliant."""
    again = [domain for domain in LifeDomain if sum(domain in each for each in found) > 1]
    shapes = [
        _domain(place * _EACH, domain, [each[domain] for each in found if domain in each])
        for place, domain in enumerate(again)
    ]
    described = "; ".join(
        f"{DOMAINS[domain]}: {', '.join(str(each[domain]) for each in found if domain in each)}" for domain in again
    )
    width = max(_EACH * len(again), _EACH)
    return picture(width, _TOP + _HIGH + 34, "Self-reliance scores per life domain", described, *shapes)


def _domain(left: float, domain: LifeDomain, values: Sequence[int]) -> str:
    shapes = [words(left, 20, DOMAINS[domain], "label")]
    for score in range(1, 6):
        shapes.append(line(left + 18, _y(score), left + 18 + _WIDE, _y(score), "hair"))
        shapes.append(words(left + 8, _y(score) + 4, score, "dutch", "end"))
    points = [
        (left + 44 + place * (_WIDE - 52) / max(len(values) - 1, 1), _y(each)) for place, each in enumerate(values)
    ]
    shapes.append(path("M" + " L".join(f"{x:g} {y:g}" for x, y in points), "trend"))
    for (x, y), value in zip(points, values, strict=True):
        shapes += [dot(x, y, 6, "mark"), words(x, y - 12, value, "number", "middle")]
    for place, when in ((0, "first talk"), (-1, "last review")):
        anchor = "start" if place == 0 else "end"
        shift = -26 if place == 0 else 26
        shapes.append(words(points[place][0] + shift, _TOP + _HIGH + 22, when, "dutch", anchor))
    return "".join(shapes)


def _y(score: int) -> float:
    return _TOP + _HIGH - (score - 1) * _HIGH / 4
