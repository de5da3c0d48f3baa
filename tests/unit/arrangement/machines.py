"""The state machines of domain.md section 6, written down once more and walked along by the events alone.

What a subscriber sees must be a legal walk: an event that the machine does not allow from where the part
stands raises AssertionError. It knows nothing of the service's own tables.
"""

from dataclasses import dataclass, field
from uuid import UUID

from libs.contracts.applications import ApplicationEvent
from libs.contracts.payload import Event
from libs.contracts.plans import PlanChangeEvent, PlanItemEvent

Walks = dict[str, tuple[set[str], str]]

ITEM: Walks = {
    "item-intended": ({"new"}, "intended"),
    "item-agreed": ({"intended"}, "agreed"),
    "item-started": ({"agreed"}, "active"),
    "item-changed": ({"agreed", "active", "suspended"}, ""),
    "part-can-return": ({"active", "suspended"}, ""),
    "item-suspended": ({"active"}, "suspended"),
    "item-resumed": ({"suspended"}, "active"),
    "item-ended": ({"active"}, "ended"),
}
CHANGE: Walks = {
    "change-proposed": ({"new"}, "proposed"),
    "change-accepted": ({"proposed"}, "accepted"),
    "change-rejected": ({"proposed"}, "rejected"),
    "change-effected": ({"accepted"}, "effected"),
    "change-follow-up-began": ({"effected"}, "follow_up"),
    "change-confirmed": ({"follow_up"}, "confirmed"),
    "change-fallen-back": ({"follow_up"}, "fallen_back"),
    "change-lapsed": ({"proposed", "accepted", "effected", "follow_up"}, "lapsed"),
}
#: A case may close at any moment, and its plan with it; a plan that was closed is drafted anew.
PLAN: Walks = {
    "drafted": ({"new", "reopened"}, "draft"),
    "agreed": ({"draft"}, "agreed"),
    "activated": ({"agreed"}, "active"),
    "handed-to-specialist": ({"active"}, "with_specialist"),
    "returned-from-specialist": ({"with_specialist"}, "active"),
    "closed": ({"active", "draft", "agreed", "reopened"}, "closed"),
    "reopened": ({"closed"}, "reopened"),
}
APPLICATION: Walks = {
    "submitted": ({"new"}, "submitted"),
    "term-near": ({"submitted"}, "submitted"),
    "term-overdue": ({"submitted"}, "submitted"),
    "term-suspended": ({"submitted"}, "suspended"),
    "term-resumed": ({"suspended"}, "submitted"),
    "granted": ({"submitted", "suspended"}, "granted"),
    "rejected": ({"submitted", "suspended"}, "rejected"),
    "withdrawn": ({"submitted", "suspended"}, "withdrawn"),
}


@dataclass
class Walk:
    """Where the plan and each of its parts stand, by their events."""

    plan: str = "new"
    parts: dict[UUID, str] = field(default_factory=dict)

    def follow(self, event: Event, applied_for: UUID | None = None) -> None:
        """One event further. `applied_for` is the subject of an application's event."""
        kind = event.type.split(".")[3]
        if isinstance(event, ApplicationEvent):
            assert applied_for is not None
            self._step(APPLICATION, kind, applied_for)
        elif isinstance(event, PlanItemEvent):
            self._step(ITEM, kind, event.item)
        elif isinstance(event, PlanChangeEvent):
            self._step(CHANGE, kind, event.change)
        elif kind in PLAN:
            before, after = PLAN[kind]
            assert self.plan in before, f"{kind} while the plan is {self.plan}"
            self.plan = after

    def _step(self, walks: Walks, kind: str, part: UUID) -> None:
        before, after = walks[kind]
        at = self.parts.get(part, "new")
        assert at in before, f"{kind} while it is {at}"
        # an event that moves nothing names no state to go to
        self.parts[part] = after or at
