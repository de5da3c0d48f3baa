"""The question without content: whether a household is known. Who asked is kept; what was asked is not readable."""

from datetime import datetime
from uuid import UUID

import structlog
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from libs.contracts.calendar import day_of
from libs.contracts.envelope import Source
from libs.contracts.refusals import Refused
from libs.contracts.signals import Address, Person
from libs.contracts.words import PartnerKind
from libs.delivery.access import Calling
from libs.delivery.commands import CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit, Page, cut
from services.signalling import store
from services.signalling.api.questions import Name
from services.signalling.domain import promises
from services.signalling.domain.identity import Identity, identify, is_minor
from services.signalling.domain.known import KnownAnswer, KnownQuestion, is_known
from services.signalling.reception import describe
from services.signalling.requests import Asked

router = APIRouter(prefix="/households", tags=["households"])
open_to_partners = APIRouter(prefix="/households", tags=["households"])
log = structlog.get_logger("omzien.signalling")


class Question(Asked):
    """Who asks, and whom and where the question is about, as far as they know."""

    source: Source
    partner: PartnerKind
    person: Person | None = None
    address: Address | None = None


class KnownView(BaseModel):
    """Nothing else is told: not why, since when, nor by whom."""

    known: bool


class NotAnswered(BaseModel):
    """RFC 9457 problem details: this partner may not ask."""

    type: str = "urn:omzien:problem:may-not-ask"
    title: str = "may not ask"
    status: int = 409
    detail: str


class QuestionView(BaseModel):
    """One question. `asked`: the same for the same words about the same household, and readable by nobody."""

    question: UUID
    asked_at: datetime
    source: str
    partner: PartnerKind
    actor: str = Field(description="`person:<id>` when the caller said who asks.")
    answer: KnownAnswer
    asked: str

    @classmethod
    def of(cls, question: KnownQuestion) -> "QuestionView":
        return cls.model_validate(vars(question) | {"question": question.id, "asked": question.asked.hex()})


class QuestionPage(Page[UUID]):
    items: list[QuestionView]


@open_to_partners.post(
    "/known",
    summary="Whether a household is known: yes or no",
    response_model=KnownView,
    responses={409: {"model": NotAnswered, "description": "Such a partner may not ask; or nothing says which one."}},
)
async def ask_known(work: CommandWork, caller: Calling, question: Question) -> Response:
    """Whether there is an open case or an active signal of the household that a signal would lead to.

    Every question is kept with who asked, also one that is not answered.
    """
    caller.require(question.source, question.partner)
    settings = work.settings
    identity = identify(question.person, question.address, settings.places, settings.sealer.lookup, day_of(work.now))
    if not identity.keys and not identity.traces:
        raise Refused("nobody-meant", "This leads to nobody: give an address, or a person with a birth date.")
    answer = await _answer(work, question, identity)
    asked = settings.sealer.lookup("known", question.model_dump_json(include={"person", "address"}))
    kept = KnownQuestion(work.new_id(), work.now, question.source, question.partner, work.cause.actor, answer, asked)
    await store.keep_known_question(work.connection, kept)
    policy = settings.policies.at(work.now)
    work.schedule(kept.id, promises.QUESTION_ERASURE, work.now + policy.keep_question)
    log.info("household_asked_for", question=str(kept.id), answer=answer.value, actor=work.cause.actor)
    if answer is not KnownAnswer.REFUSED:
        return await work.answer(KnownView(known=answer is KnownAnswer.KNOWN))
    # not raised: that would undo that it was asked
    detail = f"By the municipality's policy {question.partner.value} is no kind of partner that may ask; give a signal."
    response = await work.answer(NotAnswered(detail=detail), status=409)
    response.headers["content-type"] = "application/problem+json"
    return response


@router.get("/known", summary="Who asked whether a household is known", response_model=QuestionPage)
async def known_questions(
    work: QuestionWork, source: Name | None = None, after: UUID = FIRST, limit: Limit = 100
) -> QuestionPage:
    """For whoever guards privacy: every question of the retention period, oldest first."""
    page, last = cut(await store.known_questions(work.connection, source, after, limit + 1), limit)
    return QuestionPage(items=[QuestionView.of(each) for each in page], next=last.id if last else None)


async def _answer(work: CommandWork, question: Question, identity: Identity) -> KnownAnswer:
    if not work.settings.policies.at(work.now).may_ask_known(question.partner):
        return KnownAnswer.REFUSED
    if is_minor(question.person, work.now):
        return KnownAnswer.UNKNOWN  # a signal about a minor is on no household either
    register = await store.read_register(work.connection, identity.keys, identity.traces)
    await describe(work, register)
    return KnownAnswer.KNOWN if is_known(register, identity, work.new_id) else KnownAnswer.UNKNOWN
