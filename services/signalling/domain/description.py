"""Whom and where a signal is about, in its partner's words, and what of these words can be relied on."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from libs.contracts.birth import Birth, birth_of
from libs.contracts.signals import Address, Person
from libs.contracts.spelling import letters

HOUSE_NUMBER = re.compile(r"^\s*0*([1-9][0-9]*)(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Description:
    """As the partner knows them: all of it may be missing or misspelt."""

    person: Person
    address: Address

    @cached_property
    def birth(self) -> Birth | None:
        """What is certain of when the person was born."""
        return birth_of(self.person.birth_date)

    @property
    def born(self) -> date | None:
        """The day, where it is certain."""
        return self.birth.day if self.birth else None


def valid_bsn(text: str | None) -> str | None:
    """The nine digits of a citizen number that passes the eleven check; None when it does not."""
    digits = re.sub(r"[\s.\-]", "", text or "")
    if not re.fullmatch(r"[0-9]{8,9}", digits) or not int(digits):
        return None
    digits = digits.zfill(9)
    total = sum(int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return digits if total % 11 == 0 else None


def house_number(number: str | None, suffix: str | None) -> str | None:
    """`10`, `a` is the same door as `010 A` and `10-A`: `10|A`. None when there is no number."""
    found = HOUSE_NUMBER.match(number or "")
    if found is None:
        return None
    rest = letters(f"{found[2]}{suffix or ''}").upper()
    return f"{found[1]}|{rest.lstrip('0') if rest.isdigit() else rest}"
