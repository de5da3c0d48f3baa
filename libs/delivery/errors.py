"""What can go wrong while a message is handled, and what each kind leads to."""

import asyncpg


class Unreadable(Exception):
    """Cannot be read as what it claims to be. Never retried: set aside with the reason."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Stopping(Exception):
    """The service stops while the database or the broker is away: what is not settled goes back to the broker."""


#: The database is away. Nothing else would succeed either, so the consumer waits in place.
AWAY: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    ConnectionError,
    TimeoutError,
)

#: Two transactions stood in each other's way. Tried again at once.
COLLISION: tuple[type[BaseException], ...] = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)
