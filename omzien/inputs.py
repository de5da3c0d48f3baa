"""What a partner can publish: a DDAS delivery, or CloudEvents."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import orjson

from omzien import ddas
from omzien.ddas import Record
from omzien.errors import Advice
from omzien.pieces import NotJson, Pieces

#: Keys that only a delivery has.
DDAS = frozenset({"codeGegevensleverancier", "aanleverdatumEnTijd", "leveringen"})

#: What an event is routed by, as the broker takes it.
LONGEST_TYPE = 255


class Batch(Protocol):
    """Signals to publish, in order: gone through as often as is needed, without ever being held all at once.

    A record with a fault is one that signalling will refuse.
    """

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Record]: ...


def read(path: Path, partner: str | None) -> Batch:
    """The signals of a file: a DDAS 0.9 delivery, one CloudEvent, a list of them, or one per line.

    The whole file has been looked through. Raises Advice when it is none of these, or when there is nothing in it.
    """
    try:
        batch = _judged(path, partner)
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: give the path of a DDAS delivery or of CloudEvents") from None
    except Advice as advice:
        raise Advice(f"{advice}; nothing was published") from None
    if not len(batch):
        raise Advice(f"{path} holds no signals")
    return batch


def _judged(path: Path, partner: str | None) -> Batch:
    # a pipe would be empty the second time
    if path.exists() and not path.is_file():
        raise Advice(f"{path} is no file that can be read twice: give the path of one")
    if not _is_delivery(path):
        return _Events(path, sum(1 for _ in _Events(path, 0)))
    if partner is None:
        raise Advice("say which system sends this delivery: --partner NAME, such as --partner vroeg-eropaf")
    return ddas.judged(lambda: path.open("rb"), str(path), partner)


def _is_delivery(path: Path) -> bool:
    with path.open("rb") as file:
        json = Pieces(file)
        try:
            for name in json.members() if json.ahead() == b"{" else ():
                if name in DDAS:
                    return True
                json.skip()
        except NotJson:
            pass  # it is told when the events are read
    return False


@dataclass(frozen=True)
class _Events:
    """CloudEvents, published as they are."""

    path: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Record]:
        number = 0
        with self.path.open("rb") as file:
            json = Pieces(file)
            if not json.ahead():
                raise Advice(f"{self.path} is empty")
            try:
                for number, _ in enumerate(json.elements() if json.ahead() == b"[" else json.values(), start=1):
                    json.ahead()
                    yield _record(self.path, f"event {number} (line {json.line()})", json.value())
                json.end()
            except NotJson as error:
                which = f": event {number}" if number > 1 else ""
                raise Advice(f"{self.path}{which} is not JSON: {error}") from None


def _record(path: Path, which: str, event: Any) -> Record:
    """What else is wrong with it is signalling's to say: only without a type it could not be routed."""
    if not isinstance(event, dict) or "specversion" not in event:
        raise Advice(f"{path} is neither a DDAS 0.9 delivery nor CloudEvents: {which} has no specversion")
    if not isinstance(event.get("type"), str) or not 0 < len(event["type"].encode()) <= LONGEST_TYPE:
        raise Advice(f"{path}: {which} has no type that it can be routed by")
    try:
        orjson.dumps(event)
    except orjson.JSONEncodeError:
        raise Advice(f"{path}: {which} is nested too deeply to be sent") from None
    data = event.get("data")
    reference = data.get("reference") if isinstance(data, dict) else None
    return Record(reference if isinstance(reference, str) else "", event, None)
