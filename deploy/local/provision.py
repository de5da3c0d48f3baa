"""One schema and one login role per service: `python -m deploy.local.provision`.

As a command it reads an administrator's URL of the application's database from OMZIEN_DATABASE_URL and the
roles' passwords from OMZIEN_SIGNALLING_PASSWORD, OMZIEN_INTAKE_PASSWORD and so on.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import asyncpg

from libs.contracts.topology import SERVICES

_ATTEMPTS = 20

_ROLE = """\
DO $do$ BEGIN
    CREATE ROLE {role} LOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $do$;
ALTER ROLE {role} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {password};
"""
_RIGHTS = """\
GRANT CONNECT ON DATABASE {database} TO {role};
CREATE SCHEMA IF NOT EXISTS {role};
ALTER SCHEMA {role} OWNER TO {role};
ALTER ROLE {role} IN DATABASE {database} SET search_path = {role};
"""
_NOBODY_ELSE = """\
REVOKE ALL ON DATABASE {database} FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
"""


async def provision(admin_url: str, passwords: Mapping[str, str]) -> dict[str, str]:
    """Give each service its role and schema in the database of `admin_url`; returns the URL of each.

    A role owns the schema of its name, which is its whole search path, and can neither see nor make
    anything elsewhere in this database. May be repeated, also at the same time from several places;
    passwords are set anew.
    """
    connection = await asyncpg.connect(admin_url)
    try:
        database = await connection.fetchval("SELECT quote_ident(current_database())")
        await _execute(connection, _NOBODY_ELSE.format(database=database))
        for service in SERVICES:
            password = await connection.fetchval("SELECT quote_literal($1::text)", passwords[service])
            await _execute(connection, _ROLE.format(role=service, password=password))
            await _execute(connection, _RIGHTS.format(role=service, database=database))
    finally:
        await connection.close()
    return {service: service_url(admin_url, service, passwords[service]) for service in SERVICES}


async def _execute(connection: "asyncpg.Connection[Any]", statements: str) -> None:
    """Roles belong to the whole server and rights to shared rows: a provisioning of another database
    beside this one makes the server refuse with "tuple concurrently updated", and no lock spans databases.
    """
    for attempt in range(_ATTEMPTS):
        try:
            await connection.execute(statements)
        except asyncpg.InternalServerError:
            if attempt == _ATTEMPTS - 1:
                raise
            await asyncio.sleep(0.05 * (attempt + 1))
        else:
            return


def service_url(admin_url: str, role: str, password: str) -> str:
    """The URL by which a role reaches the database of `admin_url`."""
    parts = urlsplit(admin_url)
    place = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=f"{role}:{quote(password, safe='')}@{place}").geturl()


def main() -> int:
    """Provision what the environment names; one line on what is missing."""
    names = {service: f"OMZIEN_{service.upper()}_PASSWORD" for service in SERVICES}
    missing = [name for name in ("OMZIEN_DATABASE_URL", *names.values()) if not os.environ.get(name)]
    if missing:
        print(f"not set: {', '.join(missing)}", file=sys.stderr)
        return 1
    passwords = {service: os.environ[name] for service, name in names.items()}
    asyncio.run(provision(os.environ["OMZIEN_DATABASE_URL"], passwords))
    print(f"roles and schemas: {', '.join(SERVICES)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
