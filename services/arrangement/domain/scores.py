"""The scores of a plan's life domains, one after the other: of its clarifications and its reviews."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from libs.contracts.words import LifeDomain
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.review import Clarified

Scores = Mapping[LifeDomain, int]


def series(plan: Plan) -> list[tuple[UUID | None, Scores]]:
    """Oldest first, by the day on which they were given, each with its review; a clarification's have none."""
    dated: list[tuple[date, UUID | None, Scores]] = [(each.on, None, each.scores) for each in plan.clarified_again]
    dated += [(review.reviewed_on, review.id, review.scores) for review in plan.reviews]
    # on one day what was clarified goes first: support was reviewed in the light of it
    dated.sort(key=lambda each: each[0])
    return [(None, plan.baseline), *((review, scores) for _, review, scores in dated)]


def of(plan: Plan, domain: LifeDomain) -> list[tuple[UUID | None, int]]:
    """Each score of this domain with its review, oldest first; a clarification's has none."""
    return [(review, scores[domain]) for review, scores in series(plan) if domain in scores]


def first(plan: Plan) -> Scores:
    """The first of each domain."""
    return {domain: score for _, scores in reversed(series(plan)) for domain, score in scores.items()}


def latest(plan: Plan) -> Scores:
    """The last of each domain."""
    return {domain: score for _, scores in series(plan) for domain, score in scores.items()}


def clarified(plan: Plan, scores: Scores, on: date) -> Plan:
    """A domain's first score is its baseline, and stays so; a later one is kept with its day."""
    known = first(plan)
    again = {domain: score for domain, score in scores.items() if domain in known}
    new = {domain: score for domain, score in scores.items() if domain not in known}
    plan = replace(plan, baseline={**plan.baseline, **new})
    return replace(plan, clarified_again=(*plan.clarified_again, Clarified(on, again))) if again else plan
