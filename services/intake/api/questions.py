"""What can be asked of intake over HTTP. Nothing here changes anything; who reads a dossier is noted."""

from collections import Counter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Query, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import not_found
from libs.contracts.words import Category
from libs.delivery.commands import READER, CommandWork, QuestionWork
from libs.delivery.pages import Limit, cut
from services.intake import store, views
from services.intake.domain.access import AccessPurpose, Action
from services.intake.domain.case import Case, CaseState
from services.intake.domain.catalogue import fitting
from services.intake.forms import dossier
from services.intake.store import IntakeWork

router = APIRouter(tags=["questions"])

CaseId = Annotated[UUID, Path(alias="id")]
For = Annotated[AccessPurpose, Header(alias="Omzien-Purpose", description="For what personal data are read.")]


@router.get("/cases", summary="Cases, in the order of their opening", response_model=views.CasesView)
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
@router.get("/cases/counts", summary="How many cases, by state, route and outcome", response_model=views.CountsView)
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


@router.get(
    "/cases/{id}", summary="One case with its dossier", response_model=dossier.CaseDetails, dependencies=[READER]
)
async def case(
    id_: CaseId, work: CommandWork, response: Response, purpose: For = AccessPurpose.SUPPORT
) -> dossier.CaseDetails:
    """One case with its dossier. Who reads it, and for what, is noted. The ETag is for If-Match in the next command."""
    found = await store.case_by_id(work, id_)
    if found is None:
        raise not_found("case", id_)
    response.headers["ETag"] = f'"{found.sequence}"'
    await store.note_access(work, Action.DOSSIER_READ, purpose, case=id_)
    return await details_of(work, found)


async def details_of(work: IntakeWork, case: Case) -> dossier.CaseDetails:
    """The case with its dossier. Note the access in the same transaction."""
    known = await store.dossier(work, case.id)
    return dossier.CaseDetails.model_validate(
        dict(views.CaseView.of(case))
        | {
            "scores": known.latest,
            "not_discussed": dossier.not_discussed(known.latest),
            "contact_attempts": known.attempts,
            "notes": known.notes,
            "conversations": tuple(map(dossier.ConversationView.of, known.conversations)),
            "clarifications": known.clarifications,
            "referrals": known.referrals,
        }
    )


@router.get(
    "/case-holders", summary="The team of a neighbourhood, with its workloads", response_model=views.CaseHoldersView
)
async def case_holders(work: QuestionWork, neighbourhood: Neighbourhood | None = None) -> views.CaseHoldersView:
    """The team of a neighbourhood with its workloads, or everybody."""
    found = await store.list_case_holders(work, neighbourhood)
    return views.CaseHoldersView(case_holders=tuple(map(views.CaseHolderView.of, found)))


@router.get(
    "/self-reliance-matrix",
    summary="Eight life domains in thirteen, and back",
    response_model=dossier.SelfRelianceMatrixView,
)
async def self_reliance_matrix() -> dossier.SelfRelianceMatrixView:
    """How the eight life domains and the thirteen of the self-reliance matrix (ZRM 2017) are told in each other."""
    return dossier.SelfRelianceMatrixView.published()


@router.get(
    "/neighbourhoods", summary="All neighbourhoods, or the one of a postcode", response_model=views.NeighbourhoodsView
)
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


@router.get("/catalogue", summary="What would be advised", response_model=views.CatalogueView)
async def catalogue(work: QuestionWork, category: Category, neighbourhood: Neighbourhood) -> views.CatalogueView:
    """What would be advised: in the own neighbourhood, or else the nearest."""
    return views.CatalogueView(offerings=await may_advise(work, category, neighbourhood))


async def may_advise(work: IntakeWork, category: Category, neighbourhood: str) -> tuple[views.OfferingView, ...]:
    """As many as policy advises at once."""
    found = fitting(await store.offerings_of(work, category), neighbourhood, work.settings.places.kilometres)
    return tuple(map(views.OfferingView.model_validate, found[: work.settings.policies.at(work.now).advised_at_most]))
