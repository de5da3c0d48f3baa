"""Applications: each one document, with beside it what is searched."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from pydantic import TypeAdapter

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.arrangement.domain.application import Application, ApplicationState
from services.arrangement.domain.plan import Plan
from services.arrangement.store.plans import plan_by_id
from services.arrangement.store.statements import SQL, Database

APPLICATION: TypeAdapter[Application] = TypeAdapter(Application)


async def insert_application(database: Database, application: Application) -> bool:
    """False when another for this need and rung waits for its decision."""
    inserted = await database.fetchval(
        SQL.insert_application,
        application.id,
        application.plan,
        application.need,
        int(application.rung),
        application.sequence,
        application.state.value,
        APPLICATION.dump_python(application, mode="json"),
    )
    return inserted is not None


async def save_application(database: Database, application: Application) -> None:
    """Of an application that is locked."""
    await database.execute(
        SQL.save_application,
        application.id,
        application.sequence,
        application.state.value,
        APPLICATION.dump_python(application, mode="json"),
    )


async def application_with_plan(database: Database, id_: UUID) -> tuple[Application, Plan]:
    """Both locked, the plan first. Raises Refused (404) when there is none."""
    plan = await database.fetchval(SQL.plan_of_application, id_)
    if plan is None:
        raise not_found("application", id_)
    locked = await plan_by_id(database, plan)
    [application] = await lock_applications(database, [id_])
    return application, locked


async def lock_applications(database: Database, ids: Iterable[UUID]) -> list[Application]:
    """Those of these that there are, locked, in the order of their ids."""
    rows = await database.fetch(SQL.lock_applications, in_key_order(ids))
    return [APPLICATION.validate_python(row["document"]) for row in rows]


async def lock_waiting_applications(database: Database, plans: Iterable[UUID]) -> list[Application]:
    """Those of these plans, which are locked, that wait for a decision: locked, in the order of their ids."""
    rows = await database.fetch(SQL.lock_waiting_applications, in_key_order(plans))
    return [APPLICATION.validate_python(row["document"]) for row in rows]


async def application(database: Database, id_: UUID) -> Application:
    """To look at. Raises Refused (404) when there is none."""
    row = await database.fetchrow(SQL.application, id_)
    if row is None:
        raise not_found("application", id_)
    return APPLICATION.validate_python(row["document"])


async def applications(
    database: Database,
    plan: UUID | None,
    state: ApplicationState | None,
    late_on: date | None,
    after: UUID,
    limit: int,
) -> list[Application]:
    """In order of submission. `late_on`: those that still wait on that day, after their term."""
    rows = await database.fetch(SQL.applications, plan, state and state.value, late_on, after, limit)
    return [APPLICATION.validate_python(row["document"]) for row in rows]
