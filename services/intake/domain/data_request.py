"""A request about somebody's own data (AVG art. 15-17): its term, its decision, and who has done their part."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from libs.contracts.calendar import day_of, morning_of
from libs.contracts.catalogue import OWNERS
from libs.contracts.refusals import Refused
from libs.contracts.rights import CaseRole, RefusalGround, Right
from libs.contracts.terms import month_after
from services.intake.domain.case import Case
from services.intake.domain.resident import Resident, Standing, require_known

#: The services that hold something about a case beside intake; each confirms.
CONFIRM = OWNERS["confirmations"]
INTAKE = "intake"

#: So long before its term ends somebody is told that it is not done.
NOTICE = timedelta(days=7)


class RequestState(StrEnum):
    """made -> carried_out (by intake) -> done (confirmed by every other service); made -> refused."""

    MADE = "made"
    CARRIED_OUT = "carried_out"
    DONE = "done"
    REFUSED = "refused"


#: On which grounds which right may be refused, with what the one who asked reads.
GROUNDS: Mapping[RefusalGround, tuple[frozenset[Right], str]] = {
    RefusalGround.LEGAL_RETENTION: (
        frozenset({Right.ERASE}),
        "Wij moeten uw gegevens vijftien jaar bewaren (Wmo 2015, artikel 5.3.4; AVG, artikel 17, derde lid, onder b).",
    ),
    RefusalGround.IDENTITY_NOT_SHOWN: (
        frozenset(Right),
        "Wij konden niet vaststellen dat het verzoek van u komt (AVG, artikel 12, tweede en zesde lid).",
    ),
    RefusalGround.RIGHTS_OF_OTHERS: (
        frozenset(Right),
        "Uw verzoek zou de rechten van iemand anders schaden (Uitvoeringswet AVG, artikel 41, eerste lid, onder i).",
    ),
    RefusalGround.LEGAL_CLAIM: (
        frozenset({Right.ERASE}),
        "De gegevens zijn nodig voor een rechtszaak of een bezwaar (AVG, artikel 17, derde lid, onder e).",
    ),
    RefusalGround.EXCESSIVE: (
        frozenset(Right),
        "U heeft kort geleden hetzelfde gevraagd, en er is niets veranderd (AVG, artikel 12, vijfde lid).",
    ),
    RefusalGround.DATA_ARE_RIGHT: (
        frozenset({Right.CORRECT}),
        "De gegevens kloppen volgens ons (AVG, artikel 16). Wij bewaren wel dat u het er niet mee eens bent.",
    ),
}
REMEDY = "Bent u het er niet mee eens? U kunt bezwaar maken, of een klacht indienen bij de Autoriteit Persoonsgegevens."


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A service's word that it did its part for one case."""

    caseid: UUID
    service: str
    items: int
    at: datetime
    where: str | None = None


@dataclass(frozen=True, slots=True)
class DataRequest:
    """`standings`: the cases that it reaches and as whom they stand there. `due` is its last day."""

    id: UUID
    resident: UUID
    right: Right
    standings: tuple[Standing, ...]
    received_at: datetime
    due: date
    state: RequestState = RequestState.MADE
    decided_by: UUID | None = None
    decided_at: datetime | None = None
    ground: RefusalGround | None = None
    confirmations: tuple[Confirmed, ...] = ()
    done_at: datetime | None = None

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The services that have not done their part; empty when nobody has to."""
        if self.state is RequestState.MADE:
            return (INTAKE,)
        if self.state is not RequestState.CARRIED_OUT:
            return ()
        given = {(each.caseid, each.service) for each in self.confirmations}
        return tuple(name for name in CONFIRM if any((each.caseid, name) not in given for each in self.standings))

    @property
    def notice_at(self) -> datetime:
        return morning_of(self.due) - NOTICE

    @property
    def dossiers(self) -> tuple[UUID, ...]:
        """The cases whose dossier is about them."""
        return tuple(each.caseid for each in self.standings if each.role is CaseRole.RESIDENT)

    @property
    def cared_in(self) -> tuple[UUID, ...]:
        """The cases in which they stand as informal carer."""
        return tuple(each.caseid for each in self.standings if each.role is CaseRole.CARER)

    @property
    def reason(self) -> str | None:
        """Why it was refused, in words for the one who asked."""
        return f"{GROUNDS[self.ground][1]} {REMEDY}" if self.ground else None


def ask(
    id_: UUID,
    resident: Resident,
    right: Right,
    standings: tuple[Standing, ...],
    others: Iterable[DataRequest],
    received_at: datetime,
    now: datetime,
) -> DataRequest:
    """The term runs from the day on which it was received, however late it is written down. One at a time per right."""
    require_known(resident)
    if received_at > now:
        raise Refused("not-received-yet", "The request lies in the future. Record it when it has come.")
    if any(each.right is right and each.waits_for for each in others):
        raise Refused("asked-already", f"A request to {right} waits already. Carry that one out, or refuse it.")
    return DataRequest(id_, resident.id, right, standings, received_at, month_after(received_at))


def carry_out(
    request: DataRequest,
    standings: tuple[Standing, ...],
    cases: Mapping[UUID, Case],
    others: Iterable[DataRequest],
    by: UUID,
    now: datetime,
    *,
    sharing: Collection[UUID] = (),
) -> DataRequest:
    """Intake's part is done. `standings` and `cases` are as they are now: since it was made a case may have come.

    `sharing`: other residents whom these dossiers are about, and who have not asked to be erased.
    """
    request = replace(_decided(request, by, now), state=RequestState.CARRIED_OUT, standings=standings)
    if request.right is Right.ERASE:
        for each in request.dossiers:
            if cases[each].open:
                raise Refused(
                    "case-open",
                    f"Case {each} is open, and help needs its dossier. Close it first, or refuse this on a ground.",
                )
        if sharing:
            raise Refused(
                "dossier-shared",
                f"Their dossier is also about {', '.join(map(str, sharing))}. Carry this out when they ask for it too, "
                "or refuse it because of the rights of others.",
            )
        if any(each.state is RequestState.MADE for each in others):
            raise Refused("other-request-waits", "Another request of theirs waits. Carry that out first, or refuse it.")
    return request


def refuse(request: DataRequest, ground: RefusalGround, by: UUID, now: datetime) -> DataRequest:
    """By a person, on a ground of the law that fits the right; the one who asked reads it."""
    if request.right not in GROUNDS[ground][0]:
        raise Refused("ground-does-not-fit", f"{ground} is no ground to refuse a request to {request.right}.")
    return replace(_decided(request, by, now), state=RequestState.REFUSED, ground=ground, done_at=now)


def confirm(request: DataRequest, told: Confirmed) -> DataRequest:
    """A service did its part; with the last one the request is done. What is not waited for changes nothing."""
    if request.state is not RequestState.CARRIED_OUT:
        return request
    if any((each.caseid, each.service) == (told.caseid, told.service) for each in request.confirmations):
        return request
    request = replace(request, confirmations=(*request.confirmations, told))
    return request if request.waits_for else replace(request, state=RequestState.DONE, done_at=told.at)


def received_on(day: date | None, now: datetime) -> datetime:
    """The moment from which the term counts: today's, unless it came on an earlier day."""
    return now if day is None or day == day_of(now) else morning_of(day)


def _decided(request: DataRequest, by: UUID, now: datetime) -> DataRequest:
    if request.state is not RequestState.MADE:
        raise Refused("request-decided", f"This request is {request.state}: it was decided on before.")
    return replace(request, decided_by=by, decided_at=now)
