"""The base of everything that travels: a typed, versioned payload that knows its CloudEvents type."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

#: A neighbourhood's code, as in routing keys. No dots: a dot would add a word to the routing key.
Neighbourhood = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]

#: Where a resident lives is not known (unknown postcode). The helpdesk's work list shows these.
UNKNOWN_NEIGHBOURHOOD = "unknown"

PAYLOADS: dict[str, type["Payload"]] = {}


class Part(BaseModel):
    """A piece of a payload. Immutable; a reader ignores what a newer writer adds."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)


class Payload(Part):
    """The `data` of one CloudEvents type, `nl.omzien.<plural noun>.<what happened>.v<N>`.

    Declared with `class CaseOpened(Event, type="nl.omzien.cases.opened.v1")`; the class is then
    found in `PAYLOADS` by that type.
    """

    type: ClassVar[str]

    def __init_subclass__(cls, *, type: str | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if type is not None:
            if type in PAYLOADS:
                raise TypeError(f"{type} is declared twice: {PAYLOADS[type].__name__} and {cls.__name__}")
            cls.type = type
            PAYLOADS[type] = cls


class Event(Payload):
    """A fact that a service tells all others. Ids, codes and dates only: never who or where exactly."""

    neighbourhood: Neighbourhood = UNKNOWN_NEIGHBOURHOOD


class CaseEvent(Event):
    """A fact about one case. The case belongs to intake; others refer to it by `caseid`."""

    caseid: UUID
