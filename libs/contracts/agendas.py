"""The multi-need network (Netwerk 18+): professionals who look at residents with several needs at once.

The subject of an agenda is its id (arrangement): one neighbourhood at one meeting.
"""

from datetime import date
from enum import StrEnum

from libs.contracts.payload import Event


class NetworkOutcome(StrEnum):
    """What the network came to; its words stay with who was there."""

    EXTRA_PARTNER = "extra_partner"
    SPECIALIST_ADVICE = "specialist_advice"
    HOUSEHOLD_PLAN = "household_plan"
    NOTHING_NEW = "nothing_new"


class NetworkAgendaSet(Event, type="nl.omzien.agendas.set.v1"):
    """So many plans are on it, of which so many because they were not discussed the time before."""

    meets_on: date
    plans: int
    carried_over: int = 0
