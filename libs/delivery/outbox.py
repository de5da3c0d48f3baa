"""The outbox: final wire bytes, written in the transaction that decided them. The relay sends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parent / "sql")

#: The channel on which a relay is woken.
WAKE = "omzien_outbox"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to send. `id` is the CloudEvents id and the AMQP message id. `headers`: a JSON object, if any."""

    id: UUID
    exchange: str
    routing_key: str
    body: bytes
    content_type: str = "application/cloudevents+json"
    headers: bytes | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """One message in the outbox, at its place."""

    position: int
    posted_at: datetime
    letter: Outgoing


def columns(letters: Sequence[Outgoing]) -> list[list[Any]]:
    """As the statement `flush` takes them."""
    return [
        [each.id for each in letters],
        [each.exchange for each in letters],
        [each.routing_key for each in letters],
        [each.content_type for each in letters],
        [each.body for each in letters],
        [each.headers for each in letters],
    ]
