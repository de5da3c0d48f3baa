"""The correlated cases of a municipality as a delivery of DDAS 0.9, written as they are read."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import IO, Any

import orjson

from omzien.ddas import reporting
from omzien.errors import Advice
from omzien.http import Services
from omzien.seen import mark

#: As many cases as are asked of intake at once.
BATCH = 200

Json = dict[str, Any]
Group = tuple[str, list[Json]]


@dataclass(frozen=True)
class Sender:
    """Whose delivery it is: the municipality (CBS code), its software supplier's code, and who hands it over."""

    municipality: str
    supplier: str
    name: str | None = None
    kvk_number: str | None = None

    def organisation(self) -> Json:
        told = {"naam": self.name, "kvk-nummer": self.kvk_number}
        return {name: value for name, value in told.items() if value is not None}


@dataclass
class Exported:
    """How much is in it."""

    signals: int = 0
    cases: int = 0


@dataclass
class Export:
    """One export. Signals whose partners use the same number are told apart: the later one has its signal's id added.

    Remembers a hash for each signal, and nothing else.
    """

    services: Services
    since: date
    until: date
    done: Exported = field(default_factory=Exported)
    _ids: set[int] = field(default_factory=set)

    def write(self, file: IO[bytes], sender: Sender, now: datetime) -> Exported:
        """Signals accepted from `since` up to and including `until` that led to a case, and the cases as they are now.

        Raises Advice when a service does not answer.
        """
        before, between, after = _around(sender, self.since, self.until, now)
        file.write(before)
        # cases come behind all signals: kept on the disk meanwhile, without anybody's name
        with tempfile.TemporaryFile() as cases:
            for batch in _batches(self._groups()):
                courses = self._courses([caseid for caseid, _ in batch])
                for caseid, signals in batch:
                    ids = [self._id(signal) for signal in signals]
                    for signal, id_ in zip(signals, ids, strict=True):
                        _append(file, reporting.record(signal, id_), self.done.signals)
                        self.done.signals += 1
                    _append(cases, reporting.case(courses[caseid], signals, ids), self.done.cases)
                    self.done.cases += 1
            file.write(between)
            cases.seek(0)
            shutil.copyfileobj(cases, file)
        file.write(after)
        return self.done

    def _groups(self) -> Iterator[Group]:
        """The signals of each case together, as signalling gives them."""
        for caseid, signals in groupby(self._signals(), key=itemgetter("caseid")):
            yield caseid, list(signals)

    def _signals(self) -> Iterator[Json]:
        asked = {"since": self.since.isoformat(), "until": self.until.isoformat(), "limit": "500"}
        while True:
            page = self.services.get("signalling", "/v1/exports/arrears", **asked)
            yield from page["items"]
            if page["next"] is None:
                return
            asked["after"] = page["next"]

    def _courses(self, cases: Sequence[str]) -> Mapping[str, Json]:
        found = self.services.post("intake", "/v1/cases/exports", {"cases": list(cases)})
        courses = {each["caseid"]: each for each in found}
        for caseid in cases:
            if caseid not in courses:
                raise Advice(f"intake knows no case {caseid}, which signalling has signals of: are both of one system?")
        return courses

    def _id(self, signal: Mapping[str, Any]) -> str:
        """The partner's own number; without one the signal's id."""
        id_ = str(signal["reference"] or signal["signal"])
        if mark(id_) in self._ids:
            id_ = f"{id_} ({signal['signal']})"
        self._ids.add(mark(id_))
        return id_


def _around(sender: Sender, since: date, until: date, now: datetime) -> tuple[bytes, bytes, bytes]:
    content = {
        "codeGegevensleverancier": sender.supplier,
        "startdatumLevering": since.isoformat(),
        "einddatumLevering": until.isoformat(),
        "aanleverdatumEnTijd": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "leveringen": [
            {
                "teller": 1,
                "gemeentecode": sender.municipality,
                "aanleverende_organisatie": sender.organisation(),
                "vroegsignalen": [],
                "vroegsignaalzaken": [],
            }
        ],
    }
    before, between, after = orjson.dumps(content).rsplit(b"[]", 2)
    return before + b"[", b"\n]" + between + b"[", b"\n]" + after + b"\n"


def _append(file: IO[bytes], content: Json, before: int) -> None:
    file.write((b",\n" if before else b"\n") + orjson.dumps(content))


def _batches(groups: Iterable[Group]) -> Iterator[list[Group]]:
    all_of_them = iter(groups)
    while batch := list(islice(all_of_them, BATCH)):
        yield batch
