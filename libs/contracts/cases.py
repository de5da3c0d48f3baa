"""Cases: one household's way from first contact to closing. The subject is the case's id (intake)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.payload import CaseEvent, Neighbourhood, Part
from libs.contracts.words import CaseOutcome, Ground, LifeDomain, Route, Urgency, WayIn

#: Signals that one event names: some hundreds of partners' worries fit, and the event stays under 64 KiB. Each signal
#: of a case is also named by the `opened` or `extended` that it came with.
MOST_SIGNALS = 1_000


class Purpose(StrEnum):
    """What a resident may agree to, each apart (AVG art. 4(11) and 7)."""

    REFERRAL_TO_SPECIALIST = "referral_to_specialist"
    SHARING_WITH_VOLUNTEERS = "sharing_with_volunteers"
    SHARING_WITH_CARE_PROVIDER = "sharing_with_care_provider"
    SHARING_WITH_GP = "sharing_with_gp"
    STATISTICS = "statistics"
    CONTACT_BY_SURVEY = "contact_by_survey"


class Burden(StrEnum):
    """How an informal carer bears it. `too_heavy`: they cannot go on like this."""

    BEARABLE = "bearable"
    HEAVY = "heavy"
    TOO_HEAVY = "too_heavy"


class CarerLimit(StrEnum):
    """What an informal carer cannot or will not do, or when."""

    NOT_AT_NIGHT = "not_at_night"
    NOT_BY_DAY = "not_by_day"
    NOT_IN_WEEKEND = "not_in_weekend"
    NO_PERSONAL_CARE = "no_personal_care"
    NO_LIFTING = "no_lifting"
    NO_MONEY_MATTERS = "no_money_matters"
    NOT_ALONE = "not_alone"
    ENDS_SOON = "ends_soon"


class CaseOpened(CaseEvent, type="nl.omzien.cases.opened.v1"):
    """A report: a newly opened case, whatever the way in."""

    household: UUID
    way_in: WayIn
    urgency: Urgency
    signals: tuple[UUID, ...] = ()


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


class CaseTriaged(CaseEvent, type="nl.omzien.cases.triaged.v1"):
    """Provisional: the adviser decides after clarification."""

    route: Route


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


class Carer(Part):
    """The informal carer: what they give and where it ends. Their own needs are needs with `whose: carer`."""

    burden: Burden
    hours_per_week: int | None = Field(default=None, ge=0, le=168)
    limits: tuple[CarerLimit, ...] = ()


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
    household: UUID
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)
