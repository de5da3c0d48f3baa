"""What a local stack is to consist of, and what it turned out to be: two small files in its folder."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import psutil
from pydantic import TypeAdapter, ValidationError

from deploy.local.programs import Programs

Kind = Literal["environment", "containers", "private"]


@dataclass(frozen=True)
class Stack:
    """A broker and a database that answer, with a user of each who may do everything."""

    amqp_url: str  # with the default virtual host
    database_url: str  # of the database "postgres"
    management_url: str | None  # the broker's HTTP API; None where it has none
    kind: Kind


@dataclass(frozen=True)
class Plan:
    """What the guardian is to start."""

    durable: bool  # data survive a stop; else every start begins empty
    password: str
    programs: Programs | None  # None: in containers
    user: str = "omzien"

    @classmethod
    def read(cls, folder: Path) -> Self:
        return TypeAdapter(cls).validate_json((folder / "plan.json").read_bytes())

    def write(self, folder: Path) -> None:
        write_private(folder / "plan.json", TypeAdapter(Plan).dump_json(self, indent=2))


@dataclass(frozen=True)
class Record:
    """A stack that is up, and the guardian that owns it."""

    stack: Stack
    guardian: int
    started: float  # tells the guardian from a later process with its number

    @classmethod
    def of_this_process(cls, stack: Stack) -> Self:
        return cls(stack=stack, guardian=os.getpid(), started=psutil.Process().create_time())

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The stack of this folder, if its guardian lives."""
        try:
            record = TypeAdapter(cls).validate_json((folder / "record.json").read_bytes())
        except (OSError, ValidationError):
            return None
        return record if record.process() else None

    def write(self, folder: Path) -> None:
        write_private(folder / "record.json", TypeAdapter(Record).dump_json(self, indent=2))

    @staticmethod
    def forget(folder: Path) -> None:
        (folder / "record.json").unlink(missing_ok=True)

    def process(self) -> psutil.Process | None:
        """The guardian, while it lives."""
        try:
            process = psutil.Process(self.guardian)
            same = abs(process.create_time() - self.started) < 1 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return None
        return process if same else None


def password(folder: Path) -> str:
    """The administrator's password of the folder's stack: made once, since durable data remember it."""
    path = folder / "password"
    if not path.exists():
        write_private(path, secrets.token_hex(16).encode())
    return path.read_text()


def write_private(path: Path, content: bytes) -> None:
    """Write a file that others may not read; whoever reads it sees all of it or the one before."""
    half = path.with_name(f"{path.name}.{os.getpid()}.new")
    half.touch(mode=0o600)
    half.write_bytes(content)
    half.replace(path)
