"""What another policy would have decided about signals that were decided already. Nothing is changed by it.

Signals are replayed in the order in which they were accepted, with the facts and the household that they have now. What
a person or a case decided is not undone: it weighs with another only where the record says that it did, and what a
person decided is counted apart. Whether intake was busy with a household is taken from the record, too, less what the
other policy would have held, and with what it would have raised.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.words import PartnerKind, SignalKind
from services.signalling.domain.judgement import OPEN_CASE, PERSON, judge
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import Signal, State

Grounds = tuple[str, ...]


@dataclass
class Tried:
    """One signal: why it was raised, and why it would have been. No grounds: held."""

    signal: UUID
    kind: SignalKind
    partner: PartnerKind
    household: UUID | None
    before: Grounds
    after: Grounds = ()
    counted: tuple[UUID, ...] = ()

    @property
    def differs(self) -> bool:
        return bool(self.before) != bool(self.after)


@dataclass(frozen=True)
class Result:
    """`by_person`: raised, dismissed or parted by a person, and not tried.

    `incomparable`: raised together with a signal that was erased or parted since.
    """

    tried: Sequence[Tried]
    by_person: Counter[str]
    incomparable: int


@dataclass
class _Household:
    """What waits here by the policy that is tried; and for whom intake is busy: `would` by that policy, `did` by the
    record, which raised the others of `eventually` later. `outside`: a person or a case brought somebody here.
    """

    held: list[Signal] = field(default_factory=list)
    would: set[UUID] = field(default_factory=set)
    did: set[UUID] = field(default_factory=set)
    eventually: set[UUID] = field(default_factory=set)
    outside: bool = False

    def in_care(self, recorded: bool) -> bool:
        """Whether intake would be busy here. Where the record says that it was not, what was raised before is over."""
        if recorded:
            return bool(self.would) or self.outside or not self.did
        self.would -= self.did
        self.eventually -= self.did
        self.did.clear()
        return bool(self.would)


class Trial:
    """Of one policy, for the signals accepted from `since` on; those before them are as the record says."""

    def __init__(self, policy: Policy, since: datetime) -> None:
        self._policy, self._since = policy, since
        self._at: dict[UUID | None, _Household] = {}
        self._tried: dict[UUID, Tried] = {}
        self._elsewhere: dict[UUID, UUID | None] = {}
        self._raisers: dict[UUID, UUID] = {}
        self._outside: set[UUID] = set()
        self._by_person: Counter[str] = Counter()

    def replay(self, signal: Signal) -> None:
        """The next one, in the order in which they were accepted. Each is about a household and has been decided."""
        at = self._at.setdefault(signal.household, _Household())
        in_care = at.in_care(_alone(signal) and OPEN_CASE in _grounds(signal))
        self._begin(signal)
        weighing = [other for other in at.held if self._weighs(other, signal)]
        here, grounds = self._decide(signal, weighing, in_care)
        if grounds:
            self._raise([here, *weighing], grounds, at)
        else:
            at.held.append(replace(here, decision=None, beside=(), marks=()))
        self._follow(signal, at)

    def result(self) -> Result:
        """Of what has been replayed."""
        lost = {each.signal for each in self._tried.values() if each.differs and self._leans_on_gone(each)}
        return Result([each for id_, each in self._tried.items() if id_ not in lost], self._by_person, len(lost))

    def _begin(self, signal: Signal) -> None:
        person, grounds = _by_person(signal), _grounds(signal)
        case = grounds == (OPEN_CASE,) and not _alone(signal)
        if person or case:
            self._outside.add(signal.id)
        self._elsewhere[signal.id] = signal.household
        if signal.accepted_at < self._since:
            return
        if person:
            self._by_person[person] += 1
            return
        counted = signal.decision.counted if signal.decision and grounds else ()
        self._tried[signal.id] = Tried(
            signal.id, signal.kind, signal.partner, signal.household, grounds, grounds if case else (), counted
        )

    def _weighs(self, other: Signal, signal: Signal) -> bool:
        # when a person dismissed it, or a case took it along, is not kept: what was counted is
        return other.id not in self._outside or (signal.decision is not None and other.id in signal.decision.counted)

    def _decide(self, signal: Signal, held: Sequence[Signal], in_care: bool) -> tuple[Signal, Grounds]:
        if signal.accepted_at < self._since:
            return signal, _grounds(signal) if _alone(signal) else ()
        # an amendment of an earlier one raised this one with it
        raiser = self._tried.get(self._raisers.get(signal.id, signal.id))
        if raiser is not None and raiser.signal != signal.id and raiser.after:
            return signal, raiser.after
        policy = self._policy
        here = replace(signal, points=policy.points_of(signal.kind, signal.urgency, signal.certainty))
        return here, judge(policy, here, held, in_care=in_care, now=signal.accepted_at).grounds

    def _raise(self, signals: Sequence[Signal], grounds: Grounds, at: _Household) -> None:
        ids = {signal.id for signal in signals}
        at.held = [other for other in at.held if other.id not in ids]
        at.would |= ids
        for each in ids & self._tried.keys():
            self._tried[each].after = grounds

    def _follow(self, signal: Signal, at: _Household) -> None:
        """What the record says that came of it."""
        if signal.id in self._outside:
            at.outside = at.outside or bool(_grounds(signal))
        elif _grounds(signal):
            at.eventually.add(signal.id)
        if signal.decision and _alone(signal):
            at.did |= at.eventually
            self._raisers |= dict.fromkeys(signal.decision.counted, signal.id)

    def _leans_on_gone(self, tried: Tried) -> bool:
        with_it = {*tried.counted, self._raisers.get(tried.signal)} if tried.signal in tried.counted else tried.counted
        return any(id_ is None or self._elsewhere.get(id_) != tried.household for id_ in with_it)


def _grounds(signal: Signal) -> Grounds:
    return signal.decision.grounds if signal.decision else ()


def _alone(signal: Signal) -> bool:
    """Raised by its own decision: who was held before is counted in the decision that raised it."""
    return signal.decision is not None and bool(_grounds(signal)) and signal.id not in signal.decision.counted


def _by_person(signal: Signal) -> str | None:
    """What a person decided about it."""
    if signal.apart:
        return "parted"
    if signal.state is State.DISMISSED:
        return "dismissed"
    return "raised" if PERSON in _grounds(signal) else None
