"""Kitchen-table conversations on the eight life domains, what they clarify, and the three ways around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from libs.contracts.calendar import day_of
from libs.contracts.carers import Burden, Carer
from libs.contracts.cases import CaseClarified, CaseConversationHeld, CaseTransferredDirectly, CaseTriaged, WishedResult
from libs.contracts.needs import StatedContribution, StatedNeed, Whose
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, LifeDomain, Route
from services.intake.domain.case import Case, CaseState, Decision, about, moved, require_holder, require_open
from services.intake.domain.contact import met
from services.intake.domain.policy import Policy
from services.intake.domain.self_reliance import MatrixDomain, to_life_domains

#: Acute, palliative and already held: the only ways around the conversation (section 5), and where they lead.
WAYS_AROUND = {
    Ground.ACUTE: Route.ACUTE,
    Ground.PALLIATIVE: Route.PALLIATIVE,
    Ground.ALREADY_HELD: Route.SPECIALIST,
}


@dataclass(frozen=True, slots=True)
class Score:
    """1 acute problem ... 5 fully self-reliant."""

    domain: LifeDomain
    score: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A life domain without a score was not discussed; `not_discussed` has those of which that was said, and why.

    What is in words, is in the resident's own.
    `matrix` are the scores that were given in the self-reliance matrix; `scores` has what they come to as well.
    `well_being` is 0 (not at all satisfied with life) ... 10 (wholly), None where it was not asked or not answered.
    """

    id: UUID
    held_on: date
    scores: tuple[Score, ...]
    strengths: tuple[str, ...]
    client_support_offered: bool
    client_supporter_present: bool
    client_support_accepted: bool | None = None
    not_discussed: Mapping[LifeDomain, str] = field(default_factory=dict)
    matrix: Mapping[MatrixDomain, int] = field(default_factory=dict)
    well_being: int | None = None
    contributions: tuple[str, ...] = ()
    wished_results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clarification:
    """What came out, confirmed with the resident, not about them. `complex` is the adviser's word, if given."""

    confirmed_with_resident: bool
    needs: tuple[StatedNeed, ...]
    contributions: tuple[StatedContribution, ...]
    results: tuple[WishedResult, ...]
    complex: bool | None = None
    carer: Carer | None = None


def scored_in(matrix: Mapping[MatrixDomain, int]) -> tuple[Score, ...]:
    """What scores in the self-reliance matrix come to, per life domain."""
    return tuple(Score(domain, score) for domain, score in to_life_domains(matrix).items())


def converse(case: Case, conversation: Conversation, now: datetime, by: UUID | None = None) -> Decision:
    """One of several, over days, by the case holder unless `by` says who else. A client supporter is always offered."""
    require_open(case)
    if not conversation.client_support_offered:
        raise Refused(
            "client-support-not-offered",
            "Offer the resident an independent client supporter, then record the conversation.",
        )
    if conversation.client_supporter_present and conversation.client_support_accepted is False:
        raise Refused("supporter-not-accepted", "A client supporter who was there was accepted. Say which it was.")
    domains = tuple(each.domain for each in conversation.scores)
    if not domains:
        raise Refused("nothing-discussed", "Score at least one life domain; else record a contact attempt.")
    if len({*domains, *conversation.not_discussed}) != len(domains) + len(conversation.not_discussed):
        raise Refused(
            "domain-twice",
            "A life domain has one score per conversation, by itself or in the matrix. Name each domain once.",
        )
    if conversation.held_on > day_of(now):
        raise Refused("not-held-yet", "The conversation lies in the future. Record it when it was held.")
    case, events = met(case, by or case.case_holder, now)
    if case.state is not CaseState.CONVERSATION:
        case = moved(case, CaseState.CONVERSATION, now)
    held = CaseConversationHeld(
        **about(case),
        held_on=conversation.held_on,
        domains=domains,
        client_support_offered=conversation.client_support_offered,
        client_supporter_present=conversation.client_supporter_present,
        client_support_accepted=conversation.client_support_accepted,
        well_being=conversation.well_being,
    )
    return case, [*events, held]


def clarify(
    case: Case, clarification: Clarification, scores: Mapping[LifeDomain, int], policy: Policy, now: datetime
) -> Decision:
    """`scores` is the latest per domain that was discussed."""
    require_open(case)
    if not clarification.confirmed_with_resident:
        raise Refused(
            "not-confirmed", "Go through the clarification with the resident; record it when they confirm it."
        )
    if case.untouched or case.state in (CaseState.FIRST_CONTACT, CaseState.OUTREACH):
        raise Refused(
            "no-conversation", "Hold a conversation first: only acute, palliative and already held go around it."
        )
    if not (clarification.needs or clarification.results):
        raise Refused(
            "nothing-clarified", "Name at least one need or wished result; else close the case with its outcome."
        )
    _require_relief(clarification)
    holder = require_holder(case)
    complex_ = policy.suggests_complex(scores) if clarification.complex is None else clarification.complex
    case = replace(moved(case, CaseState.CLARIFIED, now), complex=complex_)
    event = CaseClarified(
        **about(case),
        complex=complex_,
        case_holder=holder,
        scores=dict(scores),
        needs=clarification.needs,
        contributions=clarification.contributions,
        results=clarification.results,
        carer=clarification.carer,
    )
    return case, [event]


def transfer_directly(
    case: Case, ground: Ground, needs: Sequence[StatedNeed], now: datetime, by: UUID | None = None
) -> Decision:
    """Straight to the care that is needed, without a conversation; by the case holder unless `by` says who else."""
    require_open(case)
    if ground not in WAYS_AROUND:
        raise Refused("not-a-way-around", f"Only {', '.join(WAYS_AROUND)} go around the conversation. Hold one first.")
    holder = require_holder(case)
    case, events = met(case, by or holder, now)
    case = moved(case, CaseState.DIRECT_TRANSFER, now)
    if case.route is not WAYS_AROUND[ground]:
        case = replace(case, route=WAYS_AROUND[ground], reasons=(), rule=None)
        events.append(CaseTriaged(**about(case), route=case.route))
    event = CaseTransferredDirectly(**about(case), ground=ground, case_holder=holder, needs=tuple(needs))
    return case, [*events, event]


def _require_relief(clarification: Clarification) -> None:
    """A carer who cannot go on is answered as well: else the resident's plan leans on somebody who falls."""
    carer = clarification.carer
    if carer is None or carer.burden is not Burden.TOO_HEAVY:
        return
    if all(need.whose is not Whose.CARER for need in clarification.needs):
        raise Refused(
            "carer-without-relief",
            "The carer cannot go on like this: name what they need (a need with `whose: carer`).",
        )
