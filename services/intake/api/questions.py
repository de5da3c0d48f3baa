"""What can be asked of intake over HTTP. Nothing here changes anything."""

from collections import Counter
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import APIRouter, Path, Query, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import not_found
from libs.contracts.words import Category
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import Limit, cut
from libs.delivery.problems import Problem
from services.intake import store, views
from services.intake.domain.case import CaseState
from services.intake.domain.catalogue import fitting
from services.intake.domain.worklist import work_list
from services.intake.store import IntakeWork

log = structlog.get_logger("omzien.intake")

router = APIRouter(tags=["questions"])

CaseId = Annotated[UUID, Path(alias="id")]

#: A work list is for a person at work: more than this is not read, and would only be slow.
WORK_LIST = 500


@router.get("/cases", response_model=views.CasesView)
async def cases(
    work: QuestionWork,
    neighbourhood: Neighbourhood | None = None,
    state: CaseState | None = None,
    case_holder: UUID | None = None,
    household: UUID | None = None,
    after: UUID | None = None,
    limit: Limit = 100,
) -> views.CasesView:
    """A page of cases in the order of their opening."""
    wanted = store.CaseFilter(neighbourhood, state, case_holder, household, after)
    page, last = cut(await store.list_cases(work, wanted, limit + 1), limit)
    return views.CasesView(cases=tuple(map(views.CaseView.of, page)), next=last.id if last else None)


# before /cases/{id}, which would take "counts" for an id
@router.get("/cases/counts", response_model=views.CountsView)
async def counts(work: QuestionWork) -> views.CountsView:
    """How many cases there are by state, route and outcome."""
    by_state: Counter[str] = Counter()
    by_route: Counter[str] = Counter()
    by_outcome: Counter[str] = Counter()
    for row in await store.count_cases(work):
        by_state[row["state"]] += row["cases"]
        by_route[row["route"]] += row["cases"]
        if row["outcome"]:
            by_outcome[row["outcome"]] += row["cases"]
    everything = sum(by_state.values())
    return views.CountsView.model_validate(
        {
            "cases": everything,
            "open": everything - by_state[CaseState.CLOSED],
            "by_state": {state: number for state, number in by_state.items() if number},
            "by_route": by_route,
            "by_outcome": by_outcome,
        }
    )


@router.get("/cases/{id}", response_model=views.CaseDetails)
async def case(id_: CaseId, work: QuestionWork, response: Response) -> views.CaseDetails:
    """One case with its dossier. Who reads it is logged. The ETag is for If-Match in the next command."""
    found = await store.case_by_id(work, id_)
    if found is None:
        raise not_found("case", id_)
    response.headers["ETag"] = f'"{found.sequence}"'
    log.info("dossier_read", caseid=str(id_), actor=work.cause.actor)
    known = await store.dossier(work, id_)
    return views.CaseDetails.model_validate(
        dict(views.CaseView.of(found))
        | {
            "scores": known.latest,
            "contact_attempts": known.attempts,
            "notes": known.notes,
            "conversations": known.conversations,
            "clarifications": known.clarifications,
        }
    )


@router.get("/worklist", response_model=views.WorkListView)
async def worklist(
    work: QuestionWork, case_holder: UUID | None = None, neighbourhood: Neighbourhood | None = None
) -> views.WorkListView:
    """What waits: for one case holder, or in one neighbourhood (`unknown`: where they live is not known yet)."""
    if neighbourhood is not None and case_holder is None:
        items = work_list(await store.waiting_in_neighbourhood(work, neighbourhood, WORK_LIST))
    elif case_holder is not None and neighbourhood is None:
        items = work_list(await store.waiting_for_holder(work, case_holder, WORK_LIST), case_holder)
    else:
        raise Problem(422, "invalid-request", "Ask for the work list of one case_holder or of one neighbourhood.")
    return views.WorkListView(items=tuple(map(views.WorkItemView.of, items)))


@router.get("/case-holders", response_model=views.CaseHoldersView)
async def case_holders(work: QuestionWork, neighbourhood: Neighbourhood | None = None) -> views.CaseHoldersView:
    """The team of a neighbourhood with its workloads, or everybody."""
    found = await store.list_case_holders(work, neighbourhood)
    return views.CaseHoldersView(case_holders=tuple(map(views.CaseHolderView.model_validate, found)))


@router.get("/neighbourhoods", response_model=views.NeighbourhoodsView)
async def neighbourhoods(
    work: QuestionWork, postcode: Annotated[str | None, Query(max_length=10)] = None
) -> views.NeighbourhoodsView:
    """All of them, or the one of a postcode: none when it is in no neighbourhood. And the file that says so."""
    places, source = work.settings.places, work.settings.neighbourhoods
    found = sorted(places.by_code.values(), key=lambda each: (each.district, each.name))
    if postcode is not None:
        found = [each for each in (places.place(postcode),) if each is not None]
    return views.NeighbourhoodsView(
        neighbourhoods=tuple(map(views.NeighbourhoodView.model_validate, found)),
        file=source.path.name,
        content_hash=places.content_hash,
        read_at=source.read_at,
        fault=source.fault,
    )


@router.get("/catalogue", response_model=views.CatalogueView)
async def catalogue(work: QuestionWork, category: Category, neighbourhood: Neighbourhood) -> views.CatalogueView:
    """What would be advised: in the own neighbourhood, or else the nearest."""
    return views.CatalogueView(offerings=await may_advise(work, category, neighbourhood))


async def may_advise(work: IntakeWork, category: Category, neighbourhood: str) -> tuple[views.OfferingView, ...]:
    """As many as policy advises at once."""
    found = fitting(await store.offerings_of(work, category), neighbourhood, work.settings.places.kilometres)
    return tuple(map(views.OfferingView.model_validate, found[: work.settings.policies.at(work.now).advised_at_most]))
