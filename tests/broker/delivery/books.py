"""What the ledger has written down, and what its queues still hold."""

from uuid import UUID

from tests.world import Served, World


async def entries(ledger: Served) -> dict[UUID, list[int]]:
    """The sequence numbers of each case, in the order in which they took effect."""
    rows = await ledger.runtime.pool.fetch(
        "select account, array_agg(sequence order by place) as numbers from entry group by account"
    )
    return {row["account"]: row["numbers"] for row in rows}


async def written(ledger: Served) -> int:
    """How many effects there are."""
    return int(await ledger.scalar("select count(*) from entry"))


async def dead(ledger: Served) -> list[tuple[str, str]]:
    """Queue and reason of what waits for a person."""
    rows = await ledger.runtime.pool.fetch(
        "select queue, reason from dead_letter where replayed_at is null order by arrived_at"
    )
    return [(row["queue"], row["reason"]) for row in rows]


async def waiting(world: World, queue: str) -> int:
    """Messages in the queue that are with no consumer."""
    channel = await world.channel()
    found = await channel.declare_queue(queue, passive=True)
    await channel.close()
    return found.declaration_result.message_count or 0
