"""A virtual host and a database of one name: the place of one run of the system, apart from all others."""

import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg

from deploy.local import databases, virtual_hosts
from deploy.local.plan import Stack
from deploy.local.provision import provision
from libs.contracts.topology import SERVICES


@dataclass(frozen=True)
class Place:
    """Where one run of the system keeps its messages and its data."""

    amqp_url: str
    admin_url: str  # of its database, for whoever may see all schemas
    database_urls: dict[str, str]  # per service, with the service's own role


async def create(stack: Stack, name: str) -> Place:
    """Make the place `name`, or take it as it is when it exists.

    A broker that somebody else runs and that has no management API is used as its URL says.
    """
    admin_url = urlsplit(stack.database_url)._replace(path=f"/{name}").geturl()
    with suppress(asyncpg.DuplicateDatabaseError):
        await databases.create_database(stack.database_url, name)
    return Place(
        amqp_url=virtual_hosts.create(stack, name) if stack.management_url else stack.amqp_url,
        admin_url=admin_url,
        database_urls=await provision(admin_url, passwords(stack)),
    )


async def delete(stack: Stack, name: str) -> None:
    """Delete the place `name` with all in it."""
    await databases.drop_database(stack.database_url, name)
    if stack.management_url:
        virtual_hosts.delete(stack, name)


def passwords(stack: Stack) -> dict[str, str]:
    """The roles' passwords on a local stack, derived from the administrator's.

    Roles belong to the whole server: passwords made anew by each run would lock out the run beside it.
    """
    secret = (urlsplit(stack.database_url).password or "").encode()
    return {service: hmac.new(secret, service.encode(), hashlib.sha256).hexdigest() for service in SERVICES}
