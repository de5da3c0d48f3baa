"""Where a case goes at first, and why: policy suggests, a person's word wins, and no exception is lost in silence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from libs.contracts.cases import CaseTriaged
from libs.contracts.casework import TriageReason
from libs.contracts.refusals import Refused
from libs.contracts.words import LifeDomain, Route, SignalKind, Urgency
from services.intake.domain.case import EXCEPTIONS, Case, CaseState, Decision, about
from services.intake.domain.policy import Policy

#: Before it is clear what the question is, new facts may change where triage sends a case.
PROVISIONAL = frozenset({CaseState.OPENED, CaseState.REOPENED, CaseState.FIRST_CONTACT})

#: The ways that policy has a reason for, the strongest first.
STRONGEST_FIRST = (Route.ACUTE, Route.PALLIATIVE, Route.OUTREACH, Route.SPECIALIST)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when a signal or a question comes. `simple`: information and advice may do."""

    urgency: Urgency
    kind: SignalKind | None = None
    simple: bool = False
    palliative: bool = False
    comes_by_self: bool | None = None
    domains_in_trouble: frozenset[LifeDomain] = frozenset()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Provisional: the adviser decides after clarification."""

    route: Route
    reasons: tuple[TriageReason, ...]


def suggested(facts: Facts, policy: Policy) -> Suggestion:
    """The strongest way that there is a reason for; else a simple question is advised, and the rest is the team's."""
    grounds = list(_grounds(facts, policy))
    for route in STRONGEST_FIRST:
        if reasons := tuple(reason for towards, reason in grounds if towards is route):
            return Suggestion(route, reasons)
    if facts.simple:
        return Suggestion(Route.ADVICE, (TriageReason.SIMPLE_QUESTION,))
    return Suggestion(Route.TEAM, (TriageReason.ORDINARY,))


def _grounds(facts: Facts, policy: Policy) -> Iterator[tuple[Route, TriageReason]]:
    if facts.urgency in policy.acute_at_once:
        yield Route.ACUTE, TriageReason.ACUTE_URGENCY
    if facts.palliative:
        yield Route.PALLIATIVE, TriageReason.PALLIATIVE
    if facts.comes_by_self is False:
        yield Route.OUTREACH, TriageReason.DOES_NOT_COME
    if facts.kind in policy.outreach_kinds:
        yield Route.OUTREACH, TriageReason.SIGNAL_KIND
    if len(facts.domains_in_trouble) >= policy.specialist_domains:
        yield Route.SPECIALIST, TriageReason.SEVERAL_DOMAINS


def rises(case: Case, to: Route) -> bool:
    """Whether new facts change its way: to a stronger one only, and of what a person decided for an exception only.

    For an exception for as long as the case is investigated: who avoids care, or talks already, cannot wait either.
    """
    if to not in STRONGEST_FIRST or not (case.state in PROVISIONAL or (to in EXCEPTIONS and case.investigated)):
        return False
    if to is Route.OUTREACH and not case.untouched:
        return False  # somebody has reached them since
    stronger = case.route not in STRONGEST_FIRST[: STRONGEST_FIRST.index(to) + 1]
    return stronger and (case.rule is not None or to in EXCEPTIONS)


def send_by_policy(case: Case, suggestion: Suggestion, policy: Policy, now: datetime) -> Decision:
    """On the way that policy suggests, with the version that did."""
    return _sent(case, suggestion.route, suggestion.reasons, policy, now, policy.reference)


def send_by_hand(case: Case, route: Route, reason: TriageReason | None, policy: Policy, now: datetime) -> Decision:
    """A person's word. `Refused` where it would take a case off the list of exceptions without a reason."""
    if case.exception and route not in EXCEPTIONS and reason is None:
        raise Refused("reason-needed", f"The case is {case.route}: say why it goes another way, with a reason.")
    kept = case.reasons if route is case.route else ()
    return _sent(case, route, kept if reason is None else (reason,), policy, now)


def _sent(
    case: Case,
    route: Route,
    reasons: tuple[TriageReason, ...],
    policy: Policy,
    now: datetime,
    rule: str | None = None,
) -> Decision:
    # what is urgent already does not get more time by another name
    known = case.urgent_by if case.exception else None
    term = policy.urgent_by(route, now)
    case = replace(case, route=route, reasons=reasons, rule=rule, urgent_by=term and min(term, known or term))
    told = CaseTriaged(**about(case), route=route, reasons=reasons, policy=rule, urgent_by=case.urgent_by)
    return case, [told]
