"""HTTP commands and questions: each a transaction, an answer that is given once, a version that is checked."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from opentelemetry.trace import SpanKind
from pydantic import BaseModel

from libs.contracts.refusals import Refused
from libs.delivery.access import Caller, Calling
from libs.delivery.database import transaction
from libs.delivery.outbox import SQL
from libs.delivery.problems import MEDIA_TYPE, Problem
from libs.delivery.received import Cause
from libs.delivery.tracing import following, traceparent_of
from libs.delivery.work import Aggregate, Work

#: How long a request waits for a database connection that others hold, in seconds.
BUSY_SECONDS = 5


class Answered(Exception):
    """This command was answered before: give the same answer again."""

    def __init__(self, response: Response) -> None:
        self.response = response


@dataclass
class Command(Work[Any]):
    """The work of one HTTP command. Ends with `return work.answer(view, aggregate)`."""

    #: Who decides, when the caller said so in the header Omzien-Actor.
    person: UUID | None = None
    key: str | None = None
    if_match: int | None = None

    def decider(self) -> UUID:
        """The person who decides. Raises Refused when the caller did not say who that is."""
        if self.person is None:
            raise Refused("nobody-decides", "Say who decides: send their id in the header Omzien-Actor.")
        return self.person

    def expect(self, aggregate: Aggregate) -> None:
        """Raises 412 when the caller decided on an older version (its If-Match) than the one that is locked now."""
        if self.if_match is not None and self.if_match != aggregate.sequence:
            raise Problem(
                412,
                "stale",
                f"You decided on version {self.if_match}; it is at {aggregate.sequence} now. Read it again.",
            )

    async def answer(self, view: BaseModel | None, aggregate: Aggregate | None = None, status: int = 200) -> Response:
        """The response, kept with the effect when the command had an Idempotency-Key."""
        body = b"" if view is None else view.model_dump_json().encode()
        etag = f'"{aggregate.sequence}"' if aggregate else None
        if self.key:
            # what is answered may name somebody
            await self.connection.execute(SQL.answer, self.key, status, etag, self.settings.sealer.seal(body))
        return _response(status, etag, body)


def _response(status: int, etag: str | None, body: bytes) -> Response:
    headers = {"ETag": etag} if etag else {}
    kind = MEDIA_TYPE if status >= 400 else "application/json"
    return Response(body, status, headers, media_type=kind if body else None)


def _route(request: Request) -> str:
    # the template, not the path: a path holds ids
    return str(getattr(request.scope.get("route"), "path", ""))


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match == "*":
        return None
    try:
        return int(if_match.strip('"'))
    except ValueError:
        raise Problem(400, "bad-if-match", 'If-Match must be an ETag that this service gave, such as "3".') from None


Actor = Annotated[UUID | None, Header(description="Who decides or reads: a professional's pseudonymous id.")]


def _actor(person: UUID | None) -> str:
    return f"person:{person}" if person else "person"


async def _command(
    request: Request,
    caller: Calling,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
    if_match: Annotated[str | None, Header()] = None,
    omzien_actor: Actor = None,
) -> AsyncIterator[Command]:
    runtime = request.app.state.runtime
    id_ = str(runtime.new_id())
    span = following(f"{request.method} {_route(request)}", request.headers.get("traceparent"), SpanKind.SERVER)
    # read before a connection is taken: a client that sends slowly must not hold one
    key, body = (_key(caller, idempotency_key), await request.body()) if request.method != "GET" else (None, b"")
    with runtime.relay.handover.transaction() as tray:
        async with transaction(runtime.pool, patience=BUSY_SECONDS) as connection:
            command = Command(
                connection=connection,
                settings=runtime.settings,
                source=runtime.source,
                now=runtime.clock(),
                new_id=runtime.new_id,
                cause=Cause(id=id_, correlation=id_, actor=_actor(omzien_actor), traceparent=traceparent_of(span)),
                tray=tray,
                person=omzien_actor,
                key=key,
                if_match=_version(if_match),
            )
            if key:
                await _claim(command, request, body)
            yield command
            await command.flush()
    span.end()


def _key(caller: Caller, given: str | None) -> str | None:
    # each partner's keys are its own: another's would be in its way, or would give it another's answer
    return f"{caller.partner.source}\n{given}" if given and caller.partner else given


async def _claim(command: Command, request: Request, body: bytes) -> None:
    # with the attributes of a CloudEvent in binary mode: they say which event it is
    attributes = sorted(each for each in request.headers.items() if each[0].startswith("ce-"))
    head = "\n".join([f"{request.method} {request.url.path}", *map(repr, attributes), ""])
    plain = hashlib.sha256(head.encode() + body).hexdigest()
    # under a key: a plain hash of a name and an address could be found again by trying
    asked = command.settings.sealer.lookup("request", plain)
    if await command.connection.fetchval(SQL.claim_answer, command.key, asked):
        return
    [row] = await command.connection.fetch(SQL.answered, command.key)
    if row["request"] != asked:
        raise Problem(422, "key-reused", "This Idempotency-Key was used for another command: take a new one.")
    raise Answered(_response(row["status"], row["etag"], command.settings.sealer.open(row["body"])))


async def _question(request: Request, omzien_actor: Actor = None) -> AsyncIterator[Work[Any]]:
    runtime = request.app.state.runtime
    cause = Cause(id="question", correlation="question", actor=_actor(omzien_actor))
    async with transaction(runtime.pool, readonly=True, patience=BUSY_SECONDS) as connection:
        yield runtime.work(connection, cause)


def require_reader(person: UUID | None) -> None:
    """Raises Refused when the caller did not say who reads."""
    if person is None:
        raise Refused("nobody-reads", "Say who reads this: send their id in the header Omzien-Actor.")


async def _named(omzien_actor: Actor = None) -> None:
    require_reader(omzien_actor)


#: On a route whose answer tells who somebody is or what they said: who reads it is noted, and must be known (NEN 7513).
READER = Depends(_named)

#: Before the response is sent: an answer must not leave while its effect could still fail.
CommandWork = Annotated[Command, Depends(_command, scope="function")]
QuestionWork = Annotated[Work[Any], Depends(_question, scope="function")]
