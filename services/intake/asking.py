"""Asking signalling, which alone knows whom a worry is about: before the transaction begins, with little patience."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import structlog
from fastapi import Request

from libs.delivery.problems import Problem
from services.intake.settings import Settings

log = structlog.get_logger("omzien.intake")

#: Seconds. The helpdesk has someone in front of them.
PATIENCE = 2.0

#: What signalling says no with: the question is at fault, and asking it again is no use.
NO = (httpx.codes.NOT_FOUND, httpx.codes.CONFLICT, httpx.codes.UNPROCESSABLE_ENTITY)


async def ask(
    request: Request, method: str, path: str, away: Problem, *, actor: UUID | None = None, body: object = None
) -> dict[str, Any] | None:
    """The answer; None when signalling says no. Raises `away` when it does not answer in time.

    The caller's token is passed on, and who they are: signalling notes who reads.
    """
    settings: Settings = request.app.state.runtime.settings
    headers = {"Authorization": request.headers.get("Authorization", "")}
    if actor is not None:
        headers["Omzien-Actor"] = str(actor)
    try:
        async with asyncio.timeout(PATIENCE), httpx.AsyncClient(base_url=settings.signalling_url) as client:
            answer = await client.request(method, path, json=body, headers=headers)
            if answer.status_code in NO:
                return None
            told: dict[str, Any] = answer.raise_for_status().json()
            return told
    except (TimeoutError, httpx.HTTPError, ValueError) as error:
        log.warning("signalling_not_asked", path=path, error=type(error).__name__)
        raise away from error
