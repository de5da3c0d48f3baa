"""Time and ids, passed in and never fetched inside a decision."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import uuid_utils.compat

#: The present moment, UTC. Tests and simulations put their own in its place.
Clock = Callable[[], datetime]
NewId = Callable[[], UUID]


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def new_id() -> UUID:
    """A UUIDv7: random, and rising with time, so that indexes stay dense and old days can be dropped by range."""
    return uuid_utils.compat.uuid7()
