"""Whether a document is HSDS 3.0 and has a place in the catalogue, by what matching itself goes by; sends nothing.

Where the specification's own schemas are at hand a document is held against them as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from libs.contracts.places import Places
from libs.contracts.refusals import Refused
from libs.delivery.policies import read_all
from omzien.errors import Advice
from omzien.hsds.rows import REFUSED, Json, Noun, Row
from services.matching.hsds import reading
from services.matching.hsds.categories import Categories
from services.matching.hsds.categories_file import CategoriesFile
from services.matching.hsds.document import read
from services.matching.hsds.model import Organization, Service
from services.matching.hsds.terms import Known

#: So many faults of a document say enough.
SHOWN = 5
NAMES = {"services": "service", "organizations": "organization"}
FORMS: Mapping[Noun, type[Known]] = {"services": Service, "organizations": Organization}


def table(path: Path, now: datetime) -> Categories:
    """The table of categories that holds now. Raises Advice when there is none."""
    try:
        return read_all(path, CategoriesFile).at(now)
    except OSError as error:
        raise Advice(f"{path}: {error.strerror}: give the table of categories") from None
    except ValueError as error:
        raise Advice(f"{path} is no table of categories: {error}") from None


@dataclass(frozen=True)
class Schemas:
    """Those of the specification: its folder, or one file that holds all of a service."""

    path: Path

    def of(self, noun: Noun) -> Validator:
        """Raises Advice when there is none."""
        path = self.path / f"{NAMES[noun]}.json" if self.path.is_dir() else self.path
        try:
            beside = {each.name: orjson.loads(each.read_bytes()) for each in sorted(path.parent.glob("*.json"))}
            schema: Any = orjson.loads(path.read_bytes())
            Draft202012Validator.check_schema(schema)
        except OSError as error:
            raise Advice(f"{path}: {error.strerror}: give the folder with the schemas of HSDS 3.0") from None
        except (orjson.JSONDecodeError, SchemaError, TypeError):
            raise Advice(f"{path} is no JSON Schema of HSDS 3.0") from None
        if not isinstance(schema, dict) or "properties" not in schema:
            raise Advice(f"{path} is no JSON Schema of HSDS 3.0")
        pieces = [(name, DRAFT202012.create_resource(each)) for name, each in beside.items()]
        registry: Registry[Any] = Registry().with_resources(pieces)
        return Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)


def check(noun: Noun, rows: Iterable[Row], sorted_by: Categories, schemas: Schemas | None = None) -> Iterator[Json]:
    """`valid`, or `refused` with the reason, for each row: what matching would say of a document that is new to it."""
    validator = schemas.of(noun) if schemas else None
    for row in rows:
        try:
            _judge(noun, row, sorted_by)
        except Refused as refused:
            yield row.told(REFUSED, refused.slug, refused.detail)
            continue
        wrong = faults(row.document, validator) if validator else []
        yield row.told(REFUSED, "against-schema", "; ".join(wrong)) if wrong else row.told("valid")


def _judge(noun: Noun, row: Row, sorted_by: Categories) -> None:
    if row.fault is not None:
        raise Refused("not-hsds", row.fault)
    if noun == "services":
        # which neighbourhood it is in decides no refusal
        reading.entry(row.document, sorted_by, Places([]))
    else:
        read(row.document, Organization)


def valid(noun: Noun, document: Json, validator: Validator | None) -> list[str]:
    """The first faults of a document by its form; none when it is HSDS."""
    try:
        read(document, FORMS[noun])
    except Refused as refused:
        return [refused.detail]
    return faults(document, validator) if validator else []


def faults(document: Json, validator: Validator) -> list[str]:
    """The first places where it is against the schema; never what stands there."""
    try:
        found = list(islice(validator.iter_errors(document), SHOWN))
    except Unresolvable as error:
        raise Advice(f"the schemas are not whole: {error.ref} is not beside the others") from None
    return [
        f"{'.'.join(map(str, each.absolute_path)) or 'it'}: is against the schema's '{each.validator}'"
        for each in found
    ]
