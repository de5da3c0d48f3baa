"""What became of many messages at once: for whoever published a file and wants to know of each record."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints

from libs.contracts.words import Mark, RefusalReason
from libs.delivery.access import Calling
from libs.delivery.commands import QuestionWork
from services.signalling import store
from services.signalling.requests import Asked

open_to_partners = APIRouter(tags=["partners"])

#: As a partner names itself and its messages; the database takes no control characters.
Name = Annotated[str, StringConstraints(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f]+$")]


class Lookup(Asked):
    """Messages of one source, by their ids."""

    source: Name
    ids: tuple[Name, ...] = Field(min_length=1, max_length=500)


class Effect(StrEnum):
    """What a message did when it came for the first time."""

    ACCEPTED = "accepted"
    AMENDED = "amended"
    REFUSED = "refused"


class LookedUp(BaseModel):
    """What became of one message. `effect` is null while nothing has come under its id.

    `refused_since`: the id was used again, with other content, and that was refused. `reasons` and `detail` are of the
    latest refusal under this id, if any.
    """

    id: str
    effect: Effect | None
    signal: UUID | None
    marks: tuple[Mark, ...]
    refused_since: bool
    reasons: tuple[RefusalReason, ...]
    detail: str | None

    @classmethod
    def of(cls, found: store.Outcome) -> Self:
        effect = None
        if found.signal is not None:
            effect = Effect.AMENDED if found.amends else Effect.ACCEPTED
        elif found.reasons:
            effect = Effect.REFUSED
        return cls(
            id=found.event_id,
            effect=effect,
            signal=found.signal,
            marks=found.marks,
            refused_since=found.signal is not None and RefusalReason.CONTENT_CHANGED in found.reasons,
            reasons=found.reasons,
            detail=found.detail,
        )


@open_to_partners.post("/receipts/lookup", summary="What became of many messages of one's own")
async def look_up(work: QuestionWork, caller: Calling, asked: Lookup) -> list[LookedUp]:
    """An answer for each id, in the order in which they were asked. Changes nothing."""
    caller.require(asked.source)
    return [LookedUp.of(each) for each in await store.outcomes_of(work.connection, asked.source, asked.ids)]
