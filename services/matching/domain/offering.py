"""Offerings: what can answer a need, and the catalogue that they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from libs.contracts.needs import NeedWords, StatedContribution
from libs.contracts.offerings import OfferingChanged, OfferingEvent, OfferingRegistered, OfferingWithdrawn
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD as NOWHERE
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Rung
from services.matching.domain.hours import Hours
from services.matching.domain.terms import USUAL, Terms

E = TypeVar("E", bound=OfferingEvent)


class Kind(StrEnum):
    """Who offers. A volunteer is a private person; a contribution is what a resident of a case gives."""

    ORGANISATION = "organisation"
    VOLUNTEER = "volunteer"
    SERVICE_TEAM = "service_team"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, kw_only=True)
class Offering:
    """One entry of the catalogue. `capacity` is in places: needs answered at the same time; of a team that counts
    by the day (`terms.per_day`) visits a week.

    `serves`: the neighbourhoods it reaches, empty for all; `reach_km`: how far a person will travel, None
    for any distance; `unwilling`: skills, categories or `inside_home` that this person would rather not;
    `screened_until`: the last day of the certificate of conduct; `caseid`: whose contribution it is; `hours`: weekly,
    none for by agreement; `organisation`: whose entry it is, who keep it themselves; `latitude`, `longitude` (WGS84)
    are more precise than the neighbourhood; ages are in years, inclusive.
    """

    id: UUID
    kind: Kind
    rung: Rung
    categories: tuple[Category, ...]
    neighbourhood: str
    serves: tuple[str, ...] = ()
    parts_of_day: tuple[PartOfDay, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("nl",)
    capacity: int = 1
    cost_cents_per_week: int = 0
    title: str = ""
    description: str = ""
    screened_until: date | None = None
    trained: bool = False
    reach_km: float | None = None
    unwilling: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    organisation: UUID | None = None
    latitude: float | None = None
    longitude: float | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    terms: Terms = USUAL
    caseid: UUID | None = None
    taken: int = 0
    withdrawn: bool = False
    sequence: int = 0

    @property
    def free(self) -> int:
        """Places that are left."""
        return self.capacity - self.taken

    @property
    def has_place_of_its_own(self) -> bool:
        """Its coordinates may be told: a private person's are their home."""
        return self.kind in (Kind.ORGANISATION, Kind.SERVICE_TEAM)

    @property
    def visits(self) -> bool:
        """Whether it comes to the resident's home."""
        said = self.terms.visits
        return self.kind is not Kind.ORGANISATION or self.rung.tailor_made if said is None else said

    @property
    def reaches_home(self) -> bool:
        """Whether it can be had at home: it visits, or it works at a distance, having no place of its own."""
        return self.visits or self.terms.at_distance or (self.terms.visits is None and self.neighbourhood == NOWHERE)

    def places_for(self, stated: NeedWords) -> int:
        """How many places a need takes: one, or each of its visits where a team counts by the day."""
        return stated.times_per_week if self.terms.per_day is not None else 1

    def may_enter_homes(self, until: date) -> bool:
        """Up to and including that day. Organisations answer for their own people; anybody else is screened, and
        trained, by name."""
        if self.kind is Kind.ORGANISATION:
            return True
        return self.trained and self.screened_until is not None and self.screened_until >= until

    @property
    def guided(self) -> bool:
        """Whether somebody accompanies who comes. Organisations do so by themselves."""
        return self.kind is Kind.ORGANISATION or self.terms.guide is not None

    def tell(self, event: type[E]) -> E:
        return event(
            neighbourhood=self.neighbourhood,
            rung=self.rung,
            categories=self.categories,
            serves=self.serves,
            capacity=self.capacity,
        )


Change = tuple[Offering, Sequence[OfferingEvent]]


def register(offering: Offering) -> Change:
    """A new entry."""
    return offering, [offering.tell(OfferingRegistered)]


def change(old: Offering, wanted: Offering) -> Change:
    """The entry as it is wanted; places that are taken stay taken. Nothing happens when nothing differs.

    Raises Refused for a withdrawn entry, for less capacity than is taken, for another way of counting it while places
    are taken, and for what a resident gives.
    """
    if old.kind is Kind.CONTRIBUTION:
        raise Refused("contribution", "A resident gives this: it changes in a conversation, not in the catalogue.")
    if old.withdrawn:
        raise Refused("offering-withdrawn", "It has left the catalogue: register it again under a new id.")
    if wanted.capacity < old.taken:
        raise Refused(
            "capacity-taken", f"{old.taken} places are taken: end proposals first, or keep capacity at {old.taken}."
        )
    if old.taken and (wanted.terms.per_day is None) != (old.terms.per_day is None):
        raise Refused("capacity-taken", "Places are taken: whether visits are counted by the day cannot change now.")
    new = replace(wanted, id=old.id, caseid=old.caseid, taken=old.taken, sequence=old.sequence)
    return (old, []) if new == old else (new, [new.tell(OfferingChanged)])


def require_keeper(organisation: UUID | None, by: UUID | None) -> None:
    """Raises Refused when an organisation (`by`) wants to change what is another's, or nobody's.

    `by` None: the keeper of the whole catalogue, who may change all of it.
    """
    if by is not None and organisation != by:
        whose = f"organisation {organisation}" if organisation else "no organisation"
        raise Refused(
            "not-your-entry", f"The entry is of {whose}, and you are {by}: you change your own entries alone."
        )


def withdraw(offering: Offering) -> Change:
    """Out of the catalogue; what runs goes on. Twice is once."""
    if offering.withdrawn:
        return offering, []
    return replace(offering, withdrawn=True), [offering.tell(OfferingWithdrawn)]


def place(offering: Offering, neighbourhood: str) -> Change:
    """What a resident gives is given where they live."""
    if offering.neighbourhood == neighbourhood:
        return offering, []
    placed = replace(offering, neighbourhood=neighbourhood, serves=(neighbourhood,))
    return placed, [placed.tell(OfferingChanged)]


def from_contribution(stated: StatedContribution, caseid: UUID, neighbourhood: str) -> Offering:
    """What a resident can and likes to give: ability comes first."""
    return Offering(
        id=stated.contribution,
        kind=Kind.CONTRIBUTION,
        rung=Rung.VOLUNTEERS,
        categories=(stated.category,),
        neighbourhood=neighbourhood,
        serves=(neighbourhood,),
        parts_of_day=stated.parts_of_day,
        skills=stated.skills,
        capacity=stated.times_per_week,
        caseid=caseid,
    )
