"""Cases: one household's way from first contact to closing. The subject is the case's id (intake)."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.contracts.carers import Carer
from libs.contracts.casework import Purpose, SuspensionGround, Term, TriageReason
from libs.contracts.confirmations import ServiceName
from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.payload import CaseEvent, Neighbourhood, Part
from libs.contracts.rights import CaseRole, RefusalGround, Right
from libs.contracts.words import CaseOutcome, Ground, LifeDomain, Route, Urgency, WayIn

#: Signals that one event names: some hundreds of partners' worries fit, and the event stays under 64 KiB. Each signal
#: of a case is also named by the `opened` or `extended` that it came with.
MOST_SIGNALS = 1_000


#: `<version>:<hash of the content>` of the policy that decided.
PolicyReference = Annotated[str, StringConstraints(pattern=r"^.{1,40}:[0-9a-f]{16}$")]


class CaseOpened(CaseEvent, type="nl.omzien.cases.opened.v1"):
    """A report: a newly opened case, whatever the way in, with the last days of its terms."""

    household: UUID
    way_in: WayIn
    urgency: Urgency
    signals: tuple[UUID, ...] = ()
    personal_plan_by: date | None = None
    investigation_by: date | None = None


class CaseExtended(CaseEvent, type="nl.omzien.cases.extended.v1"):
    """A further signal or way in reached the household's open case; its case holder is told."""

    household: UUID
    way_in: WayIn
    urgency: Urgency
    signals: tuple[UUID, ...] = ()
    case_holder: UUID | None = None


class CaseSignalParted(CaseEvent, type="nl.omzien.cases.signal-parted.v1"):
    """These signals turned out to be about somebody else, and belong to the case no more; its case holder is told."""

    signals: tuple[UUID, ...]
    case_holder: UUID | None = None


class CasePlaced(CaseEvent, type="nl.omzien.cases.placed.v1"):
    """Where the household lives became known, or it turned out to be elsewhere: `neighbourhood` from now on."""


class CaseAssigned(CaseEvent, type="nl.omzien.cases.assigned.v1"):
    """From now on this person of the neighbourhood's team holds the case."""

    case_holder: UUID


class CaseHandoverProposed(CaseEvent, type="nl.omzien.cases.handover-proposed.v1"):
    """Warm: until the receiver confirms, the old case holder holds it."""

    case_holder: UUID
    receiver: UUID


class CaseHandoverDeclined(CaseEvent, type="nl.omzien.cases.handover-declined.v1"):
    """The receiver does not take the case over: its case holder stays."""

    case_holder: UUID
    receiver: UUID


class CaseHandoverWithdrawn(CaseEvent, type="nl.omzien.cases.handover-withdrawn.v1"):
    """The case holder keeps the case after all."""

    case_holder: UUID
    receiver: UUID


class CaseTriaged(CaseEvent, type="nl.omzien.cases.triaged.v1"):
    """Provisional: the adviser decides after clarification.

    `policy` is the version that decided, absent where a person did. `urgent_by`: what is acute or palliative is
    provided for before then.
    """

    route: Route
    reasons: tuple[TriageReason, ...] = ()
    policy: PolicyReference | None = None
    urgent_by: datetime | None = None


class CasePersonalPlanReceived(CaseEvent, type="nl.omzien.cases.personal-plan-received.v1"):
    """The resident handed in a personal plan (Wmo 2015, art. 2.3.2(2))."""

    received_on: date


class CaseTermEvent(CaseEvent):
    """`due` is the last day, in Amsterdam; `due_at` the moment, of a term in hours."""

    term: Term
    due: date
    due_at: datetime | None = None


class CaseTermNear(CaseTermEvent, type="nl.omzien.cases.term-near.v1"):
    """A term ends soon: told once for each day on which it would end."""


class CaseTermOverdue(CaseTermEvent, type="nl.omzien.cases.term-overdue.v1"):
    """A term has passed: told once."""


class CaseTermSuspended(CaseEvent, type="nl.omzien.cases.term-suspended.v1"):
    """The terms for the personal plan and the investigation stand still, through `until` where it is known."""

    ground: SuspensionGround
    until: date | None = None


class CaseTermResumed(CaseEvent, type="nl.omzien.cases.term-resumed.v1"):
    """The terms run on: those that had not passed have moved by the days that they stood still."""

    days: int
    personal_plan_by: date | None = None
    investigation_by: date | None = None


class CaseContactAttempted(CaseEvent, type="nl.omzien.cases.contact-attempted.v1"):
    """A named person tried to reach the resident: the signals are picked up; `signals` are the latest that waited."""

    by: UUID
    reached: bool
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)


class CaseFirstContactMade(CaseEvent, type="nl.omzien.cases.first-contact-made.v1"):
    """The question was picked up with the resident."""


class CaseSentToOutreach(CaseEvent, type="nl.omzien.cases.sent-to-outreach.v1"):
    """The resident does not come by themselves."""


class CaseConversationHeld(CaseEvent, type="nl.omzien.cases.conversation-held.v1"):
    """A kitchen-table conversation, with the domains that were discussed."""

    held_on: date
    domains: tuple[LifeDomain, ...]
    client_support_offered: bool
    client_supporter_present: bool = False
    client_support_accepted: bool | None = None
    well_being: int | None = Field(default=None, ge=0, le=10, description="0 not at all ... 10 wholly satisfied.")


class WishedResult(Part):
    """What the resident wants to reach, without the words (those stay with intake)."""

    result: UUID
    domain: LifeDomain
    target_score: int = Field(ge=1, le=5)


class CaseClarified(CaseEvent, type="nl.omzien.cases.clarified.v1"):
    """Confirmed with the resident: needs for matching, results and scores for the plan."""

    complex: bool
    case_holder: UUID
    scores: dict[LifeDomain, int] = Field(description="1 acute problem ... 5 fully self-reliant.")
    needs: tuple[StatedNeed, ...] = ()
    contributions: tuple[StatedContribution, ...] = ()
    results: tuple[WishedResult, ...] = ()
    carer: Carer | None = None


class CaseTransferredDirectly(CaseEvent, type="nl.omzien.cases.transferred-directly.v1"):
    """Acute, palliative or already held: the only ways around the conversation."""

    ground: Ground
    case_holder: UUID
    needs: tuple[StatedNeed, ...] = ()


class CaseConsentGiven(CaseEvent, type="nl.omzien.cases.consent-given.v1"):
    """The resident agrees, from now on and for this purpose alone. `until`: the last day, where they named one."""

    purpose: Purpose
    until: date | None = None


class CaseConsentWithdrawn(CaseEvent, type="nl.omzien.cases.consent-withdrawn.v1"):
    """What was agreed to for this purpose holds no longer: whoever acts on it stops."""

    purpose: Purpose


class CaseContributionOffered(CaseEvent, type="nl.omzien.cases.contribution-offered.v1"):
    """Outside a conversation a resident said what they can and like to give, and agreed to be asked."""

    contribution: StatedContribution


class CasePlanned(CaseEvent, type="nl.omzien.cases.planned.v1"):
    """The resident has agreed to the plan."""

    plan: UUID


class CaseClosed(CaseEvent, type="nl.omzien.cases.closed.v1"):
    """With all its signals, also those that nobody picked up; `signals` are the latest of them.

    `advised_offerings` are what the catalogue offered when a simple question was answered; `moved_to` is the
    neighbourhood of this municipality to which a household moved, where it is known.
    """

    outcome: CaseOutcome
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)
    advised_offerings: tuple[UUID, ...] = ()
    moved_to: Neighbourhood | None = None


class CaseReopened(CaseEvent, type="nl.omzien.cases.reopened.v1"):
    """With the last days of its terms, which begin anew."""

    household: UUID
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)
    personal_plan_by: date | None = None
    investigation_by: date | None = None


class CaseDataRequestEvent(CaseEvent):
    """Somebody in this case asks about their own data. `resident` is intake's random id of them."""

    request: UUID
    right: Right
    resident: UUID
    role: CaseRole


class CaseDataRequestMade(CaseDataRequestEvent, type="nl.omzien.cases.data-request-made.v1"):
    """The term runs (AVG art. 12(3)): at the end of `due` at the latest it is carried out everywhere, or refused."""

    due: date


class CaseDataRequestCarriedOut(CaseDataRequestEvent, type="nl.omzien.cases.data-request-carried-out.v1"):
    """Intake has done its part; every other service does its own and confirms it (`confirmations.given`)."""

    household: UUID


class CaseDataRequestRefused(CaseDataRequestEvent, type="nl.omzien.cases.data-request-refused.v1"):
    """By a person, on a ground; the one who asked reads why."""

    ground: RefusalGround


class CaseDataRequestNearingTerm(CaseDataRequestEvent, type="nl.omzien.cases.data-request-nearing-term.v1"):
    """A week before its term it is not done yet; `waits_for` are the services that have not done their part."""

    due: date
    waits_for: tuple[ServiceName, ...]


class CaseDataRequestOverdue(CaseDataRequestEvent, type="nl.omzien.cases.data-request-overdue.v1"):
    """Its term is over and it is not done; `waits_for` are the services that have not done their part."""

    due: date
    waits_for: tuple[ServiceName, ...]


class CaseDataRequestDone(CaseDataRequestEvent, type="nl.omzien.cases.data-request-done.v1"):
    """Every service has confirmed; `done_at` is when the last one was heard."""

    done_at: datetime
