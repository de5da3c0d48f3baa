"""Bundles: a group that could be made of residents with the same need, from the first question to its end.

Being asked for a group takes nothing away: a need that is asked keeps its own search, and its invitation stands beside
whatever is proposed to it. Only when the group starts do its members get a place in it, by an ordinary proposal each.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from libs.contracts.bundles import (
    BundleAccepted,
    BundleConfirmed,
    BundleDeclined,
    BundleEnded,
    BundleEvent,
    BundleGivenUp,
    BundleInvitationEvent,
    BundleInvited,
    BundleLapsed,
    BundleProposed,
    BundleRole,
    BundleStarted,
    GiveUp,
)
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused, not_found
from libs.contracts.words import Category, PartOfDay, WhyNot
from services.matching.domain.invitation import Invitation, InvitationState

E = TypeVar("E", bound=BundleEvent)
I = TypeVar("I", bound=BundleInvitationEvent)  # noqa: E741


class BundleState(StrEnum):
    PROPOSED = "proposed"
    STARTED = "started"
    GIVEN_UP = "given_up"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A group that could be, or is, with everybody who was asked for it.

    `neighbourhood` is the middle of its area and `serves` all of it; `host` the entry whose place it may use, None
    while it is to be found; `confirmed`: a coordinator agreed place and rhythm; `offering` what it became when it
    started. `minimum` and `maximum` are members, `helpers` how many people must help.
    """

    id: UUID
    category: Category
    skills: tuple[str, ...]
    language: str | None
    neighbourhood: str
    serves: tuple[str, ...]
    parts_of_day: tuple[PartOfDay, ...]
    times_per_week: int
    minimum: int
    maximum: int
    helpers: int
    title: str
    policy: str
    proposed_at: datetime
    expires_at: datetime
    host: UUID | None = None
    confirmed: bool = False
    offering: UUID | None = None
    state: BundleState = BundleState.PROPOSED
    ground: str | None = None
    invitations: tuple[Invitation, ...] = ()
    sequence: int = 0

    def of(self, role: BundleRole) -> tuple[Invitation, ...]:
        """Those who take part or may still, oldest first."""
        return tuple(each for each in self.invitations if each.role is role and each.live)

    def accepted(self, role: BundleRole) -> tuple[Invitation, ...]:
        return tuple(each for each in self.of(role) if each.accepted)

    @property
    def helping(self) -> frozenset[UUID]:
        """What its helpers offer, a place of each of which the running group takes."""
        return frozenset(each.offering for each in self.invitations if each.helping and each.offering)

    @property
    def ready(self) -> bool:
        """Whether it can start: place and rhythm agreed, and enough members and helpers said yes."""
        return (
            self.state is BundleState.PROPOSED
            and self.confirmed
            and len(self.accepted(BundleRole.MEMBER)) >= self.minimum
            and len(self.accepted(BundleRole.HELPER)) >= self.helpers
        )

    def invitation(self, id_: UUID) -> Invitation:
        """Raises Refused (missing) when nobody was asked so."""
        for each in self.invitations:
            if each.id == id_:
                return each
        raise not_found("invitation", id_)

    def having(self, changed: Invitation) -> "Bundle":
        """With this one in the place of its earlier version."""
        return replace(self, invitations=tuple(changed if each.id == changed.id else each for each in self.invitations))

    def tell(self, event: type[E], **more: Any) -> E:
        return event(neighbourhood=self.neighbourhood, category=self.category, **more)

    def tell_of(self, it: Invitation, event: type[I], **more: Any) -> I:
        about = {"invitation": it.id, "role": it.role, "caseid": it.caseid, "need": it.need, "offering": it.offering}
        return self.tell(event, **about | more)


Change = tuple[Bundle, Sequence[Event]]


def proposed(bundle: Bundle) -> Change:
    """The first facts about a group: that it could be, and who is asked."""
    first = bundle.tell(
        BundleProposed,
        parts_of_day=bundle.parts_of_day,
        times_per_week=bundle.times_per_week,
        minimum=bundle.minimum,
        maximum=bundle.maximum,
        members=len(bundle.of(BundleRole.MEMBER)),
        helpers=len(bundle.of(BundleRole.HELPER)),
        host=bundle.host,
        expires_at=bundle.expires_at,
    )
    return bundle, [first, *(bundle.tell_of(each, BundleInvited) for each in bundle.invitations)]


def accept(bundle: Bundle, id_: UUID) -> Change:
    """They take part, if the group starts. The same yes twice is one.

    Raises Refused when the group no longer waits for people, or when all its places are promised.
    """
    it = bundle.invitation(id_)
    if it.state in (InvitationState.ACCEPTED, InvitationState.JOINED):
        return bundle, []
    _must_wait(bundle)
    _must_be_live(it)
    if it.role is BundleRole.MEMBER and len(bundle.accepted(BundleRole.MEMBER)) >= bundle.maximum:
        raise Refused(
            "bundle-full",
            f"All {bundle.maximum} places are promised. The need's own search goes on; a place that comes free can "
            "be taken as long as the group has not started.",
        )
    said = replace(it, state=InvitationState.ACCEPTED)
    return bundle.having(said), [bundle.tell_of(said, BundleAccepted)]


def decline(bundle: Bundle, id_: UUID, ground: WhyNot) -> Change:
    """They do not take part, or not any more; a helper can also stop while the group runs. The same no twice is one.

    Raises Refused when it is over, and for a member of a group that runs: their proposal says what they have.
    """
    it = bundle.invitation(id_)
    if it.state is InvitationState.DECLINED:
        return bundle, []
    if not it.helping:
        _must_wait(bundle)
        _must_be_live(it)
    said = replace(it, state=InvitationState.DECLINED, ground=ground)
    return _enough_or_over(bundle.having(said), [bundle.tell_of(said, BundleDeclined, ground=ground)])


def lapse(bundle: Bundle, ids: Sequence[UUID], ground: str) -> Change:
    """These can take part no longer. In a group that runs that concerns its helpers alone."""
    events: list[Event] = []
    for id_ in ids:
        it = bundle.invitation(id_)
        if it.live or (it.helping and bundle.state is BundleState.STARTED):
            gone = replace(it, state=InvitationState.LAPSED, ground=ground)
            bundle = bundle.having(gone)
            events.append(bundle.tell_of(gone, BundleLapsed, ground=ground))
    return _enough_or_over(bundle, events)


def confirm(bundle: Bundle, host: UUID, parts_of_day: tuple[PartOfDay, ...], times_per_week: int) -> Change:
    """A coordinator agreed place and rhythm. Who cannot come then is out; the same again changes nothing."""
    _must_wait(bundle)
    agreed = replace(bundle, host=host, parts_of_day=parts_of_day, times_per_week=times_per_week, confirmed=True)
    if agreed == bundle:
        return bundle, []
    fact = agreed.tell(BundleConfirmed, host=host, parts_of_day=parts_of_day, times_per_week=times_per_week)
    agreed, gone = lapse(agreed, [each.id for each in agreed.invitations if not each.fits(parts_of_day)], WhyNot.TIMES)
    return agreed, [fact, *gone]


def start(bundle: Bundle, offering: UUID) -> Change:
    """It runs, as this entry of the catalogue. Who has not answered yet finds a place there like anybody else."""
    members, helpers = (len(bundle.accepted(role)) for role in (BundleRole.MEMBER, BundleRole.HELPER))
    for each in bundle.invitations:
        if each.accepted:
            bundle = bundle.having(replace(each, state=InvitationState.JOINED))
        elif each.live:
            bundle = bundle.having(replace(each, state=InvitationState.LAPSED, ground="started"))
    bundle = replace(bundle, state=BundleState.STARTED, offering=offering)
    return bundle, [bundle.tell(BundleStarted, offering=offering, members=members, helpers=helpers)]


def expire(bundle: Bundle) -> Change:
    """Its term is over. Changes nothing when it started or was given up before."""
    return _give_up(bundle, GiveUp.EXPIRED) if bundle.state is BundleState.PROPOSED else (bundle, [])


def end(bundle: Bundle, ground: str) -> Change:
    """It runs no longer; or, when it had not started yet, it is not wanted. Twice is once."""
    if bundle.state is BundleState.PROPOSED:
        return _give_up(bundle, GiveUp.NOT_WANTED)
    if bundle.state is not BundleState.STARTED:
        return bundle, []
    for each in bundle.invitations:
        if each.state is InvitationState.JOINED:
            bundle = bundle.having(replace(each, state=InvitationState.ENDED))
    return replace(bundle, state=BundleState.ENDED, ground=ground), [bundle.tell(BundleEnded, ground=ground)]


def _enough_or_over(bundle: Bundle, events: Sequence[Event]) -> Change:
    """Given up at once when it cannot become enough any more: nobody is kept waiting for nothing."""
    if bundle.state is not BundleState.PROPOSED:
        return bundle, events
    short = [
        ground
        for ground, role, enough in (
            (GiveUp.TOO_FEW, BundleRole.MEMBER, bundle.minimum),
            (GiveUp.NO_HELPERS, BundleRole.HELPER, bundle.helpers),
        )
        if len(bundle.of(role)) < enough
    ]
    if not short:
        return bundle, events
    bundle, more = _give_up(bundle, short[0])
    return bundle, [*events, *more]


def _give_up(bundle: Bundle, ground: GiveUp) -> Change:
    for each in bundle.invitations:
        if each.live:
            bundle = bundle.having(replace(each, state=InvitationState.LAPSED, ground=ground))
    return replace(bundle, state=BundleState.GIVEN_UP, ground=ground), [bundle.tell(BundleGivenUp, ground=ground)]


def _must_wait(bundle: Bundle) -> None:
    if bundle.state is not BundleState.PROPOSED:
        raise Refused("bundle-" + bundle.state.replace("_", "-"), ONLY_WHILE_PROPOSED[bundle.state])


def _must_be_live(it: Invitation) -> None:
    if not it.live:
        raise Refused(f"invitation-{it.state}", f"This invitation is {it.state} ({it.ground}): it cannot be answered.")


ONLY_WHILE_PROPOSED = {
    BundleState.STARTED: "The group runs: whoever wants to join or leave it does so by a proposal on its entry in the "
    "catalogue, which can be changed there.",
    BundleState.GIVEN_UP: "The group was given up; everybody's own search goes on.",
    BundleState.ENDED: "The group has ended.",
}

Decision = Callable[[Bundle], Change]
