"""The file that says which postcode lies in which neighbourhood, as municipalities keep it.

CSV in UTF-8, with `;` or `,` between the columns. With a header, in any order: `postcode`, or `postcode_from` and
`postcode_to`; `district` and `neighbourhood`; and, where there are, `name`, `municipality`, `latitude` and `longitude`;
others are passed over.
Without a header: postcode (or first and last), district, neighbourhood, and then latitude and longitude or neither.

A postcode is full (`1016EK`) or of four digits (`1016`, all of them); of ranges that overlap the narrowest holds. Where
there is a district and no neighbourhood, the district is one. Codes are made of names; with a column `name`, the column
`neighbourhood` holds the code itself. A neighbourhood's centre is the mean of the coordinates on its lines.
"""

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import fmean

from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.places import Place, Places, Range
from libs.contracts.slugs import slug

LONGEST_CODE = 48

_BOUND = re.compile(r"^([1-9][0-9]{3})\s*([A-Za-z]{2})?$")
_POSTCODE, _FROM, _TO = "postcode", "postcode_from", "postcode_to"
_AREAS = ("district", "neighbourhood")
_COORDINATES = ("latitude", "longitude")
_FORM = "postcode;district;neighbourhood"


class _Fault(Exception):
    """What is wrong with the line that is being read, and what to do."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as it was written. `code` is given only by a file that has names beside it."""

    number: int
    start: str
    end: str
    municipality: str
    district: str
    name: str
    code: str | None
    centre: tuple[float, float] | None

    @property
    def area(self) -> tuple[str, ...]:
        """What must be the same on every line of a neighbourhood."""
        return self.name, self.district, self.municipality


def read(path: Path) -> Places:
    """Raises OSError when the file cannot be read, and ValueError that names file, line and what to do."""
    return parse(path.read_bytes(), path)


def parse(content: bytes, path: Path) -> Places:
    """The content of the file at `path`. Raises ValueError that names file, line and what to do."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path}, line {line}: is not text in UTF-8: save the file as 'CSV UTF-8'") from None
    lines = list(_lines(text, path))
    if not lines:
        raise ValueError(f"{path} holds no postcode: give a line for each, {_FORM}")
    return Places(_ranges(lines, path), hashlib.sha256(content).hexdigest()[:16])


def _code_of(name: str) -> str:
    return slug(name, LONGEST_CODE)


def _lines(text: str, path: Path) -> Iterator[_Line]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
    columns: Sequence[str] = ()
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not columns:
                columns = _columns(cells)
                if not _BOUND.match(cells[0]):
                    continue
            if len(cells) != len(columns):
                raise _Fault(f"has {len(cells)} columns instead of {len(columns)}: {', '.join(columns)}")
            yield _line(rows.line_num, dict(zip(columns, cells, strict=True)), path.stem)
    except (_Fault, csv.Error) as fault:
        raise ValueError(f"{path}, line {rows.line_num}: {fault}") from None


def _columns(first: Sequence[str]) -> Sequence[str]:
    """What stands in which column, by the header, or without one by how the first line looks."""
    if not _BOUND.match(first[0]):
        header = [cell.lower() for cell in first]
        if not ({_POSTCODE} <= {*header} or {_FROM, _TO} <= {*header}) or not {*_AREAS} <= {*header}:
            raise _Fault(f"is no header that is understood: name the columns as in {_FORM}, or leave the header out")
        return header
    postcodes = (_FROM, _TO) if len(first) > 1 and _BOUND.match(first[1]) else (_POSTCODE,)
    for columns in ((*postcodes, *_AREAS), (*postcodes, *_AREAS, *_COORDINATES)):
        if len(first) == len(columns):
            return columns
    raise _Fault(f"has {len(first)} columns: give {_FORM}, or put a header over them")


def _line(number: int, cells: Mapping[str, str], municipality: str) -> _Line:
    postcode = cells.get(_POSTCODE)
    start, end = _bound(postcode or cells.get(_FROM, ""), "AA"), _bound(postcode or cells.get(_TO, ""), "ZZ")
    if end < start:
        raise _Fault(f"ends at {end}, before it begins at {start}: turn the two round")
    neighbourhood = cells["neighbourhood"] or cells["district"]
    if not neighbourhood:
        raise _Fault("has neither district nor neighbourhood: fill one in")
    return _Line(
        number,
        start,
        end,
        cells.get("municipality") or municipality,
        cells["district"] or neighbourhood,
        cells.get("name") or neighbourhood,
        neighbourhood if "name" in cells else None,
        _centre(cells),
    )


def _bound(text: str, letters: str) -> str:
    found = _BOUND.match(text)
    if not found:
        raise _Fault(f"'{text}' is no postcode: write 1016EK, or 1016 for all that begin so")
    return found[1] + (found[2] or letters).upper()


def _centre(cells: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = (cells.get(each, "").replace(",", ".") for each in _COORDINATES)
    if not latitude and not longitude:
        return None
    try:
        north, east = float(latitude), float(longitude)
    except ValueError:
        raise _Fault(f"'{latitude}' and '{longitude}' are no coordinates: write 52.37 and 4.89, or neither") from None
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise _Fault(f"{north} and {east} are no latitude and longitude in degrees: write 52.37 and 4.89")
    return north, east


def _ranges(lines: Sequence[_Line], path: Path) -> Iterator[Range]:
    """Each line with its place. Two lines that contradict each other are a fault."""
    homes = _homes(lines)
    agreed = _Agreed()
    own: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        try:
            code, district = _code(line, homes), _usable(_code_of(line.district), line.district)
            agreed.on(f"the neighbourhood's code {code}", line, line.area, "name each otherwise, and always alike")
            agreed.on(f"the district's code {district}", line, line.area[1:], "name each otherwise, and always alike")
            agreed.on(f"{line.start} to {line.end}", line, (code,), "delete one of the two lines")
        except _Fault as fault:
            raise ValueError(f"{path}, line {line.number}: {fault}") from None
        own[code].append(line)
    for code, written in own.items():
        place = _place(code, written)
        yield from ((line.start, line.end, place) for line in written)


class _Agreed:
    """What the lines so far have said."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[tuple[str, ...], int]] = {}

    def on(self, what: str, line: _Line, said: tuple[str, ...], advice: str) -> None:
        before, number = self._said.setdefault(what, (said, line.number))
        if before != said:
            raise _Fault(f"{what} is {_quoted(said)} here, and {_quoted(before)} on line {number}: {advice}")


def _quoted(said: tuple[str, ...]) -> str:
    return f"'{', '.join(said)}'"


def _homes(lines: Iterable[_Line]) -> Mapping[str, set[str]]:
    """For each name the districts that have a neighbourhood of that name, or are called so themselves."""
    homes: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        homes[_code_of(line.name)].add(_code_of(line.district))
        homes[_code_of(line.district)].add(_code_of(line.district))
    return homes


def _code(line: _Line, homes: Mapping[str, set[str]]) -> str:
    """Of the name; with the district before it where that name alone would mean two places, or another district."""
    if line.code is not None:
        if _code_of(line.code) != line.code:
            raise _Fault(f"'{line.code}' is no code: beside a name, write {_code_of(line.code) or 'small letters'}")
        return _usable(line.code, line.code)
    alone = not homes[_code_of(line.name)] - {_code_of(line.district)}
    return _usable(_code_of(line.name if alone else f"{line.district} {line.name}"), line.name)


def _usable(code: str, name: str) -> str:
    if code in ("", UNKNOWN_NEIGHBOURHOOD):
        raise _Fault(f"no code can be made of '{name}': write another name, with letters")
    return code


def _place(code: str, lines: Sequence[_Line]) -> Place:
    one = lines[0]
    centres = [line.centre for line in lines if line.centre]
    latitude, longitude = map(fmean, zip(*centres, strict=True)) if centres else (None, None)
    return Place(code, _code_of(one.district), one.name, latitude, longitude, one.district, one.municipality)
