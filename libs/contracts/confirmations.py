"""Confirmations: what a service did for a request about somebody's data. The subject is an id of that service's own."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.contracts.payload import CaseEvent
from libs.contracts.rights import Right

ServiceName = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,40}$")]
#: Where a service shows what it holds about a case. Ids and words only.
Where = Annotated[str, StringConstraints(pattern=r"^/v1/[a-z0-9/?=&-]{1,200}$")]


class ConfirmationGiven(CaseEvent, type="nl.omzien.confirmations.given.v1"):
    """The request reached this service and was carried out there, in the same transaction.

    `items`: how many it holds about the case (see, correct), or how many it destroyed or withdrew (erase). Its one
    event is the first and last of its subject.
    """

    request: UUID
    right: Right
    service: ServiceName
    items: int = Field(ge=0)
    where: Where | None = Field(default=None, description="Path at that service where they are read; not after erase.")
