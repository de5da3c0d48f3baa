"""`/health/live`: the process answers. `/health/ready`: it would take a message that came now."""

import asyncio
import contextlib
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from libs.delivery.database import transaction
from libs.delivery.errors import Away
from libs.delivery.metrics import DEAD_LETTERS, PARKED
from libs.delivery.outbox import SQL

router = APIRouter(tags=["health"])


@router.get("/health/live", summary="Whether the process answers")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get(
    "/health/ready",
    summary="Whether it would take a message that came now",
    responses={503: {"description": "It would not; says which part is not ready."}},
)
async def ready(request: Request) -> JSONResponse:
    """200 when every part is ready, else 503; says which part is not."""
    runtime = request.app.state.runtime
    parts = {"database": await _database(runtime), "relay": runtime.relay.alive, "timers": runtime.ticker.alive}
    parts |= {consumer.name: consumer.alive for consumer in runtime.consumers}
    parts["broker"] = await runtime.broker.ping(2)
    good = all(parts.values())
    body = {"status": "ready" if good else "not ready", "service": runtime.service.name, "parts": parts}
    return JSONResponse(body, 200 if good else 503)


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    runtime = request.app.state.runtime
    # with the database away the others are wanted most
    with contextlib.suppress(Away):
        async with transaction(runtime.pool, readonly=True, patience=2) as connection:
            DEAD_LETTERS.set(await connection.fetchval(SQL.dead_letters_waiting))
            PARKED.set(await connection.fetchval(SQL.parked_waiting))
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _database(runtime: Any) -> bool:
    try:
        async with asyncio.timeout(2), runtime.pool.acquire() as connection:
            return bool(await connection.fetchval("select true"))
    except Exception:
        return False
