"""All payloads at once: import this where every type must be known, by service that emits it."""

from libs.contracts import (
    accounts,
    agendas,
    applications,
    budgets,
    bundles,
    cases,
    confirmations,
    gaps,
    indications,
    needs,
    offerings,
    plans,
    proposals,
    rings,
    signals,
    surveys,
)
from libs.contracts.payload import PAYLOADS, Event

#: Which services emit which nouns: one each, but that several confirm. A subject belongs to exactly one of them.
OWNERS: dict[str, tuple[str, ...]] = {
    "signals": ("signalling",),
    "cases": ("intake",),
    "needs": ("matching",),
    "proposals": ("matching",),
    "offerings": ("matching",),
    "gaps": ("matching",),
    "bundles": ("matching",),
    "rings": ("matching",),
    "accounts": ("matching",),
    "plans": ("arrangement",),
    "applications": ("arrangement",),
    "indications": ("arrangement",),
    "budgets": ("arrangement",),
    "surveys": ("arrangement",),
    "agendas": ("arrangement",),
    "confirmations": ("signalling", "matching", "arrangement"),
}

MODULES = (
    signals,
    cases,
    needs,
    proposals,
    offerings,
    gaps,
    bundles,
    rings,
    accounts,
    plans,
    applications,
    indications,
    budgets,
    surveys,
    agendas,
    confirmations,
)


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
