"""The working set of one transaction: what it has locked, as its decisions so far left it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from services.signalling.domain.description import Description
from services.signalling.domain.household import Household
from services.signalling.domain.identity import Identity
from services.signalling.domain.likeness import Likeness, likeness
from services.signalling.domain.signal import Signal, State

#: Signals of a household that a new one says it stands beside, the latest; and those on its traces that it is compared
#: with. A partner that repeats itself without end must not make each signal dearer than the one before.
MOST_BESIDE, MOST_COMPARED = 20, 20


def likely(traces: Iterable[bytes], left_on: Mapping[bytes, Collection[UUID]], but: UUID | None = None) -> list[UUID]:
    """The signals to compare with who leaves these traces: those that share the rarest, the latest of as rare ones.

    A common name is on many traces, one person's on few others: reading all of them would make each signal in a large
    town dearer than the one before, and counting them alike would have the latest namesakes outvote the person.
    """
    shared: dict[UUID, float] = defaultdict(float)
    for trace in traces:
        others = [id_ for id_ in left_on.get(trace, ()) if id_ != but]
        for id_ in others:
            shared[id_] += 1 / len(others)
    return sorted(shared, key=lambda id_: (shared[id_], id_), reverse=True)[:MOST_COMPARED]


class Register:
    """Households, the keys that lead to them, and their signals.

    `keys` holds every key that may be asked for; None where it leads nowhere yet. `traces`: the signals that left each
    of those that are locked, which may be none.
    """

    def __init__(
        self,
        keys: Mapping[bytes, UUID | None] | None = None,
        households: Mapping[UUID, Household] | None = None,
        signals: Mapping[UUID, Signal] | None = None,
        traces: Mapping[bytes, Iterable[UUID]] | None = None,
    ) -> None:
        self.keys = dict(keys or {})
        self.households = dict(households or {})
        self.signals: dict[UUID, Signal] = {}
        self._at: dict[UUID, set[UUID]] = {}
        for signal in (signals or {}).values():
            self.put(signal)
        self._descriptions: dict[UUID, Description] = {}
        self._traces = {trace: set(left_on) for trace, left_on in (traces or {}).items()}
        self._left: dict[UUID, tuple[bytes, ...]] = {}
        self._before = dict(self.keys), dict(self.households), dict(self.signals)

    def put(self, signal: Signal) -> None:
        """The signal as it is now, under the household that it is now about."""
        before = self.signals.get(signal.id)
        if before is not None and before.household is not None:
            self._at[before.household].discard(signal.id)
        if signal.household is not None:
            self._at.setdefault(signal.household, set()).add(signal.id)
        self.signals[signal.id] = signal

    def describe(self, signal: UUID, described: Description) -> None:
        """Whom and where it is about."""
        self._descriptions[signal] = described

    def leave(self, signal: UUID, identity: Identity) -> None:
        """From now on its traces lead to it, and those that it had left before do not."""
        self.leave_none(signal)
        self.describe(signal, identity.described)
        for trace in identity.traces:
            self._traces.setdefault(trace, set()).add(signal)
        self._left[signal] = identity.traces

    def leave_none(self, signal: UUID) -> None:
        """No trace leads to it any more."""
        for left_on in self._traces.values():
            left_on.discard(signal)
        self._left[signal] = ()

    def alike(self, identity: Identity, but: UUID | None = None) -> list[tuple[Signal, Likeness]]:
        """Signals about the same person, the surest first; none that a person has parted, and not `but`."""
        compared = self._compared(identity, likely(identity.traces, self._traces, but))
        return [(signal, how) for signal, how in compared if how.same and not signal.apart]

    def beside(self, signal: Signal, identity: Identity) -> list[tuple[Signal, Likeness]]:
        """The latest active signals of its household but itself, the most alike first."""
        others = [other.id for other in self.active_at(signal.household) if other.id != signal.id]
        return self._compared(identity, others[-MOST_BESIDE:])

    def comparable(self) -> set[UUID]:
        """The signals whose descriptions may be asked for."""
        latest = {signal.id for household in self._at for signal in self.active_at(household)[-MOST_BESIDE:]}
        return latest.union(*self._traces.values()) & self.signals.keys()

    def unused_keys(self) -> list[bytes]:
        """Keys and traces that were asked for and lead to nobody, or no longer."""
        return sorted(key for key, at in self.keys.items() if at is None and not self._traces.get(key))

    def left_traces(self) -> dict[UUID, tuple[bytes, ...]]:
        """The traces of signals that are new or that were amended; they have no others."""
        return self._left

    def _compared(self, identity: Identity, ids: Iterable[UUID]) -> list[tuple[Signal, Likeness]]:
        found = [
            (self.signals[id_], likeness(identity.described, self._descriptions[id_]))
            for id_ in ids
            if id_ in self.signals and id_ in self._descriptions
        ]
        return sorted(found, key=lambda each: (-each[1].strength, each[0].accepted_at, each[0].id))

    def of(self, ids: Iterable[UUID]) -> list[Signal]:
        """Those of these signals that are there."""
        return [self.signals[id_] for id_ in ids if id_ in self.signals]

    def active_at(self, household: UUID | None) -> list[Signal]:
        """The signals of a household that somebody may still have to act on, oldest first."""
        found = [self.signals[id_] for id_ in self._at.get(household, ())] if household else []
        return sorted((s for s in found if s.active), key=lambda signal: (signal.accepted_at, signal.id))

    def held_at(self, household: UUID | None) -> list[Signal]:
        """Those of them that wait for more, or for an adviser."""
        return [signal for signal in self.active_at(household) if signal.state is State.HELD]

    def neighbourhood_of(self, signal: Signal) -> str:
        """Its household's; its own when it is on none."""
        return self.households[signal.household].neighbourhood if signal.household else signal.neighbourhood

    def move_held(self, from_: UUID, to: UUID) -> None:
        """What is held for one household turns out to be about another, or to be elsewhere: not what was parted."""
        for signal in self.held_at(from_):
            if signal.apart and from_ != to:
                continue
            self.put(replace(signal, household=to, neighbourhood=self.households[to].neighbourhood))

    def changed_keys(self) -> dict[bytes, UUID]:
        before = self._before[0]
        return {key: at for key, at in self.keys.items() if at is not None and at != before.get(key)}

    def changed_households(self) -> list[Household]:
        before = self._before[1]
        return [each for each in self.households.values() if each != before.get(each.id)]

    def changed_signals(self) -> list[tuple[Signal | None, Signal]]:
        """Each with what it was before; None when it is new."""
        before = self._before[2]
        return [(before.get(id_), each) for id_, each in self.signals.items() if each != before.get(id_)]
