"""Signals: what partners send, and what signalling tells of it. The subject is the signal's id."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from libs.contracts.payload import Event, Part, Payload
from libs.contracts.words import (
    Agreement,
    Certainty,
    IdentityField,
    Mark,
    PartnerKind,
    RefusalReason,
    ReporterCategory,
    SignalKind,
    Urgency,
    WayIn,
)

Line = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(max_length=8_000)]
#: Not empty: all worries under an empty number would amend each other.
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]

#: Signals that one event names beside its own: a partner that repeats itself without end must not fill an event.
MOST_BESIDE = 200


def _written(value: Any) -> Any:
    # 19500201 without quotes is a date as well
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Effort(StrEnum):
    """What a creditor did before it gave a signal (Besluit gemeentelijke schuldhulpverlening, art. 2)."""

    PERSONAL_CONTACT = "personal_contact"
    HELP_POINTED_OUT = "help_pointed_out"
    WRITTEN_REMINDER = "written_reminder"
    NO_OBJECTION = "no_objection"


class Discretion(StrEnum):
    """Who may know who told it. `confidential`: who asks for it by name, and is logged; `anonymous`: nobody."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    ANONYMOUS = "anonymous"


class Person(Part):
    """Whom a signal is about, as the partner knows them. All of it may be missing or misspelt."""

    bsn: Line | None = None
    initials: Line | None = None
    infix: Line | None = None
    surname: Line | None = None
    birth_date: Annotated[Line, BeforeValidator(_written)] | None = Field(
        default=None, description="In any Dutch notation. What is not certain of it is marked, and never refused."
    )


class Address(Part):
    """Where, as the partner knows it."""

    street: Line | None = None
    house_number: Line | None = None
    suffix: Line | None = None
    postcode: Line | None = None
    town: Line | None = None


class Arrears(Part):
    """A payment arrear, in integer euro cents. Some partners tell only since when."""

    amount_cents: int | None = Field(default=None, ge=0)
    since: date | None = None


class Reporter(Part):
    """Who exactly told it: a person at the partner's, or somebody who told the partner."""

    name: Line | None = None
    phone: Line | None = None
    email: Line | None = None


class SignalSubmitted(Payload, type="nl.omzien.signals.submitted.v1"):
    """A partner's worry. The only payload that may hold who and where; it never leaves signalling."""

    kind: SignalKind
    partner: PartnerKind
    urgency: Urgency = Urgency.ROUTINE
    certainty: Certainty = Certainty.LIKELY
    person: Person | None = None
    address: Address | None = None
    seen: Text = ""
    seen_on: date | None = None
    resident_informed: bool | None = None
    resident_agrees: bool | None = None
    referral: bool = Field(
        default=False,
        description="No worry to be weighed: the resident asks for help through this partner, and agrees "
        "(`resident_agrees`). It goes to intake at once. Without their agreement it is a worry like any other.",
    )
    arrears: Arrears | None = None
    efforts: tuple[Effort, ...] = Field(
        default=(), description="What was done before; the municipality's policy says for which signals it must be."
    )
    reporter: Reporter | None = None
    discretion: Discretion = Discretion.OPEN
    reference: Reference | None = Field(
        default=None,
        description="The partner's own number for this worry: same number, new content = an amendment.",
    )


class Policy(Part):
    """Which policy decided: its version and the hash of its content."""

    version: str
    content_hash: str


class SignalEvent(Event):
    """What every fact about a signal carries. `household` is a random reference, made by signalling."""

    household: UUID | None = None
    kind: SignalKind
    urgency: Urgency
    reporter: ReporterCategory


class SignalAccepted(SignalEvent, type="nl.omzien.signals.accepted.v1"):
    """Received once and kept. `marks` say what identifies wrongly and waits for a person."""

    certainty: Certainty
    marks: tuple[Mark, ...] = ()


class Beside(Part):
    """An earlier signal that this one was put together with, and why: which fields agreed, how, and how strongly.

    `strength`: points for and against its being about the same person; an address alone gives 8.
    """

    signal: UUID
    fields: dict[IdentityField, Agreement]
    strength: int


class SignalCorrelated(SignalEvent, type="nl.omzien.signals.correlated.v1"):
    """Put together with what is known of its household: never in silence."""

    beside: tuple[Beside, ...] = Field(max_length=MOST_BESIDE, description="The earlier signals, the strongest first.")


class SignalParted(SignalEvent, type="nl.omzien.signals.parted.v1"):
    """A person found that it is about somebody else: it has a household of its own now, and is decided upon anew."""

    parted_from: UUID = Field(description="The household that it was put together with.")
    ground: str


class SignalRefused(Event, type="nl.omzien.signals.refused.v1"):
    """Could not be understood. The partner reads the details back; they are not told to others."""

    reasons: tuple[RefusalReason, ...]


class SignalAmended(SignalEvent, type="nl.omzien.signals.amended.v1"):
    """The partner sent its own record again with other content."""

    marks: tuple[Mark, ...] = ()


class SignalHeld(SignalEvent, type="nl.omzien.signals.held.v1"):
    """Too light alone. The neighbourhood's adviser sees it before `until`."""

    until: datetime
    points: int
    threshold: int
    policy: Policy


class SignalHoldEnding(SignalEvent, type="nl.omzien.signals.hold-ending.v1"):
    """The window of a held signal is about to end: the adviser decides now."""

    until: datetime


class SignalRaised(SignalEvent, type="nl.omzien.signals.raised.v1"):
    """Intake is to open a case, or extend the open one. `pick_up_by` is the promised term."""

    grounds: tuple[str, ...] = Field(description="Which rules of the policy raised it, or `person`.")
    raised_with: tuple[UUID, ...] = Field(
        default=(), max_length=MOST_BESIDE, description="The other signals of this household that count, the latest."
    )
    pick_up_by: datetime
    policy: Policy
    way_in: WayIn | None = Field(default=None, description="Of a referral: by whom the resident comes to intake.")


class SignalDismissed(SignalEvent, type="nl.omzien.signals.dismissed.v1"):
    """A person found it unfounded or already answered."""

    ground: str


class SignalGapListed(SignalEvent, type="nl.omzien.signals.gap-listed.v1"):
    """About services, not about a resident: on the neighbourhood's list for the service consultation."""


class SignalYouthRouted(SignalEvent, type="nl.omzien.signals.youth-routed.v1"):
    """About a minor: to the youth route at once, never into an adult's case."""


class SignalPickedUp(SignalEvent, type="nl.omzien.signals.picked-up.v1"):
    """A named person made the first attempt at contact."""

    caseid: UUID


class SignalOverdue(SignalEvent, type="nl.omzien.signals.overdue.v1"):
    """Raised, and not picked up within the promised term."""

    pick_up_by: datetime


class SignalPaused(SignalEvent, type="nl.omzien.signals.paused.v1"):
    """A person stopped the clock of the promise, since nobody can be reached for a while: no `overdue` meanwhile.

    It ends with `resumed`, or when the signal is picked up or closed.
    """

    ground: str


class SignalResumed(SignalEvent, type="nl.omzien.signals.resumed.v1"):
    """The clock runs again. `pick_up_by`: later by the time that the pause took, in the unit of the promised term."""

    pick_up_by: datetime


class SignalClosed(SignalEvent, type="nl.omzien.signals.closed.v1"):
    """The case that it led to has closed: not with what was found, and also when nobody had picked it up."""

    caseid: UUID


class SignalErased(SignalEvent, type="nl.omzien.signals.erased.v1"):
    """Its retention period is over, or the resident asked for it: who, where and what was seen are destroyed."""
