"""Which signals of a file were there before in the same file."""

import hashlib
from collections.abc import Mapping
from enum import Enum
from typing import Any

import orjson


class Again(Enum):
    """What a signal is to those before it."""

    FIRST = 0
    SAME = 1
    OTHER = 2  # the id of one before it, with other content


class Seen:
    """Remembers sources, ids and contents as hashes of 64 bits: some 150 bytes per signal.

    Among a million signals two are taken for one with a chance of one in thirty million.
    """

    def __init__(self) -> None:
        self._contents: dict[int, int] = {}

    def __len__(self) -> int:
        """How many different ones."""
        return len(self._contents)

    def look(self, event: Mapping[str, Any]) -> Again:
        key = mark([str(event.get("source")), str(event.get("id"))])
        content = mark([event.get("type"), event.get("data")])
        if key not in self._contents:
            self._contents[key] = content
            return Again.FIRST
        return Again.SAME if self._contents[key] == content else Again.OTHER


def mark(value: Any) -> int:
    """The same for what is the same: 64 bits of a hash of a JSON value."""
    text = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest())
