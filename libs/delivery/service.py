"""What a service declares about itself; `runtime.py` runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter

from libs.contracts.payload import Event, Payload
from libs.contracts.topology import Inlet
from libs.delivery.raw import RawMessage
from libs.delivery.received import Received
from libs.delivery.settings import Settings
from libs.delivery.timers import Timer
from libs.delivery.work import Work

#: Written for a batch; a batch of one is the ordinary case. In order per subject.
Handler = Callable[[Work[Any], Sequence[Received[Any]]], Awaitable[None]]
Handlers = Mapping[type[Payload], Handler]
#: For an inlet that takes what partners send: gets everything, also what cannot be read.
RawHandler = Callable[[Work[Any], Sequence[RawMessage]], Awaitable[None]]
TimerHandler = Callable[[Work[Any], Sequence[Timer]], Awaitable[None]]


@dataclass(frozen=True)
class Service:
    """One service: its messages, timers, HTTP side, settings and migrations."""

    name: str
    summary: str
    folder: Path
    settings: type[Settings]
    router: APIRouter
    events: tuple[Inlet, ...]
    handlers: Handlers
    timers: Mapping[str, TimerHandler] = field(default_factory=dict)
    raw: Mapping[Inlet, RawHandler] = field(default_factory=dict)
    emits: Sequence[type[Event]] = ()
    #: Answers without a token too, and asks `access.Trusted` what to leave out.
    open_to_all: APIRouter = field(default_factory=APIRouter)
    #: Answers partners' systems too. Each route asks `access.Calling` what is the caller's own.
    open_to_partners: APIRouter = field(default_factory=APIRouter)

    @property
    def migrations(self) -> Path:
        return self.folder / "migrations"
