"""Whether a reader of a published schema can still read what the changed one describes."""

from typing import Any

Schema = dict[str, Any]


def breaks(published: Schema, changed: Schema) -> list[str]:
    """What a reader of `published` would stumble over; empty when nothing. Fields may be added, not taken away.

    Both are JSON Schemas as pydantic writes them, with their own `$defs`.
    """
    return _breaks(published, changed, published, changed, "data")


def _breaks(old: Schema, new: Schema, olds: Schema, news: Schema, where: str) -> list[str]:
    old, new = _resolved(old, olds), _resolved(new, news)
    found: list[str] = []
    if old.get("type") != new.get("type"):
        found.append(f"{where}: was {old.get('type')}, is {new.get('type')}")
    found += [f"{where}: the word {gone!r} is gone" for gone in old.get("enum", ()) if gone not in new.get("enum", ())]
    alternatives = len(old.get("anyOf", ())), len(new.get("anyOf", ()))
    if alternatives[0] != alternatives[1]:
        found.append(f"{where}: had {alternatives[0]} alternatives, has {alternatives[1]}")
    for index, (one, other) in enumerate(zip(old.get("anyOf", ()), new.get("anyOf", ()), strict=False)):
        found += _breaks(one, other, olds, news, f"{where}|{index}")
    for name, field in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            found.append(f"{where}.{name}: is gone")
        else:
            found += _breaks(field, new["properties"][name], olds, news, f"{where}.{name}")
    needed = set(new.get("required", ())) - set(old.get("required", ()))
    found += [f"{where}.{name}: is required now" for name in sorted(needed & set(old.get("properties", {})))]
    lost = set(old.get("required", ())) - set(new.get("required", ()))
    found += [f"{where}.{name}: was always there, may be missing now" for name in sorted(lost)]
    if "items" in old:
        found += _breaks(old["items"], new.get("items", {}), olds, news, f"{where}[]")
    return found


def _resolved(schema: Schema, whole: Schema) -> Schema:
    while "$ref" in schema:
        schema = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    return schema
