"""Who keeps an entry: an organisation changes its own alone, the keeper of the catalogue all of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Header

#: Sent as Omzien-Organisation. Whom to believe is the business of whoever hands out tokens, until there are identities.
Keeper = Annotated[
    UUID | None,
    Header(
        description="The organisation that asks: it may change its own entries alone. Without: the whole catalogue."
    ),
]
