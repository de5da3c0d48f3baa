"""Old processes and new ones side by side: what was spent stays right, and no legal term is lost sight of."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeAlias

import asyncpg
import pytest

from deploy.migrations import declared
from libs.contracts.casework import SuspensionGround
from libs.contracts.words import Ground, ItemEnd
from libs.delivery.database import open_connection
from libs.delivery.migrations import migrate
from libs.delivery.runtime import migrations_of
from services.arrangement import store
from services.arrangement.domain import lifecycle
from services.arrangement.domain.drafting import neighbourhood_known
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.spell import spells
from services.arrangement.store.applications import APPLICATION
from services.arrangement.store.plans import PLAN, SPELLS
from services.arrangement.store.statements import SQL
from tests.unit.arrangement.story import HOLDER, Story, helped, shopping
from tests.world import World

pytestmark = pytest.mark.broker

Database: TypeAlias = "asyncpg.Connection[Any]"

ALL = migrations_of(declared("arrangement"))
BEFORE = [each for each in ALL if each.name < "arrangement/0013" or each.name.startswith("delivery/")]


@pytest.fixture
async def database(world: World) -> AsyncIterator[Database]:
    """As it was before spells were kept."""
    admin = await asyncpg.connect(world.urls["admin"])
    await admin.execute("create schema upgraded")
    await admin.close()
    connection = await open_connection(world.urls["admin"], "upgraded")
    try:
        await migrate(connection, BEFORE)
        yield connection
    finally:
        await connection.close()


def known_before(plan: Plan) -> dict[str, Any]:
    """What an old process saves of it."""
    document: dict[str, Any] = PLAN.dump_python(plan, mode="json")
    del document["stays"]
    for item in document["items"]:
        del item["rates"]
    return document


async def saved_by_old(database: Database, story: Story) -> None:
    plan = story.plan
    document = known_before(plan)
    await database.execute(
        "insert into plan (id, caseid, sequence, neighbourhood, state, document) values ($1, $2, 0, $3, $4, $5)"
        "on conflict (id) do update set neighbourhood = excluded.neighbourhood, document = excluded.document",
        *(plan.id, plan.caseid, plan.neighbourhood, plan.state.value, document),
    )
    await database.execute(
        "insert into plan_version (plan, sequence, from_at, document) values ($1, 0, $2, $3)",
        *(plan.id, story.now, document),
    )


async def saved_by_new(database: Database, story: Story) -> None:
    """As it stands there, by a process that does not know what is gone from it."""
    stored = PLAN.validate_python(await database.fetchval("select document from plan"))
    await store.save_plans(database, [replace(stored, sequence=stored.sequence + 1)], story.now)


async def counted(database: Database) -> list[dict[str, Any]]:
    rows = await database.fetch("select * from spell order by item, first_day")
    return [{name: str(value) for name, value in row.items()} for row in rows]


def right(plan: Plan) -> list[dict[str, Any]]:
    rows = SPELLS.dump_python(spells(plan), mode="json")
    return [{name: str(value) for name, value in row.items()} for row in rows]


def eight_weeks_later(story: Story) -> Story:
    """The household moves."""
    story.now += timedelta(weeks=8)
    story.plan = neighbourhood_known(story.plan, "bilthoven-noord", story.now.date())
    return story


SAVED = [(), ("old",), ("old", "new"), ("new", "old", "new", "old")]


async def side_by_side(database: Database, story: Story, saved: Sequence[str]) -> None:
    for process in saved:
        await (saved_by_old if process == "old" else saved_by_new)(database, story)
    await migrate(database, ALL, ("post",))


@pytest.mark.parametrize("saved", SAVED, ids="-".join)
async def test_a_household_that_had_moved_costs_once_whoever_saved_its_plan_during_the_upgrade(
    database: Database, saved: Sequence[str]
) -> None:
    story, _ = helped(2)
    await saved_by_old(database, story)
    await saved_by_old(database, eight_weeks_later(story))
    await migrate(database, ALL, ("pre",))
    await side_by_side(database, story, saved)
    assert await counted(database) == right(story.plan)


@pytest.mark.parametrize("saved", SAVED, ids="-".join)
async def test_a_price_that_changed_during_the_upgrade_keeps_what_was_spent_before_whoever_saved_its_plan_next(
    database: Database, saved: Sequence[str]
) -> None:
    story, _ = helped(2)
    await saved_by_old(database, story)
    await migrate(database, ALL, ("pre",))
    eight_weeks_later(story)
    since = story.now.date() + timedelta(days=3)
    story.plan = story.plan.put(story.item().costing(250, since).costing(300, since + timedelta(days=7)))
    await store.save_plans(database, [story.plan], story.now)
    await side_by_side(database, story, saved)
    assert await counted(database) == right(story.plan)
    stored = PLAN.validate_python(await database.fetchval("select document from plan"))
    assert (stored.stays, stored.items) == (story.plan.stays, story.plan.items), "the next to save counts by these"


async def test_what_moved_and_ended_during_the_upgrade_is_over(database: Database) -> None:
    story, _ = helped(2)
    await saved_by_old(database, story)
    await migrate(database, ALL, ("pre",))
    await saved_by_old(database, eight_weeks_later(story))
    story.take(lifecycle.ended(story.plan, story.item().id, ItemEnd.GOAL_MET, story.now, story.new_id, HOLDER))
    await side_by_side(database, story, ["old"])
    assert await counted(database) == right(story.plan)


async def test_a_term_that_stands_still_gets_its_clock_once_no_old_process_is_there_to_take_it(
    database: Database,
) -> None:
    story = Story()
    need = story.new_id()
    story.clarified(shopping(need)).agreed().unanswered(need)
    application = story.applies(need, 4, Ground.LOWER_RUNGS_TRIED)
    term = application.term.suspended(SuspensionGround.AWAITING_RESIDENT, None, story.now.date())
    application = replace(application, term=term)
    await saved_by_old(database, story)
    await database.execute(
        SQL.insert_application,
        *(application.id, application.plan, need, 4, 0, "submitted"),
        APPLICATION.dump_python(application, mode="json"),
    )
    clocks = "select count(*) from timer where kind = 'decision_term' and due <= now()"
    await migrate(database, ALL, ("pre",))
    assert await database.fetchval(clocks) == 0
    await migrate(database, ALL, ("post",))
    assert await database.fetchval(clocks) == 1
