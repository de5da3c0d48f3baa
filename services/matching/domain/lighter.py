"""A lighter offering appears: whom it would serve who has a heavier one now. It is told; nothing changes by itself."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from libs.contracts.needs import NeedLighterAvailable, NeedLighterGone
from libs.contracts.words import Rung
from services.matching.domain import ladder, scoring
from services.matching.domain.market import Market
from services.matching.domain.need import Fact, Need
from services.matching.domain.offering import Offering
from services.matching.domain.proposal import Proposal


class Standing(StrEnum):
    """What became of what was told. `gone`: it would not serve any more; `over`: the need has moved on without it."""

    STANDING = "standing"
    GONE = "gone"
    OVER = "over"


def heavier(need: Need, rung: Rung) -> Proposal | None:
    """What answers the need now when it all stands above the rung: the lightest of it. None for support that lasts."""
    lightest = min(need.running, key=lambda each: (each.rung, each.id), default=None)
    return lightest if lightest and lightest.rung > rung and not need.stated.lasting else None


def available(need: Need, offering: Offering, market: Market) -> Fact | None:
    """What to tell when this offering would serve the need on a lower rung than what runs; else None.

    None too while somebody is asked or another rung was decided upon, and where this offering was ever proposed.
    """
    running = heavier(need, offering.rung)
    if running is None or need.pending is not None or need.sought is not None:
        return None
    if any(each.offering == offering.id for each in need.proposals):
        return None
    if not _serves(need, offering, market) or not offering.free:
        return None
    return need.tell(
        NeedLighterAvailable,
        running=running.id,
        from_rung=running.rung,
        offering=offering.id,
        rung=offering.rung,
        why=scoring.shares(scoring.points(need, offering, market)),
        kilometres=market.kilometres(offering, need),
    )


def choose(needs: Iterable[Need], offering: Offering, market: Market, at_most: int) -> Iterator[Fact]:
    """What to tell of this offering, in the order of the needs: the nearest come first."""
    for need in needs:
        if at_most <= 0:
            return
        fact = available(need, offering, market)
        if fact is not None:
            at_most -= 1
            yield fact


def nearby(need: Need, market: Market, left: Mapping[UUID, int]) -> Fact | None:
    """What to tell of the lightest offering that is there now, and of those the one that fits best; else None.

    `left`: for how many needs each may still be told.
    """
    for rung in Rung:
        offers = [each for each in market.candidates(need, rung) if left.get(each.id, 0) > 0]
        offers.sort(key=lambda each: (-sum(scoring.points(need, each, market).values()), each.id))
        if fact := next(filter(None, (available(need, each, market) for each in offers)), None):
            return fact
    return None


def look_back(need: Need, offering: Offering, market: Market) -> tuple[Standing, Fact | None]:
    """Whether what was told still stands, and what to tell when it does not.

    An offering that is full for now stands: its place may come free again before anybody decides.
    """
    running = heavier(need, offering.rung)
    if running is None or any(each.offering == offering.id for each in need.proposals):
        return Standing.OVER, None
    if _serves(need, offering, market):
        return Standing.STANDING, None
    return Standing.GONE, need.tell(
        NeedLighterGone,
        running=running.id,
        from_rung=running.rung,
        offering=offering.id,
        rung=offering.rung,
    )


def _serves(need: Need, offering: Offering, market: Market) -> bool:
    """Adequate but for a free place, in the catalogue, allowed, and not the resident's own."""
    if not need.climbs_to(offering.rung) or offering not in market.candidates(need, offering.rung):
        return False
    with_a_place = replace(offering, capacity=offering.taken + 1)
    return ladder.obstacle(need, with_a_place, market) is None
