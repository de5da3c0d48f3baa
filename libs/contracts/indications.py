"""Running indications under the old law (transition rights). The subject is the indication's id (arrangement).

Whose it is stays with the municipality, under the reference that it has there: no event holds it.
"""

from datetime import date
from uuid import UUID

from libs.contracts.needs import Code
from libs.contracts.payload import Event
from libs.contracts.words import Category


class IndicationEvent(Event):
    """`until` is its last day, which the old law gave it and nothing here shortens. `caseid` once one was linked."""

    category: Category
    until: date
    caseid: UUID | None = None


class IndicationRegistered(IndicationEvent, type="nl.omzien.indications.registered.v1"):
    """It runs on until then."""

    cost_cents_per_week: int = 0


class IndicationChanged(IndicationEvent, type="nl.omzien.indications.changed.v1"):
    """The municipality's list says otherwise by now."""

    cost_cents_per_week: int = 0


class IndicationConversationDue(IndicationEvent, type="nl.omzien.indications.conversation-due.v1"):
    """Somebody talks with the resident, and with who supports them now. `time` 1, 2, ...: how often it was told."""

    time: int = 1


class IndicationLinked(IndicationEvent, type="nl.omzien.indications.linked.v1"):
    """A case was opened for it: the conversation is held there."""


class IndicationUnlinked(IndicationEvent, type="nl.omzien.indications.unlinked.v1"):
    """That case closed, and no plan of it answers: the conversation is due again. `caseid` is the case that closed."""


class IndicationConverted(IndicationEvent, type="nl.omzien.indications.converted.v1"):
    """A plan answers from now on what it answered."""

    plan: UUID


class IndicationEnded(IndicationEvent, type="nl.omzien.indications.ended.v1"):
    """Before its end, and why, as a code."""

    ground: Code


class IndicationExpired(IndicationEvent, type="nl.omzien.indications.expired.v1"):
    """Its last day is over. Without a conversation: somebody is left with nothing that was talked about."""

    conversation: bool
