"""Signals, a policy and a desk to decide at, as short as a test wants them."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from libs.contracts.payload import Event
from libs.contracts.places import Place, Places
from libs.contracts.signals import Address, Person, SignalSubmitted
from libs.contracts.words import PartnerKind, SignalKind
from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.signalling.domain.decisions import Desk, accept, amend
from services.signalling.domain.identity import Identity, identify
from services.signalling.domain.register import Register
from services.signalling.domain.signal import Change, Signal
from services.signalling.policy_file import PolicyFile

NOW = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
POLICY_FILE: Path = ROOT / "deploy" / "reference" / "signalling-policy.toml"
POLICY = read(POLICY_FILE, PolicyFile)
PLACES = Places(
    [
        ("3731AA", "3731ZZ", Place("west", "de-bilt", "West", 52.1, 5.1)),
        ("3732AA", "3732ZZ", Place("oost", "de-bilt", "Oost", 52.1, 5.2)),
    ]
)
VALID_BSN, INVALID_BSN = "111222333", "123456789"


def lookup(kind: str, value: str) -> bytes:
    """Stands in for the keyed hash."""
    return hashlib.sha256(f"{kind}\0{value}".encode()).digest()


def ids() -> Iterator[UUID]:
    """Rising, so that they sort in the order they were given."""
    number = 0
    while True:
        number += 1
        yield UUID(int=number)


class Office:
    """A desk and a register, with a clock that can be moved."""

    def __init__(self) -> None:
        self._ids = ids()
        self.now = NOW
        self.register = Register()
        self.told: list[tuple[UUID, Event]] = []

    @property
    def desk(self) -> Desk:
        return Desk(POLICY, self.now, lambda: next(self._ids))

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def take(self, told: SignalSubmitted, source: str = "urn:gp") -> Signal:
        """Accept a signal as reception would."""
        id_ = next(self._ids)
        self.keep(accept(self.desk, self.register, id_, source, told, self._identity(told)))
        return self.register.signals[id_]

    def amend(self, signal: Signal, told: SignalSubmitted) -> Signal:
        """The partner's record again with other content."""
        before = self.register.signals[signal.id]
        self.keep(amend(self.desk, self.register, before, told, self._identity(told)))
        return self.register.signals[signal.id]

    def keep(self, changes: list[Change]) -> None:
        """Note the events, as the outbox would."""
        for signal, events in changes:
            self.told.extend((signal.id, event) for event in events)

    def words(self, signal: Signal) -> list[str]:
        """`accepted`, `held`, ... of one signal."""
        return [event.type.split(".")[3] for id_, event in self.told if id_ == signal.id]

    def now_is(self, signal: Signal) -> Signal:
        return self.register.signals[signal.id]

    def _identity(self, told: SignalSubmitted) -> Identity:
        identity = identify(told.person, told.address, PLACES, lookup, self.now.date())
        for key in identity.keys:
            self.register.keys.setdefault(key, None)
        return identity


def worry(**more: Any) -> SignalSubmitted:
    """A light worry about a house, by nobody's name."""
    told: dict[str, Any] = {
        "kind": SignalKind.LONELINESS,
        "partner": PartnerKind.GP,
        "address": Address(postcode="3731AB", house_number="12"),
    }
    return SignalSubmitted(**told | more)


def somebody(**more: Any) -> Person:
    told: dict[str, Any] = {"initials": "A.", "surname": "Willemse", "birth_date": "1923-04-05"}
    return Person(**told | more)
