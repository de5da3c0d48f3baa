"""Which messages of a batch are new, which came before, and which use an id for the second time. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from services.signalling.reading import Broken, EventKey, Reading, Submission, changed


@dataclass(frozen=True)
class Receipt:
    """What was made of one id of a partner: the hash of its content, and the signal. `fresh`: in this transaction."""

    content: bytes
    signal: UUID
    fresh: bool

    def means(self, content: bytes) -> bool:
        """Whether it was given for this content. When that has been erased nobody can tell: then it was."""
        return not self.content or self.content == content


@dataclass
class Sorted:
    """A batch, sorted out. `readings` are as they came, but with the reuse of an id as a broken message."""

    readings: list[Reading] = field(default_factory=list)
    arrivals: dict[UUID, Submission] = field(default_factory=dict)
    repeats: Counter[EventKey] = field(default_factory=Counter)

    @property
    def broken(self) -> list[Broken]:
        return [each for each in self.readings if isinstance(each, Broken)]


def claims(readings: Sequence[Reading], new_id: Callable[[], UUID]) -> dict[EventKey, Receipt]:
    """A receipt for the first message under each id, in case nothing came under it before."""
    first: dict[EventKey, Receipt] = {}
    for each in readings:
        if isinstance(each, Submission) and each.key not in first:
            first[each.key] = Receipt(each.content, new_id(), fresh=True)
    return first


def sort_out(readings: Sequence[Reading], receipts: Mapping[EventKey, Receipt]) -> Sorted:
    """`receipts` has one for every submission's id. Each id arrives at most once; its content decides what it means."""
    batch = Sorted()
    for each in readings:
        if isinstance(each, Broken):
            batch.readings.append(each)
            continue
        receipt = receipts[each.key]
        same = receipt.means(each.content)
        batch.readings.append(each if same else changed(each))
        if not same:
            continue
        if receipt.fresh and receipt.signal not in batch.arrivals:
            batch.arrivals[receipt.signal] = each
        else:
            batch.repeats[each.key] += 1
    return batch
