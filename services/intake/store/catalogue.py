"""The catalogue as matching tells of it, for advice."""

from collections.abc import Iterable
from uuid import UUID

from libs.contracts.words import Category, Rung
from libs.delivery.work import in_key_order
from services.intake.domain.catalogue import FREE_UP_TO, Offering
from services.intake.store.base import SQL, IntakeWork


async def keep_offerings(work: IntakeWork, offerings: Iterable[Offering]) -> None:
    """The last one wins when an offering is named twice."""
    latest = {each.id: each for each in offerings}
    await work.connection.execute(SQL.keep_offerings, [latest[id_] for id_ in in_key_order(latest)])


async def drop_offerings(work: IntakeWork, ids: Iterable[UUID]) -> None:
    await work.connection.execute(SQL.drop_offerings, in_key_order(ids))


async def offerings_of(work: IntakeWork, category: Category) -> list[Offering]:
    """What may be advised in this category, anywhere in the municipality."""
    rows = await work.connection.fetch(SQL.offerings_of_category, category, FREE_UP_TO)
    return [
        Offering(
            id=row["id"],
            rung=Rung(row["rung"]),
            categories=tuple(map(Category, row["categories"])),
            serves=tuple(row["serves"]),
            capacity=row["capacity"],
        )
        for row in rows
    ]
