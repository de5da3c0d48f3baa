"""The policy in files, one for each version: read, checked whole, and given a hash of its meaning."""

import hashlib
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from libs.contracts.words import Certainty, SignalKind, Urgency
from services.signalling.domain.policy import Policies, Policy
from services.signalling.terms import after_working_days

Percent = Annotated[int, Field(ge=0, le=1_000)]
Days = Annotated[int, Field(ge=1, le=3_660)]


class Table(BaseModel):
    """Strict: a name that is not known is a typing error, and would be a rule that silently does not hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Correlation(Table):
    window_days: Days
    threshold: int = Field(ge=1)
    partners_at_least: int = Field(ge=1)
    repeat_percent: int = Field(ge=0, le=99, description="Under 100: a partner who repeats itself counts less.")
    at_once: tuple[Urgency, ...]


class Hold(Table):
    notice_days: Days


class Term(Table):
    """Exactly one of the two."""

    hours: int | None = Field(default=None, ge=1)
    working_days: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _one(self) -> "Term":
        if (self.hours is None) == (self.working_days is None):
            raise ValueError("give either hours or working_days")
        return self

    def after(self, moment: datetime) -> datetime:
        if self.working_days is not None:
            return after_working_days(moment, self.working_days)
        return moment + timedelta(hours=self.hours or 0)


class Retention(Table):
    dismissed_days: Days
    closed_days: Days
    refused_days: Days


class PolicyFile(Table):
    """What stands in the file. Every kind, urgency and certainty must be there."""

    version: str = Field(min_length=1, max_length=40)
    holds_from: date
    points: dict[SignalKind, Annotated[int, Field(ge=0)]]
    urgency_percent: dict[Urgency, Percent]
    certainty_percent: dict[Certainty, Percent]
    correlation: Correlation
    hold: Hold
    pick_up: dict[Urgency, Term]
    retention: Retention

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        for name, given, wanted in (
            ("points", self.points, SignalKind),
            ("urgency_percent", self.urgency_percent, Urgency),
            ("certainty_percent", self.certainty_percent, Certainty),
            ("pick_up", self.pick_up, Urgency),
        ):
            missing = [word.value for word in wanted if word not in given]
            if missing:
                raise ValueError(f"{name} says nothing about {', '.join(missing)}")
        if self.hold.notice_days >= self.correlation.window_days:
            raise ValueError("hold.notice_days must be less than correlation.window_days")
        if Urgency.ACUTE not in self.correlation.at_once:
            raise ValueError("correlation.at_once must name acute: it goes straight through")
        return self

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            points=self.points,
            urgency_percent=self.urgency_percent,
            certainty_percent=self.certainty_percent,
            at_once=frozenset(self.correlation.at_once),
            window=timedelta(days=self.correlation.window_days),
            threshold=self.correlation.threshold,
            partners_at_least=self.correlation.partners_at_least,
            repeat_percent=self.correlation.repeat_percent,
            notice=timedelta(days=self.hold.notice_days),
            keep_dismissed=timedelta(days=self.retention.dismissed_days),
            keep_closed=timedelta(days=self.retention.closed_days),
            keep_refused=timedelta(days=self.retention.refused_days),
            pick_up_by=lambda urgency, now: self.pick_up[urgency].after(now),
        )


def read_all(path: Path) -> Policies:
    """Of a file its one version, of a folder the version in each `.toml` of it. Raises ValueError when one is wrong."""
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    versions = sorted(map(read, files), key=lambda version: version.holds_from)
    if not versions:
        raise ValueError(f"{path} holds no .toml file with a policy")
    for names in ([v.version for v in versions], [v.holds_from for v in versions]):
        if len(set(names)) < len(names):
            raise ValueError(f"{path}: two files have the same version, or hold from the same day")
    return Policies(tuple(versions))


def read(path: Path) -> Policy:
    """Raises ValueError that names the file, the key and the fault."""
    try:
        told = PolicyFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from None
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in error.errors())
        raise ValueError(f"{path}: {'; '.join(faults)}") from None
    # of what is meant, so that a comment or another order of lines is the same policy
    return told.policy(hashlib.sha256(_canonical(told)).hexdigest()[:16])


def _canonical(told: PolicyFile) -> bytes:
    return orjson.dumps(told.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
