"""A resident, or somebody else in a case: who they are and how they are reached. Others know a random id."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from libs.contracts.birth import birth_of
from libs.contracts.needs import LanguageCode
from libs.contracts.payload import Part
from libs.contracts.places import normalised_postcode
from libs.contracts.refusals import Refused
from libs.contracts.rights import CaseRole
from libs.contracts.signals import Address, Line, Person
from libs.contracts.spelling import letters


class Reach(StrEnum):
    """How somebody would rather be reached."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    THROUGH_REPRESENTATIVE = "through_representative"


class Details(Part):
    """What is known of a person. Kept sealed as a whole; what is not known is not there."""

    person: Person = Person()
    address: Address = Address()
    phone: Line | None = None
    email: Line | None = None
    language: LanguageCode | None = None
    reach: Reach | None = None


@dataclass(frozen=True, slots=True)
class Resident:
    """`household` is the one in whose case they came first. `details` is None once they are erased."""

    id: UUID
    household: UUID
    details: Details | None
    added_at: datetime
    erased_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """As whom they stand in a case."""

    caseid: UUID
    role: CaseRole


def identity(details: Details) -> str | None:
    """What makes two descriptions within one household the same person's, however they are written.

    Surname, initials and birth date; where no name is given, the address. None when that is not enough: then only who
    asks can say whether it is somebody who is there already.
    """
    person, address = details.person, details.address
    if surname := letters(person.surname or ""):
        birth = birth_of(person.birth_date)
        born = birth.earliest.isoformat() if birth and birth.day else (person.birth_date or "")
        return f"person|{surname}|{letters(person.initials or '')}|{born}"
    postcode, number = normalised_postcode(address.postcode or ""), letters(address.house_number or "")
    return f"address|{postcode}|{number}|{letters(address.suffix or '')}" if postcode and number else None


def completed(resident: Resident, told: Details) -> Resident:
    """They came again: what was not known yet is added. What was known stays, since changing it is a correction."""
    known = require_known(resident).model_dump(exclude_none=True)
    new = told.model_dump(exclude_none=True)
    person = new.pop("person", {}) | known.get("person", {})
    address = known.get("address") or new.get("address", {})
    return replace(resident, details=Details.model_validate(new | known | {"person": person, "address": address}))


def corrected(resident: Resident, corrections: Details) -> Resident:
    """What is given replaces what was there; what is given as null is gone. An address is replaced as a whole."""
    known: dict[str, Any] = require_known(resident).model_dump(exclude_none=True)
    right = corrections.model_dump(exclude_unset=True)
    if "person" in right:
        right["person"] = known.get("person", {}) | right["person"]
    return replace(resident, details=Details.model_validate(known | right))


def erased(resident: Resident, now: datetime) -> Resident:
    """Nobody can say any more who it was."""
    require_known(resident)
    return replace(resident, details=None, erased_at=now)


def require_known(resident: Resident) -> Details:
    if resident.details is None:
        raise Refused("resident-erased", "Their data were erased at their request: there is nothing left.")
    return resident.details
