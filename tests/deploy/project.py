"""A project of `docker compose` of a test's own, which disturbs no other one and leaves nothing behind."""

import json
import os
import re
import secrets
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
import docker.errors
import httpx

from deploy.local import containers
from libs.contracts.topology import SERVICES

ROOT = Path(__file__).parents[2]
BASE = "python:3.13-slim"

#: Not the user's own: what runs under that name must not become a test's image.
IMAGE = "omzien-test"

_BUILD_PATIENCE = 300
_PULL_PATIENCE = 90
#: Of what the broker counts at a queue. Its `redeliver` says less: also what it had picked out for a consumer that
#: stopped, and had not sent, comes to the next one marked as redelivered.
COUNTED = ("publish", "deliver", "ack")

_MESSAGES = re.compile(r'^omzien_messages_total\{outcome="(\w+)",queue="([\w.]+)"\} ([\d.]+)$', re.MULTILINE)


def obstacle() -> str | None:
    """Why compose can't be tried here; None: it can."""
    if reason := containers.obstacle():
        return reason
    try:
        if not _works("docker", "compose", "version"):
            return "a Docker engine answers, and `docker compose` is not installed"
        if not _works("docker", "image", "inspect", BASE) and not _works("docker", "pull", BASE):
            return f"the Docker engine has no image {BASE} and could not pull it"
    except OSError:
        return "a Docker engine answers, and the command `docker` is not installed"
    return None


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=_PULL_PATIENCE, check=False).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def engine_answers() -> bool:
    """Whether there is one at all."""
    try:
        return bool(docker.from_env(timeout=5).ping())
    except docker.errors.DockerException:
        return False


@dataclass(frozen=True)
class Project:
    """`docker compose` on this checkout, under a name and with passwords of its own."""

    name: str
    environment: Mapping[str, str]

    @classmethod
    def new(cls) -> "Project":
        ours = ("OMZIEN_", "COMPOSE_", "OTEL_")
        name = f"omzien-test-{secrets.token_hex(4)}"
        given = {each: value for each, value in os.environ.items() if not each.startswith(ours)}
        passwords = {
            f"OMZIEN_{each.upper()}_PASSWORD": secrets.token_hex(16) for each in (*SERVICES, "broker", "database")
        }
        return cls(name, {**given, **passwords, "COMPOSE_PROJECT_NAME": name, "OMZIEN_IMAGE": IMAGE})

    def compose(self, *words: str, within: float = 120) -> str:
        """What it prints. Raises AssertionError with its complaint when it fails."""
        return self.run("docker", "compose", *words, within=within)

    def up(self, *words: str) -> None:
        """As the README has it."""
        try:
            self.compose("up", "--build", "--wait", *words, within=_BUILD_PATIENCE)
        except AssertionError as failed:
            raise AssertionError(f"{failed}\n{self.compose('logs', '--no-color', '--tail', '20')}") from None

    def down(self) -> None:
        """All of it, with its data; the image stays, so that the next build is a matter of seconds."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "0")
        (ROOT / ".local" / "compose" / self.name).unlink(missing_ok=True)

    def run(self, *command: str, within: float = 120, **more: str) -> str:
        """A command of the checkout, in this project's environment."""
        environment = {**self.environment, **more}
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=within, check=False
        )
        assert done.returncode == 0, (
            f"{shlex.join(command)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
        )
        return done.stdout

    def containers(self, *services: str) -> list[dict[str, Any]]:
        """What the engine says of each, also of those that have ended."""
        ids = self.compose("ps", "--all", "--quiet", *services).split()
        found: list[dict[str, Any]] = json.loads(self.run("docker", "inspect", *ids))
        return found

    def where(self) -> dict[str, str]:
        """The variables by which the `omzien` command finds it, as `make demo COMPOSE=1` gets them."""
        lines = self.run(sys.executable, "-m", "deploy.composed").splitlines()
        return dict(shlex.split(line)[1].split("=", 1) for line in lines)

    def token(self) -> str:
        """What its services ask for over HTTP."""
        return self.compose("exec", "-T", "signalling", "cat", "/run/omzien/tokens").strip()

    def messages(self, service: str) -> list[Counter[str]]:
        """Per replica, how many messages it has taken, by outcome."""
        return [
            Counter({outcome: int(float(count)) for outcome, _, count in _MESSAGES.findall(page)})
            for page in map(_metrics, self.containers(service))
        ]

    def queues(self) -> dict[str, Counter[str]]:
        """What the broker counted at each queue in all its life: publish, deliver, ack."""
        user = ("omzien", self.environment["OMZIEN_BROKER_PASSWORD"])
        place = self.compose("port", "broker", "15672").strip()
        answer = httpx.get(f"http://{place}/api/queues/%2F", auth=user, trust_env=False).raise_for_status()
        stats = {queue["name"]: queue.get("message_stats", {}) for queue in answer.json()}
        return {name: Counter({kind: each.get(kind, 0) for kind in COUNTED}) for name, each in stats.items()}

    def database_url(self) -> str:
        """Its administrator's."""
        place = self.compose("port", "database", "5432").strip()
        return f"postgresql://omzien:{self.environment['OMZIEN_DATABASE_PASSWORD']}@{place}/omzien"


def _metrics(container: dict[str, Any]) -> str:
    [at] = container["NetworkSettings"]["Ports"]["8000/tcp"]
    return httpx.get(f"http://{at['HostIp']}:{at['HostPort']}/metrics", trust_env=False).raise_for_status().text
