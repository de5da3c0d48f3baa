"""Cases: one household's way from first contact to closing. The subject is the case's id (intake)."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from libs.contracts.needs import StatedContribution, StatedNeed
from libs.contracts.payload import CaseEvent, Part
from libs.contracts.words import CaseOutcome, Ground, LifeDomain, Route, Urgency, WayIn

#: Signals that one event names: some hundreds of partners' worries fit, and the event stays under 64 KiB. Each signal
#: of a case is also named by the `opened` or `extended` that it came with.
MOST_SIGNALS = 1_000


class ContactMeans(StrEnum):
    """How somebody tried to reach a resident. `message`: a text message; `card`: left in the letterbox."""

    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    EMAIL = "email"
    MESSAGE = "message"
    CARD = "card"
    OTHER = "other"


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


class CaseTransferredDirectly(CaseEvent, type="nl.omzien.cases.transferred-directly.v1"):
    """Acute, palliative or already held: the only ways around the conversation."""

    ground: Ground
    case_holder: UUID
    needs: tuple[StatedNeed, ...] = ()


class CasePlanned(CaseEvent, type="nl.omzien.cases.planned.v1"):
    """The resident has agreed to the plan."""

    plan: UUID


class CaseClosed(CaseEvent, type="nl.omzien.cases.closed.v1"):
    """With all its signals, also those that nobody picked up; `signals` are the latest of them.

    `advised_offerings` are what the catalogue offered when a simple question was answered.
    """

    outcome: CaseOutcome
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)
    advised_offerings: tuple[UUID, ...] = ()


class CaseReopened(CaseEvent, type="nl.omzien.cases.reopened.v1"):
    household: UUID
    signals: tuple[UUID, ...] = Field(default=(), max_length=MOST_SIGNALS)
