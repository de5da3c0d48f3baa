"""What goes in over HTTP. Free text is kept sealed; who and where a person is, not at all."""

import unicodedata
from datetime import date
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from libs.contracts.cases import ContactMeans
from libs.contracts.needs import ContributionWords, NeedWords
from libs.contracts.payload import Neighbourhood
from libs.contracts.signals import Address, Person
from libs.contracts.words import CaseOutcome, Category, Ground, LifeDomain, Route, Urgency, WayIn

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
    """Someone comes with a question. Who and where go to signalling to be recognised, and are not kept here."""

    way_in: Literal[
        WayIn.HELPDESK,
        WayIn.RESIDENT,
        WayIn.FAMILY,
        WayIn.GP,
        WayIn.HOSPITAL,
        WayIn.CARE_ORGANISATION,
        WayIn.MUNICIPALITY,
    ]
    household: UUID | None = None
    person: Person | None = None
    address: Address | None = None
    urgency: Urgency = Urgency.ROUTINE
    question: Question | None = None

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


class Triage(Asked):
    route: Route


class DirectTransfer(Asked):
    ground: Literal[Ground.ACUTE, Ground.PALLIATIVE, Ground.ALREADY_HELD]
    needs: tuple[NeedWords, ...] = Field(min_length=1, max_length=50)


class DomainScore(Asked):
    """1 acute problem ... 5 fully self-reliant."""

    domain: LifeDomain
    score: int = Field(ge=1, le=5)
    note: Text = ""


class NewConversation(Asked):
    held_on: date
    domains: tuple[DomainScore, ...] = Field(min_length=1, max_length=len(LifeDomain))
    strengths: tuple[Text, ...] = Field(default=(), max_length=50)
    client_support_offered: bool
    client_supporter_present: bool = False


class Result(Asked):
    domain: LifeDomain
    target_score: int = Field(ge=1, le=5)
    own_words: Text = ""


class NewClarification(Asked):
    """`complex` is the adviser's word; without it policy suggests."""

    confirmed_with_resident: bool
    complex: bool | None = None
    needs: tuple[NeedWords, ...] = Field(default=(), max_length=50)
    contributions: tuple[ContributionWords, ...] = Field(default=(), max_length=50)
    results: tuple[Result, ...] = Field(default=(), max_length=50)


class Closing(Asked):
    """`tried` is asked for when the resident declined or was not reached."""

    outcome: Literal[
        CaseOutcome.DECLINED,
        CaseOutcome.NOT_REACHED,
        CaseOutcome.MOVED,
        CaseOutcome.DIED,
        CaseOutcome.TRANSFERRED,
    ]
    tried: Text = ""
