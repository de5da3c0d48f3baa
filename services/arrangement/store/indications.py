"""Indications: each one document, with beside it what is searched."""

from collections.abc import Iterable
from uuid import UUID

from pydantic import TypeAdapter

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.arrangement.domain.indication import Indication, IndicationState
from services.arrangement.store.statements import SQL, Database

INDICATION: TypeAdapter[Indication] = TypeAdapter(Indication)


async def lock_references(database: Database, references: Iterable[str]) -> dict[str, Indication]:
    """Those that are known, locked, by their reference. The others are for this transaction alone to register."""
    await database.execute(SQL.one_list_at_a_time)
    rows = await database.fetch(SQL.lock_references, sorted(set(references)))
    found = [INDICATION.validate_python(row["document"]) for row in rows]
    return {each.reference: each for each in found}


async def lock_indications(database: Database, ids: Iterable[UUID]) -> list[Indication]:
    """Those of these that there are, locked, in the order of their ids."""
    rows = await database.fetch(SQL.lock_indications, in_key_order(ids))
    return [INDICATION.validate_python(row["document"]) for row in rows]


async def lock_indications_of_cases(database: Database, cases: Iterable[UUID]) -> list[Indication]:
    """What these cases talk about, or talked about until it ended: locked, in the order of their ids."""
    rows = await database.fetch(SQL.lock_indications_of_cases, in_key_order(cases))
    return [INDICATION.validate_python(row["document"]) for row in rows]


async def lock_indication(database: Database, id_: UUID) -> Indication:
    """Raises Refused (404) when there is none."""
    found = await lock_indications(database, [id_])
    if not found:
        raise not_found("indication", id_)
    return found[0]


async def save_indications(database: Database, indications: Iterable[Indication]) -> None:
    """New ones, and such that are locked."""
    saved = list(indications)
    if saved:
        await database.execute(
            SQL.save_indications,
            [each.id for each in saved],
            [each.reference for each in saved],
            [each.sequence for each in saved],
            [each.terms.neighbourhood for each in saved],
            [each.state.value for each in saved],
            [each.terms.until for each in saved],
            [each.caseid for each in saved],
            [INDICATION.dump_python(each, mode="json") for each in saved],
        )


async def indication(database: Database, id_: UUID) -> Indication:
    """To look at. Raises Refused (404) when there is none."""
    row = await database.fetchrow(SQL.indication, id_)
    if row is None:
        raise not_found("indication", id_)
    return INDICATION.validate_python(row["document"])


async def indications(
    database: Database,
    neighbourhood: str | None,
    state: IndicationState | None,
    case: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Indication]:
    """The first to end first."""
    rows = await database.fetch(SQL.indications, neighbourhood, state and state.value, case, after, limit)
    return [INDICATION.validate_python(row["document"]) for row in rows]
