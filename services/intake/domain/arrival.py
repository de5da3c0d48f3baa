"""Opening or extending: whatever the way in, a household has one case at a time."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from libs.contracts.cases import CaseExtended, CaseOpened, CaseSignalParted, CaseTriaged
from libs.contracts.payload import UNKNOWN_NEIGHBOURHOOD, CaseEvent
from libs.contracts.words import Route, Urgency, WayIn
from services.intake.domain.case import Case, CaseState, Decision, NewId, about
from services.intake.domain.teams import Teams, place, taken_up

#: Before it is clear what the question is, new facts may change where triage sends a case.
PROVISIONAL = frozenset({CaseState.OPENED, CaseState.REOPENED, CaseState.FIRST_CONTACT})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A raised signal, or someone who comes with a question. `simple`: information and advice may do."""

    household: UUID
    neighbourhood: str
    way_in: WayIn
    urgency: Urgency
    signal: UUID | None = None
    simple: bool = False

    @property
    def signals(self) -> tuple[UUID, ...]:
        return () if self.signal is None else (self.signal,)

    @property
    def route(self) -> Route:
        """Provisional: the adviser decides after clarification."""
        if self.urgency is Urgency.ACUTE:
            return Route.ACUTE
        return Route.ADVICE if self.simple else Route.TEAM


def choosing_in(case: Case | None, arrival: Arrival) -> set[str]:
    """The neighbourhoods in whose teams a case holder may have to be found; none where somebody holds the case."""
    if case is None:
        return {arrival.neighbourhood}
    return {arrival.neighbourhood, case.neighbourhood} if case.case_holder is None else set()


def arrive(case: Case | None, arrival: Arrival, teams: Teams, now: datetime, new_id: NewId) -> Decision:
    """Open a case, or extend the household's open one (`case`). A signal that it has already changes nothing."""
    if case is None:
        return _opened(arrival, teams, now, new_id)
    if arrival.signal in case.signals:
        return case, []
    return _extended(case, arrival, teams)


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


def _opened(arrival: Arrival, teams: Teams, now: datetime, new_id: NewId) -> Decision:
    case = Case(
        id=new_id(),
        household=arrival.household,
        neighbourhood=arrival.neighbourhood,
        way_in=arrival.way_in,
        urgency=arrival.urgency,
        opened_at=now,
        since=now,
        route=arrival.route,
        signals=arrival.signals,
        waiting=arrival.signals,
    )
    opened = CaseOpened(
        **about(case),
        household=case.household,
        way_in=case.way_in,
        urgency=case.urgency,
        signals=arrival.signals,
    )
    case, assigned = taken_up(case, teams)
    return case, [opened, *assigned, CaseTriaged(**about(case), route=case.route)]


def _extended(case: Case, arrival: Arrival, teams: Teams) -> Decision:
    urgency = max(case.urgency, arrival.urgency, key=lambda each: each.weight)
    case = replace(
        case,
        urgency=urgency,
        signals=case.signals + arrival.signals,
        waiting=case.waiting + arrival.signals,
    )
    events: list[CaseEvent] = []
    if case.neighbourhood == UNKNOWN_NEIGHBOURHOOD:
        case, events = place(case, arrival.neighbourhood, teams)
    if case.case_holder is None:
        case, assigned = taken_up(case, teams)
        events += assigned
    extended = CaseExtended(
        **about(case),
        household=case.household,
        way_in=arrival.way_in,
        urgency=urgency,
        signals=arrival.signals,
        case_holder=case.case_holder,
    )
    events.append(extended)
    if arrival.route is Route.ACUTE and case.route is not Route.ACUTE and case.state in PROVISIONAL:
        case = replace(case, route=Route.ACUTE)
        events.append(CaseTriaged(**about(case), route=case.route))
    return case, events
