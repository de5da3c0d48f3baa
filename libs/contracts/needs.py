"""Needs: what clarification brings out and matching answers. The subject is the need's id (matching)."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.contracts.payload import CaseEvent, Part
from libs.contracts.words import Category, LifeDomain, PartOfDay, Rung, Urgency, WhyNot

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]


class Whose(StrEnum):
    """Whose need it is: an informal carer is a person with needs of their own (relief, for one)."""

    RESIDENT = "resident"
    CARER = "carer"


class Where(StrEnum):
    """Where the support is wanted."""

    AT_HOME = "at_home"
    NEARBY = "nearby"
    ANYWHERE = "anywhere"


class Preference(StrEnum):
    """What the resident would rather have of who comes; a wish, not a condition."""

    SAME_GENDER = "same_gender"
    SAME_LANGUAGE = "same_language"
    SAME_PERSON = "same_person"
    NOT_FROM_OWN_STREET = "not_from_own_street"
    NO_PETS = "no_pets"
    NO_SMOKING = "no_smoking"
    WOMAN = "woman_preferred"
    MAN = "man_preferred"
    NO_TRAINEE = "no_trainee"


class LowerRung(Part):
    """What the conversation found about own strength or own network, for one need."""

    adequate: bool = False
    why_not: WhyNot | None = WhyNot.NOBODY


class NeedWords(Part):
    """One concrete need, coded so that matching can decide without knowing whose it is."""

    category: Category
    domain: LifeDomain
    parts_of_day: tuple[PartOfDay, ...] = ()
    times_per_week: int = Field(default=1, ge=1, le=28)
    skills: tuple[Code, ...] = ()
    languages: tuple[LanguageCode, ...] = ("nl",)
    inside_home: bool = Field(default=False, description="The work is inside a vulnerable resident's home.")
    lasting: bool = Field(default=False, description="Support that is not expected to become lighter.")
    urgency: Urgency = Urgency.ROUTINE
    whose: Whose = Whose.RESIDENT
    where: Where | None = Field(default=None, description="Empty: it was not said.")
    preferences: tuple[Preference, ...] = ()
    musts: tuple[Preference, ...] = Field(
        default=(), description="Wishes that are a condition: who does not meet them is not asked."
    )
    traits: tuple[Code, ...] = Field(
        default=(),
        description="What a supplier may have a wish about, as the resident states it: `woman`, `man`, `pets`, ...",
    )
    meets: tuple[Code, ...] = Field(
        default=(), description="Conditions of offerings that the resident meets, such as a card or an intake held."
    )
    age: int | None = Field(
        default=None, ge=0, le=150, description="In years, only where what is sought is for an age. Never a birth date."
    )
    own_strength: LowerRung = LowerRung()
    own_network: LowerRung = LowerRung()


class StatedNeed(NeedWords):
    """A need under the id that it keeps; intake gives it, and matching answers to it."""

    need: UUID


class ContributionWords(Part):
    """What the resident can and likes to give. Becomes an offering."""

    category: Category
    skills: tuple[Code, ...] = ()
    parts_of_day: tuple[PartOfDay, ...] = ()
    times_per_week: int = Field(default=1, ge=1, le=28)


class StatedContribution(ContributionWords):
    """A contribution under the id that it keeps; intake gives it."""

    contribution: UUID


class PassedOver(Part):
    """A rung that was not used, why, and for how many candidates.

    `at_least`: not all candidates of the rung were counted, only the nearest ones.
    """

    rung: Rung
    why_not: WhyNot
    candidates: int = 0
    at_least: bool = False


class Criterion(Part):
    """A criterion's share in the score of what is proposed; all shares add up to 100."""

    criterion: str
    share: int


class NeedOpened(CaseEvent, type="nl.omzien.needs.opened.v1"):
    category: Category
    urgency: Urgency


class NeedUnanswered(CaseEvent, type="nl.omzien.needs.unanswered.v1"):
    """No rung up to 3 answers it: a gap, and the evidence that an application for rung 4 needs."""

    category: Category
    passed_over: tuple[PassedOver, ...]


class NeedRungUnanswered(CaseEvent, type="nl.omzien.needs.rung-unanswered.v1"):
    """The rung that a plan's change or a grant asked for gives nothing; what runs goes on."""

    rung: Rung
    passed_over: tuple[PassedOver, ...]


class NeedProposed(CaseEvent, type="nl.omzien.needs.proposed.v1"):
    proposal: UUID
    rung: Rung


class NeedMatched(CaseEvent, type="nl.omzien.needs.matched.v1"):
    """Supplier and resident both said yes; the resident alone where `offering` is empty."""

    proposal: UUID
    offering: UUID | None = None
    rung: Rung


class NeedCovered(CaseEvent, type="nl.omzien.needs.covered.v1"):
    """The support has started."""

    proposal: UUID
    rung: Rung


class NeedReopened(CaseEvent, type="nl.omzien.needs.reopened.v1"):
    """After a decline, an expiry or a drop-out."""

    ground: WhyNot | str


class NeedWithdrawn(CaseEvent, type="nl.omzien.needs.withdrawn.v1"):
    ground: str


class NeedEnded(CaseEvent, type="nl.omzien.needs.ended.v1"):
    rung: Rung


class NeedLighterEvent(CaseEvent):
    """`running` is the proposal that answers the need now, on `from_rung`; `offering` stands on `rung`, lower."""

    running: UUID
    from_rung: Rung
    offering: UUID
    rung: Rung


class NeedLighterAvailable(NeedLighterEvent, type="nl.omzien.needs.lighter-available.v1"):
    """It came into the catalogue, or has a place again, and would serve this need; nothing changes by itself.

    `why`: what makes it fit, as with a proposal. `kilometres` between the centres of the two neighbourhoods; empty
    when either has no known place.
    """

    why: tuple[Criterion, ...]
    kilometres: float | None = None


class NeedLighterGone(NeedLighterEvent, type="nl.omzien.needs.lighter-gone.v1"):
    """What was told to be available would not serve this need any more, and is not used."""
