"""A look at the table and a handover at the same moment: each message leaves once."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from libs.delivery.outbox import Outgoing, Posted
from libs.delivery.relay import Relay


class Server:
    """The database's side: what is committed while a look is on its way to it is in its answer."""

    def __init__(self, relay: Relay, posted: Posted) -> None:
        self._relay, self._posted = relay, posted

    async def fetch(self, _: str, __: int, ___: list[int]) -> list[dict[str, Any]]:
        with self._relay.handover.transaction() as tray:
            tray.put([self._posted])
        letter = self._posted.letter
        return [
            {
                "position": self._posted.position,
                "posted_at": self._posted.posted_at,
                "id": letter.id,
                "exchange": letter.exchange,
                "routing_key": letter.routing_key,
                "body": letter.body,
                "content_type": letter.content_type,
                "headers": letter.headers,
            }
        ]


def test_what_is_committed_while_the_table_is_looked_at_leaves_once() -> None:
    relay = Relay("", "", "ledger", window=10, poll_seconds=60)
    relay.handover.open()
    posted = Posted(7, datetime.now(UTC), Outgoing(uuid4(), "events", "key", b"{}"))
    server: Any = Server(relay, posted)

    async def twice() -> list[list[Posted]]:
        return [await relay._next(server), await relay._next(server)]

    assert asyncio.run(twice()) == [[posted], []]
