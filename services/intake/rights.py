"""Requests about somebody's own data, with the cases that they are told of: loaded together, told, kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar
from uuid import UUID

from libs.contracts.calendar import after
from libs.contracts.cases import (
    CaseDataRequestDone,
    CaseDataRequestEvent,
    CaseDataRequestNearingTerm,
    CaseDataRequestOverdue,
)
from libs.contracts.confirmations import ConfirmationGiven
from libs.delivery.received import Cause, Received
from libs.delivery.timers import Timer
from services.intake import store
from services.intake.domain.case import Case, about
from services.intake.domain.data_request import Confirmed, DataRequest, RequestState
from services.intake.domain.data_request import confirm as confirmed
from services.intake.store import IntakeWork

NEARING_TERM, OVERDUE = "data_request_nearing_term", "data_request_overdue"

E = TypeVar("E", bound=CaseDataRequestEvent)


@dataclass
class Docket:
    """Requests and the cases that they reach, locked: cases before requests, as everywhere."""

    work: IntakeWork
    requests: dict[UUID, DataRequest]
    cases: dict[UUID, Case]
    before: Mapping[UUID, Case]

    @classmethod
    async def locked(cls, work: IntakeWork, ids: Iterable[UUID]) -> Self:
        """Those that exist."""
        wanted = list(ids)
        cases = await store.lock_cases(work, await store.cases_reached(work, wanted))
        requests = await store.lock_data_requests(work, wanted)
        # carried out meanwhile, it may reach a case that came since it was made
        late = {each.caseid for request in requests.values() for each in request.standings} - cases.keys()
        if late:
            cases |= await store.lock_cases(work, late)
        return cls(work, requests, dict(cases), cases)

    def tell(self, request: DataRequest, kind: type[E], cause: Cause | None = None, **more: Any) -> None:
        """Every case that the request reaches hears of it."""
        self.requests[request.id] = request
        for standing in request.standings:
            case = self.cases[standing.caseid]
            event = kind.model_validate(
                about(case)
                | {"request": request.id, "right": request.right, "resident": request.resident, "role": standing.role}
                | more
            )
            self.cases[case.id] = self.work.record(case, [event], cause)

    def start_clocks(self, request: DataRequest) -> None:
        """Its term, and a week before."""
        self.work.schedule(request.id, NEARING_TERM, request.notice_at)
        self.work.schedule(request.id, OVERDUE, after(request.due))

    def stop_clocks(self, request: DataRequest) -> None:
        """It is done or refused."""
        self.work.cancel(request.id, NEARING_TERM)
        self.work.cancel(request.id, OVERDUE)

    async def keep(self) -> None:
        """Save the cases with their sequence, and the requests."""
        for request in self.requests.values():
            await store.save_data_request(self.work, request)
        await store.save(self.work, self.before.values(), self.cases.values())


async def confirm(work: IntakeWork, events: Sequence[Received[ConfirmationGiven]]) -> None:
    """Another service did its part; with the last word of all the request is done."""
    docket = await Docket.locked(work, {event.data.request for event in events})
    for event in events:
        told = event.data
        if told.request not in docket.requests:
            continue
        given = Confirmed(told.caseid, told.service, told.items, work.now, told.where)
        before = docket.requests[told.request]
        docket.requests[told.request] = request = confirmed(before, given)
        if request.state is RequestState.DONE and before.state is not RequestState.DONE:
            docket.stop_clocks(request)
            docket.tell(request, CaseDataRequestDone, event.cause, done_at=request.done_at)
    await docket.keep()


async def tell_nearing_term(work: IntakeWork, timers: Sequence[Timer]) -> None:
    """A week before the term of a request that is not done."""
    await _remind(work, timers, CaseDataRequestNearingTerm)


async def tell_overdue(work: IntakeWork, timers: Sequence[Timer]) -> None:
    """The term of a request is over, and it is not done."""
    await _remind(work, timers, CaseDataRequestOverdue)


async def _remind(
    work: IntakeWork, timers: Sequence[Timer], kind: type[CaseDataRequestNearingTerm | CaseDataRequestOverdue]
) -> None:
    docket = await Docket.locked(work, [timer.aggregate for timer in timers])
    for request in list(docket.requests.values()):
        if request.waits_for:
            docket.tell(request, kind, due=request.due, waits_for=request.waits_for)
    await docket.keep()
