"""The envelope: a CloudEvent 1.0 in the NL GOV profile 1.1, as omzien emits it."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

#: NL GOV profile: a URN of the organisation's OIN (or KvK number) and the system's name.
Source = Annotated[str, StringConstraints(min_length=1, max_length=255)]
OMZIEN_SOURCE = re.compile(r"^urn:nld:oin:\d{20}:systeem:[a-z0-9-]+$")

#: Intermediaries must forward events up to this size (CloudEvents, "Size Limits").
MAX_BYTES = 65_536

CONTENT_TYPE = "application/cloudevents+json"


class CloudEvent(BaseModel):
    """The context attributes of an event that omzien emits; `data` travels beside it.

    `subject` is the id of the aggregate, `sequence` counts its events from 1 without a gap, `time`
    is the moment of logging. `causationid` names the event, timer or command that caused this one,
    `correlationid` the first of that chain, `actor` who decided: `policy`, `system` or `person:<id>`.
    """

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: Source
    type: str
    subject: UUID
    time: datetime
    sequence: str
    sequencetype: Literal["Integer"] = "Integer"
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    dataref: str | None = None
    correlationid: str
    causationid: str
    actor: str
    traceparent: str | None = None


def source_of(oin: str, service: str) -> str:
    """The `source` of a service's events, for the municipality with this organisation number.

    Raises ValueError when the number is not twenty digits.
    """
    source = f"urn:nld:oin:{oin}:systeem:omzien-{service}"
    if not OMZIEN_SOURCE.match(source):
        raise ValueError(f"an OIN has 20 digits; {oin!r} does not: set OMZIEN_OIN")
    return source


def routing_key(type_: str, neighbourhood: str) -> str:
    """`<type>.<neighbourhood>`, so that a team can bind to its own neighbourhood."""
    return f"{type_}.{neighbourhood}"


def schema_of(type_: str) -> str:
    """The `dataschema` of a type: a URN, since an event must not point at a deployment's host."""
    return f"urn:omzien:schema:{type_}"
