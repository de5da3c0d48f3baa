"""What a local stack is to consist of, and what it turned out to be: two small files in its folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import TypeAdapter, ValidationError

from deploy.local.credentials import write_private
from deploy.local.identity import Identity
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
    guardian: Identity

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The stack of this folder, if its guardian lives."""
        try:
            record = TypeAdapter(cls).validate_json((folder / "record.json").read_bytes())
        except (OSError, ValidationError):
            return None
        return record if record.guardian.process() else None

    def write(self, folder: Path) -> None:
        write_private(folder / "record.json", TypeAdapter(Record).dump_json(self, indent=2))

    @staticmethod
    def forget(folder: Path) -> None:
        (folder / "record.json").unlink(missing_ok=True)
