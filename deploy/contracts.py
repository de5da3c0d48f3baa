"""Writes the published contracts: `make contracts`. Refuses a change that would break a reader of a published version.

`libs/contracts/schemas/` has a JSON Schema per event type, `docs/reference/` an AsyncAPI 3 document per service
and one for the whole, and an OpenAPI document for each HTTP side.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.migrations import declared
from libs.contracts.catalogue import PAYLOADS, Event
from libs.contracts.compatibility import breaks
from libs.contracts.envelope import schema_of
from libs.contracts.topology import SERVICES
from libs.delivery.asyncapi import describe
from libs.delivery.http import document
from libs.delivery.service import Service

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "libs" / "contracts" / "schemas"
REFERENCE = ROOT / "docs" / "reference"


def services() -> list[Service]:
    """The four declarations, in the order in which a signal meets them."""
    return [declared(name) for name in SERVICES]


def schemas() -> dict[str, dict[str, Any]]:
    """The JSON Schema of every payload, by its type."""
    return {
        type_: {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema_of(type_)}
        | payload.model_json_schema(mode="serialization" if issubclass(payload, Event) else "validation")
        for type_, payload in sorted(PAYLOADS.items())
    }


def files() -> Iterator[tuple[Path, str]]:
    """Every published file, with what it should hold."""
    for type_, schema in schemas().items():
        yield SCHEMAS / f"{type_}.json", _text(schema)
    every = services()
    yield REFERENCE / "asyncapi" / "omzien.json", _text(describe(every, "Omzien", "1"))
    for service in every:
        yield REFERENCE / "asyncapi" / f"{service.name}.json", _text(describe([service], f"Omzien {service.name}", "1"))
        yield REFERENCE / "openapi" / f"{service.name}.json", _text(document(service))


def broken() -> list[str]:
    """What the published schemas promise and the code no longer keeps."""
    found = []
    for type_, schema in schemas().items():
        path = SCHEMAS / f"{type_}.json"
        if path.exists():
            found += [f"{type_}: {each}" for each in breaks(json.loads(path.read_text()), schema)]
    gone = {path.stem for path in SCHEMAS.glob("*.json")} - set(PAYLOADS)
    return found + [f"{type_}: is gone" for type_ in sorted(gone)]


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """Write them all; 1 when a reader would break (give the type a new version instead)."""
    if found := broken():
        print(
            "These would break readers of a published version; declare a new version (v2) beside it:", file=sys.stderr
        )
        print("\n".join(found), file=sys.stderr)
        return 1
    for path, text in files():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
