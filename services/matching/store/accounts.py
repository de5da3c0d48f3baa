"""Accounts of points, what moved between them, vouchers and givings: locked, decided upon and saved; and asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from libs.contracts.accounts import AccountKind
from libs.contracts.refusals import not_found
from libs.delivery.clock import NewId
from libs.delivery.work import in_key_order
from services.matching.domain.account import Account, Key, Transfer
from services.matching.domain.giving import Giving
from services.matching.domain.offering import Kind
from services.matching.domain.proposal import ProposalState
from services.matching.domain.reciprocity import Voucher
from services.matching.store.base import SQL, Database


async def touch_accounts(db: Database, keys: Iterable[Key], new_id: NewId) -> None:
    """Each of these owners has an open account now. Before anything is locked: what is being opened is waited for."""
    if owners := sorted(set(keys)):
        places = [each.neighbourhood for each in owners]
        await db.execute(SQL.touch_accounts, [new_id() for _ in owners], *_columns(owners), places)


async def lock_accounts(db: Database, ids: Iterable[UUID]) -> list[Account]:
    """Those that exist, locked in key order."""
    return [_account(row) for row in await db.fetch(SQL.lock_accounts, in_key_order(ids))]


async def open_accounts(db: Database, ids: Iterable[UUID], keys: Iterable[Key]) -> list[Account]:
    """Those by id, and the open ones of these owners. Not locked: what they are never changes, what is on them does."""
    return [_account(row) for row in await db.fetch(SQL.open_accounts, list(ids), *_columns(sorted(set(keys))))]


async def save_accounts(db: Database, accounts: Iterable[Account], transfers: Sequence[Transfer]) -> None:
    """Transfers are booked first: they change the balances, and an account closes with nothing on it."""
    if transfers:
        await db.execute(SQL.save_transfers, [asdict(each) for each in transfers])
    rows = [{name: getattr(each, name) for name in ("id", "sequence", "owner", "closed")} for each in accounts]
    if rows:
        await db.execute(SQL.save_accounts, rows)


async def accounts(db: Database, owner: str | None, kind: AccountKind | None, after: UUID, limit: int) -> list[Account]:
    """In order of opening."""
    return [_account(row) for row in await db.fetch(SQL.accounts, owner, kind, after, limit)]


async def accounts_of(db: Database, kind: AccountKind, owners: Iterable[object]) -> list[Account]:
    """Of these owners, also those that were closed. Not locked."""
    return [_account(row) for row in await db.fetch(SQL.accounts_of, kind, sorted({str(each) for each in owners}))]


async def account(db: Database, id_: UUID) -> Account:
    """Raises Refused (missing)."""
    found = await open_accounts(db, [id_], ())
    if not found:
        raise not_found("account", id_)
    return found[0]


async def entries(db: Database, account: UUID, before: UUID, limit: int) -> list[dict[str, Any]]:
    """What came and went, the last first: id, at, reason, points (below zero: went), other."""
    return [dict(row) for row in await db.fetch(SQL.entries, account, before, limit)]


async def credited_since(db: Database, asked: Sequence[tuple[UUID, datetime]]) -> list[int]:
    """For each account and moment, in order, how many points came at or after it."""
    rows = await db.fetch(SQL.credited_since, [each[0] for each in asked], [each[1] for each in asked])
    return [row["points"] for row in rows]


async def save_vouchers(db: Database, vouchers: Sequence[tuple[Voucher, bytes]]) -> None:
    """Each with the keyed hash of its code."""
    columns = [
        (each.account, code, each.issuer, each.points, each.expires_on, each.issued_at) for each, code in vouchers
    ]
    await db.execute(SQL.save_vouchers, *map(list, zip(*columns, strict=True)))


async def voucher_of(db: Database, code: bytes) -> Voucher | None:
    """By the keyed hash of its code."""
    row = await db.fetchrow(SQL.voucher_of_code, code)
    return Voucher(**row) if row else None


async def vouchers_by_account(db: Database, accounts: Iterable[UUID]) -> list[Voucher]:
    return [Voucher(**row) for row in await db.fetch(SQL.vouchers_by_account, list(accounts))]


async def vouchers(db: Database, issuer: UUID | None, after: UUID, limit: int) -> list[dict[str, Any]]:
    """In order of issue, with whether each is used or over (`closed`)."""
    return [dict(row) for row in await db.fetch(SQL.vouchers, issuer, after, limit)]


async def lock_givings(db: Database, since: Mapping[UUID, datetime]) -> dict[UUID, Giving]:
    """By proposal, locked in key order; since then, when it was not known yet."""
    ids = in_key_order(since)
    await db.execute(SQL.touch_givings, ids, [since[each] for each in ids])
    return {
        row["proposal"]: Giving(**dict(row) | {"kind": Kind(row["kind"]), "state": ProposalState(row["state"])})
        for row in await db.fetch(SQL.lock_givings, ids)
    }


async def save_givings(db: Database, givings: Iterable[Giving]) -> None:
    earned = list(givings)
    await db.execute(SQL.save_givings, [each.proposal for each in earned], [each.weeks for each in earned])


def _columns(keys: Sequence[Key]) -> tuple[list[str], list[str]]:
    return [each.kind.value for each in keys], [each.owner for each in keys]


def _account(row: Mapping[str, Any]) -> Account:
    return Account(**dict(row) | {"kind": AccountKind(row["kind"])})
