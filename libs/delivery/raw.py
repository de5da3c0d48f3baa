"""A message as it came over the wire, from somebody who may not know our rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from libs.delivery.received import Cause


@dataclass(frozen=True, slots=True)
class RawMessage:
    """`cause` has an id of our own when the sender gave none that can be read."""

    body: bytes
    content_type: str | None
    headers: Mapping[str, Any]
    routing_key: str
    cause: Cause
