"""One sentence per event, for people. A type that is not here says nothing that its neighbours do not say."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from libs.contracts import applications, cases, needs, offerings, plans, proposals, signals
from libs.contracts.needs import PassedOver
from libs.contracts.payload import Payload
from libs.contracts.words import Direction, Rung
from omzien.demo.words import DOMAINS, RUNGS, plain, several

Names = Mapping[UUID, str]


def sentence(fact: Payload, names: Names) -> str | None:
    """`names` is how needs are called. None when there is nothing to say."""
    tell = SENTENCES.get(type(fact))
    return tell(fact, names) if tell else None


def _accepted(fact: signals.SignalAccepted, _: Names) -> str:
    marks = f", marked {', '.join(map(plain, fact.marks))}" if fact.marks else ""
    return f"a worry comes in from {_reporter(fact)}: {plain(fact.kind)}{marks}"


def _held(fact: signals.SignalHeld, _: Names) -> str:
    points = f"{fact.points} of {fact.threshold} points"
    return f"too light alone ({points}): held, an adviser sees it before {fact.until:%-d %B}"


def _raised(fact: signals.SignalRaised, _: Names) -> str:
    why = ", ".join(plain(ground) for ground in fact.grounds)
    beside = f" with {several(len(fact.raised_with), 'other')}" if fact.raised_with else ""
    return f"raised{beside} ({why}), by policy {fact.policy.version}"


def _picked_up(fact: signals.SignalPickedUp, _: Names) -> str:
    return f"the worry from {_reporter(fact)} is picked up, and they are told so"


def _opened(fact: cases.CaseOpened, _: Names) -> str:
    after = f" on {several(len(fact.signals), 'signal')}" if fact.signals else ""
    return f"a case opens{after}; way in: {plain(fact.way_in)}"


def _extended(fact: cases.CaseExtended, _: Names) -> str:
    return f"the same case: way in {plain(fact.way_in)}; its case holder is told"


def _conversation(fact: cases.CaseConversationHeld, _: Names) -> str:
    return f"a conversation at the kitchen table, on {several(len(fact.domains), 'life domain')}"


def _clarified(fact: cases.CaseClarified, _: Names) -> str:
    found = f"{several(len(fact.needs), 'need')}, {several(len(fact.results), 'wished result')}"
    return f"clarified and confirmed with the resident: {found}, {several(len(fact.contributions), 'thing')} to give"


def _unanswered(fact: needs.NeedUnanswered, _: Names) -> str:
    return f"{plain(fact.category)}: nobody on the lower rungs ({_passed_over(fact.passed_over)})"


def _offered(fact: proposals.ProposalOffered, names: Names) -> str:
    best = fact.why[0]
    passed = f"; not lower: {_passed_over(fact.passed_over)}" if fact.passed_over else ""
    return f"{_need(fact, names)}: proposed on rung {_rung(fact.rung)}, first for {plain(best.criterion)}{passed}"


def _declined(fact: proposals.ProposalDeclined, names: Names) -> str:
    return f"{_need(fact, names)}: the {fact.by} declines ({plain(fact.ground)})"


def _dropped_out(fact: proposals.ProposalDroppedOut, names: Names) -> str:
    return f"{_need(fact, names)}: who helped stops; the need is open again"


def _applied(fact: applications.ApplicationSubmitted, names: Names) -> str:
    return f"{_need(fact, names)}: applied for on rung {_rung(fact.rung)}, with why not lower for each rung below"


def _granted(fact: applications.ApplicationGranted, names: Names) -> str:
    until = "lasting" if fact.lasting else f"until {fact.until:%-d %B %Y}" if fact.until else "no end named"
    return f"{_need(fact, names)}: granted by someone else than who applied, {until}"


def _started(fact: plans.PlanItemStarted, names: Names) -> str:
    return f"{_need(fact, names)}: runs on rung {_rung(fact.rung)}"


def _ended(fact: plans.PlanItemEnded, names: Names) -> str:
    return f"{_need(fact, names)}: ends on rung {_rung(fact.rung)} ({plain(fact.reason)})"


def _proposed(fact: plans.PlanChangeProposed, names: Names) -> str:
    why = ", ".join(plain(ground) for ground in fact.grounds)
    return f"{_need(fact, names)}: a step {fact.direction} is proposed, {fact.from_rung} → {fact.to_rung} ({why})"


def _effected(fact: plans.PlanChangeEffected, names: Names) -> str:
    if fact.direction is Direction.UP:
        return f"{_need(fact, names)}: the step up has taken effect"
    return f"{_need(fact, names)}: the lighter way runs beside the heavier one until the follow-up has passed"


def _confirmed(fact: plans.PlanChangeConfirmed, names: Names) -> str:
    return f"{_need(fact, names)}: it holds: rung {fact.from_rung} may end"


def _rejected(fact: plans.PlanChangeRejected, names: Names) -> str:
    return f"{_need(fact, names)}: the case holder decides against the step ({plain(fact.ground)})"


def _reviewed(fact: plans.PlanReviewed, _: Names) -> str:
    scores = ", ".join(f"{DOMAINS[domain]} {score}" for domain, score in fact.scores.items())
    met = f"; {several(len(fact.goals_met), 'goal')} met" if fact.goals_met else ""
    return f"reviewed: {scores}{met}"


def _coordinator(fact: plans.PlanCoordinatorNamed, _: Names) -> str:
    return f"a {plain(fact.role)} coordinates the plan"


def _closed(fact: cases.CaseClosed, _: Names) -> str:
    return f"the case closes: {plain(fact.outcome)}"


def _gives(_: offerings.OfferingRegistered, __: Names) -> str:
    return "what the resident gives stands in the catalogue"


def _always(words: str) -> Callable[[Any, Names], str]:
    return lambda _, __: words


def _need(fact: Any, names: Names) -> str:
    return names.get(fact.need, "a need")


def _reporter(fact: signals.SignalEvent) -> str:
    return f"a reporter in {plain(fact.reporter)}"


def _rung(rung: Rung) -> str:
    return f"{rung.value}, {RUNGS[rung]}"


def _passed_over(record: Sequence[PassedOver]) -> str:
    """`0-1 nobody, 2 too far`: neighbouring rungs with one reason together."""
    reasons: dict[str, list[int]] = {}
    for each in record:
        reasons.setdefault(plain(each.why_not), []).append(each.rung.value)
    return ", ".join(f"{'/'.join(map(str, sorted(set(rungs))))} {why}" for why, rungs in reasons.items())


#: Typed per entry by the function's own annotation.
SENTENCES: Mapping[type[Payload], Callable[[Any, Names], str]] = {
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
    proposals.ProposalDroppedOut: _dropped_out,
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
    offerings.OfferingRegistered: _gives,
}
