"""Whether a round was fair and kept what is known: measured, so that it can be shown."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any
from uuid import UUID

from services.matching.domain.assignment import Line
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering


def gini(loads: Iterable[float]) -> float:
    """0 where all carry the same, towards 1 where one carries everything; 0 for nobody, or for no load at all."""
    ordered = sorted(loads)
    total = sum(ordered)
    if not total:
        return 0.0
    count = len(ordered)
    weighted = sum(place * load for place, load in enumerate(ordered, start=1))
    return 2 * weighted / (count * total) - (count + 1) / count


def figures(needs: Sequence[Need], lines: Sequence[Line], market: Market) -> dict[str, Any]:
    """What a round chose, in numbers; shares are of 1. `market` is as it was before, with the offers that were out.

    `kept`: of the offers that nobody had answered, how many stay as they are. `continuity`: of the needs that go to
    somebody, how many go to who helped in their case before, and how many could have (`could`).
    `load_gini` by kind of supplier, over the part of their places that is taken. `waiting_hours` by neighbourhood.
    """
    out = [each for each in needs if each.pending]
    moved = sum(line.moves for line in lines)
    chosen: dict[UUID, UUID | None] = {line.need: line.offering for line in lines if line.offering}
    chosen |= {each.id: each.pending.offering for each in out if each.pending and each.id not in chosen}
    return {
        "needs": len(needs),
        "chosen_for": sum(offering is not None for offering in chosen.values()),
        "without": sum(line.offering is None for line in lines),
        "out": len(out),
        "kept": len(out) - moved,
        "moved": moved,
        "continuity": _continuity(needs, chosen, market),
        "load_gini": {
            "before": _spread(market.offerings, {}),
            "after": _spread(market.offerings, _taken(needs, chosen)),
        },
        "waiting_hours": _waiting(needs, market),
    }


def _continuity(needs: Iterable[Need], chosen: Mapping[UUID, UUID | None], market: Market) -> dict[str, int]:
    helped = {each.id: market.past(each).helped for each in needs}
    return {
        "known": sum(chosen.get(id_) in before for id_, before in helped.items() if before),
        "could": sum(1 for id_, before in helped.items() if before and chosen.get(id_)),
    }


def _taken(needs: Iterable[Need], chosen: Mapping[UUID, UUID | None]) -> dict[UUID, int]:
    """Places more (or fewer) than before, by offering."""
    moved: dict[UUID, int] = {}
    for need in needs:
        held, now = need.pending.offering if need.pending else None, chosen.get(need.id)
        if held != now:
            for offering, places in ((held, -1), (now, 1)):
                if offering is not None:
                    moved[offering] = moved.get(offering, 0) + places
    return moved


def _spread(offerings: Iterable[Offering], moved: Mapping[UUID, int]) -> dict[str, float]:
    loads: dict[str, list[float]] = {}
    for each in offerings:
        if each.capacity:
            loads.setdefault(each.kind.value, []).append((each.taken + moved.get(each.id, 0)) / each.capacity)
    return {kind: round(gini(found), 4) for kind, found in sorted(loads.items())}


def _waiting(needs: Iterable[Need], market: Market) -> dict[str, dict[str, float]]:
    hours: dict[str, list[float]] = {}
    for each in needs:
        if not each.pending:
            waited = (market.now - each.opened_at).total_seconds() / 3_600
            hours.setdefault(each.neighbourhood, []).append(waited)
    return {
        code: {"needs": len(found), "median": round(median(found), 1), "longest": round(max(found), 1)}
        for code, found in sorted(hours.items())
    }
