"""Order per subject, restored at the consumer: retries, fallbacks, replicas and a frozen relay each disturb it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from libs.delivery.wire import Envelope

#: (source, subject): what a sequence counts within.
Subject = tuple[str, str]


@dataclass
class Turn:
    """What to do with a batch: handle `ready` in this order, keep `early` for later, skip `stale`."""

    ready: list[Envelope] = field(default_factory=list)
    early: list[Envelope] = field(default_factory=list)
    stale: list[Envelope] = field(default_factory=list)
    #: Where each subject stands afterwards.
    positions: dict[Subject, int] = field(default_factory=dict)


def take_turns(events: Iterable[Envelope], positions: dict[Subject, int]) -> Turn:
    """Sort events (fresh ones and parked ones alike) into those whose turn it is, by where each subject stands.

    Pure. An event is ready when all of its subject's earlier ones have been handled or are ready before it.
    """
    waiting: dict[Subject, dict[int, Envelope]] = defaultdict(dict)
    turn = Turn()
    for event in events:
        subject = (event.source, event.subject)
        if event.sequence <= positions[subject] or event.sequence in waiting[subject]:
            turn.stale.append(event)
        else:
            waiting[subject][event.sequence] = event
    for subject, by_sequence in waiting.items():
        position = positions[subject]
        while event_ := by_sequence.pop(position + 1, None):
            position += 1
            turn.ready.append(event_)
        if position != positions[subject]:
            turn.positions[subject] = position
        turn.early.extend(by_sequence.values())
    return turn


def in_waves(events: Sequence[Envelope]) -> list[list[Envelope]]:
    """Group by type into as few groups as keep the order within each subject, so that a handler gets many at once."""
    waves: list[list[Envelope]] = []
    latest: dict[Subject, int] = {}
    for event in events:
        subject = (event.source, event.subject)
        start = latest.get(subject, 0)
        for index in range(start, len(waves)):
            if waves[index][0].type == event.type:
                break
        else:
            index = len(waves)
            waves.append([])
        waves[index].append(event)
        latest[subject] = index
    return waves
