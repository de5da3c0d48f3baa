"""What has happened so far, counted from the events alone."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from libs.contracts import cases, needs, plans, proposals, signals
from libs.contracts.words import Direction, Route, Rung
from omzien.demo.told import Told


@dataclass
class Standing:
    """Where one need stood first, and where it stands now; None while nothing runs."""

    first: Rung | None = None
    running: dict[UUID, Rung] = field(default_factory=dict)
    gap: bool = False

    @property
    def now(self) -> Rung | None:
        """The lightest that runs: what a lighter answer takes over is on its way out."""
        return min(self.running.values(), default=None)


class Tally:
    """Fed with each event once, in the order of arrival."""

    def __init__(self) -> None:
        self.events = 0
        self.kinds: Counter[str] = Counter()
        self.marks: Counter[str] = Counter()
        self.steps: Counter[tuple[Direction, str]] = Counter()
        self.signals_of: defaultdict[str, set[UUID]] = defaultdict(set)
        self._routes: dict[UUID, Route] = {}
        self.needs: defaultdict[UUID, Standing] = defaultdict(Standing)
        self._plans: dict[UUID, dict[UUID, Rung]] = {}

    def take(self, told: Told[Any]) -> None:
        """Count one event."""
        self.events += 1
        noun, _, what = told.type.removeprefix("nl.omzien.").removesuffix(".v1").partition(".")
        self.kinds[f"{noun}.{what}"] += 1
        if noun == "signals":
            self.signals_of[what].add(told.subject)
        match told.fact:
            case signals.SignalAccepted(marks=marks):
                self.marks.update(marks)
            case cases.CaseTriaged(route=route):
                self._routes[told.subject] = route
            case needs.NeedOpened():
                self.needs[told.subject]  # from now on it counts, whatever comes first
            case needs.NeedUnanswered():
                self.needs[told.subject].gap = True
            case proposals.ProposalOffered(need=need):
                self.needs[need].gap = False
            case plans.PlanDrafted():
                self._plans.setdefault(told.subject, {})
            case plans.PlanItemEvent():
                self._item(told.subject, told.fact)
            case plans.PlanChangeEvent(direction=direction):
                self.steps[direction, what] += 1

    def _item(self, plan: UUID, fact: plans.PlanItemEvent) -> None:
        match fact:
            case plans.PlanItemStarted(item=item, need=need, rung=rung):
                self._started(plan, item, need, rung)
            case plans.PlanItemEnded(item=item, need=need):
                self._plans.setdefault(plan, {}).pop(item, None)
                self.needs[need].running.pop(item, None)

    def _started(self, plan: UUID, item: UUID, need: UUID, rung: Rung) -> None:
        standing = self.needs[need]
        standing.first = rung if standing.first is None else standing.first
        standing.running[item] = rung
        self._plans.setdefault(plan, {})[item] = rung

    def count(self, *kinds: str) -> int:
        """How many events of these kinds, `cases.opened` for instance."""
        return sum(self.kinds[kind] for kind in kinds)

    def step(self, direction: Direction, what: str) -> int:
        """How many steps of this direction were `change-proposed`, `change-effected` and so on."""
        return self.steps[direction, what]

    @property
    def cases_by_route(self) -> Counter[Route]:
        """Where provisional triage sent them."""
        return Counter(self._routes.values())

    @property
    def needs_by_rung(self) -> Counter[Rung]:
        """By the lightest support that runs."""
        return Counter(each.now for each in self.needs.values() if each.now is not None)

    @property
    def needs_by_first_rung(self) -> Counter[Rung]:
        """By the rung on which the first support ran."""
        return Counter(each.first for each in self.needs.values() if each.first is not None)

    @property
    def gaps(self) -> int:
        """Needs that nobody answers at the moment."""
        return sum(each.gap for each in self.needs.values())

    @property
    def plans_by_highest_rung(self) -> Counter[Rung | None]:
        """By the heaviest support that runs; None where nothing runs yet."""
        return Counter(max(items.values(), default=None) for items in self._plans.values())

    @property
    def offerings(self) -> int:
        """In the catalogue."""
        return self.count("offerings.registered") - self.count("offerings.withdrawn")
