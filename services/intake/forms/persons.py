"""What goes in and comes out over HTTP about people: who they are comes out of three views only, and is noted."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from libs.contracts.calendar import Day
from libs.contracts.carers import Carer
from libs.contracts.needs import LanguageCode
from libs.contracts.rights import CaseRole, RefusalGround, Right
from libs.contracts.signals import Address, Line, Person
from libs.delivery.pages import Page
from services.intake.domain.access import AccessPurpose, Action
from services.intake.domain.data_request import DataRequest, RequestState
from services.intake.domain.resident import Details, Reach, Resident
from services.intake.forms.consents import ConsentView
from services.intake.forms.dossier import CaseDetails
from services.intake.requests import Asked
from services.intake.views import HoldingView, Shown

Email = Annotated[Line, Field(pattern=r"^[^@\s]+@[^@\s]+$")]


class Described(Asked):
    """Who somebody is, as far as it is known. `reach`: how they would rather be reached."""

    person: Person | None = None
    address: Address | None = None
    phone: Line | None = None
    email: Email | None = None
    language: LanguageCode | None = None
    reach: Reach | None = None

    @property
    def details(self) -> Details:
        """What was given, and no more: what is given as null is told from what is not given."""
        given = self.model_dump(exclude_unset=True, include=set(Details.model_fields))
        return Details.model_validate({name: value for name, value in given.items() if value or name not in WHOLE})


#: These cannot be taken away as a whole, only field by field.
WHOLE = frozenset({"person", "address"})


class NewResident(Described):
    """`resident`: somebody who is there already, whoever the details say. Else they are recognised by name and birth
    date within the household. `signal`: one of the case's, from which who and where are fetched.
    """

    role: CaseRole | None = Field(default=None, description="Without one: as whom they stand already; else `resident`.")
    resident: UUID | None = None
    signal: UUID | None = None

    @model_validator(mode="after")
    def says_who(self) -> Self:
        if (
            self.resident is None
            and self.signal is None
            and not self.details.model_dump(exclude_none=True, exclude_defaults=True)
        ):
            raise ValueError("say who it is: give person, address, resident or signal")
        return self


class NewDataRequest(Asked):
    """`received_on`: the day on which it came, if that was not today."""

    right: Right
    received_on: Day | None = None
    corrections: Described | None = None

    @model_validator(mode="after")
    def says_what(self) -> Self:
        if (self.right is Right.CORRECT) != (self.corrections is not None):
            raise ValueError("give corrections with a request to correct, and with no other")
        return self


class Refusing(Asked):
    ground: RefusalGround


class PresentView(Shown):
    resident: UUID
    role: CaseRole
    since: datetime
    erased: bool


class PresentsView(Shown):
    """Who is in a case, without who they are."""

    residents: tuple[PresentView, ...]


class AddedView(Shown):
    """`added` is false when they were known already."""

    resident: UUID
    role: CaseRole
    added: bool


class PersonView(Shown):
    """As it is kept, but for a citizen number, which only the person sees."""

    initials: str | None
    infix: str | None
    surname: str | None
    birth_date: str | None


class ResidentView(Shown):
    """Everything but `id` and `erased_at` is null once they are erased."""

    id: UUID
    person: PersonView | None = None
    address: Address | None = None
    phone: str | None = None
    email: str | None = None
    language: str | None = None
    reach: Reach | None = None
    erased_at: datetime | None = None

    @classmethod
    def of(cls, resident: Resident) -> Self:
        details = dict(resident.details) if resident.details else {}
        return cls.model_validate(details | {"id": resident.id, "erased_at": resident.erased_at})


class StandingView(Shown):
    caseid: UUID
    role: CaseRole


class ConfirmedView(Shown):
    """`items`: how many the service holds, or destroyed. `where`: path at that service where they are read."""

    caseid: UUID
    service: str
    items: int
    at: datetime
    where: str | None


class DataRequestView(Shown):
    """`waits_for`: the services that have not done their part. `reason`: why it was refused, for the one who asked."""

    id: UUID
    resident: UUID
    right: Right
    state: RequestState
    standings: tuple[StandingView, ...]
    received_at: datetime
    due: date
    decided_by: UUID | None
    decided_at: datetime | None
    ground: RefusalGround | None
    reason: str | None
    waits_for: tuple[str, ...]
    confirmations: tuple[ConfirmedView, ...]
    done_at: datetime | None

    @classmethod
    def of(cls, request: DataRequest) -> Self:
        return cls.model_validate(request)


class DataRequestsView(Page[UUID]):
    requests: tuple[DataRequestView, ...]


class AccessView(Shown):
    id: UUID
    at: datetime
    actor: str
    action: Action
    purpose: AccessPurpose
    caseid: UUID | None
    resident: UUID | None


class AccessesView(Page[UUID]):
    """Who read what, when and for what, oldest first."""

    access: tuple[AccessView, ...]


class CaseFile(CaseDetails):
    """A case with all that is kept of it: also what they agreed to, who has held it, and who else is in it.

    Where another one of `residents` is its resident too, words may be about them: those are not handed over (AVG art.
    15(4)).
    """

    residents: tuple[PresentView, ...]
    consents: tuple[ConsentView, ...]
    holders: tuple[HoldingView, ...]


class CarerView(Shown):
    """What was kept of them as an informal carer in somebody else's case: what they give, and their own words."""

    caseid: UUID
    at: datetime
    carer: Carer
    carer_own_words: str


class DocumentView(Shown):
    """All that is held about somebody, readable (AVG art. 15): what intake has, who read it, and what others hold."""

    request: DataRequestView
    details: Details | None
    cases: tuple[CaseFile, ...]
    as_carer: tuple[CarerView, ...]
    requests: tuple[DataRequestView, ...]
    access: tuple[AccessView, ...]
    elsewhere: tuple[ConfirmedView, ...]
