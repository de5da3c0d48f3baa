"""What waits, a page at a time."""

from collections.abc import Iterable
from uuid import UUID

from services.intake.domain.case import Case
from services.intake.domain.worklist import List, Order
from services.intake.store.base import SQL, IntakeWork
from services.intake.store.cases import case_of

#: What the statement orders by, beside the case itself.
KEYS = frozenset({"by_ordinary", "by_due", "by_calm"})


async def work_list(
    work: IntakeWork,
    which: List,
    limit: int,
    *,
    people: Iterable[UUID] = (),
    night: Iterable[UUID] = (),
    neighbourhood: str | None = None,
    after: Order | None = None,
) -> list[Case]:
    """In the order of `Order`, from behind `after` on. `people` are whose list it is, of an adviser's; `night` those of
    the night team while it is day.
    """
    at = after or (None,) * 5
    rows = await work.connection.fetch(SQL.work_list, which, list(people), neighbourhood, *at, limit, list(night))
    return [case_of({name: value for name, value in row.items() if name not in KEYS}) for row in rows]
