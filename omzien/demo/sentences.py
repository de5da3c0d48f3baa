"""One sentence per event, for people. A type that is not here says nothing that its neighbours do not say.

Of checked facts, and with what they mean in the story of a case; `omzien.story` tells any event as it comes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from libs.contracts import accounts, applications, cases, needs, offerings, plans, proposals, signals
from libs.contracts.needs import PassedOver
from libs.contracts.payload import Payload
from libs.contracts.words import Direction, ReporterCategory
from omzien.demo.told import Told
from omzien.demo.words import DOMAINS, SUPPORT, plain, several

Names = Mapping[UUID, str]

#: What weighed most for a proposal.
BECAUSE = {
    "distance": "since it is near",
    "times": "since the times fit",
    "skills": "since it asks for just these skills",
    "language": "since they speak one language",
    "load": "since there is room",
    "conversation": "as the conversation found",
    "asked_for": "as was decided",
    "personal_budget": "bought by the resident, from a personal budget",
    "only_one": "since it is the only one",
}


def sentence(told: Told[Any], names: Names) -> str | None:
    """`names` is how needs are called. None when there is nothing to say."""
    tell = SENTENCES.get(type(told.fact))
    if tell is None:
        return None
    about = names.get(getattr(told.fact, "need", told.subject))
    return f"{about}: {tell(told.fact)}" if about else tell(told.fact)


def _accepted(fact: signals.SignalAccepted) -> str:
    marks = f", marked {', '.join(map(plain, fact.marks))}" if fact.marks else ""
    return f"a worry comes in from {_reporter(fact)}: {plain(fact.kind)}{marks}"


def _held(fact: signals.SignalHeld) -> str:
    points = f"{fact.points} of {fact.threshold} points"
    return f"too light alone ({points}): held, an adviser sees it before {fact.until:%-d %B}"


def _raised(fact: signals.SignalRaised) -> str:
    why = ", ".join(plain(ground) for ground in fact.grounds)
    beside = f" with {several(len(fact.raised_with), 'other')}" if fact.raised_with else ""
    return f"raised{beside} ({why}), by policy {fact.policy.version}"


def _picked_up(fact: signals.SignalPickedUp) -> str:
    return f"the worry from {_reporter(fact)} is picked up, and they are told so"


def _opened(fact: cases.CaseOpened) -> str:
    after = f" on {several(len(fact.signals), 'signal')}" if fact.signals else ""
    return f"a case opens{after}; way in: {plain(fact.way_in)}"


def _extended(fact: cases.CaseExtended) -> str:
    return f"the same case: way in {plain(fact.way_in)}; its case holder is told"


def _conversation(fact: cases.CaseConversationHeld) -> str:
    return f"a conversation at the kitchen table, on {several(len(fact.domains), 'life domain')}"


def _clarified(fact: cases.CaseClarified) -> str:
    found = f"{several(len(fact.needs), 'need')}, {several(len(fact.results), 'wished result')}"
    return f"clarified and confirmed with the resident: {found}, {several(len(fact.contributions), 'thing')} to give"


def _unanswered(fact: needs.NeedUnanswered) -> str:
    return f"nobody on the lower rungs for {plain(fact.category)} ({_passed_over(fact.passed_over)})"


def _offered(fact: proposals.ProposalOffered) -> str:
    passed = f"; not lower: {_passed_over(fact.passed_over)}" if fact.passed_over else ""
    return f"{SUPPORT[fact.rung]} is proposed, {BECAUSE[fact.why[0].criterion]}{passed}"


def _declined(fact: proposals.ProposalDeclined) -> str:
    return f"the {fact.by} declines ({plain(fact.ground)})"


def _applied(fact: applications.ApplicationSubmitted) -> str:
    return f"{SUPPORT[fact.rung]} is applied for, with why not for each lighter rung"


def _granted(fact: applications.ApplicationGranted) -> str:
    until = "lasting" if fact.lasting else f"until {fact.until:%-d %B %Y}" if fact.until else "no end named"
    return f"granted by someone else than who applied, {until}"


def _started(fact: plans.PlanItemStarted) -> str:
    return f"{SUPPORT[fact.rung]} begins"


def _ended(fact: plans.PlanItemEnded) -> str:
    return f"{SUPPORT[fact.rung]} ends ({plain(fact.reason)})"


def _proposed(fact: plans.PlanChangeProposed) -> str:
    why = ", ".join(plain(ground) for ground in fact.grounds)
    return f"a step {fact.direction} is proposed, {fact.from_rung} → {fact.to_rung} ({why})"


def _effected(fact: plans.PlanChangeEffected) -> str:
    if fact.direction is Direction.UP:
        return "the step up has taken effect"
    return "the lighter way begins; nothing heavier ends until its follow-up has passed"


def _confirmed(fact: plans.PlanChangeConfirmed) -> str:
    return f"it holds: rung {fact.from_rung} is not needed any more"


def _rejected(fact: plans.PlanChangeRejected) -> str:
    return f"the case holder decides against the step ({plain(fact.ground)})"


def _reviewed(fact: plans.PlanReviewed) -> str:
    scores = ", ".join(f"{DOMAINS[domain]} {score}" for domain, score in fact.scores.items())
    met = f"; {several(len(fact.goals_met), 'goal')} met" if fact.goals_met else ""
    return f"reviewed: {scores}{met}"


def _coordinator(fact: plans.PlanCoordinatorNamed) -> str:
    return f"a {plain(fact.role)} coordinates the plan"


def _closed(fact: cases.CaseClosed) -> str:
    return f"the case closes: {plain(fact.outcome)}"


def _gives(fact: offerings.OfferingRegistered) -> str:
    return f"what the resident gives stands in the catalogue: {', '.join(map(plain, fact.categories))}"


def _always(words: str) -> Callable[[Any], str]:
    return lambda _: words


def _earned(fact: accounts.AccountCredited) -> str:
    return f"{several(fact.points, 'point')} came to her account: {plain(fact.reason)}"


def _reporter(fact: signals.SignalEvent) -> str:
    if fact.reporter is ReporterCategory.UNDISCLOSED:
        return "a reporter who is not disclosed"
    return f"a reporter in {plain(fact.reporter)}"


def _passed_over(record: Sequence[PassedOver]) -> str:
    """`rungs 0 and 1 nobody, rung 2 too far`: rungs with one reason together."""
    reasons: dict[str, set[int]] = {}
    for each in record:
        reasons.setdefault(plain(each.why_not), set()).add(each.rung.value)
    return ", ".join(
        f"{'rung' if len(rungs) == 1 else 'rungs'} {' and '.join(map(str, sorted(rungs)))} {why}"
        for why, rungs in reasons.items()
    )


#: Typed per entry by the function's own annotation.
SENTENCES: Mapping[type[Payload], Callable[[Any], str]] = {
    signals.SignalAccepted: _accepted,
    signals.SignalHeld: _held,
    signals.SignalRaised: _raised,
    signals.SignalPickedUp: _picked_up,
    cases.CaseOpened: _opened,
    cases.CaseExtended: _extended,
    cases.CaseAssigned: _always("one professional of the neighbourhood team holds the case from now on"),
    cases.CaseConversationHeld: _conversation,
    cases.CaseClarified: _clarified,
    cases.CaseClosed: _closed,
    needs.NeedUnanswered: _unanswered,
    proposals.ProposalOffered: _offered,
    proposals.ProposalDeclined: _declined,
    proposals.ProposalDroppedOut: _always("who helped stops; the need is open again"),
    applications.ApplicationSubmitted: _applied,
    applications.ApplicationGranted: _granted,
    plans.PlanAgreed: _always("the plan is agreed with the resident"),
    plans.PlanCoordinatorNamed: _coordinator,
    plans.PlanItemStarted: _started,
    plans.PlanItemEnded: _ended,
    plans.PlanChangeProposed: _proposed,
    plans.PlanChangeEffected: _effected,
    plans.PlanChangeConfirmed: _confirmed,
    plans.PlanChangeRejected: _rejected,
    plans.PlanReviewed: _reviewed,
    accounts.AccountCredited: _earned,
    offerings.OfferingRegistered: _gives,
}
