"""Rows of several files, put together to organizations and services: one pure function.

Every row is somewhere: in a document, or among those that are refused, with the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from libs.contracts.refusals import Refused
from omzien.hsds.ohana import columns
from omzien.hsds.ohana.columns import KINDS, LOCATIONS, ORGANIZATIONS, SERVICES, TAXONOMY
from omzien.hsds.ohana.tables import Cells
from omzien.hsds.rows import Json, Row
from services.matching.hsds.document import read

#: A file, and a row's number in it.
Place = tuple[str, int]


@dataclass
class Joined:
    """`documents`: of organizations.csv and services.csv, to be sent; `parts`: all other rows that are in one.

    `within`: the places of which each row is a part. `refused`: reason and detail.
    """

    documents: dict[Place, Row] = field(default_factory=dict)
    parts: dict[Place, Row] = field(default_factory=dict)
    within: dict[Place, list[Place]] = field(default_factory=dict)
    refused: dict[Place, tuple[Row, str, str]] = field(default_factory=dict)

    def carriers(self, place: Place) -> set[Place]:
        """The documents that a row is in, by whatever way."""
        found, left = set(), [place]
        while left:
            here = left.pop()
            if here in self.documents:
                found.add(here)
            left += self.within.get(here, ())
        return found


def join(tables: Mapping[str, Sequence[Cells]], partner: str) -> Joined:
    """The documents, and where every row went. `partner` makes the ids: the same folder gives the same ones."""
    work = _Joining(partner)
    for file in KINDS:
        for row in tables.get(file, ()):
            work.take(row)
    for file, rows in tables.items():
        for row in rows if file not in KINDS else ():
            names = ", ".join(KINDS)
            work.refuse(row, "unknown-file", f"{file} is none of the files that are known: {names}.")
    for (file, _), document in work.done.documents.items():
        if file == SERVICES:
            work.tell_organization(document.document)
    return work.done


class _Joining:
    def __init__(self, partner: str) -> None:
        self.done = Joined()
        self._partner = partner
        self._pieces: dict[tuple[str, str], tuple[Place, Json]] = {}
        self._organizations: dict[str, Json] = {}
        self._seen: set[tuple[str, str]] = set()

    def take(self, row: Cells) -> None:
        """Its piece goes into what it names; nothing else changes when it is refused."""
        try:
            document, remarks = self._piece(row)
            into = self._into(row)
            service = self._service_parts(row, document, remarks) if row.file == SERVICES else None
        except Refused as refused:
            self.refuse(row, refused.slug, refused.detail)
            return
        place = (row.file, row.row)
        self._pieces[row.file, row.id] = place, document
        told = Row(row.file, row.row, document, None, tuple(remarks))
        (self.done.documents if row.file in (ORGANIZATIONS, SERVICES) else self.done.parts)[place] = told
        self.done.within[place] = [where for where, _, _ in into]
        for _, parent, name in into:
            parent.setdefault(name, []).append(document)
        for part in service or ():
            self.done.within[part].append(place)
        if row.file == ORGANIZATIONS:
            self._organizations[document["id"]] = document

    def refuse(self, row: Cells, reason: str, detail: str) -> None:
        place = (row.file, row.row)
        document = {"id": columns.id_of(self._partner, row.file, row.id)} if row.id else {}
        self.done.refused[place] = (Row(row.file, row.row, document), reason, detail)

    def tell_organization(self, service: Json) -> None:
        """A service carries its organization, without all the places of that one."""
        whole = self._organizations[service["organization_id"]]
        service["organization"] = {name: each for name, each in whole.items() if name not in ("locations", "programs")}

    def _piece(self, row: Cells) -> tuple[Json, list[str]]:
        if row.fault:
            raise Refused("not-read", row.fault)
        if not row.id:
            raise Refused("no-id", f"Its {row.key} is not filled in.")
        if (row.file, row.id) in self._seen:
            raise Refused("twice", f"Another row of {row.file} before it has {row.key} {row.id}.")
        self._seen.add((row.file, row.id))
        try:
            document, remarks = columns.piece(row, self._partner)
        except ValueError as error:
            raise Refused("not-read", f"{error}") from None
        read(document, KINDS[row.file].form)
        return document, remarks

    def _into(self, row: Cells) -> list[tuple[Place, Json, str]]:
        links = KINDS[row.file].links
        named = columns.filled(row, links)
        if links and not named:
            raise Refused("not-joined", f"It belongs to nothing: fill in {' or '.join(links)}.")
        found = []
        for column in named:
            file, name = links[column]
            found.append((*self._there(file, row.cells[column]), name))
        return found

    def _there(self, file: str, number: str) -> tuple[Place, Json]:
        if (file, number) not in self._pieces:
            why = "that row was refused" if (file, number) in self._seen else "there is no such row"
            raise Refused("not-joined", f"It belongs to number {number} of {file}, and {why}.")
        return self._pieces[file, number]

    def _service_parts(self, row: Cells, document: Json, remarks: list[str]) -> list[Place]:
        """What a service is made of: its location, and the terms that are said of it."""
        if "location_id" not in row.cells:
            raise Refused("not-joined", "Its location_id is not filled in: by its location it has an organization.")
        where, location = self._there(LOCATIONS, row.cells["location_id"])
        at = {"service_id": document["id"], "location_id": location["id"], "location": location}
        document["service_at_locations"] = [{"id": columns.id_of(self._partner, "at", row.id), **at}]
        document["organization_id"] = location["organization_id"]
        parts = [where]
        for code in columns.split(row.cells.get("taxonomy_ids", "")):
            if (TAXONOMY, code) in self._pieces:
                place, term = self._pieces[TAXONOMY, code]
                parts.append(place)
            else:
                term = {"id": columns.id_of(self._partner, TAXONOMY, code), "code": code, "name": code}
                term["description"] = ""
                remarks.append(f"taxonomy_id {code} stands in no row of {TAXONOMY}")
            document.setdefault("attributes", []).append(columns.attribute(document["id"], term))
        if "program_id" in row.cells:
            place, program = self._there("programs.csv", row.cells["program_id"])
            document["program"] = program
            parts.append(place)
        return parts
