"""Vouchers: issued by the municipality or an organisation, redeemed once by whoever has the code."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.accounts import AccountKind
from libs.contracts.calendar import after as over_at
from libs.contracts.calendar import day_of
from libs.contracts.refusals import Refused
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import points, store, voucher_code
from services.matching.domain import reciprocity
from services.matching.domain.account import MUNICIPALITY, Key
from services.matching.domain.ledger import Ledger
from services.matching.domain.reciprocity import Voucher
from services.matching.points_requests import NewVoucher, Redeemed
from services.matching.points_views import AccountView, IssuedVoucher, VoucherPage, VoucherView

router = APIRouter(tags=["points"])


@router.post("/vouchers", summary="Issue a voucher", response_model=IssuedVoucher, status_code=201)
async def issue_voucher(work: CommandWork, body: NewVoucher) -> Response:
    today = day_of(work.now)
    expires_on = body.expires_on or today + work.settings.policies.at(work.now).points.voucher
    if expires_on < today:
        raise Refused("voucher-in-the-past", f"Its last day is before today, {today}: choose a later one.")
    key = Key(AccountKind.VOUCHER, str(work.new_id()), MUNICIPALITY.neighbourhood)

    def decision(ledger: Ledger) -> None:
        issuer = ledger.account(body.issuer) if body.issuer else ledger.municipality
        reciprocity.issue(ledger, issuer, ledger.open_of(key), body.points)

    ledger = await points.settle(work, decision, [body.issuer] if body.issuer else [], [MUNICIPALITY, key])
    account = ledger.open_of(key)
    voucher = Voucher(account.id, body.issuer or ledger.municipality.id, body.points, expires_on, work.now)
    code = voucher_code.new_code()
    await store.save_vouchers(work.connection, [(voucher, voucher_code.lookup(work.settings.sealer, code))])
    work.schedule(account.id, points.VOUCHER, over_at(expires_on))
    view = _view(vars(voucher) | {"closed": False})
    return await work.answer(IssuedVoucher(**dict(view), code=code), account, 201)


@router.get("/vouchers", summary="Vouchers, in order of issue, without their codes")
async def list_vouchers(
    work: QuestionWork, issuer: UUID | None = None, after: UUID = FIRST, limit: Limit = 50
) -> VoucherPage:
    page, last = cut(await store.vouchers(work.connection, issuer, after, limit + 1), limit)
    return VoucherPage(items=[_view(each) for each in page], next=last["account"] if last else None)


@router.post(
    "/vouchers/redeem",
    summary="Bring a voucher's code: its points come to the account, once",
    response_model=AccountView,
)
async def redeem_voucher(work: CommandWork, body: Redeemed) -> Response:
    voucher = await store.voucher_of(work.connection, voucher_code.lookup(work.settings.sealer, body.code))
    if voucher is None:
        raise Refused("voucher-not-found", "No voucher has this code: type it as it was given.", missing=True)

    def decision(ledger: Ledger) -> None:
        account = ledger.account(body.account)
        work.expect(account)
        reciprocity.redeem(ledger, voucher, account)

    ledger = await points.settle(work, decision, [voucher.account, body.account])
    return await work.answer(AccountView.of(ledger.account(body.account)), ledger.account(body.account))


def _view(voucher: dict[str, Any]) -> VoucherView:
    return VoucherView(
        **{name: voucher[name] for name in ("issuer", "points", "expires_on", "issued_at")},
        id=voucher["account"],
        open=not voucher["closed"],
    )
