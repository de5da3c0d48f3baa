"""Bundles: groups that could be made of residents with the same need, and what people say to them."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import Refused
from libs.contracts.words import PartOfDay
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import bundles, store
from services.matching.bundle_views import (
    Agreed,
    BundlePage,
    BundleView,
    FoundBundles,
    InvitationPage,
    InvitationView,
    NotForMe,
)
from services.matching.domain import bundles as decisions
from services.matching.domain import bundling
from services.matching.domain.bundles import Bundle, BundleState, Change, Decision
from services.matching.domain.invitation import InvitationState
from services.matching.requests import Ended

router = APIRouter(tags=["bundles"])


@router.get("/bundles", summary="Groups, in order of proposal")
async def list_bundles(
    work: QuestionWork,
    state: BundleState | None = None,
    neighbourhood: Neighbourhood | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> BundlePage:
    page, last = cut(await store.bundles(work.connection, state, neighbourhood, after, limit + 1), limit)
    return BundlePage(items=[BundleView.of(each) for each in page], next=last.id if last else None)


@router.post("/bundles/search", summary="Look for groups now", response_model=FoundBundles)
async def search_bundles(work: CommandWork) -> Response:
    return await work.answer(FoundBundles(bundles=[each.id for each in await bundles.search(work)]))


@router.get("/bundles/{id}", summary="One group, with everybody who was asked")
async def show_bundle(work: QuestionWork, response: Response, id: UUID) -> BundleView:
    bundle = await store.bundle(work.connection, id)
    response.headers["ETag"] = f'"{bundle.sequence}"'
    return BundleView.of(bundle)


@router.post("/bundles/{id}/confirm", summary="Place and rhythm are agreed", response_model=BundleView)
async def confirm(work: CommandWork, id: UUID, body: Agreed) -> Response:
    # also the place that was found: it may have left the catalogue since
    place = body.host or (await store.bundle(work.connection, id)).host
    if place is not None and not bundling.may_host(await store.offering(work.connection, place)):
        raise Refused("no-host", "This entry has no place for a group: take one on rung 3 that is in the catalogue.")

    def decision(bundle: Bundle) -> Change:
        host = body.host or bundle.host
        if host is None:
            raise Refused("place-to-be-found", "No place was found: name the entry of the catalogue that has one.")
        parts = bundle.parts_of_day if body.parts_of_day is None else body.parts_of_day
        once = tuple(part for part in PartOfDay if part in parts)
        return decisions.confirm(bundle, host, once, body.times_per_week or bundle.times_per_week)

    return await _decide(work, id, decision)


@router.post("/bundles/{id}/end", summary="The group is not there any more", response_model=BundleView)
async def end(work: CommandWork, id: UUID, body: Ended) -> Response:
    return await _decide(work, id, lambda bundle: decisions.end(bundle, body.ground))


@router.get("/invitations", summary="Who is asked for a group, in order of asking")
async def list_invitations(
    work: QuestionWork,
    case: UUID | None = None,
    state: InvitationState | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> InvitationPage:
    page, last = cut(await store.invitations(work.connection, case, state, after, limit + 1), limit)
    return InvitationPage(items=[InvitationView.of(each) for each in page], next=last.id if last else None)


@router.get("/invitations/{id}", summary="One invitation")
async def show_invitation(work: QuestionWork, id: UUID) -> InvitationView:
    return InvitationView.of(await store.invitation(work.connection, id))


@router.post("/invitations/{id}/accept", summary="They take part if the group starts", response_model=BundleView)
async def accept(work: CommandWork, id: UUID) -> Response:
    return await _answer(work, id, lambda bundle: decisions.accept(bundle, id))


@router.post("/invitations/{id}/decline", summary="They do not take part", response_model=BundleView)
async def decline(work: CommandWork, id: UUID, body: NotForMe) -> Response:
    return await _answer(work, id, lambda bundle: decisions.decline(bundle, id, body.ground))


async def _answer(work: Command, id_: UUID, decision: Decision) -> Response:
    """Decide under the lock of the invitation's bundle."""
    return await _decide(work, (await store.invitation(work.connection, id_)).bundle, decision)


async def _decide(work: Command, id_: UUID, decision: Decision) -> Response:
    def step(bundle: Bundle) -> Change:
        work.expect(bundle)
        return decision(bundle)

    bundle = await bundles.decide_on(work, id_, step)
    return await work.answer(BundleView.of(bundle), bundle)
