"""What goes in over HTTP. Free text is kept sealed, as is who and where a person is."""

import unicodedata
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from libs.contracts.calendar import Day
from libs.contracts.carers import Carer
from libs.contracts.casework import ContactMeans, LegalGround, SuspensionGround, TriageReason
from libs.contracts.needs import ContributionWords, NeedWords
from libs.contracts.payload import Neighbourhood
from libs.contracts.signals import Address, Person
from libs.contracts.words import CaseOutcome, Category, Ground, LifeDomain, Route, Urgency, WayIn
from services.intake.domain.self_reliance import MatrixDomain

#: Composed characters (NFC), trimmed, of limited length.
Text = Annotated[
    str,
    StringConstraints(max_length=8_000, strip_whitespace=True),
    AfterValidator(lambda text: unicodedata.normalize("NFC", text)),
]


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(Asked):
    """`simple`: information and advice may do."""

    category: Category
    simple: bool = False
    note: Text = ""


class FirstContact(Asked):
    """Someone comes with a question. Who and where go to signalling to be recognised, and are kept sealed here.

    What triage can go by: `palliative`; `comes_by_self` is false for who does not come by themselves;
    `domains_in_trouble` are the life domains on which it does not go well.
    """

    way_in: Literal[
        WayIn.HELPDESK,
        WayIn.RESIDENT,
        WayIn.FAMILY,
        WayIn.GP,
        WayIn.HOSPITAL,
        WayIn.CARE_ORGANISATION,
        WayIn.MUNICIPALITY,
        WayIn.SURVEY,
    ]
    household: UUID | None = None
    person: Person | None = None
    address: Address | None = None
    urgency: Urgency = Urgency.ROUTINE
    question: Question | None = None
    palliative: bool = False
    comes_by_self: bool | None = None
    domains_in_trouble: frozenset[LifeDomain] = frozenset()

    @model_validator(mode="after")
    def about_someone(self) -> Self:
        if self.household is None and self.person is None and self.address is None:
            raise ValueError("say whose question it is: give household, person or address")
        return self


class NewCaseHolder(Asked):
    """`capacity` in open cases; 0 takes no new ones."""

    case_holder: UUID
    neighbourhood: Neighbourhood
    capacity: int = Field(ge=0, le=1_000)


class NewAbsence(Asked):
    """Without `until`: till they return."""

    since: date = Field(alias="from")
    until: date | None = None
    stand_in: UUID


class Assignment(Asked):
    case_holder: UUID


class Placing(Asked):
    neighbourhood: Neighbourhood


class Handover(Asked):
    receiver: UUID


class ContactAttempt(Asked):
    by: UUID
    reached: bool
    means: ContactMeans | None = None


class Advice(Asked):
    """Without offerings, the catalogue's first ones are advised."""

    category: Category
    offerings: tuple[UUID, ...] = Field(default=(), max_length=50)
    note: Text = ""


class WithoutConsent(Asked):
    """Why a referral may be made without the resident's consent. What makes the ground apply is kept sealed."""

    ground: LegalGround
    note: Text = Field(min_length=1)


class Triage(Asked):
    """What is acute or palliative goes another way with a reason only.

    `without_consent` is asked for on the way to a specialist, when the resident does not agree to it.
    """

    route: Route
    reason: TriageReason | None = None
    without_consent: WithoutConsent | None = None


class PersonalPlan(Asked):
    received_on: date
    text: Text = ""


class Suspension(Asked):
    """`until` is the last day on which the terms stand still; without it, till they are resumed."""

    ground: SuspensionGround
    until: Day | None = None


class DirectTransfer(Asked):
    """Acute is a vital interest; on another ground the resident agrees, or `without_consent` says why not."""

    ground: Literal[Ground.ACUTE, Ground.PALLIATIVE, Ground.ALREADY_HELD]
    needs: tuple[NeedWords, ...] = Field(min_length=1, max_length=50)
    without_consent: WithoutConsent | None = None


class DomainScore(Asked):
    """1 acute problem ... 5 fully self-reliant; null, or a domain that is left out: not discussed."""

    domain: LifeDomain
    score: int | None = Field(ge=1, le=5)
    note: Text = ""


class NewConversation(Asked):
    """The scores by life domain, by domain of the self-reliance matrix, or some of either: see the published mapping.

    Strengths, contributions and wished results are in the resident's own words, and kept sealed.
    """

    held_on: date
    domains: tuple[DomainScore, ...] = Field(default=(), max_length=len(LifeDomain))
    self_reliance_matrix: dict[MatrixDomain, Annotated[int, Field(ge=1, le=5)]] = Field(default_factory=dict)
    well_being: int | None = Field(
        default=None,
        ge=0,
        le=10,
        description="Asked as: 'Alles bij elkaar genomen, hoe tevreden bent u op dit moment met uw leven?', from 0 "
        "(helemaal niet tevreden) to 10 (helemaal tevreden). Left out: not asked, or the resident would rather not.",
    )
    strengths: tuple[Text, ...] = Field(default=(), max_length=50)
    contributions: tuple[Text, ...] = Field(default=(), max_length=50)
    wished_results: tuple[Text, ...] = Field(default=(), max_length=50)
    client_support_offered: bool
    client_support_accepted: bool | None = None
    client_supporter_present: bool = False


class Result(Asked):
    domain: LifeDomain
    target_score: int = Field(ge=1, le=5)
    own_words: Text = ""


class GoalWords(Asked):
    """What the resident wants to reach with a goal of the plan, in their own words, which are kept sealed."""

    goal: UUID
    own_words: Annotated[Text, Field(min_length=1)]


class CarerWords(Carer):
    """The informal carer: what they give, where it ends, and in their own words, which are kept sealed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    own_words: Text = ""


class NewClarification(Asked):
    """`complex` is the adviser's word; without it policy suggests. A carer's own needs have `whose: carer`."""

    confirmed_with_resident: bool
    complex: bool | None = None
    needs: tuple[NeedWords, ...] = Field(default=(), max_length=50)
    contributions: tuple[ContributionWords, ...] = Field(default=(), max_length=50)
    results: tuple[Result, ...] = Field(default=(), max_length=50)
    carer: CarerWords | None = None


class Closing(Asked):
    """`tried` is asked for when the resident declined or was not reached; a transfer rests on consent or a ground."""

    outcome: Literal[
        CaseOutcome.DECLINED,
        CaseOutcome.NOT_REACHED,
        CaseOutcome.MOVED,
        CaseOutcome.DIED,
        CaseOutcome.TRANSFERRED,
    ]
    tried: Text = ""
    moved_to: Neighbourhood | None = Field(default=None, description="Where they live now, when it is one of ours.")
    without_consent: WithoutConsent | None = None
