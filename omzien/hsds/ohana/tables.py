"""CSV files, row by row, as text."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from omzien.errors import Advice


@dataclass(frozen=True)
class Cells:
    """A row of a file; the first one below the names of the columns is 1. `cells`: what is filled in, by column.

    `fault`: why it cannot be read.
    """

    file: str
    row: int
    cells: Mapping[str, str]
    fault: str | None = None

    @property
    def id(self) -> str:
        """Its own number in its file; empty when there is none."""
        return self.cells.get(self.key, "")

    @property
    def key(self) -> str:
        """The column of its own number."""
        return "taxonomy_id" if self.file == "taxonomy.csv" else "id"


def read(folder: Path) -> dict[str, Sequence[Cells]]:
    """The rows of every CSV file in the folder, by the file's name. Raises Advice for what is no CSV in UTF-8."""
    found: dict[str, Sequence[Cells]] = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            # with a mark of the byte order, as spreadsheets write it, or without
            with path.open(encoding="utf-8-sig", newline="") as file:
                found[path.name] = list(_rows(path.name, csv.reader(file, strict=True)))
        except OSError as error:
            raise Advice(f"{path}: {error.strerror}; nothing was put in") from None
        except UnicodeDecodeError:
            raise Advice(f"{path} is not text in UTF-8; nothing was put in") from None
        except csv.Error as error:
            raise Advice(f"{path} is no CSV: {error}; nothing was put in") from None
    return found


def _rows(file: str, lines: Iterator[list[str]]) -> Iterator[Cells]:
    names = [name.strip() for name in next(lines, [])]
    if len(set(names)) < len(names):
        raise csv.Error("a column stands there twice")
    for number, line in enumerate((each for each in lines if each), start=1):
        told = {name: value.strip() for name, value in zip(names, line, strict=False) if value.strip()}
        more = f"It has {len(line)} cells, and there are {len(names)} columns." if len(line) > len(names) else None
        yield Cells(file, number, told, more)
