"""What a row of each file becomes: a piece of HSDS. What HSDS has no field for is kept under the column's own name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from pydantic import TypeAdapter, ValidationError

from omzien.hsds.ohana.tables import Cells
from omzien.hsds.rows import Json
from services.matching.hsds.model import Address, Contact, Location, Organization, Phone, Program, Schedule, Service
from services.matching.hsds.schedules import DAYS
from services.matching.hsds.terms import Known, TaxonomyTerm, Uri

NAMESPACE = UUID("3f0a8c3e-6a55-5c1b-9d55-0aa1a0d50300")
ORGANIZATIONS, LOCATIONS, SERVICES, TAXONOMY = "organizations.csv", "locations.csv", "services.csv", "taxonomy.csv"
KEYWORDS = "keywords"

_CLOCK = re.compile(r"^(\d{1,2})(?::(\d\d))?(?::\d\d)?\s*(?:([ap])\.?m\.?)?$", re.IGNORECASE)
_URI: TypeAdapter[str] = TypeAdapter(Uri)


@dataclass(frozen=True)
class Kind:
    """A file. `links`: the column that names a row of another file, and the list there that this one goes into.

    `names`: fields that HSDS calls otherwise; `lists`: columns of several, and the field of each; `fixed`: what the
    file's name says; `left_out`: what is not for everybody.
    """

    form: type[Known]
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


def _links(name: str, *files: str) -> dict[str, tuple[str, str]]:
    return {f"{file.removesuffix('s.csv')}_id": (file, name) for file in files}


FUNDING = {"funding_sources": ("funding", "source")}
LANGUAGES = {"languages": ("languages", "name")}
#: In the order in which each finds what it belongs to.
KINDS: Mapping[str, Kind] = {
    ORGANIZATIONS: Kind(Organization, lists=FUNDING),
    "programs.csv": Kind(Program, _links("programs", ORGANIZATIONS)),
    LOCATIONS: Kind(
        Location,
        _links("locations", ORGANIZATIONS),
        names={"website": "url"},
        lists={**LANGUAGES, "accessibility": ("accessibility", "description")},
        left_out=frozenset({"admin_emails"}),
    ),
    TAXONOMY: Kind(TaxonomyTerm, names={"taxonomy_id": "code"}, fixed={"description": ""}),
    SERVICES: Kind(
        Service,
        names={"website": "url", "eligibility": "eligibility_description", "fees": "fees_description"},
        lists={
            **LANGUAGES,
            **FUNDING,
            "required_documents": ("required_documents", "document"),
            "service_areas": ("service_areas", "name"),
        },
    ),
    "addresses.csv": Kind(Address, _links("addresses", LOCATIONS), fixed={"address_type": "physical"}),
    "mail_addresses.csv": Kind(Address, _links("addresses", LOCATIONS), fixed={"address_type": "postal"}),
    "contacts.csv": Kind(Contact, _links("contacts", LOCATIONS, ORGANIZATIONS, SERVICES)),
    "phones.csv": Kind(
        Phone, _links("phones", "contacts.csv", LOCATIONS, ORGANIZATIONS, SERVICES), names={"number_type": "type"}
    ),
    "regular_schedules.csv": Kind(
        Schedule, _links("schedules", LOCATIONS, SERVICES), names={"weekday": "byday"}, fixed={"freq": "WEEKLY"}
    ),
}
NUMBERS = frozenset({"latitude", "longitude", "extension"})
CLOCK = frozenset({"opens_at", "closes_at"})
#: What is joined by, and stands nowhere else.
JOINED_BY = {SERVICES: {"location_id", "taxonomy_ids"}, TAXONOMY: {"parent_name"}}


def id_of(partner: str, file: str, number: str) -> str:
    """The same row of the same partner has the same id."""
    return str(uuid5(NAMESPACE, f"{partner} {file} {number}"))


def piece(row: Cells, partner: str) -> tuple[Json, list[str]]:
    """The piece of HSDS, and what could not be read as what it should be. Raises ValueError with the reason."""
    kind = KINDS[row.file]
    document: Json = {"id": id_of(partner, row.file, row.id), **kind.fixed}
    remarks = []
    for column, text in row.cells.items():
        if column == "id" or column in JOINED_BY.get(row.file, ()):
            continue
        if column in kind.left_out:
            remarks.append(f"{column} is left out: it is not for the social map")
        elif column in kind.lists:
            name, each = kind.lists[column]
            document[name] = [_one(document["id"], name, each, part) for part in split(text)]
        elif column == KEYWORDS and row.file == SERVICES:
            document["attributes"] = [attribute(document["id"], _keyword(partner, word)) for word in split(text)]
        else:
            name, value = _field(row.file, column, text, partner)
            document[name] = value
            if name.endswith("_told"):
                remarks.append(f"{column} is not what HSDS has there: it is kept as {name}")
    if row.file == LOCATIONS:
        document["location_type"] = "virtual" if document.pop("virtual", "").lower() == "true" else "physical"
    if row.file == TAXONOMY:
        document.setdefault("name", row.id)
    return document, remarks


def attribute(service: str, term: Json) -> Json:
    """That a term is said of a service."""
    told = {"link_id": service, "link_entity": "service", "taxonomy_term_id": term["id"], "taxonomy_term": term}
    return {"id": str(uuid5(UUID(service), f"attribute {term['id']}"))} | told


def split(text: str) -> list[str]:
    """The words of a list with commas, each once; what stands between brackets stays together."""
    return list(dict.fromkeys(part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()))


def _field(file: str, column: str, text: str, partner: str) -> tuple[str, Any]:
    name = KINDS[file].names.get(column, column)
    if column in NUMBERS:
        return _number(column, text)
    if column == "website":
        return _uri(name, text)
    if column in CLOCK:
        return name, _clock(column, text)
    if column == "weekday":
        return name, _day(text)
    of = TAXONOMY if (file, column) == (TAXONOMY, "parent_id") else f"{column.removesuffix('_id')}s.csv"
    return name, id_of(partner, of, text) if column.endswith("_id") and of in KINDS else text


def _number(name: str, text: str) -> tuple[str, Any]:
    if re.fullmatch(r"-?\d{1,15}", text):
        return name, int(text)
    if re.fullmatch(r"-?\d{1,15}\.\d+", text):
        return name, float(text)
    return f"{name}_told", text


def _uri(name: str, text: str) -> tuple[str, str]:
    try:
        return name, _URI.validate_python(text)
    except ValidationError:
        return f"{name}_told", text


def _clock(column: str, text: str) -> str:
    """Raises ValueError for what is no time."""
    found = _CLOCK.match(text)
    hour, minute, half = (int(found[1]), found[2] or "00", (found[3] or "").lower()) if found else (99, "", "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 99
    if hour > 24 or minute > "59":
        raise ValueError(f"{column} '{text[:20]}' is no time: use HH:MM")
    return f"{hour:02}:{minute}"


def _day(text: str) -> str:
    day = text[:2].upper()
    if day not in DAYS or not text.isalpha():
        raise ValueError(f"weekday '{text[:20]}' is no day: use Monday, Tuesday and so on")
    return day


def _one(of: str, name: str, each: str, text: str) -> Json:
    return {"id": str(uuid5(UUID(of), f"{name} {text}")), each: text}


def _keyword(partner: str, word: str) -> Json:
    return {"id": id_of(partner, KEYWORDS, word), "name": word, "description": "", "taxonomy": KEYWORDS}


def filled(row: Cells, columns: Iterable[str]) -> list[str]:
    """Those of the columns that are filled in."""
    return [column for column in columns if column in row.cells]
