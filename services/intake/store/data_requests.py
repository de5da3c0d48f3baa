"""Requests about somebody's own data, and what is destroyed for one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from libs.contracts.refusals import not_found
from libs.delivery.work import in_key_order
from services.intake.domain.data_request import Confirmed, DataRequest, RequestState
from services.intake.domain.resident import Details, Standing
from services.intake.store.base import SQL, IntakeWork

STANDINGS: TypeAdapter[tuple[Standing, ...]] = TypeAdapter(tuple[Standing, ...])
CONFIRMED: TypeAdapter[tuple[Confirmed, ...]] = TypeAdapter(tuple[Confirmed, ...])
REQUEST: TypeAdapter[DataRequest] = TypeAdapter(DataRequest)


async def add_data_request(work: IntakeWork, request: DataRequest, corrections: Details | None) -> None:
    """`corrections` are kept sealed, with what is given as null told from what is not given."""
    sealed = corrections and work.settings.sealer.seal(corrections.model_dump_json(exclude_unset=True).encode())
    await work.connection.execute(
        SQL.add_data_request,
        request.id,
        request.resident,
        request.right,
        STANDINGS.dump_python(request.standings, mode="json"),
        request.received_at,
        request.due,
        request.state,
        sealed,
    )


async def lock_data_requests(work: IntakeWork, ids: Iterable[UUID]) -> dict[UUID, DataRequest]:
    """Those that exist. Cases and residents are locked before them, everywhere."""
    rows = await work.connection.fetch(SQL.lock_data_requests, in_key_order(ids))
    return {row["id"]: _request(row) for row in rows}


async def cases_reached(work: IntakeWork, ids: Iterable[UUID]) -> set[UUID]:
    """The cases to lock before these requests are."""
    rows = await work.connection.fetch(SQL.standings_of_requests, list(ids))
    return {each.caseid for row in rows for each in STANDINGS.validate_python(row["standings"])}


async def data_request(work: IntakeWork, id_: UUID) -> DataRequest:
    """To look at. Raises Refused (missing)."""
    row = await work.connection.fetchrow(SQL.data_request, id_)
    if row is None:
        raise not_found("request", id_)
    return _request(row)


async def data_requests_of(work: IntakeWork, resident: UUID) -> list[DataRequest]:
    """In the order in which they were made."""
    return [_request(row) for row in await work.connection.fetch(SQL.data_requests_of, resident)]


async def data_requests(work: IntakeWork, state: RequestState | None, after: UUID, limit: int) -> list[DataRequest]:
    """In the order in which they were made."""
    return [_request(row) for row in await work.connection.fetch(SQL.data_requests, state, after, limit)]


async def corrections_of(work: IntakeWork, request: UUID) -> Details | None:
    """None when nothing is to be corrected, or no longer."""
    sealed = await work.connection.fetchval(SQL.corrections_of, request)
    return Details.model_validate_json(work.settings.sealer.open(sealed)) if sealed else None


async def save_data_request(work: IntakeWork, request: DataRequest) -> None:
    """Of a request that is locked. What was to be corrected is gone once it is decided."""
    await work.connection.execute(
        SQL.save_data_request,
        request.id,
        STANDINGS.dump_python(request.standings, mode="json"),
        request.state,
        request.decided_by,
        request.decided_at,
        request.ground,
        CONFIRMED.dump_python(request.confirmations, mode="json"),
        request.done_at,
    )


async def erase_texts(work: IntakeWork, cases: Sequence[UUID]) -> None:
    """All free text of these cases, which are locked."""
    await work.connection.execute(SQL.erase_texts, list(cases))


def _request(row: Mapping[str, Any]) -> DataRequest:
    return REQUEST.validate_python(dict(row) | {"right": row["entitled_to"]})
