"""Rings: A helps B, B helps C, C helps A, proposed as one. The subject is the ring's id (matching)."""

from datetime import datetime
from uuid import UUID

from libs.contracts.payload import Event, Neighbourhood


class RingEvent(Event):
    """In the order of the circle: `proposals[i]` is for `needs[i]` of `caseids[i]`, and given by the case before it.

    `neighbourhood` is that of the first need by key, `neighbourhoods` are those of all.
    """

    caseids: tuple[UUID, ...]
    needs: tuple[UUID, ...]
    proposals: tuple[UUID, ...]
    neighbourhoods: tuple[Neighbourhood, ...]


class RingOffered(RingEvent, type="nl.omzien.rings.offered.v1"):
    """Nothing of it starts unless all in it say yes, to what they get and to what they give, before `expires_at`."""

    expires_at: datetime


class RingAccepted(RingEvent, type="nl.omzien.rings.accepted.v1"):
    """Everybody said yes: all its proposals are accepted in the same moment."""


class RingStarted(RingEvent, type="nl.omzien.rings.started.v1"):
    """All of it runs."""


class RingDissolved(RingEvent, type="nl.omzien.rings.dissolved.v1"):
    """One fell away before the start: nothing of it runs, and every need goes on by itself. `ground`: why that one."""

    ground: str


class RingEnded(RingEvent, type="nl.omzien.rings.ended.v1"):
    """One of its proposals ended after the start. The others go on by themselves until somebody ends them."""

    ground: str
