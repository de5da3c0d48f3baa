"""Trying a policy: what it would have decided about the plans of the last days. Nothing is changed by it."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from libs.delivery.commands import QuestionWork
from libs.delivery.policies import Faulty, parse
from libs.delivery.problems import problem
from services.arrangement import store
from services.arrangement.domain.trial import Trial, What, not_tried
from services.arrangement.policy_file import PolicyFile
from services.arrangement.recording import policy as holds
from services.arrangement.requests import Asked

router = APIRouter(prefix="/policy", tags=["policy"])

#: Where the file says the terms of which nothing, or not all, is tried.
KEYS = {
    "transition": "transition",
    "fields": "fields",
    "budgets": "budgets",
    "funding": "funding",
    "spending": "spending",
    "handover_checklist": "handover",
    "lasting_review_after": "review.lasting_weeks",
    "decision_near": "application",
    "decision_still": "application",
    "review_before_end": "review.before_end_weeks",
    "review_within": "review.within_weeks",
    "suspended_within": "suspension",
    "survey": "satisfaction",
    "network": "network",
}

#: Differences that are named.
MOST_NAMED = 200


class Proposal(Asked):
    """A policy, as its file says it, and for how many days back it is tried."""

    policy: Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
    days: Annotated[int, Field(ge=1, le=3_660)] = 365


class Counted(BaseModel):
    """How many there were, and how many there would have been."""

    recorded: int
    tried: int


class DifferenceView(BaseModel):
    """At that moment, of this plan: what was decided, and what would have been; null: nothing."""

    model_config = ConfigDict(from_attributes=True)

    plan: UUID
    at: datetime
    what: What
    part: UUID | None = Field(description="The item, the change or the need.")
    before: str | None
    after: str | None


class TrialView(BaseModel):
    """What the policy would have decided at the moments since then at which policy decided."""

    policy: str
    since: datetime
    moments: int
    counts: dict[What, Counted]
    not_tried: list[str] = Field(
        description="What in it differs from the policy that holds and of which nothing, or not all, is tried."
    )
    differing: int
    differences: list[DifferenceView] = Field(description=f"The latest {MOST_NAMED} of them.")


@router.post(
    "/trials",
    summary="What a changed policy would have decided",
    response_model=TrialView,
    responses={422: {"description": "The policy cannot be used: `faults` says what is wrong, key by key."}},
)
async def try_policy(work: QuestionWork, proposal: Proposal) -> TrialView | Response:
    """The decisions of the last days, made again by this policy and counted beside the real ones."""
    try:
        policy = parse(proposal.policy, PolicyFile)
    except Faulty as faulty:
        return problem(422, "policy-faulty", str(faulty), faults=faulty.faults)
    since = work.now - timedelta(days=proposal.days)
    trial = Trial(policy)
    async for before, after, at in store.steps_since(work.connection, since):
        trial.replay(before, after, at)
    latest = sorted(trial.differences, key=lambda each: each.at)[-MOST_NAMED:]
    return TrialView(
        policy=policy.reference,
        since=since,
        moments=trial.moments,
        counts={what: Counted(recorded=trial.recorded[what], tried=trial.tried[what]) for what in What},
        not_tried=[KEYS[term] for term in not_tried(policy, holds(work))],
        differing=len(trial.differences),
        differences=[DifferenceView.model_validate(each) for each in latest],
    )
