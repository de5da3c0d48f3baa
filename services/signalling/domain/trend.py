"""What a neighbourhood worries about more than before: for the service consultation."""

from dataclasses import dataclass

from libs.contracts.words import SignalKind

#: Fewer in a whole neighbourhood could tell of one household.
FEW = 5


@dataclass(frozen=True)
class Trend:
    """Signals of one kind that were accepted in a neighbourhood: in the last weeks, and in as many weeks before."""

    neighbourhood: str
    kind: SignalKind
    lately: int
    before: int

    @property
    def rising(self) -> bool:
        """Half as many again as before, and not few."""
        return self.lately >= FEW and 2 * self.lately >= 3 * self.before


def shown(number: int) -> int | None:
    """None for few."""
    return number if number >= FEW else None
