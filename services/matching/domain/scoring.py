"""Which of several candidates suits best, and in what shares each criterion made it so."""

from libs.contracts.proposals import Criterion
from services.matching.domain.market import Market
from services.matching.domain.need import Need
from services.matching.domain.offering import Offering
from services.matching.domain.policy import CRITERIA


def points(need: Need, offering: Offering, market: Market) -> dict[str, float]:
    """Per criterion its weight times how well the candidate meets it (0 to 1)."""
    weights = market.policy.weights
    values = {
        "distance": _near(market.kilometres(offering, need), market.policy.far_km),
        "times": _part(need.stated.parts_of_day, offering.parts_of_day),
        # somebody who can do much more is kept for who needs that
        "skills": _part(offering.skills, need.stated.skills) if need.stated.skills else 0.5,
        "language": _part(need.stated.languages, offering.languages),
        "load": offering.free / offering.capacity if offering.capacity else 0.0,
    }
    return {criterion: weights[criterion] * values[criterion] for criterion in CRITERIA}


def shares(scored: dict[str, float]) -> tuple[Criterion, ...]:
    """Whole hundredths of the score that add up to exactly 100, largest remainder first; highest share first."""
    total = sum(scored.values())
    if not total:
        return (Criterion(criterion="only_one", share=100),)
    exact = {criterion: 100 * value / total for criterion, value in scored.items()}
    whole = {criterion: int(share) for criterion, share in exact.items()}
    by_remainder = sorted(exact, key=lambda criterion: (whole[criterion] - exact[criterion], criterion))
    for criterion in by_remainder[: 100 - sum(whole.values())]:
        whole[criterion] += 1
    ordered = sorted(whole, key=lambda criterion: (-whole[criterion], criterion))
    return tuple(Criterion(criterion=each, share=whole[each]) for each in ordered if whole[each])


def _near(kilometres: float | None, far: float) -> float:
    """Without a place of its own (aid at a distance) it is near everybody, but no nearer than a neighbour."""
    return 0.5 if kilometres is None else max(0.0, 1 - kilometres / far)


def _part(wanted: tuple[str, ...], given: tuple[str, ...]) -> float:
    """How much of what is wanted is given; all of it when nothing is wanted, or when nothing is stated."""
    if not wanted or not given:
        return 1.0
    return len(set(wanted) & set(given)) / len(set(wanted))
