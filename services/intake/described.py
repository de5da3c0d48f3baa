"""Whom a signal is about, as signalling knows it."""

from fastapi import Request

from libs.delivery.commands import Actor, require_reader
from libs.delivery.problems import Problem
from services.intake.asking import ask
from services.intake.domain.resident import Details
from services.intake.forms.persons import NewResident


async def described(asked: NewResident, request: Request, omzien_actor: Actor = None) -> NewResident:
    """With who and where as the partner told them, where a signal is named; what the caller says wins.

    Raises 503 when signalling does not answer in time, 422 when that signal says nothing of anybody, and Refused when
    nobody says who reads it.
    """
    if asked.signal is None:
        return asked
    require_reader(omzien_actor)
    shown = await ask(request, "GET", f"/v1/signals/{asked.signal}", _away(), actor=omzien_actor) or {}
    told = Details(person=shown.get("person") or {}, address=shown.get("address") or {})
    given = {"person": asked.person or told.person, "address": asked.address or told.address}
    if not any(part.model_dump(exclude_none=True) for part in given.values()):
        raise Problem(422, "signal-tells-nobody", "Signalling has no such signal, or it says of nobody who it is.")
    return asked.model_copy(update=given)


def _away() -> Problem:
    return Problem(
        503,
        "signal-not-read",
        "Signalling does not answer. Nothing was stored: try again, or give person and address yourself.",
        {"Retry-After": "5"},
    )
