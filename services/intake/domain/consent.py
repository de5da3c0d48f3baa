"""What the resident agrees to, purpose by purpose, and what a referral rests on.

AVG: consent is given for one purpose (art. 4(11)), may be withdrawn at any moment (art. 7(3)), and is not the only
ground: art. 6(1)(c), (d) and 9(2)(c), (f).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.contracts.cases import CaseConsentGiven, CaseConsentWithdrawn
from libs.contracts.casework import LegalGround, Purpose
from libs.contracts.refusals import Refused
from libs.contracts.words import Ground, Route
from services.intake.domain.case import Case, Decision, about

#: Routes on which others than the team get to know of the resident.
REFERRING = frozenset({Route.SPECIALIST, Route.PALLIATIVE})


class Answer(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class How(StrEnum):
    SPOKEN = "spoken"
    WRITTEN = "written"


class ReferralStep(StrEnum):
    """Where in a case's life it was referred."""

    TRIAGE = "triage"
    DIRECT_TRANSFER = "direct_transfer"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Consent:
    """One thing the resident said. `until`: the last day on which it holds, where they named one."""

    id: UUID
    purpose: Purpose
    answer: Answer
    said_on: date
    how: How
    recorded_by: UUID
    until: date | None = None

    def holds(self, today: date) -> bool:
        return self.answer is Answer.GIVEN and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class WithoutConsent:
    """Why it may be done without: the ground in law, and what makes it apply here."""

    ground: LegalGround
    note: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a referral rests on: a consent that holds, or else a ground."""

    consent: UUID | None = None
    without: WithoutConsent | None = None


def standing(history: Iterable[Consent]) -> dict[Purpose, Consent]:
    """The last word per purpose: by the day on which it was said, not by when somebody recorded it."""
    in_order = sorted(history, key=lambda each: (each.said_on, each.id))
    return {each.purpose: each for each in in_order}


def permitted(history: Iterable[Consent], today: date) -> frozenset[Purpose]:
    """What the resident agrees to now."""
    return frozenset(each.purpose for each in standing(history).values() if each.holds(today))


def record(case: Case, said: Consent, history: tuple[Consent, ...], today: date) -> Decision:
    """On a closed case as well: who agreed may withdraw at any moment. Told is what changes in what holds today."""
    if said.said_on > today:
        raise Refused("not-said-yet", "That day lies in the future. Record what the resident said when they said it.")
    before = standing(history).get(said.purpose)
    if said.answer is Answer.WITHDRAWN and (before is None or before.answer is not Answer.GIVEN):
        raise Refused("nothing-to-withdraw", f"No consent to {said.purpose} stands. Record a refusal instead.")
    after = standing((*history, said))[said.purpose]
    held = before is not None and before.holds(today)
    if after.holds(today) and not (held and before is not None and before.until == after.until):
        return case, [CaseConsentGiven(**about(case), purpose=said.purpose, until=after.until)]
    if held and not after.holds(today):
        return case, [CaseConsentWithdrawn(**about(case), purpose=said.purpose)]
    return case, []


def refers(case: Case, route: Route) -> bool:
    """Whether a person who says this way refers the resident by it: what policy suggested, nobody had decided yet."""
    return route in REFERRING and (route is not case.route or case.rule is not None)


def referral_basis(history: Iterable[Consent], without: WithoutConsent | None, today: date) -> Basis:
    """Raises Refused when the resident does not agree to be referred and no ground is named."""
    consent = standing(history).get(Purpose.REFERRAL_TO_SPECIALIST)
    if consent is not None and consent.holds(today):
        return Basis(consent=consent.id)
    if without is None:
        raise Refused(
            "no-consent",
            "The resident has not agreed to a referral. Ask them and record what they say, "
            f"or name a ground ({', '.join(LegalGround)}) with a note in `without_consent`.",
        )
    return Basis(without=without)


def implied(ground: Ground) -> WithoutConsent | None:
    """Acute is a vital interest: nobody waits for a signature."""
    return WithoutConsent(LegalGround.VITAL_INTEREST) if ground is Ground.ACUTE else None
