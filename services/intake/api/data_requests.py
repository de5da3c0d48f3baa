"""What somebody may ask about their own data: to see, correct and erase it."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.cases import CaseDataRequestCarriedOut, CaseDataRequestMade, CaseDataRequestRefused
from libs.contracts.refusals import Refused, not_found
from libs.contracts.rights import CaseRole, Right
from libs.delivery.commands import READER, Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.intake import store
from services.intake.api import questions
from services.intake.api.residents import require_nobody_else
from services.intake.domain import data_request as decisions
from services.intake.domain import teams
from services.intake.domain.access import AccessPurpose, Action
from services.intake.domain.data_request import DataRequest, RequestState
from services.intake.domain.resident import Details, Resident, corrected, erased
from services.intake.forms import persons as forms
from services.intake.rights import Docket

router = APIRouter(tags=["data requests"])


@router.post(
    "/residents/{id}/requests",
    summary="Somebody asks to see, correct or erase what is known of them",
    response_model=forms.DataRequestView,
    status_code=201,
)
async def ask(id: UUID, asked: forms.NewDataRequest, work: CommandWork) -> Response:
    """Somebody asks to see, correct or erase what is known about them: the term of a month runs."""
    standings = await store.standings_of(work, id)
    cases = await store.lock_cases(work, (each.caseid for each in standings))
    resident = await store.lock_resident(work, id)
    others = await store.data_requests_of(work, id)
    received_at = decisions.received_on(asked.received_on, work.now)
    request = decisions.ask(work.new_id(), resident, asked.right, standings, others, received_at, work.now)
    docket = Docket(work, {}, dict(cases), cases)
    await store.add_data_request(work, request, asked.corrections.details if asked.corrections else None)
    docket.start_clocks(request)
    docket.tell(request, CaseDataRequestMade, due=request.due)
    await docket.keep()
    return await work.answer(forms.DataRequestView.of(request), status=201)


@router.post(
    "/requests/{id}/carry-out",
    summary="Carry it out, here and at the other services",
    response_model=forms.DataRequestView,
)
async def carry_out(id: UUID, work: CommandWork) -> Response:
    """Intake does its part at once, and the other services are told to do theirs. Erasing cannot be undone."""
    by = work.decider()
    asked = await store.data_request(work, id)
    corrections = await store.corrections_of(work, id)
    standings = await store.standings_of(work, asked.resident)
    cases = await store.lock_cases(work, (each.caseid for each in standings))
    place = work.settings.places.neighbourhood(corrections.address.postcode if corrections else None)
    team = await store.lock_teams(work, [place] if corrections else [])
    resident = await store.lock_resident(work, asked.resident)
    if standings != await store.standings_of(work, asked.resident):
        raise Refused("case-came", "They came into another case just now. Look at it, and carry the request out again.")
    docket = Docket(work, await store.lock_data_requests(work, [id]), dict(cases), cases)
    others = [each for each in await store.data_requests_of(work, asked.resident) if each.id != id]
    about_them = [each.caseid for each in standings if each.role is CaseRole.RESIDENT]
    sharing = await store.sharing_residents(work, about_them, resident.id)
    request = decisions.carry_out(docket.requests[id], standings, cases, others, by, work.now, sharing=sharing)
    if request.right is Right.CORRECT and corrections is not None:
        await _correct(work, resident, corrections)
        _place(docket, request, place, team)
    if request.right is Right.ERASE:
        await store.save_resident(work, erased(resident, work.now))
        await store.erase_texts(work, request.dossiers)
        await store.erase_carer_words(work, request.cared_in)
    docket.tell(request, CaseDataRequestCarriedOut, household=resident.household)
    await docket.keep()
    return await work.answer(forms.DataRequestView.of(request))


async def _correct(work: Command, resident: Resident, corrections: Details) -> None:
    right = corrected(resident, corrections)
    await require_nobody_else(work, right)
    await store.save_resident(work, right)


def _place(docket: Docket, request: DataRequest, neighbourhood: str, team: teams.Teams) -> None:
    """Who moved within the municipality is helped by the team of where they live now."""
    for caseid in request.dossiers:
        if docket.cases[caseid].open:
            case, told = teams.place(docket.cases[caseid], neighbourhood, team)
            team = team.after(docket.cases[caseid], case)
            docket.cases[caseid] = docket.work.record(case, told)


@router.post("/requests/{id}/refuse", summary="Refuse it, on a ground of the law", response_model=forms.DataRequestView)
async def refuse(id: UUID, asked: forms.Refusing, work: CommandWork) -> Response:
    """By a person, on a ground of the law. The answer has the reason in words for the one who asked."""
    by = work.decider()
    asked_for = await store.data_request(work, id)
    docket = await Docket.locked(work, [asked_for.id])
    request = decisions.refuse(docket.requests[id], asked.ground, by, work.now)
    docket.stop_clocks(request)
    docket.tell(request, CaseDataRequestRefused, ground=asked.ground)
    await docket.keep()
    return await work.answer(forms.DataRequestView.of(request))


@router.get("/requests", summary="Requests about own data", response_model=forms.DataRequestsView)
async def list_requests(
    work: QuestionWork, state: RequestState | None = None, after: UUID = FIRST, limit: Limit = 100
) -> forms.DataRequestsView:
    """A page of requests in the order in which they were made."""
    page, last = cut(await store.data_requests(work, state, after, limit + 1), limit)
    return forms.DataRequestsView(requests=tuple(map(forms.DataRequestView.of, page)), next=last.id if last else None)


@router.get(
    "/requests/{id}", summary="One request: by when, and for whom it waits", response_model=forms.DataRequestView
)
async def show(id: UUID, work: QuestionWork) -> forms.DataRequestView:
    """One request: when it must be answered, and for whom it waits."""
    return forms.DataRequestView.of(await store.data_request(work, id))


@router.get(
    "/requests/{id}/document",
    summary="All that is held about whoever asked",
    response_model=forms.DocumentView,
    dependencies=[READER],
)
async def document(id: UUID, work: CommandWork) -> forms.DocumentView:
    """For a request to see: all that intake holds about them, as it is now. `elsewhere` is whole when it is done."""
    request = await store.data_request(work, id)
    if request.right is not Right.SEE or request.decided_at is None or request.ground is not None:
        raise Refused("nothing-to-see", "There is a document for a request to see, once it is carried out.")
    resident = await store.resident(work, request.resident)
    await store.note_access(work, Action.DOCUMENT_READ, AccessPurpose.DATA_REQUEST, resident=resident.id)
    return forms.DocumentView(
        request=forms.DataRequestView.of(request),
        details=resident.details,
        cases=tuple([await _file(work, each) for each in request.dossiers]),
        as_carer=tuple([said for each in request.cared_in for said in await _said_as_carer(work, each)]),
        requests=tuple(map(forms.DataRequestView.of, await store.data_requests_of(work, resident.id))),
        access=tuple(
            map(forms.AccessView.model_validate, await store.access_of_resident(work, resident.id, request.dossiers))
        ),
        elsewhere=tuple(map(forms.ConfirmedView.model_validate, request.confirmations)),
    )


async def _file(work: Command, caseid: UUID) -> forms.CaseFile:
    case = await store.case_by_id(work, caseid)
    if case is None:
        raise not_found("case", caseid)
    more = {
        "residents": await store.residents_of_case(work, caseid),
        "consents": await store.consents_of(work, caseid),
        "holders": await store.holdings_of(work, caseid),
    }
    return forms.CaseFile.model_validate(dict(await questions.details_of(work, case)) | more)


async def _said_as_carer(work: Command, caseid: UUID) -> list[forms.CarerView]:
    """What the case has of its informal carer. Of two it cannot be told which of them it was: then of neither."""
    carers = [each for each in await store.residents_of_case(work, caseid) if each.role is CaseRole.CARER]
    if len(carers) > 1:
        return []
    told = (await store.dossier(work, caseid)).clarifications
    return [forms.CarerView.model_validate(dict(each) | {"caseid": caseid}) for each in told if each["carer"]]
