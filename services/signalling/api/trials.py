"""Trying a policy: what it would have decided about the signals of the last days. Nothing is changed by it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, StringConstraints

from libs.contracts.signals import Policy
from libs.contracts.words import PartnerKind, SignalKind
from libs.delivery.commands import QuestionWork
from libs.delivery.policies import Faulty, parse
from libs.delivery.problems import problem
from services.signalling import store
from services.signalling.domain.trial import Result, Trial, Tried
from services.signalling.policy_file import PolicyFile
from services.signalling.requests import Asked

router = APIRouter(prefix="/policy", tags=["policy"])

K = TypeVar("K", SignalKind, PartnerKind)

#: Signals that are named, of those about which it would have decided otherwise.
MOST_NAMED = 200


class Proposal(Asked):
    """A policy, as its file says it, and for how many days back it is tried."""

    policy: Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
    days: Annotated[int, Field(ge=1, le=3_660)] = 42


class Tally(BaseModel):
    """How many were held and raised by the policies that held, and how many would have been."""

    held_before: int = 0
    raised_before: int = 0
    held_after: int = 0
    raised_after: int = 0

    @classmethod
    def of(cls, tried: Iterable[Tried]) -> "Tally":
        counts: Counter[str] = Counter()
        for each in tried:
            counts["raised_before" if each.before else "held_before"] += 1
            counts["raised_after" if each.after else "held_after"] += 1
        return cls(**counts)


class DifferingView(BaseModel):
    """One signal that would have been decided otherwise. No grounds: held."""

    signal: UUID
    kind: SignalKind
    grounds_before: tuple[str, ...]
    grounds_after: tuple[str, ...]


class TrialView(BaseModel):
    """What the policy would have decided about the signals accepted since then."""

    policy: Policy
    since: datetime
    all: Tally
    kinds: dict[SignalKind, Tally]
    partners: dict[PartnerKind, Tally]
    differing: int
    signals: list[DifferingView] = Field(description=f"The latest {MOST_NAMED} of those that differ.")
    by_person: dict[str, int] = Field(description="What a person raised, dismissed or parted stands, and is not tried.")
    incomparable: int = Field(description="Raised together with a signal that was erased or parted since.")
    erased: int = Field(description="Accepted in the period and erased since.")

    @classmethod
    def of(cls, policy: Policy, since: datetime, result: Result, erased: int) -> "TrialView":
        tried = result.tried
        differing = [each for each in tried if each.differs]
        return cls(
            policy=policy,
            since=since,
            all=Tally.of(tried),
            kinds=_tallies(tried, lambda each: each.kind),
            partners=_tallies(tried, lambda each: each.partner),
            differing=len(differing),
            signals=[
                DifferingView(signal=t.signal, kind=t.kind, grounds_before=t.before, grounds_after=t.after)
                for t in differing[-MOST_NAMED:]
            ],
            by_person=dict(result.by_person),
            incomparable=result.incomparable,
            erased=erased,
        )


def _tallies(tried: Iterable[Tried], key: Callable[[Tried], K]) -> dict[K, Tally]:
    groups: dict[K, list[Tried]] = defaultdict(list)
    for each in tried:
        groups[key(each)].append(each)
    return {group: Tally.of(groups[group]) for group in sorted(groups)}


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
    longest = max(version.window for version in (policy, *work.settings.policies.versions))
    trial = Trial(policy, since)
    async for signal in store.accepted_since(work.connection, since - longest):
        trial.replay(signal)
    erased = await store.count_erased_since(work.connection, since)
    return TrialView.of(policy.reference, since, trial.result(), erased)
