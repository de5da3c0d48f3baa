"""An event as a subscriber has heard it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from pydantic import ValidationError

from libs.contracts import catalogue
from libs.contracts.payload import PAYLOADS, Payload

P_co = TypeVar("P_co", bound=Payload, covariant=True)


class Strange(Exception):
    """What came is no event of ours; the text says why, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Told(Generic[P_co]):
    """One event with its typed fact. `at` is the moment of logging, `heard_at` when it reached us; both UTC."""

    id: str
    source: str
    type: str
    subject: UUID
    sequence: int
    at: datetime
    heard_at: datetime
    actor: str
    neighbourhood: str
    fact: P_co

    @property
    def key(self) -> tuple[str, str]:
        """What makes an event the same one: its source and its id."""
        return self.source, self.id

    @property
    def noun(self) -> str:
        """`signals`, `cases`, ..."""
        return catalogue.noun_of(self.type)

    @property
    def case(self) -> UUID | None:
        """The case that it is about, where it is about one."""
        return getattr(self.fact, "caseid", None)


def read(body: bytes, heard_at: datetime) -> Told[Any]:
    """Raises Strange when it does not satisfy the contract of its type."""
    try:
        event = orjson.loads(body)
        fact = PAYLOADS[event["type"]].model_validate(event["data"])
        return Told(
            id=event["id"],
            source=event["source"],
            type=event["type"],
            subject=UUID(event["subject"]),
            sequence=int(event["sequence"]),
            at=datetime.fromisoformat(event["time"]),
            heard_at=heard_at,
            actor=event["actor"],
            neighbourhood=event["data"].get("neighbourhood", "unknown"),
            fact=fact,
        )
    except ValidationError as error:
        faults = ", ".join(".".join(map(str, each["loc"])) for each in error.errors(include_input=False))
        raise Strange(f"{error.title}: {faults}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Strange(type(error).__name__) from None
