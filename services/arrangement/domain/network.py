"""The multi-need network: who is on the agenda of its next meeting, and what goes back into their plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.calendar import day_of, morning_of
from libs.contracts.payload import Event
from libs.contracts.plans import PlanNetworkAdvised
from libs.contracts.refusals import Refused
from libs.contracts.words import LifeDomain, Rung
from services.arrangement.domain import scores
from services.arrangement.domain.advised import Advised
from services.arrangement.domain.drafting import goal_set
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.planning import review_no_later
from services.arrangement.domain.policy import Network


class Gone(StrEnum):
    """Why a plan that was on the former agenda is on this one no more. `not_here`: it closed, or they moved."""

    SCORES_RISEN = "scores_risen"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Agenda:
    """Of one neighbourhood at one meeting."""

    id: UUID
    neighbourhood: str
    meets_on: date
    sequence: int = 0


@dataclass(frozen=True)
class Entry:
    """A plan on an agenda: the low domains, and from which meeting on in a row it was on one.

    `carried_over`: it was on the former agenda, and nobody discussed it.
    """

    plan: UUID
    domains: tuple[LifeDomain, ...]
    since: date
    highest_rung: Rung | None = None
    carried_over: bool = False
    gone: Gone | None = None
    discussed_on: date | None = None
    outcomes: tuple[NetworkOutcome, ...] = ()


@dataclass(frozen=True)
class Advice:
    """What the network came to for one plan: `goals` are added, by `review_on` it is looked at."""

    outcomes: tuple[NetworkOutcome, ...]
    goals: tuple[Goal, ...] = ()
    review_on: date | None = None


def low_domains(plan: Plan, rules: Network) -> tuple[LifeDomain, ...]:
    """In order; empty where they are too few for several needs at once."""
    low = sorted(domain for domain, score in scores.latest(plan).items() if score <= rules.low_score)
    return tuple(low) if len(low) >= rules.domains else ()


def may_be_shared(plan: Plan, today: date) -> bool:
    """Whether the resident agrees that the network knows of their plan."""
    return plan.shareable is not None and plan.shareable.on(today)


def next_meeting(now: datetime, rules: Network) -> tuple[int, date]:
    """The first of which the agenda is still to be set: its number, from 1 on, and its day."""
    number = max(0, (day_of(now) - rules.first_on) // rules.every)
    while morning_of(rules.first_on + number * rules.every - rules.set_before) <= now:
        number += 1
    return number + 1, rules.first_on + number * rules.every


def entries(plans: Iterable[Plan], former: Sequence[Entry], meets_on: date, rules: Network) -> list[Entry]:
    """Who is on the agenda of this meeting, and who is not any more. `plans`: all that are open there."""
    was = {entry.plan: entry for entry in former if entry.gone is None}
    here = {plan.id: plan for plan in plans}
    found = []
    for plan in here.values():
        if low := low_domains(plan, rules):
            before = was.get(plan.id)
            since = before.since if before else meets_on
            over = before is not None and before.discussed_on is None
            found.append(Entry(plan.id, low, since, plan.highest_rung, over))
    on_it = {entry.plan for entry in found}
    for entry in was.values():
        if entry.plan not in on_it:
            gone = Gone.SCORES_RISEN if entry.plan in here else Gone.NOT_HERE
            found.append(replace(entry, carried_over=False, gone=gone, discussed_on=None, outcomes=()))
    return found


def advised(plan: Plan, entry: Entry | None, advice: Advice, meets_on: date, now: datetime) -> tuple[Entry, Decision]:
    """What was said at the meeting goes back into the plan, once per meeting."""
    today = day_of(now)
    plan.must_be_open()
    if entry is None or entry.gone is not None:
        raise Refused("not-on-agenda", f"Plan {plan.id} is not on the agenda of {meets_on}.", missing=True)
    if not may_be_shared(plan, today):
        raise Refused(
            "no-consent",
            "The resident has not agreed that the network knows of them: ask them, and record it in intake.",
        )
    if today < meets_on:
        raise Refused("not-held-yet", f"The network meets on {meets_on}: record then what it comes to.")
    if entry.discussed_on is not None:
        raise Refused(
            "advised-already", "What the network came to at this meeting was recorded: add goals to the plan itself."
        )
    if advice.review_on is not None and advice.review_on <= today:
        raise Refused("review-in-the-past", "Name a day to come on which the plan is looked at.")
    plan = replace(plan, advised=(*plan.advised, Advised(meets_on, advice.outcomes, entry.domains)))
    events: list[Event] = [
        plan.tell(PlanNetworkAdvised, meets_on=meets_on, outcomes=advice.outcomes, domains=entry.domains)
    ]
    for goal in advice.goals:
        plan, told = goal_set(plan, goal)
        events += told
    if advice.review_on is not None:
        plan, told = review_no_later(plan, advice.review_on)
        events += told
    return replace(entry, discussed_on=today, outcomes=advice.outcomes), (plan, events)
