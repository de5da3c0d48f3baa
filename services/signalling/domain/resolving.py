"""Which household a signal is about, found by keys that can be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.words import Agreement, IdentityField
from services.signalling.domain.household import Household
from services.signalling.domain.identity import Identity
from services.signalling.domain.register import Register

#: An address that somebody wrote otherwise.
SAME_DOOR = (Agreement.SAME, Agreement.ALIKE)


def resolve(
    register: Register,
    identity: Identity,
    new_id: Callable[[], UUID],
    known: Household | None = None,
    itself: UUID | None = None,
) -> Household:
    """The household that an identity leads to; a new one when it leads nowhere. The register then knows its keys.

    The address decides; where it is written otherwise, the same person at an address that is alike. Without a usable
    one the surest person does, where they were last seen. A household that was known by a person alone gets its
    address when that is told (`known`: the one that an amended signal, `itself`, is on), and what is held for it comes
    along. An address that was written otherwise is not remembered: it may be somebody else's.
    """
    by_person = list(_of_persons(register, identity))
    alike, here = _alike(register, identity, itself)
    if identity.address is None:
        household = next(iter((*by_person, *alike)), known) or Household(new_id(), identity.neighbourhood)
    elif (at := register.keys[identity.address]) is not None:
        household = register.households[at]
    elif here:
        household = here[0]
    else:
        waiting = [each for each in (known, *by_person, *alike) if each is not None and not each.addressed]
        household = waiting[0] if waiting else Household(new_id(), identity.neighbourhood, addressed=True)
        register.keys[identity.address] = household.id
    for person in identity.persons:
        if identity.address is not None or register.keys[person] is None:
            register.keys[person] = household.id
    told = register.households[household.id] = _told_where(household, identity)
    if told.neighbourhood != household.neighbourhood:
        register.move_held(told.id, told.id)
    for other in by_person:
        if other.id != told.id and not other.addressed and other.open_case is None:
            register.move_held(other.id, told.id)
    return told


def _alike(register: Register, identity: Identity, itself: UUID | None) -> tuple[list[Household], list[Household]]:
    """Where the same person is in another spelling, the surest first; and those of them at the same or a like door."""
    persons: list[Household] = []
    here: list[Household] = []
    if identity.address is None or register.keys[identity.address] is None:
        for signal, how in register.alike(identity, itself):
            if signal.household in register.households:
                household = register.households[signal.household]
                persons.append(household)
                here += [household] if how.agreements[IdentityField.ADDRESS] in SAME_DOOR else []
    return persons, here


def _told_where(household: Household, identity: Identity) -> Household:
    """While it has a case intake knows better, and tells."""
    addressed = household.addressed or identity.address is not None
    told = identity.neighbourhood if identity.address or not household.addressed else UNKNOWN_NEIGHBOURHOOD
    if told == UNKNOWN_NEIGHBOURHOOD or (household.open_case and household.neighbourhood != UNKNOWN_NEIGHBOURHOOD):
        told = household.neighbourhood
    if (addressed, told) == (household.addressed, household.neighbourhood):
        return household
    return replace(household, addressed=addressed, neighbourhood=told)


def introduce(register: Register, identity: Identity, new_id: Callable[[], UUID]) -> Household:
    """The household of somebody who came to intake by themselves: its keys lead to it from now on."""
    household = replace(resolve(register, identity, new_id), known_to_intake=True)
    register.households[household.id] = household
    return household


def _of_persons(register: Register, identity: Identity) -> Iterator[Household]:
    for person in identity.persons:
        found = register.keys[person]
        if found is not None:
            yield register.households[found]
