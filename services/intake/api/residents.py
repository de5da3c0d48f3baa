"""The people in a case: who they are, sealed, and who read it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from libs.contracts.refusals import Refused
from libs.contracts.rights import CaseRole
from libs.delivery.commands import READER, Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.intake import store
from services.intake.api import questions
from services.intake.api.steps import locked
from services.intake.described import described
from services.intake.domain.access import AccessPurpose, Action
from services.intake.domain.case import Case, require_open
from services.intake.domain.resident import Details, Resident, Standing, completed
from services.intake.forms import persons as forms

router = APIRouter(tags=["residents"])


@router.post(
    "/cases/{id}/residents",
    summary="Somebody in this case",
    response_model=forms.AddedView,
    status_code=201,
    responses={200: {"model": forms.AddedView, "description": "They were known already; what is new was added."}},
)
async def add(
    id_: questions.CaseId, asked: Annotated[forms.NewResident, Depends(described)], work: CommandWork
) -> Response:
    """Somebody in this case: its resident, an informal carer, family, a representative."""
    case = await locked(work, id_)
    require_open(case)
    if asked.signal is not None and asked.signal not in case.signals:
        raise Refused("not-its-signal", f"Signal {asked.signal} did not lead to this case. Name one that did.")
    if asked.resident is not None:
        known: Resident | None = await store.lock_resident(work, asked.resident)
    else:
        known = await store.same_resident(work, case.household, asked.details)
    resident = await keep(work, case, asked.details, known)
    role = await stand(work, case, resident, asked.role)
    view = forms.AddedView(resident=resident.id, role=role, added=known is None)
    return await work.answer(view, status=201 if known is None else 200)


async def keep(work: Command, case: Case, details: Details, known: Resident | None) -> Resident:
    """Them as they are known from now on: what is told of somebody who is known is added to it."""
    if known is None:
        known = Resident(work.new_id(), case.household, details, work.now)
        await store.add_resident(work, known)
        return known
    if known.household != case.household:
        raise Refused("other-household", "This person is of another household. Give their details instead.")
    resident = completed(known, details)
    if resident != known:
        await require_nobody_else(work, resident)
        await store.save_resident(work, resident)
    return resident


async def stand(work: Command, case: Case, resident: Resident, role: CaseRole | None = None) -> CaseRole:
    """As whom they stand in the case from now on; without a `role` as before, or else as its resident."""
    standings = await store.standings_of(work, resident.id)
    role = role or next((each.role for each in standings if each.caseid == case.id), CaseRole.RESIDENT)
    await store.stand(work, resident.id, Standing(case.id, role))
    return role


async def require_nobody_else(work: Command, resident: Resident) -> None:
    """Raises Refused when by what is known of them now they would be somebody else of the household."""
    same = await store.same_resident(work, resident.household, resident.details) if resident.details else None
    if same is not None and same.id != resident.id:
        raise Refused(
            "same-person", f"By this they would be {same.id}, who is known already. Refuse it, or correct that."
        )


@router.get("/cases/{id}/residents", summary="Who is in this case", response_model=forms.PresentsView)
async def present(id_: questions.CaseId, work: QuestionWork) -> forms.PresentsView:
    """Who is in this case: ids and roles only."""
    found = await store.residents_of_case(work, id_)
    return forms.PresentsView(residents=tuple(map(forms.PresentView.model_validate, found)))


@router.get("/cases/{id}/access", summary="Who read what of this case", response_model=forms.AccessesView)
async def access(
    id_: questions.CaseId, work: QuestionWork, after: UUID = FIRST, limit: Limit = 100
) -> forms.AccessesView:
    """Who read what of this case and of the people in it."""
    page, last = cut(await store.access_of_case(work, id_, after, limit + 1), limit)
    return forms.AccessesView(access=tuple(map(forms.AccessView.model_validate, page)), next=last.id if last else None)


@router.get("/residents/{id}", summary="Who somebody is", response_model=forms.ResidentView, dependencies=[READER])
async def read(id: UUID, work: CommandWork, purpose: questions.For = AccessPurpose.SUPPORT) -> forms.ResidentView:
    """Who somebody is. Who reads it, and for what, is noted."""
    resident = await store.resident(work, id)
    await store.note_access(work, Action.RESIDENT_READ, purpose, resident=id)
    return forms.ResidentView.of(resident)
