"""Whether a delivery is what DDAS 0.9 says: by what is known of it here, and by its schema where that is at hand.

Faults name the place and what is the matter there, never the value. The delivery is read a record at a time.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from omzien.ddas import words
from omzien.ddas.delivery import judged
from omzien.ddas.layout import CASES, RECORDS, around, records
from omzien.ddas.translation import ADDRESS, PARTNERS, PERSON
from omzien.errors import Advice
from omzien.pieces import Pieces
from omzien.seen import mark

Open = Callable[[], BinaryIO]

#: So many faults say enough.
SHOWN = 5


def faults(open_: Open, name: str, schema: Path | None = None) -> list[str]:
    """The first faults; none when it is valid. Raises Advice when it is no delivery at all, or the schema no schema."""
    judged(open_, name, "check")
    found = list(islice(_own(open_), SHOWN))
    if schema and not found:
        found = list(islice(_of_schema(open_, schema), SHOWN))
    return found


def _known(of: Collection[str]) -> AfterValidator:
    def checked(word: str) -> str:
        if word not in of:
            raise PydanticCustomError("word", "is not a word that DDAS knows")
        return word

    return AfterValidator(checked)


def _day(value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise PydanticCustomError("day", "is not a date such as 2025-02-05") from None


Day = Annotated[str, BeforeValidator(_day)]
Kind = Annotated[str, _known(PARTNERS)]
Status = Annotated[str, _known(words.STATUSES)]
Result = Annotated[str, _known(words.RESULTS)]
Means = Annotated[str, _known(words.MEANS)]
PartOfDay = Annotated[str, _known(words.PARTS_OF_DAY)]


class _Part(BaseModel):
    """What the model does not have is not in it; what is absent is never null."""

    model_config = ConfigDict(extra="forbid", strict=True)


class _Partner(_Part):
    type: Kind = ""


class _Signal(_Part):
    id: str = Field(alias="ID", min_length=1)
    partner: _Partner = Field(alias="signaalpartner")
    client: dict[str, str]
    crisis: bool = Field(default=False, alias="crisissignaal")
    warm: bool = Field(default=False, alias="warmeOverdracht")
    euros: int = Field(default=0, alias="bedrag")
    since: Day = Field(default="", alias="ontstaansdatum")
    seen_on: Day = Field(default="", alias="signaaldatum")
    status: Status = ""


class _Reference(_Part):
    id: str = Field(alias="ID")


class _Attempt(_Part):
    means: Means = Field(default="", alias="soort")
    reached: bool = Field(alias="bereikt")
    on: Day = Field(alias="datum")
    part_of_day: PartOfDay = Field(alias="dagdeel")


class _Case(_Part):
    result: Result = Field(default="", alias="resultaat")
    matched_on: Day = Field(alias="matchingsdatum")
    start: Day = Field(alias="startdatum_matchtingperiode")
    end: Day = Field(alias="einddatum_matchingperiode")
    picked_up: Day = Field(default="", alias="datum_opgepakt")
    signals: list[_Reference] = Field(alias="vroegsignalen", min_length=1)
    attempts: list[_Attempt] = Field(alias="contactpogingen")


def _own(open_: Open) -> Iterator[str]:
    """Every record and case by itself; no ID twice; every case with signals of this delivery, within its period."""
    ids: set[int] = set()
    with open_() as file:
        for number, (_, raw) in enumerate(records(Pieces(file))):
            yield from _shaped(_Signal, raw, f"{RECORDS}.{number}")
            if isinstance(raw, dict):
                yield from _named(raw, ids, f"{RECORDS}.{number}")
    with open_() as file:
        for number, (_, raw) in enumerate(records(Pieces(file), CASES)):
            wrong = list(_shaped(_Case, raw, f"{CASES}.{number}"))
            yield from wrong or _related(raw, ids, f"{CASES}.{number}")


def _shaped(model: type[BaseModel], raw: Any, place: str) -> Iterator[str]:
    try:
        model.model_validate(raw)
    except ValidationError as error:
        for each in error.errors(include_input=False):
            yield f"{'.'.join([place, *map(str, each['loc'])])}: {each['msg']}"


def _named(raw: dict[str, Any], ids: set[int], place: str) -> Iterator[str]:
    client, id_ = raw.get("client"), mark(raw.get("ID"))
    if isinstance(client, dict) and not client.keys() <= {*PERSON.values(), *ADDRESS.values()}:
        yield f"{place}.client: has a name that DDAS does not know"
    if id_ in ids:
        yield f"{place}.ID: stands there twice"
    ids.add(id_)


def _related(raw: dict[str, Any], ids: set[int], place: str) -> Iterator[str]:
    if any(mark(each["ID"]) not in ids for each in raw["vroegsignalen"]):
        yield f"{place}: refers to a signal that is not in the delivery"
    start, end = raw["startdatum_matchtingperiode"], raw["einddatum_matchingperiode"]
    if not start <= raw["matchingsdatum"] <= end:
        yield f"{place}: was matched outside of its own period"


def _of_schema(open_: Open, path: Path) -> Iterator[str]:
    try:
        schema = orjson.loads(path.read_bytes())
        Draft202012Validator.check_schema(schema)
        parts = schema["properties"]["leveringen"]["items"]["properties"]
        each_of = {name: parts[name]["items"] for name in (RECORDS, CASES)}
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: give the path of the schema of DDAS") from None
    except (orjson.JSONDecodeError, SchemaError, KeyError, TypeError):
        raise Advice(f"{path} is not the JSON Schema of the DDAS exchange model") from None
    whole = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    with open_() as file:
        content, _ = around(Pieces(file))
    yield from _wrong(whole, content, "the file")
    for name, part in each_of.items():
        # one that keeps the root, to which the references of a part lead
        validator = whole.evolve(schema=part)
        with open_() as file:
            for number, (_, raw) in enumerate(records(Pieces(file), name)):
                yield from _wrong(validator, raw, f"{name}.{number}")


def _wrong(validator: Validator, content: Any, place: str) -> Iterator[str]:
    for error in validator.iter_errors(content):
        yield f"{'.'.join([place, *map(str, error.absolute_path)])}: is against the schema's '{error.validator}'"
