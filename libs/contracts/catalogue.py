"""All payloads at once: import this where every type must be known, by service that emits it."""

from libs.contracts import (
    applications,
    cases,
    confirmations,
    needs,
    offerings,
    plans,
    proposals,
    signals,
)
from libs.contracts.payload import PAYLOADS, Event

#: Which services emit which nouns: one each, but that several confirm. A subject belongs to exactly one of them.
OWNERS: dict[str, tuple[str, ...]] = {
    "signals": ("signalling",),
    "cases": ("intake",),
    "needs": ("matching",),
    "proposals": ("matching",),
    "offerings": ("matching",),
    "plans": ("arrangement",),
    "applications": ("arrangement",),
    "confirmations": ("signalling", "matching", "arrangement"),
}

MODULES = (signals, cases, needs, proposals, offerings, plans, applications, confirmations)


def noun_of(type_: str) -> str:
    """`nl.omzien.cases.opened.v1` -> `cases`."""
    return type_.split(".")[2]


def emitted_by(service: str) -> list[type[Event]]:
    """The facts that a service tells, by type."""
    return [
        payload
        for type_, payload in sorted(PAYLOADS.items())
        if service in OWNERS[noun_of(type_)] and issubclass(payload, Event)
    ]


__all__ = ["MODULES", "OWNERS", "PAYLOADS", "Event", "emitted_by", "noun_of"]
