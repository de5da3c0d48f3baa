"""Weighing: whether the signals of one household together ask for action now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from libs.contracts.words import PartnerKind
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import Decision, Signal

#: Grounds, as events tell them.
AT_ONCE = "at_once"
REFERRAL = "referral"
OPEN_CASE = "open_case"
HEAVY_ALONE = "heavy_alone"
ADDED_UP = "added_up"
PERSON = "person"


@dataclass(frozen=True)
class Weight:
    """What signals weigh together, and how many different partners gave them."""

    points: int
    partners: int


def weigh(signals: Iterable[Signal], repeat_percent: int) -> Weight:
    """Of each partner the heaviest signal counts in full, its others for `repeat_percent`."""
    by_partner: dict[tuple[str, PartnerKind], list[int]] = defaultdict(list)
    for signal in signals:
        by_partner[signal.given_by].append(signal.points)
    hundredths = sum(100 * max(points) + repeat_percent * (sum(points) - max(points)) for points in by_partner.values())
    return Weight(hundredths // 100, len(by_partner))


def judge(policy: Policy, signal: Signal, held: Sequence[Signal], *, in_care: bool, now: datetime) -> Decision:
    """The decision about a new signal, beside those that are held for the same household.

    No grounds: it is held. `in_care`: intake is or will be busy with the household, so it has to know.
    """
    within = [other for other in held if other.accepted_at > now - policy.window]
    weight = weigh([signal, *within], policy.repeat_percent)
    enough = weight.points >= policy.threshold and weight.partners >= policy.partners_at_least
    grounds = {
        AT_ONCE: signal.urgency in policy.at_once,
        REFERRAL: signal.way_in is not None,
        OPEN_CASE: in_care,
        HEAVY_ALONE: signal.points >= policy.threshold,
        ADDED_UP: bool(within) and enough,
    }
    return Decision(
        grounds=tuple(ground for ground, holds in grounds.items() if holds),
        points=weight.points,
        threshold=policy.threshold,
        partners=weight.partners,
        counted=tuple(other.id for other in within),
        policy=policy.reference,
    )
