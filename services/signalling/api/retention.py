"""What is erased when, and the proof of what was."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from libs.contracts.calendar import Day, day_of, morning_of
from libs.contracts.calendar import after as end_of
from libs.contracts.refusals import Refused, not_found
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import FIRST, Limit, Page, cut
from services.signalling import store
from services.signalling.domain import promises
from services.signalling.domain.erasure import Erasure, Place
from services.signalling.domain.signal import State

router = APIRouter(tags=["retention"])

#: Under which key of the policy the term stands by which what has ended so is erased.
TERMS = {
    State.DISMISSED: "dismissed_days",
    State.CLOSED: "case_years",
    State.GAP_LISTED: "gap_days",
    State.YOUTH_ROUTED: "youth_days",
}
OTHERS = {promises.REFUSAL_ERASURE: ("refused", "refused_days"), promises.QUESTION_ERASURE: ("asked", "question_days")}


class DueView(BaseModel):
    """How many there are of a state that are erased by then, the first and the last of them when."""

    state: str = Field(description="A signal's state; `refused` for messages, `asked` for questions without content.")
    term: str = Field(description="The key in the policy's table `retention`.")
    number: int
    first: datetime
    last: datetime


class RetentionView(BaseModel):
    until: date
    items: list[DueView]


class PlaceView(BaseModel):
    """`left` is counted now. `text`: what was sent; `contents`, `numbers`: keyed hashes of a partner's messages."""

    place: Place
    destroyed: int
    left: int


class ErasureView(BaseModel):
    """The proof that nothing leads to whom a signal was about.

    `household_keys.left` counts all keys that lead to a household which nobody gave a signal about and intake does not
    know: a key says nothing of the signal that it came with.
    """

    signal: UUID
    erased_at: datetime
    policy: str = Field(description="The version and the hash of the policy that held then.")
    places: list[PlaceView]
    nothing_left: bool
    kept_for_intake: bool = Field(description="Intake refers to the household: its keys stayed.")

    @classmethod
    def of(cls, erasure: Erasure) -> "ErasureView":
        destroyed, left = erasure.destroyed, erasure.left
        places = [PlaceView(place=at, destroyed=destroyed.get(at, 0), left=left.get(at, 0)) for at in Place]
        return cls.model_validate(vars(erasure) | {"places": places, "nothing_left": not any(left.values())})


class ErasurePage(Page[UUID]):
    items: list[ErasureView]


@router.get("/retention", summary="What is due to be erased, by state and term", response_model=RetentionView)
async def due(work: QuestionWork, until: Day | None = None) -> RetentionView:
    """What the end of that day (today's, when none is given) will have erased. Nothing is changed by asking."""
    until = until or day_of(work.now)
    found = await store.due_for_erasure(work.connection, end_of(until), [promises.ERASURE, *OTHERS])
    return RetentionView(until=until, items=[DueView.model_validate(_named(row)) for row in found])


@router.get("/erasures", summary="What was erased, with the proof", response_model=ErasurePage)
async def erasures(
    work: QuestionWork, since: Day | None = None, after: UUID = FIRST, limit: Limit = 100
) -> ErasurePage:
    """What was erased on that day or later, in the order in which it had been accepted."""
    began = morning_of(since) if since else None
    page, last = cut(await store.erasures(work.connection, began, after, limit + 1), limit)
    return ErasurePage(items=[ErasureView.of(each) for each in page], next=last.signal if last else None)


@router.get("/signals/{id}/erasure", summary="The proof that one was erased", response_model=ErasureView)
async def proof(work: QuestionWork, id: UUID) -> ErasureView:
    """Each place where something could lead to whom it was about, and that nothing is there."""
    erasure = await store.erasure_of(work.connection, id)
    if erasure is None:
        found = await store.find_signal(work.connection, id)
        if found is None:
            raise not_found("signal", id)
        raise Refused("signal-not-erased", f"It was not erased: it is {found[0].state.value}. See /v1/retention.")
    return ErasureView.of(erasure)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    state, term = OTHERS.get(row["kind"]) or (row["state"], TERMS[row["state"]])
    return {**row, "state": state, "term": term}
