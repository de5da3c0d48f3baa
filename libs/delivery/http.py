"""The HTTP side of a service: its own commands and questions, its dead letters, its health."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel, StringConstraints

from libs.delivery import dead_letters, documentation, health, problems
from libs.delivery.access import calling, require_token
from libs.delivery.commands import READER, Answered, CommandWork, QuestionWork
from libs.delivery.pages import FIRST, Limit
from libs.delivery.runtime import Runtime
from libs.delivery.service import Service

#: Characters in a mended message, and bytes in a request: what a broker takes at most.
LONGEST = 16 * 2**20

#: Bytes in a partner's request. A signal above 64 KiB is refused by name, and this is what is read to find that out.
LONGEST_OF_PARTNER = 2**20

operations = APIRouter(prefix="/v1", tags=["dead letters"])
log = structlog.get_logger("omzien.dead_letters")


class DeadLetterView(BaseModel):
    """`body` is given only for one letter at a time: it may hold what identifies a person."""

    id: UUID
    queue: str
    reason: str
    detail: str
    arrived_at: datetime
    bytes: int
    body: str | None = None

    @classmethod
    def of(cls, letter: dead_letters.DeadLetter, body: bool = False) -> "DeadLetterView":
        text = letter.body.decode("utf-8", "replace") if body else None
        return cls(**{**vars(letter), "bytes": len(letter.body), "body": text})


class Mended(BaseModel):
    """What to put back instead of the message as it came."""

    # a limit is what makes pydantic look into the text: half a character would fail only when it is sent
    body: Annotated[str, StringConstraints(max_length=LONGEST)] | None = None


@operations.get("/dead-letters", summary="What could not be handled and waits for a person")
async def list_dead_letters(work: QuestionWork, after: UUID = FIRST, limit: Limit = 100) -> list[DeadLetterView]:
    return [DeadLetterView.of(letter) for letter in await dead_letters.waiting(work, after, limit)]


@operations.get("/dead-letters/{id}", summary="One of them, with its body", dependencies=[READER])
async def show_dead_letter(work: CommandWork, id: UUID) -> DeadLetterView:
    """The body may hold whom a signal is about: who opens it is logged."""
    letter = await dead_letters.read(work, id)
    log.info("dead_letter_opened", letter=str(id), actor=work.cause.actor)
    return DeadLetterView.of(letter, body=True)


@operations.post("/dead-letters/{id}/replay", summary="Put it back on its queue, mended or as it was")
async def replay_dead_letter(work: CommandWork, id: UUID, mended: Mended) -> Response:
    letter = await dead_letters.replay(work, id, mended.body.encode() if mended.body is not None else None)
    return await work.answer(DeadLetterView.of(letter))


def application(runtime: Runtime) -> FastAPI:
    """What uvicorn serves. The consumers and the relay run in its lifespan."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await runtime.start()
            yield
        finally:
            await runtime.stop()

    app = _sides(runtime.service, lifespan)
    app.state.runtime = runtime
    problems.install(app)

    @app.exception_handler(Answered)
    async def again(_: Request, answered: Answered) -> Response:
        return answered.response

    return app


def document(service: Service) -> dict[str, Any]:
    """The OpenAPI document of the service's HTTP side."""
    return _sides(service, None).openapi()


class _Sides(FastAPI):
    """Says in its OpenAPI document which problems it answers with."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = problems.document(super().openapi(), partners=self.state.partners)
        return self.openapi_schema


def _sides(service: Service, lifespan: Callable[[FastAPI], Any] | None) -> FastAPI:
    app = _Sides(
        title=f"Omzien {service.name}",
        summary=service.summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        max_body_size=LONGEST,
    )
    app.state.partners = bool(service.open_to_partners.routes)
    guarded = [Depends(require_token)]
    app.include_router(service.router, dependencies=guarded)
    # before a route's own work: a connection, the body and a kept answer are for callers that are known
    app.include_router(service.open_to_partners, dependencies=[Depends(calling)], max_body_size=LONGEST_OF_PARTNER)
    app.include_router(service.open_to_all)
    app.include_router(operations, dependencies=guarded)
    app.include_router(health.router)
    documentation.install(app)
    return app
