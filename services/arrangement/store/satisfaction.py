"""Questions whether somebody was helped well, and what they add up to."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from libs.contracts.refusals import not_found
from libs.contracts.surveys import Group, Moment
from libs.delivery.work import in_key_order
from services.arrangement.domain.figures import FEWEST, Answer, Figures, Period, figures
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.satisfaction import Satisfaction, SatisfactionState
from services.arrangement.store.plans import plan_by_id
from services.arrangement.store.statements import SQL, Database


async def asked_already(database: Database, plan: UUID, group: Group, moment: Moment, part: UUID, today: date) -> bool:
    """The caller has locked the plan."""
    found: bool = await database.fetchval(SQL.satisfaction_asked, plan, group.value, moment.value, part, today)
    return found


async def insert_satisfaction(database: Database, it: Satisfaction) -> None:
    """The caller has locked the plan."""
    await database.execute(
        SQL.insert_satisfaction,
        it.id,
        it.plan,
        it.caseid,
        it.neighbourhood,
        it.group.value,
        it.moment.value,
        it.part,
        it.asked_on,
        it.answer_by,
        it.sequence,
    )


async def satisfaction_with_plan(database: Database, id_: UUID) -> tuple[Satisfaction, Plan]:
    """Both locked, the plan first, and then what is said there. Raises Refused (404) when there is none."""
    plan = await database.fetchval(SQL.plan_of_satisfaction, id_)
    if plan is None:
        raise not_found("satisfaction", id_)
    locked = await plan_by_id(database, plan)
    [it] = await lock_satisfaction(database, [id_])
    await database.execute(SQL.one_reply_at_a_time, it.neighbourhood)
    return it, locked


async def lock_satisfaction(database: Database, ids: Iterable[UUID]) -> list[Satisfaction]:
    """Those of these that there are, locked, in the order of their ids."""
    return [_of(row) for row in await database.fetch(SQL.lock_satisfaction, in_key_order(ids))]


async def save_satisfaction(database: Database, it: Satisfaction) -> None:
    """Of one that is locked."""
    await database.execute(SQL.save_satisfaction, it.id, it.sequence, it.state.value, it.helped_well, it.mark)


async def said_by_five(database: Database, it: Satisfaction) -> list[Satisfaction]:
    """Of this neighbourhood, group and moment: the last five answers, and each "no" between them, when this answer is
    the fifth; else none. The caller has loaded it by `satisfaction_with_plan`.
    """
    rows = await database.fetch(SQL.said_by_five, it.neighbourhood, it.group.value, it.moment.value, FEWEST)
    return [_of(row) for row in rows]


async def satisfaction_to_ask(
    database: Database, neighbourhood: str | None, after: UUID, limit: int
) -> list[Satisfaction]:
    """What waits for an answer, in order of asking."""
    return [_of(row) for row in await database.fetch(SQL.satisfaction_to_ask, neighbourhood, after, limit)]


async def satisfaction_figures(database: Database, neighbourhood: str | None, period: Period) -> list[Figures]:
    """Of each group, as it may be shown."""
    asked = await database.fetch(SQL.satisfaction_asked_by_group, neighbourhood, period.first, period.last)
    answers = await database.fetch(SQL.satisfaction_answers, neighbourhood)
    return figures(
        Counter({Group(row["audience"]): row["asked"] for row in asked}),
        [
            Answer(
                Group(row["audience"]),
                row["neighbourhood"],
                Moment(row["moment"]),
                row["asked_on"],
                row["helped_well"],
                row["mark"],
            )
            for row in answers
        ],
        period,
    )


def _of(row: Any) -> Satisfaction:
    return Satisfaction(
        row["id"],
        row["plan"],
        row["caseid"],
        row["neighbourhood"],
        Group(row["audience"]),
        Moment(row["moment"]),
        row["part"],
        row["asked_on"],
        row["answer_by"],
        row["sequence"],
        SatisfactionState(row["state"]),
        row["helped_well"],
        row["mark"],
    )
