"""The demo checks itself by comparing sets: every cause has exactly one effect, and nothing else exists."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from libs.contracts import cases, needs, offerings, plans, proposals, signals
from omzien.demo.partners import Key, Receipt, Sent
from omzien.demo.subscriber import Subscriber
from omzien.demo.told import Told

#: So many of what differs are named; the number says how many there are.
_SHOWN = 5


@dataclass(frozen=True)
class Check:
    """What has to hold; `lost` and `doubled` name what differs, `strange` what has no cause at all."""

    promise: str
    causes: int
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.strange)

    @property
    def differences(self) -> list[str]:
        """One line per kind of difference."""
        kinds = {"missing": self.lost, "more than once": self.doubled, "without a cause": self.strange}
        return [
            f"{self.promise}: {len(found)} {kind}: {', '.join(found[:_SHOWN])}"
            for kind, found in kinds.items()
            if found
        ]


def compare(promise: str, causes: Iterable[Hashable], effects: Iterable[Hashable], *, alone: bool = True) -> Check:
    """Each cause is to have its effect once. On a shared system, effects of others' causes are none of ours."""
    wanted, found = set(causes), Counter(effects)
    return Check(
        promise,
        len(wanted),
        lost=tuple(sorted(str(each) for each in wanted - found.keys())),
        doubled=tuple(sorted(str(each) for each in wanted if found[each] > 1)),
        strange=tuple(sorted(str(each) for each in found.keys() - wanted)) if alone else (),
    )


class Checks:
    """All of them, on what was published, what partners were answered, and what a subscriber has heard."""

    def __init__(self, heard: Subscriber, sent: Sent, *, alone: bool) -> None:
        self.heard, self.sent, self.alone = heard, sent, alone

    def effects(self, receipts: Mapping[Key, Receipt]) -> list[Check]:
        """Of every message and of every fact: exactly one, at the service that is next."""
        return [self._accepted(receipts), self._refused(receipts), self._amended(receipts), *self._facts()]

    def events(self, logged: set[Key]) -> list[Check]:
        """Each event reached the subscriber once, in order per subject, and is the one that the stream keeps."""
        mine = {told.key for told in self.heard.events}
        kept = logged if self.alone else logged & mine
        return [
            compare("every event in the stream reached the subscriber", logged, mine),
            Check("every event fits its contract", len(mine), strange=tuple(self.heard.strange)),
            self._order(),
            Check("the stream keeps every event", len(kept), lost=tuple(map(str, sorted(mine - logged)))),
        ]

    def counts(self, counted: Mapping[str, int]) -> Check:
        """What signalling counts in its tables is what was published and told. Of a shared system: no saying."""
        told = {
            "accepted": self.heard.count(signals.SignalAccepted),
            "amendments": self.heard.count(signals.SignalAmended),
            "refused": len(self.sent.broken),
            "duplicates": sum(number for key, number in self.sent.copies.items() if key in self.sent.sound),
        }
        wrong = [f"{name} is {counted[name]}, not {number}" for name, number in told.items() if counted[name] != number]
        return Check(
            "signalling's own count says the same", sum(told.values()), strange=tuple(wrong) if self.alone else ()
        )

    def _accepted(self, receipts: Mapping[Key, Receipt]) -> Check:
        """Of the messages that make one signal (a record and its amendments) the first was accepted."""
        lost = [f"{source} {id_}" for source, id_ in self.sent.sound if not _signal(receipts.get((source, id_)))]
        made = {signal for key in self.sent.sound if (signal := _signal(receipts.get(key)))}
        told = [each.subject for each in self._all(signals.SignalAccepted)]
        check = compare("every accepted signal is told once", made, told, alone=self.alone)
        return Check(check.promise, check.causes, (*sorted(lost), *check.lost), check.doubled, check.strange)

    def _amended(self, receipts: Mapping[Key, Receipt]) -> Check:
        messages = Counter(signal for key in self.sent.sound if (signal := _signal(receipts.get(key))))
        told = Counter(each.subject for each in self._all(signals.SignalAmended))
        return Check(
            "every amendment is told once",
            sum(messages.values()) - len(messages),
            lost=tuple(str(signal) for signal, number in messages.items() if told[signal] < number - 1),
            doubled=tuple(str(signal) for signal, number in messages.items() if told[signal] > number - 1),
        )

    def _refused(self, receipts: Mapping[Key, Receipt]) -> Check:
        """Every broken record and nothing else; the partner can read back why."""
        broken = {" ".join(key) for key in self.sent.broken}
        answered = [" ".join(key) for key, receipt in receipts.items() if receipt.state == "refused"]
        check = compare("every broken record is refused, and nothing else", broken, answered)
        told = len(self._all(signals.SignalRefused))
        if self.alone and told != len(broken):
            wrong = (f"{told} refusals were told of {len(broken)} broken records",)
            return Check(check.promise, check.causes, check.lost, check.doubled, (*check.strange, *wrong))
        return check

    def _facts(self) -> list[Check]:
        """What one service told had its effect at the next."""
        clarified = self._all(cases.CaseClarified)
        transferred = self._all(cases.CaseTransferredDirectly)
        given = [gift.contribution for each in clarified for gift in each.fact.contributions]
        given += [each.fact.contribution.contribution for each in self._all(cases.CaseContributionOffered)]
        attempts, ended = self._all(cases.CaseContactAttempted), self._all(cases.CaseClosed)
        arrived = [*self._all(cases.CaseOpened), *self._all(cases.CaseExtended)]
        return [
            self._same(
                "every raised signal is in one case",
                [each.subject for each in self._all(signals.SignalRaised)],
                [signal for each in arrived for signal in each.fact.signals],
            ),
            self._one_open_case(),
            self._same(
                "every signal that was acted upon is picked up",
                [signal for each in attempts for signal in each.fact.signals],
                [each.subject for each in self._all(signals.SignalPickedUp)],
            ),
            self._same(
                "every signal of a closed case is closed",
                [signal for each in ended for signal in each.fact.signals],
                [each.subject for each in self._all(signals.SignalClosed)],
            ),
            self._same(
                "every clarified case has one plan",
                [each.subject for each in (*clarified, *transferred)],
                [each.fact.caseid for each in self._all(plans.PlanDrafted)],
            ),
            self._same(
                "every stated need is opened",
                [need.need for each in (*clarified, *transferred) for need in each.fact.needs],
                [each.subject for each in self._all(needs.NeedOpened)],
            ),
            Check(
                "everything that residents give stands in the catalogue",
                *self._contributions(given),
            ),
            self._same(
                "every accepted proposal is agreed in the plan",
                [each.subject for each in self._all(proposals.ProposalAccepted)],
                [each.fact.proposal for each in self._all(plans.PlanItemAgreed)],
            ),
            self._started(),
            self._same(
                "every agreed plan is known to its case",
                [each.subject for each in self._all(plans.PlanAgreed)],
                [each.fact.plan for each in self._all(cases.CasePlanned)],
            ),
        ]

    def _same(self, promise: str, causes: Iterable[Hashable], effects: Iterable[Hashable]) -> Check:
        return compare(promise, causes, effects, alone=self.alone)

    def _contributions(self, given: list[UUID]) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        registered = (each.subject for each in self._all(offerings.OfferingRegistered))
        check = compare("", given, registered, alone=False)  # the catalogue has other entries too
        return check.causes, check.lost, check.doubled

    def _started(self) -> Check:
        agreed = {each.fact.proposal: each.fact.item for each in self._all(plans.PlanItemAgreed)}
        return self._same(
            "every support that started runs in the plan",
            [agreed.get(each.subject, each.subject) for each in self._all(proposals.ProposalStarted)],
            [each.fact.item for each in self._all(plans.PlanItemStarted)],
        )

    def _one_open_case(self) -> Check:
        """However many signals come at once."""
        household: dict[UUID, UUID] = {}
        now_open: defaultdict[UUID, set[UUID]] = defaultdict(set)
        doubled: set[str] = set()
        for told in self.heard.events:
            match told.fact:
                case cases.CaseOpened() | cases.CaseReopened():
                    household[told.subject] = told.fact.household
                    now_open[told.fact.household].add(told.subject)
                case cases.CaseClosed() if told.subject in household:
                    now_open[household[told.subject]].discard(told.subject)
            if len(now_open.get(household.get(told.subject, told.subject), ())) > 1:
                doubled.add(str(household[told.subject]))
        return Check("every household has at most one open case", len(now_open), doubled=tuple(sorted(doubled)))

    def _order(self) -> Check:
        """Sequences count 1, 2, 3 … per subject, as they arrive."""
        last: dict[tuple[str, UUID], int] = {}
        wrong = []
        for told in self.heard.events:
            key = told.source, told.subject
            first = key not in last and not self.alone  # an older aggregate goes on counting
            if not first and told.sequence != last.get(key, 0) + 1:
                wrong.append(f"{told.type} {told.subject}: {told.sequence} after {last.get(key, 0)}")
            last[key] = told.sequence
        return Check("events are in order per subject, without a gap", len(last), strange=tuple(wrong))

    def _all(self, kind: type[Any]) -> list[Told[Any]]:
        return self.heard.all(kind)


def _signal(receipt: Receipt | None) -> UUID | None:
    return receipt.signal if receipt and receipt.state != "refused" else None
