"""What a partner can publish: a DDAS delivery, or CloudEvents."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from omzien import ddas
from omzien.errors import Advice

#: Keys that only a delivery has.
DDAS = frozenset({"codeGegevensleverancier", "aanleverdatumEnTijd", "leveringen"})


@dataclass(frozen=True)
class Batch:
    """Events to publish, in order. `broken` are records that signalling will refuse."""

    events: list[dict[str, Any]]
    broken: list[ddas.Record]


def read(path: Path, partner: str | None) -> Batch:
    """The events of a file: a DDAS 0.9 delivery, one CloudEvent, a list of them, or one per line.

    Raises Advice when it is none of these, or when there is nothing in it.
    """
    content = _content(path)
    if isinstance(content, dict) and DDAS & content.keys():
        if partner is None:
            raise Advice("say which system sends this delivery: --partner NAME, such as --partner vroeg-eropaf")
        delivery = ddas.parse(content, str(path), partner)
        batch = Batch(delivery.events, delivery.broken)
    else:
        events = content if isinstance(content, list) else [content]
        batch = Batch([_cloudevent(event, path, number) for number, event in enumerate(events, start=1)], [])
    if not batch.events:
        raise Advice(f"{path} holds no signals")
    return batch


def _content(path: Path) -> Any:
    try:
        body = path.read_bytes()
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: give the path of a DDAS delivery or of CloudEvents") from None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        lines = [line for line in body.splitlines() if line.strip()]
        if not lines:
            raise Advice(f"{path} is empty") from None
        parsed = [_line(line) for line in lines]
        if parsed[0] is None or len(lines) == 1:
            raise Advice(f"{path} is not JSON: {error}") from None
        if None in parsed:
            raise Advice(f"{path}: event {parsed.index(None) + 1} is not JSON; nothing was published") from None
        return parsed


def _line(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None


def _cloudevent(event: Any, path: Path, number: int) -> dict[str, Any]:
    """What else is wrong with it is signalling's to say: only without a type it could not be routed."""
    if not isinstance(event, dict) or "specversion" not in event:
        raise Advice(f"{path} is neither a DDAS 0.9 delivery nor CloudEvents: event {number} has no specversion")
    if not isinstance(event.get("type"), str) or not 0 < len(event["type"].encode()) < 256:
        raise Advice(f"{path}: event {number} has no type that it can be routed by; nothing was published")
    return event
