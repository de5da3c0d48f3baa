"""What a plan keeps of the multi-need network's advice."""

from dataclasses import dataclass
from datetime import date

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.words import LifeDomain


@dataclass(frozen=True)
class Advised:
    """What the multi-need network came to at the meeting `on` that day, for the domains that were low."""

    on: date
    outcomes: tuple[NetworkOutcome, ...]
    domains: tuple[LifeDomain, ...]
