"""A folder of CSV files: what is told of every row of every file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from omzien.errors import Advice
from omzien.hsds.ohana.columns import ORGANIZATIONS, SERVICES, TAXONOMY
from omzien.hsds.ohana.joining import Joined, Place, join
from omzien.hsds.ohana.tables import Cells, read
from omzien.hsds.rows import REFUSED, Ask, Json, Noun

NOUNS: Mapping[Noun, str] = {"organizations": ORGANIZATIONS, "services": SERVICES}


def is_folder(path: Path) -> bool:
    """Whether these are files that belong together, and not one."""
    return path.is_dir()


@dataclass(frozen=True)
class Folder:
    """Read as a whole: a row says little without those of the other files."""

    path: Path
    tables: dict[str, Sequence[Cells]]
    joined: Joined

    @classmethod
    def of(cls, path: Path, partner: str | None) -> "Folder":
        """Raises Advice when there are no services in it, or it is not known whose they are."""
        tables = read(path)
        if SERVICES not in tables or ORGANIZATIONS not in tables:
            raise Advice(f"{path} holds no {SERVICES} and {ORGANIZATIONS}: give the folder with the CSV files")
        if partner is None:
            raise Advice("say whose folder this is: --partner NAME; its rows are known again by that name and number")
        return cls(path, tables, join(tables, partner))

    @property
    def count(self) -> int:
        return sum(map(len, self.tables.values()))

    def lines(self, ask: Ask) -> Iterator[Json]:
        """File by file. A row of another file goes the way of the documents that it is in."""
        refused = self.joined.refused.items()
        found = {place: row.told(REFUSED, reason, detail) for place, (row, reason, detail) in refused}
        # organizations first: a service tells less of its own
        for noun, file in NOUNS.items():
            places = [place for place in self.joined.documents if place[0] == file]
            found |= zip(places, ask(noun, (self.joined.documents[place] for place in places)), strict=True)
        for place in self.joined.parts:
            found[place] = self._part(place, found)
        for file, rows in self.tables.items():
            for row in rows:
                yield found[file, row.row] | {"file": str(self.path / file)}

    def _part(self, place: Place, found: dict[Place, Json]) -> Json:
        row, carriers = self.joined.parts[place], sorted(self.joined.carriers(place))
        if not carriers and place[0] == TAXONOMY:
            return row.told("unused", "no-service", "No service of this folder has this term.")
        if all(found[each]["result"] == REFUSED for each in carriers):
            where = ", ".join(f"{file} row {number}" for file, number in carriers)
            return row.told(REFUSED, "with-its-whole", f"What it is a part of was refused: {where}.")
        return row.told("joined")
