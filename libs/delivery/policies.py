"""Policies in files, one for each version: read, checked whole, and given a hash of their meaning."""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from libs.contracts.calendar import day_of
from libs.delivery.settings import readable


class Version(Protocol):
    """What a service decides by: immutable, and known by its version and the hash of its content."""

    @property
    def version(self) -> str: ...
    @property
    def holds_from(self) -> date: ...


P = TypeVar("P", bound=Version)


@dataclass(frozen=True)
class Policies(Generic[P]):
    """The versions, by the date from which they hold. None is ever changed: a new one follows."""

    versions: tuple[P, ...]

    def at(self, now: datetime) -> P:
        """The version that holds at this moment; the first one also before its date."""
        held = [version for version in self.versions if version.holds_from <= day_of(now)]
        return held[-1] if held else self.versions[0]


class Table(BaseModel):
    """Strict: a name that is not known is a typing error, and would be a rule that silently does not hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyFile(Table, Generic[P]):
    """What stands in every such file; a service adds its own rules."""

    version: str = Field(min_length=1, max_length=40)
    holds_from: date

    def policy(self, content_hash: str) -> P:
        """As the service's domain knows it. `content_hash` is of the meaning, not of the writing."""
        raise NotImplementedError


class Faulty(ValueError):
    """A policy that cannot be used: what is wrong, each with its key."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = tuple(faults)


def read(path: Path, form: type[PolicyFile[P]]) -> P:
    """Raises ValueError that names the file, the key and the fault."""
    try:
        return parse(path.read_text(encoding="utf-8"), form)
    except Faulty as error:
        raise ValueError(f"{path}: {error}") from None


def parse(text: str, form: type[PolicyFile[P]]) -> P:
    """The policy that a text in TOML says. Raises Faulty."""
    try:
        told = form.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise Faulty([str(error)]) from None
    except ValidationError as error:
        found = error.errors()
        raise Faulty([f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in found]) from None
    # of what is meant, so that a comment or another order of lines is the same policy
    canonical = orjson.dumps(told.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return told.policy(hashlib.sha256(canonical).hexdigest()[:16])


def read_all(path: Path, form: type[PolicyFile[P]]) -> Policies[P]:
    """Of a file its one version, of a folder the version in each `.toml` of it. Raises ValueError when one is wrong."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    versions = sorted((read(file, form) for file in files), key=lambda version: version.holds_from)
    if not versions:
        raise ValueError(f"{path} holds no .toml file with a policy")
    for names in ([v.version for v in versions], [v.holds_from for v in versions]):
        if len(set(names)) < len(names):
            raise ValueError(f"{path}: two files have the same version, or hold from the same day")
    return Policies(tuple(versions))


def written_as(form: type[PolicyFile[P]]) -> AfterValidator:
    """For a setting that names a file, or a folder, of such policies."""
    return readable(lambda path: read_all(path, form))
