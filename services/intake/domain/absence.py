"""Absence: who is away takes no new cases, and somebody acts for them; the case holder stays who it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from libs.contracts.refusals import Refused


@dataclass(frozen=True, slots=True)
class Absence:
    """From `since` through `until`, or until they return where that is not known."""

    case_holder: UUID
    stand_in: UUID
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def overlaps(self, other: "Absence") -> bool:
        ends, others_end = self.until or date.max, other.until or date.max
        return self.since <= others_end and other.since <= ends


def check(absence: Absence, others: Iterable[Absence], today: date) -> None:
    """`others` are those of the stand-in, and of everyone for whom the absent one stands in.

    Raises `Refused` where somebody's work would be in nobody's hands.
    """
    if absence.stand_in == absence.case_holder:
        raise Refused("own-stand-in", "Who is absent cannot stand in for themselves. Name a colleague.")
    if absence.until is not None and absence.until < max(absence.since, today):
        raise Refused("over-already", "An absence ends on or after the day it begins, and not in the past.")
    for other in others:
        if not absence.overlaps(other):
            continue
        if other.case_holder == absence.stand_in:
            raise Refused(
                "stand-in-absent", f"The stand-in is absent from {other.since} on. Name somebody who is there."
            )
        if other.stand_in == absence.case_holder:
            raise Refused(
                "stands-in", f"They stand in for {other.case_holder} then. Name another stand-in for that one first."
            )
