"""From what came in to one statement with its arguments. Pure but for ids, time and random bytes."""

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import uuid_utils

from bench.same_work import events
from libs.contracts.cases import CaseOpened
from libs.contracts.signals import SignalRaised
from libs.delivery.statements import Statements

SQL = Statements.read(Path(__file__).parent)

#: Bytes by which the sealed form of a submission is longer than the submission itself.
SEALED = 484


@dataclass(frozen=True, slots=True)
class Step:
    """Run `statement` with `arguments` in a transaction of its own; its rows, if any, are the letters to send."""

    statement: str
    arguments: Sequence[Any]


def receive(signals: Sequence[dict[str, Any]]) -> Step:
    """What partners sent, as CloudEvents."""
    now = datetime.now(UTC).isoformat()
    rows = []
    for told in signals:
        signal, household, accepted, raised = _id(), _id(), _id(), _id()
        data = told["data"]
        rows.append(
            (
                told["source"],
                told["id"],
                hashlib.sha256(orjson.dumps(data)).digest(),
                signal,
                household,
                hashlib.sha256(orjson.dumps(data["address"])).digest(),
                os.urandom(SEALED),
                data["partner"],
                data["kind"],
                data["urgency"],
                accepted,
                events.accepted(accepted, now, signal, household, data),
                raised,
                events.raised(raised, now, signal, household, data),
            )
        )
    return Step(SQL.receive, _columns(rows, 14))


def open_cases(heard: Sequence[dict[str, Any]], also: Sequence[str] = ()) -> Step:
    """What signalling told; `also` are ids of events that count as heard with them."""
    now = datetime.now(UTC).isoformat()
    rows = []
    for event in heard:
        if event["type"] == SignalRaised.type:
            case, opened, triaged = _id(), _id(), _id()
            data = event["data"]
            rows.append(
                (
                    event["id"],
                    event["subject"],
                    data["household"],
                    data["neighbourhood"],
                    data["urgency"],
                    case,
                    opened,
                    events.opened(opened, now, case, event),
                    triaged,
                    events.triaged(triaged, now, case, event),
                )
            )
    return Step(SQL.open_cases, [events.SIGNALLING, *_heard(heard, also), *_columns(rows, 10)])


def link(heard: Sequence[dict[str, Any]], also: Sequence[str] = ()) -> Step:
    """What intake told."""
    rows = [
        (event["id"], event["data"]["signals"][0], event["data"]["household"], event["data"]["caseid"])
        for event in heard
        if event["type"] == CaseOpened.type
    ]
    return Step(SQL.link, [events.INTAKE, *_heard(heard, also), *_columns(rows, 4)])


def _heard(heard: Sequence[dict[str, Any]], also: Sequence[str]) -> list[list[Any]]:
    """Ids for the inbox; and per subject how far its events go."""
    positions = {event["subject"]: int(event["sequence"]) for event in heard}
    return [[*(event["id"] for event in heard), *also], list(positions), list(positions.values())]


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _id() -> str:
    return str(uuid_utils.uuid7())
