"""Which promises were made, and what became of each: read from what a subscriber saw, and from nothing else.

It knows the terms of the law and of the policy, and nothing of the services' own tables or timers.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.terms import last_day
from libs.contracts.words import Urgency
from services.arrangement.domain.policy import Policy

Event = Mapping[str, Any]

#: Timers run at night: what falls due in the day is told in the night after it.
NIGHT = timedelta(days=1, minutes=10)


@dataclass
class Promise:
    """`by`: until when it was to be kept or its passing told. `settled`: when, and whether it was kept or told."""

    kind: str
    by: datetime
    settled: datetime | None = None
    told: bool = False

    def broken(self, end: datetime) -> bool:
        """Neither kept nor told in time, as far as the year goes."""
        if self.settled is None:
            return self.by + NIGHT < end
        return self.settled > self.by + NIGHT


@dataclass
class Promises:
    """Made by some events, kept or told by others."""

    policy: Policy
    all: list[Promise] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    _open: dict[tuple[str, Hashable], Promise] = field(default_factory=dict)
    _urgency: dict[str, Urgency] = field(default_factory=dict)
    _of_plan: dict[str, set[tuple[str, Hashable]]] = field(default_factory=lambda: defaultdict(set))
    _runs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _told: set[Hashable] = field(default_factory=set)

    def read(self, events: Sequence[Event]) -> None:
        """All of a year, in the order of arrival."""
        for event in events:
            kind = _name(event)
            if act := READERS.get(kind):
                act(self, event, datetime.fromisoformat(event["time"]))
        self.twice += doubled(events)

    def broken(self, end: datetime) -> list[Promise]:
        return [each for each in self.all if each.broken(end)]

    def tally(self, end: datetime) -> dict[str, Counter[str]]:
        """Per kind: how many were kept, told, or are still to come."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for each in self.all:
            what = "to come" if each.settled is None else "told" if each.told else "kept"
            counts[each.kind]["broken" if each.broken(end) else what] += 1
        return counts

    def make(self, kind: str, key: Hashable, at: datetime, by: datetime, plan: str | None = None) -> None:
        """A further one under the same key takes the place of the former, which is settled with it."""
        self.settle(kind, key, at)
        self._open[kind, key] = promise = Promise(kind, by)
        self.all.append(promise)
        if plan:
            self._of_plan[plan].add((kind, key))

    def settle(self, kind: str, key: Hashable, at: datetime, *, told: bool = False) -> None:
        promise = self._open.pop((kind, key), None)
        if promise is not None:
            promise.settled, promise.told = at, told

    def once(self, key: Hashable) -> None:
        """This may be told once."""
        if key in self._told:
            self.twice.append(str(key))
        self._told.add(key)

    # ---- what makes a promise, and what settles it

    def clarified(self, event: Event, _: datetime) -> None:
        self._urgency |= {need["need"]: Urgency(need["urgency"]) for need in event["data"]["needs"]}

    def intended(self, event: Event, at: datetime) -> None:
        need = event["data"]["need"]
        if not self._runs[need] and ("cover", need) not in self._open:
            self.make("cover", need, at, at + self.policy.cover_within(self._urgency[need]), event["subject"])

    def started(self, event: Event, at: datetime) -> None:
        data = event["data"]
        self._runs[data["need"]].add(data["item"])
        self.settle("cover", data["need"], at)

    def ended(self, event: Event, at: datetime) -> None:
        data = event["data"]
        self.once(("item-ended", data["item"]))
        self._runs[data["need"]].discard(data["item"])
        self.settle("last day", data["item"], at)

    def uncovered(self, event: Event, at: datetime) -> None:
        data = event["data"]
        self.once(("need-uncovered", data["need"], data["since"]))
        self.settle("cover", data["need"], at, told=True)

    def withdrawn(self, event: Event, at: datetime) -> None:
        self.settle("cover", event["subject"], at)

    def ends(self, event: Event, at: datetime) -> None:
        data = event["data"]
        if data.get("until"):
            self.make("last day", data["item"], at, after(date.fromisoformat(data["until"])), event["subject"])

    def closed(self, event: Event, at: datetime) -> None:
        for kind, key in self._of_plan.pop(event["subject"], set()):
            self.settle(kind, key, at)

    def offered(self, event: Event, at: datetime) -> None:
        self.make("proposal", event["subject"], at, datetime.fromisoformat(event["data"]["expires_at"]))

    def answered(self, event: Event, at: datetime) -> None:
        self.settle("proposal", event["subject"], at)

    def expired(self, event: Event, at: datetime) -> None:
        self.once(("expired", event["subject"]))
        self.settle("proposal", event["subject"], at, told=True)

    def submitted(self, event: Event, at: datetime) -> None:
        self.make("decision", event["subject"], at, after(last_day(day_of(at), 14)))

    def decided(self, event: Event, at: datetime) -> None:
        self.settle("decision", event["subject"], at)

    def decision_late(self, event: Event, at: datetime) -> None:
        self.once(("term-overdue", event["subject"]))
        self.settle("decision", event["subject"], at, told=True)

    def asked(self, event: Event, at: datetime) -> None:
        self.make("survey", event["subject"], at, after(date.fromisoformat(event["data"]["answer_by"])))

    def said(self, event: Event, at: datetime) -> None:
        self.settle("survey", event["subject"], at)

    def unsaid(self, event: Event, at: datetime) -> None:
        self.once(("unanswered", event["subject"]))
        self.settle("survey", event["subject"], at, told=True)

    def agenda_set(self, event: Event, at: datetime) -> None:
        """The next meeting is six weeks on, and its agenda stands a week before."""
        data = event["data"]
        self.once(("agenda", data["neighbourhood"], data["meets_on"]))
        following = date.fromisoformat(data["meets_on"]) + self.policy.network.every - self.policy.network.set_before
        self.make("agenda", data["neighbourhood"], at, morning_of(following))

    def effected(self, event: Event, at: datetime) -> None:
        data = event["data"]
        by = morning_of(date.fromisoformat(data["follow_up_on"]))
        self.make("follow-up", data["change"], at, by, event["subject"])

    def follow_up(self, event: Event, at: datetime) -> None:
        self.once(("follow-up", event["data"]["change"]))
        self.settle("follow-up", event["data"]["change"], at, told=True)

    def lapsed(self, event: Event, at: datetime) -> None:
        self.settle("follow-up", event["data"]["change"], at)


def planned(kind: str, day: str) -> Callable[[Promises, Event, datetime], None]:
    """A day is set for it: the last one that was set counts."""

    def make(book: Promises, event: Event, at: datetime) -> None:
        book.make(kind, event["subject"], at, after(date.fromisoformat(event["data"][day])), event["subject"])

    return make


def held(*kinds: str) -> Callable[[Promises, Event, datetime], None]:
    def keep(book: Promises, event: Event, at: datetime) -> None:
        for kind in kinds:
            book.settle(kind, event["subject"], at)

    return keep


def overdue(kind: str, day: str) -> Callable[[Promises, Event, datetime], None]:
    def tell(book: Promises, event: Event, at: datetime) -> None:
        book.once((f"{kind} overdue", event["subject"], event["data"][day]))
        book.settle(kind, event["subject"], at, told=True)

    return tell


READERS: Mapping[str, Callable[[Promises, Event, datetime], None]] = {
    "cases.clarified": Promises.clarified,
    "plans.item-intended": Promises.intended,
    "plans.item-agreed": Promises.ends,
    "plans.item-changed": Promises.ends,
    "plans.item-started": Promises.started,
    "plans.item-ended": Promises.ended,
    "plans.need-uncovered": Promises.uncovered,
    "needs.withdrawn": Promises.withdrawn,
    "plans.closed": Promises.closed,
    "plans.review-planned": planned("review", "review_on"),
    # who reviews a plan was in contact as well: where the next review comes soon no check-in is planned before it
    "plans.reviewed": held("review", "check-in"),
    "plans.review-overdue": overdue("review", "review_on"),
    "plans.check-in-planned": planned("check-in", "check_in_on"),
    "plans.checked-in": held("check-in"),
    "plans.check-in-overdue": overdue("check-in", "check_in_on"),
    "plans.change-effected": Promises.effected,
    "plans.change-follow-up-began": Promises.follow_up,
    "plans.change-lapsed": Promises.lapsed,
    "proposals.offered": Promises.offered,
    "proposals.accepted": Promises.answered,
    "proposals.declined": Promises.answered,
    "proposals.withdrawn": Promises.answered,
    "proposals.expired": Promises.expired,
    "surveys.asked": Promises.asked,
    "surveys.replied": Promises.said,
    "surveys.unanswered": Promises.unsaid,
    "agendas.set": Promises.agenda_set,
    "applications.submitted": Promises.submitted,
    "applications.granted": Promises.decided,
    "applications.rejected": Promises.decided,
    "applications.withdrawn": Promises.decided,
    "applications.term-overdue": Promises.decision_late,
}


def doubled(events: Sequence[Event]) -> list[str]:
    """Subjects of which a fact is missing or came twice: sequences count from 1."""
    sequences: dict[str, list[int]] = defaultdict(list)
    for each in {event["id"]: event for event in events}.values():
        sequences[each["subject"]].append(int(each["sequence"]))
    return [subject for subject, seen in sequences.items() if sorted(seen) != list(range(1, len(seen) + 1))]


def _name(event: Event) -> str:
    return str(event["type"]).removeprefix("nl.omzien.").removesuffix(".v1")
