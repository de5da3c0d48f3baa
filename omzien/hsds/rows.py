"""The rows of a file of HSDS, and what is told of each: a result for every row, in the file's order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

from omzien.errors import Advice
from omzien.pieces import NotJson, Pieces

Json = dict[str, Any]
Noun = Literal["services", "organizations"]
REFUSED = "refused"


@dataclass(frozen=True)
class Row:
    """One document of a file. `fault`: why it cannot be asked about."""

    file: str
    row: int
    document: Json
    fault: str | None = None
    remarks: tuple[str, ...] = ()

    def told(self, result: str, reason: str | None = None, detail: str | None = None, *remarks: str) -> Json:
        """A line of the results."""
        id_ = self.document.get("id")
        return {
            "file": self.file,
            "row": self.row,
            "id": id_ if isinstance(id_, str) else None,
            "result": result,
            "reason": reason,
            "detail": detail,
            "remarks": [*self.remarks, *remarks],
        }


#: What becomes of rows: a line for each, in order.
Ask = Callable[[Noun, Iterable[Row]], Iterator[Json]]


@dataclass(frozen=True)
class File:
    """A list of documents, a page with `contents`, one document, or one per line; gone through as often as is needed.

    The whole file has been looked through.
    """

    path: Path
    noun: Noun
    count: int = field(init=False)

    def __post_init__(self) -> None:
        # a pipe would be empty the second time
        if self.path.exists() and not self.path.is_file():
            raise Advice(f"{self.path} is no file that can be read twice: give the path of one")
        try:
            object.__setattr__(self, "count", sum(1 for _ in self.rows()))
        except OSError as error:
            raise Advice(f"{self.path}: {error.strerror}: give the path of a file of HSDS") from None
        if not self.count:
            raise Advice(f"{self.path} holds no {self.noun}")

    def lines(self, ask: Ask) -> Iterator[Json]:
        """What is told of each row."""
        return ask(self.noun, self.rows())

    def rows(self) -> Iterator[Row]:
        """Raises Advice where it is not JSON."""
        paged = _is_page(self.path)
        number = 0
        with self.path.open("rb") as file:
            json = Pieces(file)
            try:
                for number, _ in enumerate(_documents(json, paged=paged), start=1):
                    yield _row(self.path, number, json.value())
                json.end()
            except NotJson as error:
                which = f": after row {number}" if number else ""
                raise Advice(f"{self.path}{which} is not JSON: {error}; nothing of it was put in") from None


def _is_page(path: Path) -> bool:
    with path.open("rb") as file:
        json = Pieces(file)
        try:
            for name in json.members() if json.ahead() == b"{" else ():
                if name == "contents":
                    return json.ahead() == b"["
                json.skip()
        except NotJson:
            pass  # it is told when the documents are read
    return False


def _documents(json: Pieces, *, paged: bool) -> Iterator[None]:
    if not paged:
        yield from json.elements() if json.ahead() == b"[" else json.values()
        return
    for name in json.members():
        if name == "contents":
            yield from json.elements()
        else:
            json.skip()


def _row(path: Path, number: int, document: Any) -> Row:
    if not isinstance(document, dict):
        return Row(str(path), number, {}, "It is no object.")
    try:
        orjson.dumps(document)
    except orjson.JSONEncodeError:
        return Row(str(path), number, document, "It is nested too deeply to be sent.")
    return Row(str(path), number, document)
