"""Whose household a caller is of: signalling alone knows, and is asked before the transaction begins."""

import asyncio
from dataclasses import dataclass
from uuid import UUID

import httpx
import structlog
from fastapi import Request

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.delivery.problems import Problem
from services.intake.requests import FirstContact
from services.intake.settings import Settings

log = structlog.get_logger("omzien.intake")

#: Seconds. The helpdesk has someone in front of them.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Caller:
    """What is asked, and for whose household. `neighbourhood` is where signalling knows it to live."""

    asked: FirstContact
    household: UUID
    neighbourhood: str = UNKNOWN_NEIGHBOURHOOD


async def recognised(asked: FirstContact, request: Request) -> Caller:
    """Raises 503 when signalling does not answer in time, 422 when nobody can be recognised by what is given."""
    if asked.household is not None:
        return Caller(asked, asked.household)
    settings: Settings = request.app.state.runtime.settings
    about = asked.model_dump(mode="json", include={"person", "address"}, exclude_none=True)
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=settings.signalling_url) as client:
            answer = await client.post(
                "/v1/households/resolve", json=about, headers={"Authorization": request.headers["Authorization"]}
            )
            if answer.status_code == httpx.codes.OK:
                known = answer.json()
                return Caller(asked, UUID(known["household"]), known.get("neighbourhood", UNKNOWN_NEIGHBOURHOOD))
    except (TimeoutError, httpx.HTTPError, ValueError, KeyError) as error:
        log.warning("household_not_resolved", error=type(error).__name__)
        raise _not_resolved() from error
    if answer.status_code in (httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY):
        raise Problem(
            422,
            "household-not-identified",
            "Nobody can be recognised by this. Give at least postcode and house number.",
        )
    log.warning("household_not_resolved", status=answer.status_code)
    raise _not_resolved()


def _not_resolved() -> Problem:
    return Problem(
        503,
        "household-not-resolved",
        "Signalling does not say whose household this is. Nothing was stored: try again with the same Idempotency-Key.",
        {"Retry-After": "5"},
    )
