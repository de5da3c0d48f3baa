"""The responsibility ladder: why not lower, and on which grounds one moves."""

from collections.abc import Collection, Iterable

from libs.contracts.needs import NeedWords, PassedOver
from libs.contracts.words import Direction, Ground, Rung, WhyNot

#: What was said of the rungs below.
Record = tuple[PassedOver, ...]

#: The only ways around the evidence. That a conversation was held already goes around that conversation alone: it says
#: nothing of the rungs below.
EXCEPTIONS = frozenset({Ground.ACUTE, Ground.PALLIATIVE, Ground.SAFETY})
UP = EXCEPTIONS | {Ground.LOWER_RUNGS_TRIED, Ground.NOT_ADEQUATE}
DOWN = frozenset(
    {
        Ground.GOALS_MET,
        Ground.STABLE_REVIEWS,
        Ground.LIGHTER_OFFERING,
        Ground.NEAR_END,
        Ground.CARER_RELIEVED,
        Ground.SPECIALIST_ADVICE,
    }
)


def merged(*records: Iterable[PassedOver], below: Rung = Rung.SPECIALIST_CARE) -> Record:
    """All that is said of the rungs under `below`, lowest first, each reason once."""
    found = {(each.rung, each.why_not): each for record in records for each in record if each.rung < below}
    return tuple(found[key] for key in sorted(found))


def lacking(rungs: Iterable[Rung], record: Iterable[PassedOver]) -> list[Rung]:
    """The rungs of which nobody said why they will not do."""
    said = {each.rung for each in record}
    return [rung for rung in rungs if rung not in said]


def below(rung: Rung) -> list[Rung]:
    """All lighter rungs."""
    return [each for each in Rung if each < rung]


def between(lower: Rung, higher: Rung) -> list[Rung]:
    """The rungs of which a step up says why they will not do: the one it leaves, and those it passes over."""
    return [each for each in Rung if lower <= each < higher]


def exception_among(grounds: Collection[Ground]) -> Ground | None:
    """The declared exception, if there is one."""
    return min(EXCEPTIONS & set(grounds), default=None)


def direction_of(from_rung: Rung, to_rung: Rung) -> Direction:
    """Which way such a step goes."""
    return Direction.UP if to_rung > from_rung else Direction.DOWN


def found_in_conversation(need: NeedWords) -> tuple[Rung, Record]:
    """The lowest rung that the conversation did not rule out, and why it ruled out the ones below."""
    record: list[PassedOver] = []
    for rung, found in ((Rung.OWN_STRENGTH, need.own_strength), (Rung.OWN_NETWORK, need.own_network)):
        if found.adequate:
            return rung, tuple(record)
        record.append(PassedOver(rung=rung, why_not=found.why_not or WhyNot.NOT_ADEQUATE))
    return Rung.VOLUNTEERS, tuple(record)
