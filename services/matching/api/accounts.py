"""Accounts of points: whose, how many, what came and went; and what people give each other."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from libs.contracts.accounts import AccountKind
from libs.contracts.payload import Neighbourhood
from libs.contracts.refusals import Refused
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, cut
from services.matching import points, store
from services.matching.domain import reciprocity
from services.matching.domain.account import Key
from services.matching.domain.ledger import Ledger
from services.matching.domain.offering import Kind
from services.matching.points_requests import Gift, Holder, NewAccount
from services.matching.points_views import AccountPage, AccountView, Entry, EntryPage, PotView

router = APIRouter(tags=["points"])

#: After every id.
LAST = UUID(int=2**128 - 1)


@router.post("/accounts", summary="Open an account", response_model=AccountView, status_code=201)
async def open_account(work: CommandWork, body: NewAccount) -> Response:
    if body.neighbourhood not in work.settings.places.by_code:
        raise Refused("neighbourhood-unknown", f"Use one of {', '.join(sorted(work.settings.places.by_code))}.")
    if body.kind is Holder.VOLUNTEER:
        offering = await store.offering(work.connection, body.owner)
        if offering.kind not in (Kind.VOLUNTEER, Kind.SERVICE_TEAM):
            raise Refused(
                "not-a-volunteer", "An organisation's account is under its own id, a resident's under a case."
            )
    key = Key(AccountKind(body.kind), str(body.owner), body.neighbourhood)
    ledger = await points.settle(work, lambda _: None, keys=[key])
    account = ledger.open_of(key)
    new = any(subject == account.id for subject, _ in ledger.facts)
    return await work.answer(AccountView.of(account), account, 201 if new else 200)


@router.get("/accounts", summary="Accounts, in order of opening")
async def list_accounts(
    work: QuestionWork,
    owner: UUID | None = None,
    kind: AccountKind | None = None,
    after: UUID = FIRST,
    limit: Limit = 50,
) -> AccountPage:
    """`owner`: a case, a volunteer's entry, or an organisation."""
    whose = str(owner) if owner else None
    page, last = cut(await store.accounts(work.connection, whose, kind, after, limit + 1), limit)
    return AccountPage(items=[AccountView.of(each) for each in page], next=last.id if last else None)


@router.get("/accounts/{id}", summary="One account")
async def show_account(work: QuestionWork, response: Response, id: UUID) -> AccountView:
    account = await store.account(work.connection, id)
    response.headers["ETag"] = f'"{account.sequence}"'
    return AccountView.of(account)


@router.get("/accounts/{id}/entries", summary="What came to it and went from it, the last first")
async def list_entries(
    work: QuestionWork,
    id: UUID,
    after: Annotated[UUID, Query(description="`next` of the page before.")] = LAST,
    limit: Limit = 50,
) -> EntryPage:
    await store.account(work.connection, id)
    page, last = cut(await store.entries(work.connection, id, after, limit + 1), limit)
    return EntryPage(items=[Entry(**each) for each in page], next=last["id"] if last else None)


@router.post(
    "/accounts/{id}/gifts", summary="Give points to somebody, or to the common pot", response_model=AccountView
)
async def give(work: CommandWork, id: UUID, body: Gift) -> Response:
    def decision(ledger: Ledger) -> None:
        giver = ledger.account(id)
        work.expect(giver)
        reciprocity.give(ledger, giver, ledger.account(body.to) if body.to else None, body.points)

    ledger = await points.settle(work, decision, [id, *([body.to] if body.to else [])])
    return await work.answer(AccountView.of(ledger.account(id)), ledger.account(id))


@router.get("/pots/{neighbourhood}", summary="The common pot of a neighbourhood")
async def show_pot(work: QuestionWork, neighbourhood: Neighbourhood) -> PotView:
    work.settings.places.require(neighbourhood)
    found = await store.accounts_of(work.connection, AccountKind.POT, [neighbourhood])
    account = found[0] if found else None
    return PotView(
        neighbourhood=neighbourhood,
        account=account.id if account else None,
        points=account.balance if account else 0,
    )
