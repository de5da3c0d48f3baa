"""Labelled pairs of records, with which the recognition of residents is measured.

They are made without knowledge of what recognises them. Every label is one that a careful clerk who has the two
records only would give.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from tests.correlation.making.addresses import ADDRESSES
from tests.correlation.making.kinds import Fault, Part, decidable, levels
from tests.correlation.making.lookalikes import LOOKALIKES, Lookalikes, Told
from tests.correlation.making.naming import NAMING
from tests.correlation.making.particulars import PARTICULARS
from tests.correlation.making.persons import Person, Record, a_person, changed, written
from tests.correlation.making.spelling import SPELLING

IDENTICAL = "identical"

#: What may differ between two records of one person, by the word that `Pair.kind` has for it.
FAULTS: Mapping[str, Fault] = NAMING | SPELLING | PARTICULARS | ADDRESSES

_NAMES, _WEIGHTS = tuple(FAULTS), list(accumulate(fault.weight for fault in FAULTS.values()))
_ORDINARY = tuple(name for name, fault in FAULTS.items() if fault.ordinary)
_ORDINARY_WEIGHTS = tuple(FAULTS[name].weight for name in _ORDINARY)
_KINDS, _KIND_WEIGHTS = tuple(LOOKALIKES), tuple(weight for _, weight in LOOKALIKES.values())
_PATIENCE = 60


@dataclass(frozen=True)
class Pair:
    """Two records, whether they are about one person, and in what they differ or how the two persons are alike."""

    a: Mapping[str, str]
    b: Mapping[str, str]
    same: bool
    kind: str


def pairs(seed: int, same: int, different: int) -> Iterator[Pair]:
    """So many pairs of one person and so many of two look-alikes, in random order; alike for every call.

    The kind of a pair of one person is `identical`, or its faults joined by `+` in alphabetical order. The kind of
    two persons says how they are alike; faults in their spelling aren't told.
    """
    rng = Random(seed)
    labels = [True] * same + [False] * different
    rng.shuffle(labels)
    for label in labels:
        yield _one_person(rng) if label else _two_persons(rng)


def _one_person(rng: Random) -> Pair:
    if rng.random() < 0.03:
        person = a_person(rng)
        number, birth = _presence(rng)
        return Pair(
            written(person, number=number, birth=birth), written(person, number=number, birth=birth), True, IDENTICAL
        )
    while True:
        first, wanted = rng.choices(_NAMES, cum_weights=_WEIGHTS)[0], rng.choices((1, 2, 3), (55, 30, 15))[0]
        for _ in range(_PATIENCE):
            person = a_person(rng, FAULTS[first].origins)
            tidy = written(person)
            if _applies(rng, person, tidy, first):
                pair = _with_faults(rng, person, _chosen(rng, person, tidy, first, wanted))
                if pair and first in pair.kind.split("+"):
                    return pair


def _applies(rng: Random, person: Person, tidy: Record, name: str) -> bool:
    altered = FAULTS[name].alter(rng, person, tidy)
    return altered is not None and altered != tidy


def _chosen(rng: Random, person: Person, tidy: Record, first: str, wanted: int) -> list[str]:
    """The first and others that go with it and with how this person is tidily written down."""
    found = [first]
    while len(found) < wanted:
        name = rng.choices(_NAMES, cum_weights=_WEIGHTS)[0]
        moment = FAULTS[name].about, FAULTS[name].early
        apart = all(moment != (FAULTS[other].about, FAULTS[other].early) for other in found)
        if apart and _applies(rng, person, tidy, name):
            found.append(name)
    return found


def _presence(rng: Random) -> tuple[bool, bool]:
    """Whether number and birth date are known at all: to both organisations, before any fault."""
    return rng.random() < 0.62, rng.random() < 0.87


def _with_faults(rng: Random, person: Person, names: list[str]) -> Pair | None:
    """The person written down twice with those of the faults that apply; None where a clerk couldn't decide."""
    number, birth = _presence(rng)
    sides = [written(person, number=number, birth=birth), written(person, number=number, birth=birth)]
    for field in ("Plaatsnaam", "Straatnaam"):
        if rng.random() < 0.05:
            sides = [changed(side, **{field: ""}) for side in sides]
    applied: list[str] = []
    for name in sorted(names, key=_moment):
        side = rng.randrange(2)
        found = FAULTS[name].alter(rng, person, sides[side])
        if found is not None and found != sides[side]:
            sides[side] = found
            applied.append(name)
    faults = [FAULTS[name] for name in applied]
    left = levels(number=number, birth=birth, faults=faults)
    lacking = any(fault.needs_number for fault in faults) and left[Part.NUMBER] < 2
    if not applied or lacking or not decidable(left) or sides[0] == sides[1]:
        return None
    return Pair(sides[0], sides[1], True, "+".join(sorted(applied)))


def _moment(name: str) -> tuple[bool, bool, str]:
    """What composes a field comes before what alters it; whoever types in capitals types everything so."""
    return not FAULTS[name].early, FAULTS[name].about == "case", name


def _two_persons(rng: Random) -> Pair:
    kind = rng.choices(_KINDS, _KIND_WEIGHTS)[0]
    both = LOOKALIKES[kind][0](rng)
    numbers, births = _told(rng, both.told)
    people = [(both.a, numbers[0], births[0]), (both.b, numbers[1], births[1])]
    if rng.random() < 0.5:
        people.reverse()
    a, b = (_misspelt(rng, person, _tidy(both, person, number, birth), both) for person, number, birth in people)
    return Pair(a, b, False, kind)


def _tidy(both: Lookalikes, person: Person, number: bool, birth: bool) -> Record:
    record = written(person, number=number, birth=birth)
    if both.written:
        record = changed(record, Voorletters=" ".join(person.firsts))
    return changed(record, **both.filled)


def _told(rng: Random, told: Told) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Which of the two have a number and which a birth date, such that all that must be told is told."""
    while True:
        numbers = rng.random() < 0.53, rng.random() < 0.53
        births = rng.random() < 0.73, rng.random() < 0.73
        enough = {
            Told.ANY: True,
            Told.DATES: all(births),
            Told.NUMBERS: all(numbers),
            Told.EITHER: all(births) or all(numbers),
            Told.BOTH: all(births) and all(numbers),
        }
        if enough[told]:
            return numbers, births


def _misspelt(rng: Random, person: Person, record: Record, both: Lookalikes) -> Record:
    """With one or two ordinary faults in a third of the records; none in what tells the two apart."""
    if rng.random() > 0.33:
        return record
    for name in rng.choices(_ORDINARY, _ORDINARY_WEIGHTS, k=rng.choice((1, 1, 2))):
        found = FAULTS[name].alter(rng, person, record)
        kept = not both.written or found is None or found.get("Voorletters") == record.get("Voorletters")
        if found is not None and kept:
            record = found
    return record
