"""The file of neighbourhoods in force: what changes in it holds without a restart."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from libs.contracts import neighbourhoods_file
from libs.contracts.places import Places

log = structlog.get_logger("omzien.neighbourhoods")

#: Seconds between two looks at the file, and after which a file that does not change has been written whole.
LOOK_EVERY = 1.0

#: Raises ValueError for neighbourhoods that do not go with what else the service is told.
Fit = Callable[[Places], None]


class _Stamp(NamedTuple):
    """By which a file is known to be another one. Whoever writes cannot set the time of its last change."""

    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "_Stamp":
        found = path.stat()
        return cls(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


class Neighbourhoods:
    """A changed file is taken up by the first question from a second after it was last written; a wrong one is not.

    What held before then goes on to hold, and `fault` says why. Raises OSError and ValueError only when made.
    """

    def __init__(self, path: Path, seconds: Callable[[], float] = time.time, fit: Fit = lambda _: None) -> None:
        self.path, self._seconds, self._fit = path, seconds, fit
        self.fault: str | None = None
        self._looked = seconds()
        self._seen = _Stamp.of(path)
        self._judged: _Stamp | None = self._seen
        self._take(path.read_bytes())

    def current(self) -> Places:
        """The places in force; at most once a second it costs a look at the file, and a changed file its reading."""
        now = self._seconds()
        if not 0 <= now - self._looked < LOOK_EVERY:
            self._looked = now
            self._look(now)
        return self._places

    def _look(self, now: float) -> None:
        try:
            stamp = _Stamp.of(self.path)
            before, self._seen = self._seen, stamp
            if stamp == self._judged:
                return
            # editors write in place: of a file that still changes only a part would be read
            if stamp != before and now - stamp.changed / 1e9 < LOOK_EVERY:
                return
            content = self.path.read_bytes()
            if _Stamp.of(self.path) != stamp:
                return
            self._judged = stamp
            self._take(content)
            log.info("neighbourhoods_taken_up", content=self._places.content_hash, number=len(self._places.by_code))
        except OSError as error:
            self._judged = None
            self._refuse(f"{self.path}: {error.strerror}")
        except ValueError as error:
            self._refuse(str(error))

    def _take(self, content: bytes) -> None:
        places = neighbourhoods_file.parse(content, self.path)
        self._fit(places)
        self._places = places
        self.read_at = datetime.fromtimestamp(self._looked, UTC)
        self.fault = None

    def _refuse(self, fault: str) -> None:
        if fault != self.fault:
            log.error("neighbourhoods_refused", fault=fault, still_holds=self._places.content_hash)
        self.fault = fault
