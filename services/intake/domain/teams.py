"""Case holders of the neighbourhood teams: who takes a case, and the warm hand-over from one to the other."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from libs.contracts.cases import (
    CaseAssigned,
    CaseHandoverDeclined,
    CaseHandoverProposed,
    CaseHandoverWithdrawn,
    CasePlaced,
)
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD
from libs.contracts.refusals import Refused, not_found
from services.intake.domain.absence import Absence
from services.intake.domain.case import Case, Decision, about, require_holder, require_open


@dataclass(frozen=True, slots=True)
class CaseHolder:
    """A professional. `capacity` is in open cases, relative to colleagues'; 0 takes no new ones.

    `absence` may be over or still to come; `absent` is whether it is now.
    """

    case_holder: UUID
    neighbourhood: str
    capacity: int
    open_cases: int = 0
    absence: Absence | None = None
    absent: bool = False

    @property
    def takes_new(self) -> bool:
        return self.capacity > 0 and not self.absent

    @property
    def stand_in(self) -> UUID | None:
        """Who acts for them now; nobody needs to while they are there."""
        return self.absence.stand_in if self.absence and self.absent else None

    @property
    def load_order(self) -> tuple[float, UUID]:
        # division rounds correctly: equal loads are equal floats, and larger ones never smaller
        return self.open_cases / self.capacity, self.case_holder


@dataclass(frozen=True)
class Teams:
    """The case holders that a decision can choose from, with their workload as it is now."""

    holders: Mapping[UUID, CaseHolder] = field(default_factory=dict)

    @classmethod
    def of(cls, holders: Iterable[CaseHolder]) -> "Teams":
        return cls({each.case_holder: each for each in holders})

    def least_loaded(self, neighbourhood: str) -> UUID | None:
        """Fewest open cases for their capacity; ties by id. None when the neighbourhood has nobody to take a case."""
        team = [each for each in self.holders.values() if each.neighbourhood == neighbourhood and each.takes_new]
        return min(team, key=lambda each: each.load_order).case_holder if team else None

    def takes_again(self, former: UUID | None, neighbourhood: str) -> bool:
        """Whether who held a household's case before takes its new one."""
        holder = self.holders.get(former) if former else None
        return holder is not None and holder.neighbourhood == neighbourhood and holder.takes_new

    def may_hold(self, case_holder: UUID, neighbourhood: str) -> bool:
        """Someone of the neighbourhood's team; anyone whom we know where it has none. Nobody who is absent."""
        holder = self.holders.get(case_holder)
        if holder is None or holder.absent:
            return False
        return holder.neighbourhood == neighbourhood or not any(
            each.neighbourhood == neighbourhood and not each.absent for each in self.holders.values()
        )

    def acts_for(self, person: UUID, case_holder: UUID) -> bool:
        """Themselves, or who stands in for them now."""
        holder = self.holders.get(case_holder)
        return person == case_holder or (holder is not None and person == holder.stand_in)

    def after(self, before: Case | None, case: Case) -> "Teams":
        """The workloads once `before` has become `case`, for the next decision of the same batch."""
        holders = dict(self.holders)
        for holder, change in workload_changes([(before, case)]).items():
            if holder in holders:
                holders[holder] = replace(holders[holder], open_cases=holders[holder].open_cases + change)
        return Teams(holders)


def workload_changes(changes: Iterable[tuple[Case | None, Case]]) -> dict[UUID, int]:
    """By how many open cases each case holder's workload changes; without those whose stays."""
    counts: Counter[UUID] = Counter()
    for before, after in changes:
        if before is not None and before.held_by is not None:
            counts[before.held_by] -= 1
        if after.held_by is not None:
            counts[after.held_by] += 1
    return {holder: change for holder, change in counts.items() if change}


def taken_up(case: Case, teams: Teams, *, former: UUID | None = None, night: str | None = None) -> Decision:
    """The case with a case holder, when there is anyone: of the `night` team if it is to go there and has somebody,
    else its `former` one, else by workload from the team of its neighbourhood.
    """
    if case.case_holder is not None:
        return case, []
    holder = teams.least_loaded(night) if night else None
    if holder is None:
        again = teams.takes_again(former, case.neighbourhood)
        holder = former if again else teams.least_loaded(case.neighbourhood)
    return _held(case, holder) if holder else (case, [])


def assign(case: Case, case_holder: UUID, teams: Teams) -> Decision:
    """By hand: the helpdesk names the first case holder. From the second on it is a warm hand-over."""
    require_open(case)
    if case.case_holder == case_holder:
        return case, []
    if case.case_holder is not None:
        raise Refused("already-held", "Someone holds this case. Propose a hand-over to the one who is to take it.")
    _require_may_hold(case, case_holder, teams)
    return _held(case, case_holder)


def place(case: Case, neighbourhood: str, teams: Teams) -> Decision:
    """Where the household lives became known. A case that nobody holds is taken up; a case holder stays."""
    require_open(case)
    if neighbourhood in (case.neighbourhood, UNKNOWN_NEIGHBOURHOOD):
        return case, []
    placed = replace(case, neighbourhood=neighbourhood)
    held, told = taken_up(placed, teams)
    return held, [CasePlaced(**about(placed)), *told]


def propose_handover(case: Case, receiver: UUID, teams: Teams) -> Decision:
    """Warm: until the receiver confirms, the case holder stays who it is. A new proposal replaces the old one."""
    require_open(case)
    holder = require_holder(case)
    if receiver == holder:
        raise Refused("already-held", "The receiver holds this case already.")
    _require_may_hold(case, receiver, teams)
    if receiver == case.receiver:
        return case, []
    event = CaseHandoverProposed(**about(case), case_holder=holder, receiver=receiver)
    return replace(case, receiver=receiver), [event]


def confirm_handover(case: Case, by: UUID | None, teams: Teams) -> Decision:
    """`by` is who confirms, where that is known: nobody but the receiver can. Since it was proposed the case may have
    been placed elsewhere, or the receiver have changed teams: then somebody else is to be asked.
    """
    _, receiver = _proposed(case)
    if by is not None and by != receiver:
        raise Refused("not-the-receiver", "Only the one to whom the case is handed over can confirm it.")
    _require_may_hold(case, receiver, teams)
    return _held(case, receiver)


def decline_handover(case: Case, by: UUID | None, teams: Teams) -> Decision:
    """By the receiver, or who stands in for them: the case holder stays."""
    holder, receiver = _proposed(case)
    if by is not None and not teams.acts_for(by, receiver):
        raise Refused("not-the-receiver", "Only the one to whom the case is handed over can decline it.")
    declined = CaseHandoverDeclined(**about(case), case_holder=holder, receiver=receiver)
    return replace(case, receiver=None), [declined]


def withdraw_handover(case: Case, by: UUID | None, teams: Teams) -> Decision:
    """By the case holder, or who stands in for them: they keep the case after all."""
    holder, receiver = _proposed(case)
    if by is not None and not teams.acts_for(by, holder):
        raise Refused("not-the-case-holder", "Only the one who holds the case can withdraw the proposal.")
    withdrawn = CaseHandoverWithdrawn(**about(case), case_holder=holder, receiver=receiver)
    return replace(case, receiver=None), [withdrawn]


def _proposed(case: Case) -> tuple[UUID, UUID]:
    """Who holds the case, and to whom it is handed over."""
    require_open(case)
    if case.receiver is None:
        raise Refused("no-handover", "No hand-over of this case is proposed. Propose one to the receiver first.")
    return require_holder(case), case.receiver


def _held(case: Case, case_holder: UUID) -> Decision:
    return replace(case, case_holder=case_holder, receiver=None), [CaseAssigned(**about(case), case_holder=case_holder)]


def _require_may_hold(case: Case, case_holder: UUID, teams: Teams) -> None:
    if case_holder not in teams.holders:
        raise not_found("case-holder", case_holder)
    if teams.holders[case_holder].absent:
        raise Refused("absent", "They are absent and take no new cases. Choose somebody who is there.")
    if not teams.may_hold(case_holder, case.neighbourhood):
        raise Refused(
            "not-in-team", f"A case in {case.neighbourhood} is held by someone of its own team. Choose one of them."
        )
