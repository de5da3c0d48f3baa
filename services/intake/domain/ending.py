"""How a case gets its plan, closes with its outcome, and comes back."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from libs.contracts.cases import CaseAssigned, CaseClosed, CasePlanned, CaseReopened
from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome
from services.intake.domain.case import STEPS, Case, CaseState, Decision, about, moved, named, require_open
from services.intake.domain.clocks import begun_anew
from services.intake.domain.policy import Policy
from services.intake.domain.teams import Teams, taken_up

#: Outcomes that a person gives; `advised` comes from advice and `completed` from the plan.
BY_HAND = frozenset(
    {
        CaseOutcome.DECLINED,
        CaseOutcome.NOT_REACHED,
        CaseOutcome.MOVED,
        CaseOutcome.DIED,
        CaseOutcome.TRANSFERRED,
    }
)
#: Outcomes that say what was tried before giving up.
AFTER_TRYING = frozenset({CaseOutcome.DECLINED, CaseOutcome.NOT_REACHED})
#: There is a plan, drafted or agreed. A reopened case has none before it is clarified again.
WITH_PLAN = frozenset({CaseState.CLARIFIED, CaseState.DIRECT_TRANSFER, CaseState.PLANNED})


def plan_agreed(case: Case, plan: UUID, now: datetime) -> Decision:
    """The resident agreed with the plan. Changes nothing where no plan is due."""
    if CaseState.PLANNED not in STEPS[case.state]:
        return case, []
    case = replace(moved(case, CaseState.PLANNED, now), plan=plan)
    return case, [CasePlanned(**about(case), plan=plan)]


def plan_closed(case: Case, plan: UUID, now: datetime) -> Decision:
    """A case stays open until its plan closes. Changes nothing for another plan, or for a case that has none now."""
    if case.state not in WITH_PLAN or case.plan not in (None, plan):
        return case, []
    return _closed(replace(case, plan=plan), CaseOutcome.COMPLETED, now)


def close(case: Case, outcome: CaseOutcome, tried: str, now: datetime, moved_to: str | None = None) -> Decision:
    """Declined and not reached are outcomes too, with what was tried. `moved_to` is a neighbourhood of ours."""
    require_open(case)
    if outcome not in BY_HAND:
        raise Refused("outcome-not-by-hand", f"{outcome} follows by itself; by hand: {', '.join(sorted(BY_HAND))}.")
    if outcome in AFTER_TRYING and not tried.strip():
        raise Refused("nothing-tried", f"Say what was tried before the case closes as {outcome}.")
    if outcome is CaseOutcome.NOT_REACHED and not case.attempts:
        raise Refused("no-attempt", "Nobody tried to reach the resident yet. Record a contact attempt first.")
    if moved_to is not None and outcome is not CaseOutcome.MOVED:
        raise Refused("not-moved", f"{outcome} has no new neighbourhood. Leave `moved_to` out.")
    return _closed(case, outcome, now, moved_to)


def reopen(
    case: Case, teams: Teams, now: datetime, policy: Policy, *, household_busy: bool, erased: bool = False
) -> Decision:
    """Back to its former case holder if still in the team and present; else by workload. Its terms begin anew.

    `erased`: a resident of it had their data erased. Nobody can say any more whose household it was.
    """
    if erased:
        raise Refused("case-erased", "Its resident had their data erased. Open a new case, with a first contact.")
    if household_busy:
        raise Refused("household-has-open-case", "The household has another open case. Go on with that one.")
    if case.open:
        raise Refused("case-open", "The case is open: there is nothing to reopen.")
    if case.outcome is CaseOutcome.DIED:
        raise Refused("resident-died", "The resident died. For who stays behind, begin with a first contact of theirs.")
    case = begun_anew(moved(case, CaseState.REOPENED, now), now)
    case = replace(case, outcome=None, moved_to=None, urgent_by=policy.urgent_by(case.route, now))
    reopened = CaseReopened(
        **about(case),
        household=case.household,
        signals=named(case.signals),
        personal_plan_by=case.personal_plan_by,
        investigation_by=case.investigation_by,
    )
    if case.case_holder is not None and teams.may_hold(case.case_holder, case.neighbourhood):
        return case, [reopened, CaseAssigned(**about(case), case_holder=case.case_holder)]
    case, assigned = taken_up(replace(case, case_holder=None), teams)
    return case, [reopened, *assigned]


def _closed(case: Case, outcome: CaseOutcome, now: datetime, moved_to: str | None = None) -> Decision:
    closed = moved(case, CaseState.CLOSED, now)
    case = replace(closed, outcome=outcome, moved_to=moved_to, receiver=None, waiting=())
    return case, [CaseClosed(**about(case), outcome=outcome, signals=named(case.signals), moved_to=moved_to)]
