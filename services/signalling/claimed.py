"""Source and id of what is no CloudEvent, as far as they can be read: the partner will look for its refusal by them."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from libs.contracts.envelope import MAX_BYTES
from libs.delivery.raw import RawMessage
from libs.delivery.wire import PREFIXES

#: Longer ids and sources would not fit an index, and nobody means them.
LONGEST = 255

#: What stands before the next text or bracket, and that. A text has no end where it was cut off.
TOKEN = re.compile(rb'[^"\[\]{}]*+("(?:[^"\\]|\\.)*+"|[\[\]{}])', re.DOTALL)
NAMED = re.compile(rb"\s*:\s*")


def usable(value: object) -> bool:
    """As an id or a source: the database takes no NUL, and a lone surrogate has no UTF-8."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable()


def claimed(raw: RawMessage) -> tuple[str | None, str | None]:
    """(source, id); None for what can't be told. Headers first: beside them a body is data, and its id another."""
    found = _of_body(raw.body) | _of_headers(raw.headers)
    source, event_id = found.get("source"), found.get("id")
    return (source if usable(source) else None), (event_id if usable(event_id) else None)


def _of_headers(headers: Mapping[str, Any]) -> dict[str, Any]:
    told = {name.lower(): value for name, value in headers.items()}
    return {
        name: told[f"{prefix}{name}"] for prefix in PREFIXES for name in ("source", "id") if told.get(f"{prefix}{name}")
    }


def _of_body(body: bytes) -> dict[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError:
        return _outermost(body[:MAX_BYTES])
    return {name: told[name] for name in ("source", "id") if told.get(name)} if isinstance(told, Mapping) else {}


def _outermost(body: bytes) -> dict[str, Any]:
    """Texts by their names in the outermost object of what no parser takes, because of what stands elsewhere in it."""
    found: dict[str, Any] = {}
    at = depth = 0
    name: bytes | None = None
    while token := TOKEN.match(body, at):
        at, word = token.end(), token[1]
        if word in (b"{", b"["):
            depth += 1
        elif word in (b"}", b"]"):
            depth -= 1
        elif depth == 1 and word in (b'"source"', b'"id"') and (colon := NAMED.match(body, at)):
            name, at = word, colon.end()
            continue
        elif name is not None and depth == 1 and token.start(1) == token.start():
            _keep(found, name, word)
        name = None
    return found


def _keep(found: dict[str, Any], name: bytes, word: bytes) -> None:
    try:
        found[orjson.loads(name)] = orjson.loads(word)
    except orjson.JSONDecodeError:
        found.pop(orjson.loads(name), None)
