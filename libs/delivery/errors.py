"""What can go wrong while a message is handled, and what each kind leads to."""

import asyncpg


class Unreadable(Exception):
    """Cannot be read as what it claims to be. Never retried: set aside with the reason.

    Neither reason nor detail holds a value of the message: a value could be a name or an address.
    """

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Away(Exception):
    """The database is not reached, or went away meanwhile. Nothing else would succeed either, so one waits."""


class Stopping(Exception):
    """The service stops while the database or the broker is away: what is not settled goes back to the broker."""


#: With these the server ends the connection, whatever is said about it afterwards.
GONE: tuple[type[BaseException], ...] = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    ConnectionError,
    TimeoutError,
)

#: Two transactions stood in each other's way. Tried again at once.
COLLISION: tuple[type[Exception], ...] = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
)
