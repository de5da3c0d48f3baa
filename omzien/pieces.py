"""JSON of any size, a piece at a time: what is held at once is one value, never the file.

Values are read by orjson, so that a large file means what a small one means. This finds where they begin and end.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

import orjson

BLOCK = 1 << 16

#: One value: far more than a signal may be, and little enough for any machine.
MOST = 16 << 20

_SPACE = re.compile(rb"[ \t\n\r]*")
#: A string or a bracket. A string whose end is not there yet has nothing for its closing quote.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[\[\]{}]', re.DOTALL)
_SCALAR = re.compile(rb'[^ \t\n\r,:"\[\]{}]*')


class NotJson(ValueError):
    """What is wrong, in which line and at which byte; never what stands there, which may be somebody's name."""


class Pieces:
    """A file of JSON, from its beginning. The caller reads or passes over each value that it is told of."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer, self._at, self._base = b"", 0, 0
        self._line, self._counted = 1, 0

    def ahead(self) -> bytes:
        """The byte with which the next piece begins; empty at the end of the file."""
        while True:
            self._at = _end(_SPACE, self._buffer, self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def line(self) -> int:
        """The line at which it stands."""
        # on from the last count, or each event of a large file would count its block again
        self._line += self._buffer.count(b"\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def values(self) -> Iterator[None]:
        """Tells of each value that the file holds, one behind the other."""
        while self.ahead():
            yield

    def elements(self) -> Iterator[None]:
        """Tells of each element of an array."""
        self._take(b"[")
        if self.ahead() == b"]":
            self._take(b"]")
            return
        while True:
            yield
            if self._take(b",", b"]") == b"]":
                return

    def members(self) -> Iterator[str]:
        """Tells the name of each member of an object, whose value comes next."""
        self._take(b"{")
        if self.ahead() == b"}":
            self._take(b"}")
            return
        while True:
            if self.ahead() != b'"':
                self._fail("a name is missing")
            name = self.value()
            self._take(b":")
            yield name
            if self._take(b",", b"}") == b"}":
                return

    def value(self) -> Any:
        """The next value, as a whole."""
        end = self._end_of_value(keep=True)
        raw, begin = self._buffer[self._at : end], self._at
        self._at = end
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            self._at = begin
            self._fail(error.msg)

    def skip(self) -> None:
        """Pass over the next value, however large. Its brackets and quotes are looked at, and nothing else."""
        self._at = self._end_of_value(keep=False)

    def end(self) -> None:
        """Nothing may follow."""
        if self.ahead():
            self._fail("something follows")

    def _end_of_value(self, *, keep: bool) -> int:
        opening = self.ahead()
        if opening in (b"{", b"[", b'"'):
            return self._end_of_nested(keep=keep)
        while (end := _end(_SCALAR, self._buffer, self._at)) == len(self._buffer) and self._fill():
            pass
        if end == self._at:
            self._fail("a value is missing")
        return end

    def _end_of_nested(self, *, keep: bool) -> int:
        depth, at = 0, self._at
        while True:
            for token in _TOKEN.finditer(self._buffer, at):
                if token[1] == b"":
                    at = token.start()
                    break
                at = token.end()
                byte = self._buffer[token.start()]
                depth += (byte in b"[{") - (byte in b"]}")
                if not depth:
                    return at
            else:
                at = len(self._buffer)
            if not keep:
                self._at = at
            before = self._at
            if not self._fill():
                self._fail("it ends too early")
            at -= before

    def _take(self, *wanted: bytes) -> bytes:
        found = self.ahead()
        if found not in wanted:
            self._fail(f"{' or '.join(each.decode() for each in wanted)} is missing")
        self._at += 1
        return found

    def _fill(self) -> bool:
        """Read on. What was read before the present place is forgotten."""
        kept = self._buffer[self._at :]
        if len(kept) > MOST:
            self._fail(f"a value is longer than {MOST >> 20} MiB")
        # as much again, or a long value would be copied once per block
        block = self._file.read(max(BLOCK, len(kept)))
        self.line()
        self._base += self._at
        self._buffer, self._at, self._counted = kept + block, 0, 0
        return bool(block)

    def _fail(self, what: str) -> NoReturn:
        raise NotJson(f"{what} in line {self.line()}, at byte {self._base + self._at + 1}")


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    """Where a match ends that may be empty."""
    found = pattern.match(text, at)
    return found.end() if found else at
