"""The file: what stands around the records, and the records as events. It is read as often as it is gone through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, ValidationError
from pydantic_core import PydanticCustomError

from libs.contracts.envelope import schema_of
from libs.contracts.signals import SignalSubmitted
from omzien.ddas.faults import fault
from omzien.ddas.layout import around, records
from omzien.ddas.translation import translated
from omzien.errors import Advice
from omzien.naming import source
from omzien.pieces import NotJson, Pieces

#: Makes the id of an event from its record, so that the same record again is the same event.
NAMESPACE = UUID("1d4dd0f3-7a5e-5c0b-9d0a-0dda50900000")

#: A time without an offset is the sender's own clock.
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("moment", "must be a date and time such as 2025-02-05T10:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Organisation(BaseModel):
    """Who delivers. Names and telephone numbers are in it too, and stay in the file."""

    kvk_number: str | None = Field(default=None, alias="kvk-nummer")


class _Levering(_Part):
    """What one municipality delivers."""

    teller: StrictInt
    gemeentecode: str
    aanleverende_organisatie: _Organisation
    vroegsignalen: list[Any] = []
    vroegsignaalzaken: list[Any] = []


class _File(_Part):
    """The top of the file, as the schema has it; extra keys are another version of the model."""

    code: str = Field(alias="codeGegevensleverancier")
    delivered_at: Annotated[datetime, BeforeValidator(_moment)] = Field(alias="aanleverdatumEnTijd")
    start: str = Field(alias="startdatumLevering")
    end: str = Field(alias="einddatumLevering")
    leveringen: list[_Levering] = Field(default=[], min_length=1)


@dataclass(frozen=True)
class Record:
    """One record ("vroegsignaal").

    `reference` is its ID, `event` the CloudEvent to publish, `fault` why signalling will refuse it: found by
    looking at the record with the eyes of the DDAS model, not by asking signalling. None: nothing is wrong.
    """

    reference: str
    event: dict[str, Any]
    fault: str | None

    @property
    def key(self) -> tuple[str, str]:
        """(source, id): records with the same key are one and the same."""
        return self.event["source"], self.event["id"]


@dataclass(frozen=True)
class Records:
    """All records of a file, in the file's order. Read anew each time, so that memory does not grow with the file."""

    name: str
    _open: Callable[[], BinaryIO]
    _file: _File
    _sources: list[str]
    _count: int

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        """Raises Advice when the file is not what it was when it was judged."""
        with self._open() as file:
            try:
                for number, raw in records(Pieces(file)):
                    yield _record(raw, self._file, self._sources[number])
            except (NotJson, IndexError):
                raise Advice(f"{self.name} was changed while it was read") from None


@dataclass(frozen=True)
class Delivery:
    """All records of a file at once, in the file's order."""

    records: list[Record]

    @property
    def events(self) -> list[dict[str, Any]]:
        return [record.event for record in self.records]

    @property
    def broken(self) -> list[Record]:
        """What signalling will refuse, each once."""
        return [record for record in self._distinct() if record.fault]

    @property
    def duplicates(self) -> int:
        """Records that stand in the file more often than once, counted beyond the first."""
        return len(self.records) - len(list(self._distinct()))

    def _distinct(self) -> Iterator[Record]:
        return iter({record.key: record for record in self.records}.values())


def read(path: Path, partner: str = "ddas") -> Delivery:
    """The delivery in a file that fits into memory; `partner` names the sending system in each event's source.

    Raises Advice naming the place when what stands around the records is not DDAS 0.9.
    """
    try:
        return Delivery(list(judged(lambda: path.open("rb"), str(path), partner)))
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: give the path of a delivery") from None


def judged(open_: Callable[[], BinaryIO], name: str, partner: str) -> Records:
    """The records of a file once the whole of it has been looked through: what follows a record counts too.

    `open_` gives the file from its beginning, `name` says in an error which one it is. Raises Advice as `read` does.
    """
    with open_() as opened:
        json = Pieces(opened)
        try:
            content, counts = around(json)
            json.end()
        except NotJson as error:
            raise Advice(f"{name} is not JSON: {error}") from None
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        raise Advice(f"{name} is not a DDAS 0.9 delivery: {_first(error)}") from None
    sources = [source(partner, each.aanleverende_organisatie.kvk_number, file.code) for each in file.leveringen]
    return Records(name, open_, file, sources, sum(counts))


def _record(raw: Any, file: _File, source: str) -> Record:
    reference = raw.get("ID") if isinstance(raw, dict) else None
    data = translated(raw)
    if not _writable(data):
        bare = _record({"ID": reference if isinstance(reference, str) else None}, file, source)
        return replace(bare, fault=fault(raw) or "record: is nested too deeply")
    content = orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    event = {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE, f"{file.code}\n{reference}\n{content}")),
        "source": source,
        "type": SignalSubmitted.type,
        "time": file.delivered_at.isoformat(),
        "datacontenttype": "application/json",
        "dataschema": schema_of(SignalSubmitted.type),
        "data": data,
    }
    return Record("" if reference is None else str(reference), event, fault(raw))


def _writable(data: dict[str, Any]) -> bool:
    """What is read may be nested deeper than what can be written."""
    try:
        return bool(orjson.dumps({"data": data}))
    except orjson.JSONEncodeError:
        return False


def _first(error: ValidationError) -> str:
    found = error.errors(include_input=False)[0]
    return f"{'.'.join(map(str, found['loc'])) or 'the file'}: {found['msg']}"
