"""What became of each record of a file, as signalling tells."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import IntEnum, StrEnum
from itertools import islice
from typing import Any

from omzien.ddas import Record
from omzien.errors import Advice
from omzien.http import Services, Unanswered
from omzien.seen import Again, Seen

#: As many ids as signalling takes in one question.
BATCH = 500

#: Between two questions on the same records, in seconds.
PAUSE = 0.5

#: How long after the last one was sent an earlier refusal may stand for a mended signal that is still under way.
SETTLING = 5.0

#: As long a name as signalling can keep.
LONGEST = 255

Key = tuple[str, str]
Answer = Mapping[str, Any]
Answers = Mapping[Key, Answer]


class Result(StrEnum):
    """`repeated`: it was there before, from this file or an earlier one. `waiting`: there is no answer yet."""

    ACCEPTED = "accepted"
    REPEATED = "repeated"
    AMENDED = "amended"
    REFUSED = "refused"
    WAITING = "waiting"


class Before(IntEnum):
    """What was there under a record's id before it was sent."""

    NOTHING = 0
    TAKEN = 1
    REFUSED = 2


NAMELESS: Answer = {
    "effect": "refused",
    "signal": None,
    "marks": [],
    "reasons": ["not_a_cloudevent"],
    "detail": f"id, source: must be 1 to {LONGEST} characters, without control characters",
}


class Results:
    """Asks before the first record is sent and after the last one, so that no clock decides what was there before.

    That is kept as a byte per record; everything else goes by in batches.
    """

    def __init__(self, services: Services, patience: float) -> None:
        """`patience`: seconds without any further answer after which what is left is `waiting`."""
        self._services, self._patience = services, patience
        self._before = bytearray()
        self.counts: Counter[Result] = Counter()

    def before(self, records: Iterable[Record]) -> Iterator[int]:
        """Look up what is there before these are sent; tells how many have been looked up at a time."""
        for batch in _batches(records):
            answers = self._ask(batch)
            self._before.extend(_before(_found(answers, record)) for record in batch)
            yield len(batch)

    def lines(self, records: Iterable[Record]) -> Iterator[dict[str, Any]]:
        """A line for each record, in order, once all have been sent. Counts the results."""
        seen, places = Seen(), iter(self._before)
        self._sent = self._heard = time.monotonic()
        for batch in _batches(records):
            before = list(islice(places, len(batch)))
            if len(before) < len(batch):
                raise Advice("the file has grown since its records were sent: publish it again")
            again = [seen.look(record.event) for record in batch]
            answers = self._answered(batch, before, again)
            for record, was, how in zip(batch, before, again, strict=True):
                answer = _found(answers, record)
                result = _result(answer, Before(was), how)
                self.counts[result] += 1
                yield _line(record, result, answer if result is not Result.WAITING else None)

    def _answered(self, batch: Sequence[Record], before: Sequence[int], again: Sequence[Again]) -> Answers:
        """What is known of a batch when all of it is answered, or when patience is over."""
        answers: dict[Key, Answer] = {}
        left = list(zip(batch, map(Before, before), again, strict=True))
        while True:
            with suppress(Unanswered):  # it is asked again: what was published is on its way
                answers |= self._ask([record for record, _, _ in left])
            news = any(was is Before.NOTHING and _found(answers, record) for record, was, _ in left)
            self._heard = time.monotonic() if news else self._heard
            settled = news or time.monotonic() - self._sent > SETTLING
            left = [
                (record, was, how)
                for record, was, how in left
                if not _final(_found(answers, record), was, how, settled=settled)
            ]
            if not left or time.monotonic() - self._heard >= self._patience:
                return answers
            time.sleep(PAUSE)

    def _ask(self, batch: Sequence[Record]) -> dict[Key, Answer]:
        """What signalling knows of these; nothing for one of which it knows nothing."""
        answers: dict[Key, Answer] = {}
        ids: dict[str, dict[str, None]] = {}
        for source, id_ in filter(None, map(_key, batch)):
            ids.setdefault(source, {})[id_] = None
        for source, asked in ids.items():
            found = self._services.post("signalling", "/v1/receipts/lookup", {"source": source, "ids": list(asked)})
            answers |= {(source, each["id"]): each for each in found if each["effect"]}
        return answers


def _key(record: Record) -> Key | None:
    """By what signalling knows it; None when it can keep no such name, and refuses it for certain."""
    source, id_ = record.event.get("source"), record.event.get("id")
    for name in (source, id_):
        if not (isinstance(name, str) and 0 < len(name) <= LONGEST and name.isprintable()):
            return None
    return str(source), str(id_)


def _found(answers: Answers, record: Record) -> Answer | None:
    key = _key(record)
    return answers.get(key) if key else NAMELESS


def _before(answer: Answer | None) -> Before:
    if answer is None:
        return Before.NOTHING
    return Before.REFUSED if answer["effect"] == Result.REFUSED else Before.TAKEN


def _final(answer: Answer | None, before: Before, again: Again, *, settled: bool) -> bool:
    """Whether the answer is about what was sent now.

    An earlier refusal may be of what has been mended since. It counts once something that was sent with it has been
    answered, or some time has passed.
    """
    if answer is None:
        return False
    if answer["effect"] == Result.REFUSED:
        return before is not Before.REFUSED or settled or answer is NAMELESS
    return again is not Again.OTHER or bool(answer["refused_since"])


def _result(answer: Answer | None, before: Before, again: Again) -> Result:
    """Where the id was used before with other content, nobody can tell which of the two came again: a partner looks."""
    if answer is None:
        return Result.WAITING
    if answer["effect"] == Result.REFUSED:
        return Result.REFUSED
    if again is Again.OTHER:
        return Result.REFUSED if answer["refused_since"] else Result.WAITING
    if before is Before.TAKEN and answer["refused_since"]:
        return Result.REFUSED
    if before is Before.TAKEN or again is Again.SAME:
        return Result.REPEATED
    return Result(answer["effect"])


def _line(record: Record, result: Result, answer: Answer | None) -> dict[str, Any]:
    """`fault` is what is wrong in the words of the file, `detail` in those of signalling."""
    told = answer or {}
    refused = result is Result.REFUSED
    return {
        "reference": record.reference,
        "id": record.event.get("id"),
        "result": result,
        "signal": None if refused else told.get("signal"),
        "marks": [] if refused else told.get("marks", []),
        "reasons": told.get("reasons", []) if refused else [],
        "detail": told.get("detail") if refused else None,
        "fault": record.fault,
    }


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    all_of_them = iter(records)
    while batch := list(islice(all_of_them, BATCH)):
        yield batch
