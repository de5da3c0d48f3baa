"""How long each stage took, from the moments that events carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from libs.contracts import cases, proposals, signals
from omzien.demo.partners import Key, Receipt, Sent
from omzien.demo.subscriber import Subscriber


@dataclass(frozen=True)
class Stage:
    """Milliseconds of `number` observations; the 50th and the 99th of a hundred."""

    name: str
    number: int
    p50: float
    p99: float


def stages(heard: Subscriber, sent: Sent, receipts: Mapping[Key, Receipt]) -> list[Stage]:
    """In the order of the way. A stage that nothing went through is left out."""
    accepted = {each.subject: each.at for each in heard.all(signals.SignalAccepted)}
    raised = {each.subject: each for each in heard.all(signals.SignalRaised)}
    published = _published(sent, receipts)
    opened = [each for each in heard.all(cases.CaseOpened) if each.fact.signals]
    clarified = {need.need: each.at for each in heard.all(cases.CaseClarified) for need in each.fact.needs}
    first_offers: dict[UUID, datetime] = {}
    for offer in heard.all(proposals.ProposalOffered):
        first_offers.setdefault(offer.fact.need, offer.at)
    spans = {
        "published → accepted": _spans(published, accepted),
        # a held signal waits for another one: only the one that tipped the scales measures the machine
        "accepted → raised": (
            (
                each.at - max(accepted[id_] for id_ in (each.subject, *each.fact.raised_with) if id_ in accepted)
            ).total_seconds()
            for each in raised.values()
            if each.subject in accepted
        ),
        "raised → case opened": (
            (each.at - raised[signal].at).total_seconds()
            for each in opened
            for signal in each.fact.signals[:1]
            if signal in raised
        ),
        "clarified → proposal": _spans(clarified, first_offers, within=5),
        "logged → heard": ((each.heard_at - each.at).total_seconds() for each in heard.events),
    }
    return [stage for name, seconds in spans.items() if (stage := _stage(name, seconds))]


def _published(sent: Sent, receipts: Mapping[Key, Receipt]) -> dict[UUID, datetime]:
    """When the first message of each signal went out."""
    moments: dict[UUID, datetime] = {}
    for key, moment in sent.at.items():
        receipt = receipts.get(key)
        if receipt and receipt.signal:
            moments[receipt.signal] = min(moment, moments.get(receipt.signal, moment))
    return moments


def _spans(begins: Mapping[UUID, datetime], ends: Mapping[UUID, datetime], within: float = 3_600) -> Iterable[float]:
    """Seconds. What took longer than `within` waited for people, not for the machine."""
    spans = ((ends[id_] - begins[id_]).total_seconds() for id_ in begins.keys() & ends.keys())
    return (span for span in spans if span <= within)


def _stage(name: str, seconds: Iterable[float]) -> Stage | None:
    ordered = sorted(1_000 * max(each, 0) for each in seconds)
    if not ordered:
        return None
    at = {share: ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.99)}
    return Stage(name, len(ordered), round(at[0.5], 1), round(at[0.99], 1))
