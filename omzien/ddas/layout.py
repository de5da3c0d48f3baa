"""Where the records stand in a file, in whatever order its keys come."""

from collections.abc import Iterator
from typing import Any

from omzien.pieces import NotJson, Pieces

LEVERINGEN, RECORDS, CASES = "leveringen", "vroegsignalen", "vroegsignaalzaken"


def around(json: Pieces) -> tuple[Any, list[int]]:
    """What stands around the records, their lists left empty; and how many there are in each levering.

    Raises NotJson, also for what stands in a record or behind the last one, and for a name that stands twice: of two
    lists one would be lost.
    """
    counts: list[int] = []
    content: dict[str, Any] = {}
    for name in _names(json):
        listed = name == LEVERINGEN and json.ahead() == b"["
        content[name] = [_levering(json, counts) for _ in json.elements()] if listed else json.value()
    return content, counts


def records(json: Pieces, of: str = RECORDS) -> Iterator[tuple[int, Any]]:
    """Each record, or each case, with the number of its levering (from 0)."""
    for name in json.members():
        if name != LEVERINGEN or json.ahead() != b"[":
            json.skip()
            continue
        for number, _ in enumerate(json.elements()):
            for part in json.members():
                if part == of:
                    for _ in json.elements():
                        yield number, json.value()
                else:
                    json.skip()


def _levering(json: Pieces, counts: list[int]) -> Any:
    counts.append(0)
    if json.ahead() != b"{":
        return json.value()
    content: dict[str, Any] = {}
    for name in _names(json):
        if name in (RECORDS, CASES) and json.ahead() == b"[":
            content[name] = []
            for _ in json.elements():
                json.value()
                counts[-1] += name == RECORDS
        else:
            content[name] = json.value()
    return content


def _names(json: Pieces) -> Iterator[str]:
    found: set[str] = set()
    for name in json.members():
        if name in found:
            raise NotJson(f"{name[:40]!r} stands twice in the same place")
        found.add(name)
        yield name
