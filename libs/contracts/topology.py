"""Exchanges, queues and bindings: what an operator and a subscriber find on the broker."""

from dataclasses import dataclass

#: Partners publish here, routing key = the event's type.
SIGNALS = "signals"
#: What matched no binding on `signals`, a mistyped key for instance: seen, not lost.
SIGNALS_UNROUTED = "signals.unrouted"
#: Services publish facts here, routing key = `<type>.<neighbourhood>`.
EVENTS = "events"
#: A stream of every event, for replay.
EVENT_LOG = "events.log"


@dataclass(frozen=True)
class Inlet:
    """One hot queue of a service: its name, and what it is bound to.

    `linger`: seconds for which what arrives may wait for company, where nobody waits for what follows from it.
    """

    queue: str
    exchange: str
    bindings: tuple[str, ...]
    linger: float = 0


def nouns(*plurals: str) -> tuple[str, ...]:
    """Bindings to whole nouns: a service that bound single types could not tell a gap from a type it skips."""
    return tuple(f"nl.omzien.{plural}.#" for plural in plurals)


INLETS: dict[str, tuple[Inlet, ...]] = {
    "signalling": (
        Inlet("signalling.signals", SIGNALS, ("nl.omzien.signals.#",)),
        Inlet("signalling.events", EVENTS, nouns("cases"), linger=0.05),
    ),
    "intake": (Inlet("intake.events", EVENTS, nouns("signals", "plans", "offerings", "confirmations")),),
    "matching": (Inlet("matching.events", EVENTS, nouns("cases", "plans", "applications")),),
    "arrangement": (Inlet("arrangement.events", EVENTS, nouns("cases", "needs", "proposals")),),
}

SERVICES = tuple(INLETS)
