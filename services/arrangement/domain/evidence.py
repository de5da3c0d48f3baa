"""Why the lower rungs will not do for a need: what was said of them, and what was tried there."""

from collections.abc import Iterable

from libs.contracts.needs import PassedOver
from libs.contracts.refusals import Refused
from libs.contracts.words import Direction, ItemEnd, Rung, WhyNot
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.item import Item
from services.arrangement.domain.ladder import Record, lacking, merged
from services.arrangement.domain.need import Need
from services.arrangement.domain.plan import Plan


def known(plan: Plan, need: Need) -> Record:
    """All since the need was stated: by the conversation, by matching, with each item, and by each that ran."""
    items = [item for item in plan.items_of(need.id) if not _of_before(item, need)]
    said = (item.why_not_lower for item in items)
    tried = (_tried(item) for item in items if _will_not_do(plan, item))
    record = merged(need.found, need.evidence, *said, tried)
    # that a rung was not granted says nothing of whether it would do
    return tuple(each for each in record if each.why_not is not WhyNot.NOT_GRANTED)


def must_speak_for(rungs: Iterable[Rung], record: Record) -> None:
    """Raises Refused where nothing was said and nothing tried on one of these rungs."""
    if missing := lacking(rungs, record):
        which = ", ".join(str(int(rung)) for rung in missing)
        raise Refused(
            "no-evidence",
            f"Nothing says why rung {which} will not do: try it, let matching look there, or declare an exception.",
        )


def _of_before(item: Item, need: Need) -> bool:
    """It ended before the need was stated again: what did not do then may do now."""
    return item.ended_at is not None and need.stated_at is not None and item.ended_at < need.stated_at


def _tried(item: Item) -> PassedOver:
    why_not = WhyNot.DECLINED if item.ended is ItemEnd.DROPPED_OUT else WhyNot.NOT_ADEQUATE
    return PassedOver(rung=item.rung, why_not=why_not, candidates=1)


def _will_not_do(plan: Plan, item: Item) -> bool:
    """It ran, and who asks for more says that it is not enough; not where it reached its goal, or did for something
    lighter to take its place.
    """
    if item.started_at is None or item.ended is ItemEnd.GOAL_MET:
        return False
    return not any(
        (each.item, each.direction, each.state) == (item.id, Direction.DOWN, ChangeState.CONFIRMED)
        for each in plan.changes
    )
