"""Where the containers of `docker compose up` answer, as exports for a shell: `eval "$(python -m deploy.composed)"`."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

from deploy.local.credentials import write_private
from libs.contracts.topology import SERVICES

ROOT = Path(__file__).parents[1]


class NotUp(Exception):
    """Compose does not say where something is; its own words are the message."""


def where(root: Path) -> dict[str, str]:
    """Environment variables by which the `omzien` command finds the system. Raises NotUp."""
    # a file to each project: of two that are up, one would get the other's token
    token = root / ".local" / "compose" / os.environ.get("COMPOSE_PROJECT_NAME", "token")
    write_private(token, _compose(root, "exec", "-T", SERVICES[0], "cat", "/run/omzien/tokens").encode())
    password = _compose(root, "exec", "-T", "broker", "printenv", "RABBITMQ_DEFAULT_PASS")
    peers = {name: f"http://{_compose(root, 'port', name, '8000')}" for name in SERVICES}
    return {
        "OMZIEN_AMQP_URL": f"amqp://omzien:{password}@{_compose(root, 'port', 'broker', '5672')}/",
        "OMZIEN_PEERS": json.dumps(peers),
        "OMZIEN_TOKEN_FILE": str(token),
    }


def _compose(root: Path, *words: str) -> str:
    try:
        said = subprocess.run(["docker", "compose", *words], cwd=root, capture_output=True, text=True, check=True)
    except OSError as error:
        raise NotUp(f"docker: {error.strerror}") from None
    except subprocess.CalledProcessError as error:
        raise NotUp(error.stderr.strip() or f"docker compose {' '.join(words)} failed") from None
    return said.stdout.strip()


def main() -> int:
    """One export to a line; 1 with what to do when compose is not up."""
    try:
        found = where(ROOT)
    except NotUp as reason:
        print(f"{reason}\nstart it with: docker compose up --build --wait", file=sys.stderr)
        return 1
    print("\n".join(f"export {name}={shlex.quote(value)}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
