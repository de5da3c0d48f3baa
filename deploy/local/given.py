"""A broker and a database that somebody else runs, named in the environment."""

import os
from typing import NamedTuple
from urllib.parse import urlsplit

from deploy.local import probes
from deploy.local.children import StartFailed
from deploy.local.plan import Stack

AMQP, DATABASE, MANAGEMENT = "OMZIEN_AMQP_URL", "OMZIEN_DATABASE_URL", "OMZIEN_MANAGEMENT_URL"

_PORTS = {"amqp": 5672, "amqps": 5671, "postgresql": 5432, "postgres": 5432, "http": 80, "https": 443}
_USUAL_MANAGEMENT_PORT = 15672


class Address(NamedTuple):
    host: str
    port: int


def stack() -> Stack | None:
    """The named stack, verified to answer; None when the environment names none.

    Raises StartFailed when it names half of one, or one that does not answer: what a user set on purpose
    is not passed over in silence.
    """
    amqp, sql = os.environ.get(AMQP), os.environ.get(DATABASE)
    if not amqp and not sql:
        return None
    if not amqp or not sql:
        name, other = (AMQP, DATABASE) if amqp else (DATABASE, AMQP)
        raise StartFailed(f"{name} is set and {other} is not: set both, or neither")
    at = address(amqp)
    if not probes.speaks_amqp(at.port, at.host):
        raise StartFailed(f"no broker answers at {at.host}:{at.port}, which {AMQP} names")
    at = address(sql)
    if not probes.speaks_postgresql(at.port, at.host):
        raise StartFailed(f"no PostgreSQL answers at {at.host}:{at.port}, which {DATABASE} names")
    return Stack(
        amqp_url=amqp,
        database_url=sql,
        management_url=os.environ.get(MANAGEMENT) or _usual_management_url(amqp),
        kind="environment",
    )


def address(url: str) -> Address:
    """Host and port of a URL, with the scheme's own port where it names none."""
    parts = urlsplit(url)
    return Address(parts.hostname or "localhost", parts.port or _PORTS[parts.scheme])


def _usual_management_url(amqp: str) -> str | None:
    """The management API beside the broker, when it answers to the same user."""
    parts = urlsplit(amqp)
    host, user, password = parts.hostname or "localhost", parts.username or "guest", parts.password or "guest"
    if not probes.manages(_USUAL_MANAGEMENT_PORT, user, password, host):
        return None
    return f"http://{user}:{password}@{host}:{_USUAL_MANAGEMENT_PORT}"
