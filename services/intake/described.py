"""Whom a signal is about: signalling alone knows, and is asked before the transaction begins."""

import asyncio
from uuid import UUID

import httpx
import structlog
from fastapi import Request

from libs.delivery.commands import Actor
from libs.delivery.problems import Problem
from services.intake.domain.resident import Details
from services.intake.forms.persons import NewResident
from services.intake.recognition import PATIENCE
from services.intake.settings import Settings

log = structlog.get_logger("omzien.intake")


async def described(asked: NewResident, request: Request, omzien_actor: Actor = None) -> NewResident:
    """With who and where as the partner told them, where a signal is named; what the caller says wins.

    Signalling notes who reads. Raises 503 when it does not answer, 422 when that signal says nothing of anybody.
    """
    if asked.signal is None:
        return asked
    told = await _told(asked.signal, request, omzien_actor)
    given = {"person": asked.person or told.person, "address": asked.address or told.address}
    if not any(part.model_dump(exclude_none=True) for part in given.values()):
        raise Problem(422, "signal-tells-nobody", "This signal does not say who it is about, or was erased.")
    return asked.model_copy(update=given)


async def _told(signal: UUID, request: Request, actor: UUID | None) -> Details:
    settings: Settings = request.app.state.runtime.settings
    headers = {"Authorization": request.headers.get("Authorization", "")}
    if actor is not None:
        headers["Omzien-Actor"] = str(actor)
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=settings.signalling_url) as client:
            answer = await client.get(f"/v1/signals/{signal}", headers=headers)
            if answer.status_code == httpx.codes.NOT_FOUND:
                raise Problem(422, "signal-tells-nobody", f"Signalling has no signal {signal}.")
            shown = answer.raise_for_status().json()
            return Details(person=shown.get("person") or {}, address=shown.get("address") or {})
    except (TimeoutError, httpx.HTTPError, ValueError) as error:
        log.warning("signal_not_read", error=type(error).__name__)
        raise Problem(
            503,
            "signal-not-read",
            "Signalling does not answer. Nothing was stored: try again, or give person and address yourself.",
            {"Retry-After": "5"},
        ) from error
