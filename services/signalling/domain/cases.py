"""What intake's cases mean for the signals that led to them. An event that no longer applies changes nothing."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from services.signalling.domain.decisions import Desk, tell_open_case
from services.signalling.domain.register import Register
from services.signalling.domain.signal import Change, Signal, close, link, pick_up


def opened(desk: Desk, register: Register, household: UUID, caseid: UUID, signals: tuple[UUID, ...]) -> list[Change]:
    """Opened, extended or opened again: the household has a case, and these signals belong to it."""
    at = register.households.get(household)
    if at is None:
        return []
    register.households[household] = replace(at, open_case=caseid, known_to_intake=True)
    # one that was parted meanwhile is on a household of its own
    changes = [link(signal, caseid) for signal in register.of(signals) if signal.household == household]
    return [*_kept(register, changes), *tell_open_case(desk, register, household)]


def contacted(register: Register, caseid: UUID, signals: tuple[UUID, ...]) -> list[Change]:
    """A named person tried to reach the resident: the promise to the reporters is kept."""
    return _kept(register, [pick_up(signal, caseid) for signal in _of(register, caseid, signals)])


def closed(register: Register, caseid: UUID, signals: tuple[UUID, ...]) -> list[Change]:
    """The household has no open case any more, and its signals have been answered."""
    for household in list(register.households.values()):
        if household.open_case == caseid:
            register.households[household.id] = replace(household, open_case=None)
    return _kept(register, [close(signal, caseid) for signal in _of(register, caseid, signals)])


def placed(register: Register, caseid: UUID, neighbourhood: str) -> None:
    """Intake found out where the household lives."""
    for household in list(register.households.values()):
        if household.open_case == caseid:
            register.households[household.id] = replace(household, neighbourhood=neighbourhood)
            for signal in register.active_at(household.id):
                register.put(replace(signal, neighbourhood=neighbourhood))


def leave(register: Register, households: Iterable[UUID]) -> None:
    """Intake refers to these no more, unless one has an open case: another resident's."""
    for id_ in households:
        household = register.households.get(id_)
        if household is not None and household.open_case is None:
            register.households[id_] = replace(household, known_to_intake=False)


def _of(register: Register, caseid: UUID, signals: tuple[UUID, ...]) -> list[Signal]:
    named = {each.id for each in register.of(signals) if not each.apart}
    return [each for each in register.signals.values() if each.caseid == caseid or each.id in named]


def _kept(register: Register, changes: list[Change]) -> list[Change]:
    for signal, _ in changes:
        register.put(signal)
    return changes
