"""What a deployment needs before its first start, and again at every upgrade: `python -m deploy.setup`.

Makes a token and a key when there are none, roles and schemas in the database, and brings the schemas up to
date. May be repeated.
"""

import asyncio
import os
import secrets
import sys
from pathlib import Path

import asyncpg

from deploy.local.provision import provision
from deploy.migrations import migrate_all
from libs.contracts.topology import SERVICES
from libs.delivery.migrations import MigrationError

#: Each secret file, and how many random bytes it holds.
SECRETS = {"OMZIEN_TOKEN_FILE": 32, "OMZIEN_KEY_FILE": 32}


def make_secrets() -> list[Path]:
    """Those that are not there yet; what was sealed with a lost key is lost, so one that is there stays."""
    made = []
    for name, size in SECRETS.items():
        path = Path(os.environ[name])
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(size) + "\n", encoding="ascii")
            made.append(path)
    return made


async def bring_up_to_date(admin_url: str, passwords: dict[str, str]) -> list[str]:
    """Provision, then migrate each service in its own role; returns what was applied."""
    return await migrate_all(await provision(admin_url, passwords))


def main() -> int:
    """One line per thing done; one line on what is missing."""
    passwords = {name: f"OMZIEN_{name.upper()}_PASSWORD" for name in SERVICES}
    missing = [name for name in ("OMZIEN_DATABASE_URL", *SECRETS, *passwords.values()) if not os.environ.get(name)]
    if missing:
        print(f"not set: {', '.join(missing)}", file=sys.stderr)
        return 2
    try:
        for path in make_secrets():
            print(f"made {path}")
        given = {service: os.environ[name] for service, name in passwords.items()}
        for line in asyncio.run(bring_up_to_date(os.environ["OMZIEN_DATABASE_URL"], given)):
            print(line)
    except (OSError, asyncpg.PostgresError, MigrationError) as error:
        print(f"setup: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
