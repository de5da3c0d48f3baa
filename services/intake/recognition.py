"""Whose household a caller is of, as signalling knows it."""

from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.delivery.problems import Problem
from services.intake.asking import ask
from services.intake.requests import FirstContact


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
    about = asked.model_dump(mode="json", include={"person", "address"}, exclude_none=True)
    known = await ask(request, "POST", "/v1/households/resolve", _away(), body=about)
    if known is None:
        raise Problem(
            422,
            "household-not-identified",
            "Nobody can be recognised by this. Give at least postcode and house number.",
        )
    return Caller(asked, UUID(known["household"]), known.get("neighbourhood", UNKNOWN_NEIGHBOURHOOD))


def _away() -> Problem:
    return Problem(
        503,
        "household-not-resolved",
        "Signalling does not say whose household this is. Nothing was stored: try again with the same Idempotency-Key.",
        {"Retry-After": "5"},
    )
