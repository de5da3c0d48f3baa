"""Which rungs the ladder may pass over: of those it is told how many could not answer, and why not."""

from collections.abc import Iterable, Iterator
from itertools import islice

from libs.contracts.words import Rung, Urgency
from services.matching.domain import adequacy, ladder
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering


def may_pass(need: Need, rungs: Iterable[Rung], market: Market, rivals: int = 0) -> set[Rung]:
    """Those of these rungs on which nobody may be left for this need, once `rivals` have taken somebody each.

    An acute need also passes over who is not there at this hour, where a higher rung has somebody who is.
    """
    rungs, least = list(rungs), rivals + 1
    passed = {rung for rung in rungs if _fewer(_takers(need, rung, market), least)}
    if need.stated.urgency is Urgency.ACUTE:
        there = [rung for rung in rungs if not _fewer(_takers(need, rung, market, at_once=True), 1)]
        below = [rung for rung in rungs if there and rung < max(there)]
        passed.update(rung for rung in below if _fewer(_takers(need, rung, market, at_once=True), least))
    return passed


def takes_the_lowest(need: Need) -> bool:
    """Whether the lowest rung with somebody adequate is all it asks for: no rung by name, and nobody at this hour."""
    return not need.proposals and need.sought is None and need.stated.urgency is not Urgency.ACUTE


def _takers(need: Need, rung: Rung, market: Market, *, at_once: bool = False) -> Iterator[Offering]:
    """Who it has or may choose already is not counted: it looks further since that falls away."""
    known = {*need.held, *need.choices}
    for offering in market.candidates(need, rung):
        if at_once and not adequacy.is_there_now(offering, market):
            continue
        if offering.id not in known and ladder.takes(need, offering, market):
            yield offering


def _fewer(offerings: Iterator[Offering], least: int) -> bool:
    return len(list(islice(offerings, least))) < least
