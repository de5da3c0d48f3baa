"""Offerings: what can answer a need, and the catalogue that they stand in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from libs.contracts.needs import StatedContribution
from libs.contracts.offerings import OfferingChanged, OfferingEvent, OfferingRegistered, OfferingWithdrawn
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Rung

E = TypeVar("E", bound=OfferingEvent)


class Kind(StrEnum):
    """Who offers. A volunteer is a private person; a contribution is what a resident of a case gives."""

    ORGANISATION = "organisation"
    VOLUNTEER = "volunteer"
    SERVICE_TEAM = "service_team"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, kw_only=True)
class Offering:
    """One entry of the catalogue. `capacity` is in places: needs answered at the same time.

    `serves`: the neighbourhoods it reaches, empty for all; `reach_km`: how far a person will travel, None
    for any distance; `unwilling`: skills, categories or `inside_home` that this person would rather not;
    `screened_until`: the last day of the certificate of conduct; `caseid`: whose contribution it is.
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
    caseid: UUID | None = None
    taken: int = 0
    withdrawn: bool = False
    sequence: int = 0

    @property
    def free(self) -> int:
        """Places that are left."""
        return self.capacity - self.taken

    def may_enter_homes(self, today: date) -> bool:
        """Organisations answer for their own people; anybody else is screened, and trained, by name."""
        if self.kind is Kind.ORGANISATION:
            return True
        return self.trained and self.screened_until is not None and self.screened_until >= today

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

    Raises Refused for a withdrawn entry, for less capacity than is taken, and for what a resident gives.
    """
    if old.kind is Kind.CONTRIBUTION:
        raise Refused("contribution", "A resident gives this: it changes in a conversation, not in the catalogue.")
    if old.withdrawn:
        raise Refused("offering-withdrawn", "It has left the catalogue: register it again under a new id.")
    if wanted.capacity < old.taken:
        raise Refused(
            "capacity-taken", f"{old.taken} places are taken: end proposals first, or keep capacity at {old.taken}."
        )
    new = replace(wanted, id=old.id, caseid=old.caseid, taken=old.taken, sequence=old.sequence)
    return (old, []) if new == old else (new, [new.tell(OfferingChanged)])


def withdraw(offering: Offering) -> Change:
    """Out of the catalogue; what runs goes on. Twice is once."""
    if offering.withdrawn:
        return offering, []
    return replace(offering, withdrawn=True), [offering.tell(OfferingWithdrawn)]


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
