"""Opening or extending: whatever the way in, a household has one case at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.cases import CaseExtended, CaseOpened, CaseSignalParted
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, CaseEvent
from libs.contracts.words import LifeDomain, Route, SignalKind, Urgency, WayIn
from services.intake.domain.case import Case, Decision, NewId, about
from services.intake.domain.clocks import beginning
from services.intake.domain.policy import Policy
from services.intake.domain.teams import Teams, place, taken_up
from services.intake.domain.triage import Facts, rises, send_by_policy, suggested


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raised signal, or someone who comes with a question. `simple`: information and advice may do.

    `kind`, `palliative`, `comes_by_self` and `domains_in_trouble` are what triage can go by, as far as it is known.
    """

    household: UUID
    neighbourhood: str
    way_in: WayIn
    urgency: Urgency
    signal: UUID | None = None
    simple: bool = False
    kind: SignalKind | None = None
    palliative: bool = False
    comes_by_self: bool | None = None
    domains_in_trouble: frozenset[LifeDomain] = frozenset()

    @property
    def signals(self) -> tuple[UUID, ...]:
        return () if self.signal is None else (self.signal,)

    @property
    def facts(self) -> Facts:
        return Facts(self.urgency, self.kind, self.simple, self.palliative, self.comes_by_self, self.domains_in_trouble)


def choosing_in(case: Case | None, arrival: Arrival, policy: Policy, now: datetime) -> set[str]:
    """The teams in which a case holder may have to be found; none where somebody holds the case."""
    if case is not None and case.case_holder is not None:
        return set()
    teams = {arrival.neighbourhood} if case is None else {arrival.neighbourhood, case.neighbourhood}
    night = _at_night(suggested(arrival.facts, policy).route, policy, now)
    return teams | {night} if night else teams


def arrive(
    case: Case | None,
    arrival: Arrival,
    teams: Teams,
    now: datetime,
    new_id: NewId,
    policy: Policy,
    former: UUID | None = None,
) -> Decision:
    """Open a case, or extend the household's open one (`case`). A signal that it has already changes nothing.

    `former` held the household's case before: a new one is theirs again where that can be.
    """
    if case is None:
        return _opened(arrival, teams, now, new_id, policy, former)
    if arrival.signal in case.signals:
        return case, []
    return _extended(case, arrival, teams, now, policy)


def amend(case: Case, arrival: Arrival, now: datetime, policy: Policy) -> Decision:
    """A partner tells more of a signal that belongs to the case. Its case holder is told when it is more urgent than
    was thought; less urgent is for a person to see.
    """
    if arrival.signal not in case.signals or arrival.urgency.weight <= case.urgency.weight:
        return case, []
    case = replace(case, urgency=arrival.urgency)
    events: list[CaseEvent] = [_told_of(case, arrival)]
    suggestion = suggested(arrival.facts, policy)
    if rises(case, suggestion.route):
        case, triaged = send_by_policy(case, suggestion, policy, now)
        events += triaged
    return case, events


def part(case: Case, signal: UUID) -> Decision:
    """It turned out to be about somebody else. The case goes on: somebody has been told, and looks."""
    if signal not in case.signals:
        return case, []
    case = replace(
        case,
        signals=tuple(each for each in case.signals if each != signal),
        waiting=tuple(each for each in case.waiting if each != signal),
    )
    return case, [CaseSignalParted(**about(case), signals=(signal,), case_holder=case.case_holder)]


def _opened(
    arrival: Arrival, teams: Teams, now: datetime, new_id: NewId, policy: Policy, former: UUID | None
) -> Decision:
    case = Case(
        id=new_id(),
        household=arrival.household,
        neighbourhood=arrival.neighbourhood,
        way_in=arrival.way_in,
        urgency=arrival.urgency,
        opened_at=now,
        since=now,
        signals=arrival.signals,
        waiting=arrival.signals,
        **beginning(now),
    )
    opened = CaseOpened(
        **about(case),
        household=case.household,
        way_in=case.way_in,
        urgency=case.urgency,
        signals=arrival.signals,
        personal_plan_by=case.personal_plan_by,
        investigation_by=case.investigation_by,
    )
    case, triaged = send_by_policy(case, suggested(arrival.facts, policy), policy, now)
    case, assigned = taken_up(case, teams, former=former, night=_at_night(case.route, policy, now))
    return case, [opened, *assigned, *triaged]


def _extended(case: Case, arrival: Arrival, teams: Teams, now: datetime, policy: Policy) -> Decision:
    urgency = max(case.urgency, arrival.urgency, key=lambda each: each.weight)
    case = replace(
        case,
        urgency=urgency,
        signals=case.signals + arrival.signals,
        waiting=case.waiting + arrival.signals,
    )
    events: list[CaseEvent] = []
    suggestion = suggested(arrival.facts, policy)
    if case.neighbourhood == UNKNOWN_NEIGHBOURHOOD:
        case, events = place(case, arrival.neighbourhood, teams)
    if case.case_holder is None:
        case, assigned = taken_up(case, teams, night=_at_night(suggestion.route, policy, now))
        events += assigned
    events.append(_told_of(case, arrival))
    if rises(case, suggestion.route):
        case, triaged = send_by_policy(case, suggestion, policy, now)
        events += triaged
    return case, events


def _told_of(case: Case, arrival: Arrival) -> CaseExtended:
    return CaseExtended(
        **about(case),
        household=case.household,
        way_in=arrival.way_in,
        urgency=case.urgency,
        signals=arrival.signals,
        case_holder=case.case_holder,
    )


def _at_night(route: Route, policy: Policy, now: datetime) -> str | None:
    """The team that takes what is acute at this hour, where it is not the neighbourhood's."""
    return policy.team_at_night(now) if route is Route.ACUTE else None
