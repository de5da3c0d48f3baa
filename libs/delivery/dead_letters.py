"""What could not be handled: kept sealed with the reason, to be listed, looked at, mended and replayed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import orjson

from libs.contracts.refusals import Refused, not_found
from libs.delivery.errors import Unreadable
from libs.delivery.outbox import SQL, Outgoing
from libs.delivery.raw import RawMessage
from libs.delivery.work import Work

#: Makes the id of a dead letter from its content, so that a redelivered one is kept once.
NAMESPACE = UUID("6f6d7a69-656e-5dea-8d1e-77e25f0c0de5")


@dataclass(frozen=True)
class DeadLetter:
    """`body` and `headers` are in the clear here and sealed in the table."""

    id: UUID
    queue: str
    reason: str
    detail: str
    message_id: str | None
    content_type: str | None
    headers: Mapping[str, Any]
    body: bytes
    arrived_at: datetime
    replayed_at: datetime | None


async def bury(work: Work[Any], queue: str, message: RawMessage, error: Unreadable) -> None:
    """Keep it, in the transaction of its batch."""
    digest = hashlib.sha256(message.body).hexdigest()
    id_ = uuid5(NAMESPACE, f"{queue} {message.cause.id} {error.reason} {digest}")
    headers = orjson.dumps({name: _plain(value) for name, value in message.headers.items() if _kept(name)})
    await work.connection.execute(
        SQL.bury,
        id_,
        queue,
        error.reason,
        error.detail,
        _text(message.cause.id),
        _text(message.content_type),
        work.settings.sealer.seal(headers),
        work.settings.sealer.seal(message.body),
        work.now,
    )


def _letter(work: Work[Any], row: Mapping[str, Any]) -> DeadLetter:
    unseal = work.settings.sealer.open
    return DeadLetter(**{**row, "body": unseal(row["body"]), "headers": orjson.loads(unseal(row["headers"]))})


def _kept(name: str) -> bool:
    # the broker's own are its to write; CC and BCC would send a copy wherever a partner names, with our rights
    return not name.startswith(("x-", "omzien-")) and name not in {"CC", "BCC"}


def _plain(value: object) -> object:
    return value if isinstance(value, (str, bool, int, float)) else str(value)


def _text(value: str | None) -> str | None:
    # a stranger's words, and the database takes no NUL; no longer than it was, or the wire would not take it again
    return value and value.replace("\0", "?")


async def waiting(work: Work[Any], after: UUID, limit: int) -> list[DeadLetter]:
    """Those not replayed, from a cursor on."""
    return [_letter(work, row) for row in await work.connection.fetch(SQL.dead_letters, after, limit)]


async def read(work: Work[Any], id_: UUID) -> DeadLetter:
    """One, with its body. Raises Refused when there is none."""
    row = await work.connection.fetchrow(SQL.dead_letter, id_)
    if row is None:
        raise not_found("dead-letter", id_)
    return _letter(work, row)


async def replay(work: Work[Any], id_: UUID, mended: bytes | None) -> DeadLetter:
    """Put it back on its queue, exactly once, with another body if one is given.

    That it lay here stays; what it said goes: nobody would look for it here when what it is about is erased.
    Raises Refused when there is none or when it was replayed before.
    """
    letter = await read(work, id_)
    if letter.replayed_at is not None:
        raise Refused("already-replayed", f"It went back to {letter.queue} at {letter.replayed_at:%Y-%m-%d %H:%M} UTC.")
    content_type = letter.content_type or "application/cloudevents+json"
    body = letter.body if mended is None else mended
    # a CloudEvent in binary mode is nothing without its headers
    again = Outgoing(work.new_id(), "", letter.queue, body, content_type, orjson.dumps(letter.headers))
    work.post([again])
    seal = work.settings.sealer.seal
    await work.connection.execute(SQL.mark_replayed, id_, work.now, seal(b"{}"), seal(b""))
    return letter
