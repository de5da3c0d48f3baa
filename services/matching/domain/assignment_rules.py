"""What a municipality may set about assigning an area at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from libs.contracts.words import Urgency
from services.matching.domain.area import Breadth


@dataclass(frozen=True)
class AssignmentRules:
    """`waits`: how long a need may wait for a round, by urgency; not there: it is answered at once. `every`: how often
    there is a round in an area where a need waits. `keep`: points that an offer which is out is worth as it is.
    """

    waits: Mapping[Urgency, timedelta] = field(default_factory=dict)
    every: timedelta = timedelta(hours=1)
    area: Breadth = Breadth.MUNICIPALITY
    keep: int = 10

    def waits_until(self, urgency: Urgency, now: datetime) -> datetime | None:
        """When the round is that such a need waits for; None when it is answered at once."""
        wait = self.waits.get(urgency)
        if not wait:
            return None
        since = now.replace(hour=0, minute=0, second=0, microsecond=0)
        following = since + ((now - since) // self.every + 1) * self.every
        return min(following, now + wait)
