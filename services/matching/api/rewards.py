"""Rewards: extras of the catalogue that are had for points. A need never costs any, and no reward answers one."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.accounts import AccountKind
from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import Refused, not_found
from libs.delivery.commands import Command, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import points, store
from services.matching.decide import supply_came
from services.matching.domain import reciprocity
from services.matching.domain.account import MUNICIPALITY, Key
from services.matching.domain.ledger import Ledger
from services.matching.domain.offering import Offering
from services.matching.domain.reward import Order, may_be_reward, paid_to
from services.matching.points_requests import Price, Spent
from services.matching.points_views import OrderPage, OrderView, RewardPage, RewardView
from services.matching.views import OfferingView

router = APIRouter(tags=["points"])


@router.get("/rewards", summary="What can be had for points")
async def list_rewards(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, after: UUID = FIRST, limit: Limit = 50
) -> RewardPage:
    page, last = cut(await store.rewards(work.connection, neighbourhood, after, limit + 1), limit)
    return RewardPage(items=[RewardView(**each) for each in page], next=last["offering"] if last else None)


@router.put("/rewards/{offering}", summary="An entry is had for points from now on", response_model=RewardView)
async def set_price(work: CommandWork, offering: UUID, body: Price) -> Response:
    found = await _locked(work, offering)
    may_be_reward(found)
    await store.set_price(work.connection, offering, body.points)
    await store.save_offerings(work.connection, [found])
    shown = {name: getattr(found, name) for name in ("title", "description", "neighbourhood", "serves")}
    return await work.answer(RewardView(offering=offering, points=body.points, **shown))


@router.delete(
    "/rewards/{offering}", summary="It is no reward any more: it may answer needs", response_model=OfferingView
)
async def drop_price(work: CommandWork, offering: UUID) -> Response:
    found = await _locked(work, offering)
    if not await store.drop_price(work.connection, offering):
        raise not_found("reward", offering)
    await store.save_offerings(work.connection, [found])
    supply_came(work, [offering])
    return await work.answer(OfferingView.of(found), found)


@router.post("/rewards/{offering}/spend", summary="Have it, for points", response_model=OrderView, status_code=201)
async def spend(work: CommandWork, offering: UUID, body: Spent) -> Response:
    reward = await store.offering(work.connection, offering)
    price = await store.price(work.connection, offering)
    if price is None:
        raise not_found("reward", offering)
    if reward.withdrawn:
        raise Refused("offering-withdrawn", "It has left the catalogue: choose another of /v1/rewards.")
    supplier = await _supplier(work, reward)
    paid: list[reciprocity.Paid] = []

    def decision(ledger: Ledger) -> None:
        account = ledger.account(body.account)
        work.expect(account)
        paid.append(reciprocity.spend(ledger, account, ledger.open_of(supplier), price, with_pot=body.with_pot))

    await points.settle(work, decision, [body.account], [supplier])
    order = Order(work.new_id(), offering, body.account, price, paid[0].from_pot, work.now)
    await store.save_order(work.connection, order)
    return await work.answer(OrderView.model_validate(order), status=201)


@router.get("/rewards/{offering}/orders", summary="When it was had, for who provides it")
async def list_orders(work: QuestionWork, offering: UUID, after: UUID = FIRST, limit: Limit = 50) -> OrderPage:
    page, last = cut(await store.orders(work.connection, offering, after, limit + 1), limit)
    return OrderPage(items=[OrderView.model_validate(each) for each in page], next=last.id if last else None)


async def _locked(work: Command, id_: UUID) -> Offering:
    found = (await store.lock_offerings(work.connection, [id_])).get(id_)
    if found is None:
        raise not_found("offering", id_)
    work.expect(found)
    return found


async def _supplier(work: Command, reward: Offering) -> Key:
    """A volunteer without an account wants no points: they go back to the municipality."""
    key = paid_to(reward)
    if key.kind is AccountKind.VOLUNTEER and not await store.accounts_of(work.connection, key.kind, [key.owner]):
        return MUNICIPALITY
    return key
