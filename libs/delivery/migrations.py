"""Schema changes: plain SQL in numbered files, `0002_pre_<what>.sql` before a deploy, `0003_post_<what>.sql` after.

`pre` adds what the new code needs and the old code does not mind; `post` takes away what nobody reads any more.
So that old and new processes can run side by side during an upgrade.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

NAME = re.compile(r"^\d{4}_(pre|post)_[a-z0-9_]+$")
DELIVERY = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Migration:
    """`name` is unique within a service: its folder and its file."""

    name: str
    phase: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class MigrationError(Exception):
    """The schema and the files do not fit together. The message says what to do."""


def read(folders: Sequence[tuple[str, Path]]) -> list[Migration]:
    """In the order in which they are applied. Raises MigrationError on a file that is not named as it should be."""
    found = []
    for prefix, folder in folders:
        for path in sorted(folder.glob("*.sql")):
            named = NAME.match(path.stem)
            if not named:
                raise MigrationError(f"{path}: call it NNNN_pre_<what>.sql or NNNN_post_<what>.sql")
            found.append(Migration(f"{prefix}/{path.stem}", named[1], path.read_text(encoding="utf-8")))
    return found


async def pending(connection: "asyncpg.Connection[Any]", migrations: Sequence[Migration]) -> list[Migration]:
    """Those not applied yet. Raises MigrationError when an applied file was changed afterwards."""
    await connection.execute(
        "create table if not exists migration "
        "(name text primary key, digest text not null, applied_at timestamptz default now())"
    )
    applied = dict(await connection.fetch("select name, digest from migration"))
    changed = [each.name for each in migrations if applied.get(each.name, each.digest) != each.digest]
    if changed:
        raise MigrationError(f"{', '.join(changed)}: applied already, and changed since; write a new migration instead")
    return [each for each in migrations if each.name not in applied]


async def migrate(
    connection: "asyncpg.Connection[Any]", migrations: Sequence[Migration], phases: Sequence[str] = ("pre", "post")
) -> list[str]:
    """Apply what is pending, each in a transaction; returns the names. Safe to run from several machines at once."""
    done = []
    # a large table takes its time, and so does another machine that migrates
    await connection.execute("set statement_timeout = 0; set lock_timeout = 0")
    await connection.execute("select pg_advisory_lock(hashtext(current_schema()), hashtext('migrate'))")
    try:
        for migration in await pending(connection, migrations):
            if migration.phase in phases:
                async with connection.transaction():
                    await connection.execute(migration.text)
                    await connection.execute(
                        "insert into migration (name, digest) values ($1, $2)", migration.name, migration.digest
                    )
                done.append(migration.name)
    finally:
        await connection.execute("select pg_advisory_unlock(hashtext(current_schema()), hashtext('migrate'))")
    return done
