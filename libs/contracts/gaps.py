"""Gaps: what a neighbourhood asks for and nobody answers, by category. The subject is the gap's id (matching).

Told from so many households on that none can be pointed at; the municipality's policy says how many, never under 3.
"""

from datetime import date
from uuid import UUID

from libs.contracts.needs import Code
from libs.contracts.payload import Event
from libs.contracts.words import Category


class GapEvent(Event):
    category: Category


class GapSize(GapEvent):
    """Open needs that nobody answers, of so many cases; the longest unanswered `since` that day."""

    needs: int
    cases: int
    since: date


class GapOpened(GapSize, type="nl.omzien.gaps.opened.v1"):
    """It is on the agenda of the service consultation."""


class GapGrown(GapSize, type="nl.omzien.gaps.grown.v1"):
    """By half or more since it was told last, as policy has it."""


class GapClosed(GapEvent, type="nl.omzien.gaps.closed.v1"):
    """No need in it is left without an answer. It was open `since` that day."""

    since: date


class GapTakenUp(GapEvent, type="nl.omzien.gaps.taken-up.v1"):
    """In the service consultation an organisation promised an answer by that day."""

    promised_on: date
    organisation: UUID | None = None


class GapLeftOpen(GapEvent, type="nl.omzien.gaps.left-open.v1"):
    """Nobody in the service consultation takes it up, and why not."""

    ground: Code


class GapPromiseOverdue(GapEvent, type="nl.omzien.gaps.promise-overdue.v1"):
    """The day promised is over, and there are still needs that nobody answers."""

    promised_on: date
