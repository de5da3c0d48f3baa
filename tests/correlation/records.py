"""A pair of records as they are compared: from the keys of a DDAS `client` to signalling's own words."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import orjson

from libs.contracts.signals import Address, Person
from omzien.ddas.translation import ADDRESS, PERSON
from services.signalling.domain.description import Description
from tests.correlation.faults import Pair


def record(client: Mapping[str, str]) -> Description:
    """What signalling would get of a partner's client."""
    told = {ours: client.get(theirs) for ours, theirs in PERSON.items()}
    address = {ours: client.get(theirs) for ours, theirs in ADDRESS.items()}
    return Description(Person(**told), Address(**address))


def read(path: Path) -> Iterator[Pair]:
    """A line each: `{"a": {…}, "b": {…}, "same": true, "kind": "…"}`. Raises ValueError with a bad line's number."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                told = orjson.loads(line)
                yield Pair(a=_texts(told["a"]), b=_texts(told["b"]), same=bool(told["same"]), kind=str(told["kind"]))
            except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
                raise ValueError(f"{path}, line {number}: not a pair of records ({error!r})") from error


def _texts(client: Mapping[str, object]) -> dict[str, str]:
    return {key: str(value) for key, value in client.items() if value is not None}
