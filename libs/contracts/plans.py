"""Plans: one per case. The subject is the plan's id (arrangement); items, goals and changes are parts of it."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.carers import Burden
from libs.contracts.casework import LegalGround
from libs.contracts.needs import PassedOver
from libs.contracts.payload import CaseEvent
from libs.contracts.results import DomainResult
from libs.contracts.words import Direction, Ground, ItemEnd, LifeDomain, Rung, WhyLapsed


class PlanDrafted(CaseEvent, type="nl.omzien.plans.drafted.v1"):
    """`exception`: the declared ground on which the case came here without a conversation."""

    case_holder: UUID
    exception: Ground | None = None


class PlanCoordinatorNamed(CaseEvent, type="nl.omzien.plans.coordinator-named.v1"):
    """Who coordinates: a relative, a trusted person, a volunteer, a professional or a specialist."""

    coordinator: UUID
    role: str
    former: UUID | None = None


class PlanGoalSet(CaseEvent, type="nl.omzien.plans.goal-set.v1"):
    goal: UUID
    domain: LifeDomain
    target_score: int = Field(ge=1, le=5)


class PlanGoalDropped(CaseEvent, type="nl.omzien.plans.goal-dropped.v1"):
    """Nobody aims at it any more, and why, as a code: it is neither met nor missed."""

    goal: UUID
    domain: LifeDomain
    ground: str


class PlanAgreed(CaseEvent, type="nl.omzien.plans.agreed.v1"):
    """The resident agrees with the plan."""


class PlanAgreedAgain(CaseEvent, type="nl.omzien.plans.agreed-again.v1"):
    """The resident agrees with what people have changed in it since."""


class PlanActivated(CaseEvent, type="nl.omzien.plans.activated.v1"):
    """The first item runs."""


class PlanItemEvent(CaseEvent):
    """`replaces` names the item that this one takes the place of, on another rung."""

    item: UUID
    need: UUID
    rung: Rung
    replaces: UUID | None = None


class PlanItemIntended(PlanItemEvent, type="nl.omzien.plans.item-intended.v1"):
    """`rung` is where matching looks from: the lowest that was not ruled out, or where an accepted change goes."""


class PlanItemAgreed(PlanItemEvent, type="nl.omzien.plans.item-agreed.v1"):
    """With the resident and with who delivers: `offering`, none on rungs 0 and 1 and with a personal budget.
    `why_not_lower` is the record that a rung needs.
    """

    proposal: UUID
    offering: UUID | None = None
    personal_budget: bool = False
    times_per_week: int | None = None
    cost_cents_per_week: int = 0
    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    why_not_lower: tuple[PassedOver, ...] = ()


class PlanItemStarted(PlanItemEvent, type="nl.omzien.plans.item-started.v1"):
    pass


class PlanItemChanged(PlanItemEvent, type="nl.omzien.plans.item-changed.v1"):
    """Other terms from now on, such as a later end by a new grant; what is said is how it stands now.

    `costs_since`: from when a week costs that, where it was another amount before; it may be a day to come.
    """

    until: date | None = None
    review_on: date | None = None
    lasting: bool = False
    times_per_week: int | None = None
    cost_cents_per_week: int | None = None
    costs_since: date | None = None
    granted_cents: int | None = Field(
        default=None, description="Of lasting support that was looked at: granted with it, through the next look."
    )


class PlanItemSuspended(PlanItemEvent, type="nl.omzien.plans.item-suspended.v1"):
    """Not needed for a while; whether it is, is looked at again on that day."""

    look_again_on: date | None = None


class PlanItemResumed(PlanItemEvent, type="nl.omzien.plans.item-resumed.v1"):
    pass


class PlanItemEnded(PlanItemEvent, type="nl.omzien.plans.item-ended.v1"):
    """`still_needed`: its last day has passed, nothing else runs, and nobody said that the need is over: it is looked
    for again.
    """

    reason: ItemEnd
    proposal: UUID | None = None
    still_needed: bool = False


class PlanNeedUncovered(CaseEvent, type="nl.omzien.plans.need-uncovered.v1"):
    """Not covered within its term: nobody falls between two stools."""

    need: UUID
    since: datetime


class PlanReviewPlanned(CaseEvent, type="nl.omzien.plans.review-planned.v1"):
    review_on: date


class PlanReviewed(CaseEvent, type="nl.omzien.plans.reviewed.v1"):
    """`satisfied` is empty: whether somebody was helped well is asked apart from the review, by somebody else."""

    reviewed_on: date
    scores: dict[LifeDomain, int]
    goals_met: tuple[UUID, ...] = ()
    satisfied: bool | None = None
    well_being: int | None = Field(default=None, ge=0, le=10, description="0 not at all ... 10 wholly satisfied.")


class PlanReviewOverdue(CaseEvent, type="nl.omzien.plans.review-overdue.v1"):
    review_on: date


class PlanRhythmSet(CaseEvent, type="nl.omzien.plans.rhythm-set.v1"):
    """How often this plan is reviewed, and how often there is light contact in between; empty: as policy has it."""

    review_weeks: int | None = None
    check_in_weeks: int | None = None


class PlanCheckInPlanned(CaseEvent, type="nl.omzien.plans.check-in-planned.v1"):
    """A light contact between reviews, at the latest on that day. A review that is held meanwhile keeps it as well."""

    check_in_on: date


class PlanCheckedIn(CaseEvent, type="nl.omzien.plans.checked-in.v1"):
    """`worry`: something is not right; the review comes forward."""

    on: date
    worry: bool = False
    well_being: int | None = Field(default=None, ge=0, le=10, description="0 not at all ... 10 wholly satisfied.")


class PlanCheckInOverdue(CaseEvent, type="nl.omzien.plans.check-in-overdue.v1"):
    check_in_on: date


class PlanCarerBurdenChanged(CaseEvent, type="nl.omzien.plans.carer-burden-changed.v1"):
    """How the informal carer bears it, by what was heard at a review or a check-in."""

    burden: Burden
    before: Burden | None = None


class PlanChangeEvent(CaseEvent):
    """A move of one item on the ladder."""

    change: UUID
    direction: Direction
    item: UUID
    need: UUID
    from_rung: Rung
    to_rung: Rung


class PlanChangeProposed(PlanChangeEvent, type="nl.omzien.plans.change-proposed.v1"):
    """`returns`: the step down that this one takes back."""

    grounds: tuple[Ground, ...]
    returns: UUID | None = None


class PlanChangeAccepted(PlanChangeEvent, type="nl.omzien.plans.change-accepted.v1"):
    """Matching now looks for the need on `to_rung`, while the old item goes on."""

    new_item: UUID


class PlanChangeRejected(PlanChangeEvent, type="nl.omzien.plans.change-rejected.v1"):
    ground: str


class PlanChangeEffected(PlanChangeEvent, type="nl.omzien.plans.change-effected.v1"):
    """The new item runs. Down: the old one runs beside it until the follow-up passes."""

    new_item: UUID
    follow_up_on: date


class PlanChangeFollowUpBegan(PlanChangeEvent, type="nl.omzien.plans.change-follow-up-began.v1"):
    """The moment has come to look whether it holds."""


class PlanChangeConfirmed(PlanChangeEvent, type="nl.omzien.plans.change-confirmed.v1"):
    """The follow-up passed; the old item ends."""


class PlanChangeFallenBack(PlanChangeEvent, type="nl.omzien.plans.change-fallen-back.v1"):
    """It did not hold; the old item stays, the new one ends."""


class PlanChangeLapsed(PlanChangeEvent, type="nl.omzien.plans.change-lapsed.v1"):
    """Nobody decides on it or follows it any more. `other`: the step that took its place, where one did."""

    ground: WhyLapsed
    other: UUID | None = None


class PlanSpecialistAsked(CaseEvent, type="nl.omzien.plans.specialist-asked.v1"):
    """To take over; until they confirm, the team has the plan."""

    specialist: UUID


class PlanSpecialistDeclined(CaseEvent, type="nl.omzien.plans.specialist-declined.v1"):
    """They do not take it over, or who asked them asks no longer."""

    ground: str


class PlanPartCanReturn(PlanItemEvent, type="nl.omzien.plans.part-can-return.v1"):
    """The specialist says that this support may become lighter again."""


class PlanReturnAsked(CaseEvent, type="nl.omzien.plans.return-asked.v1"):
    """The specialist says that all of it can come back; they have it until the case holder confirms."""


class PlanReturnDeclined(CaseEvent, type="nl.omzien.plans.return-declined.v1"):
    """The case holder does not take it back yet, or the specialist asks no longer: the specialist has it as before."""

    ground: str


class PlanNetworkAdvised(CaseEvent, type="nl.omzien.plans.network-advised.v1"):
    """What the multi-need network came to at that meeting, for the domains that were low."""

    meets_on: date
    outcomes: tuple[NetworkOutcome, ...]
    domains: tuple[LifeDomain, ...]


class PlanHandedToSpecialist(CaseEvent, type="nl.omzien.plans.handed-to-specialist.v1"):
    """Warm: the specialist confirmed; the team stays involved. `ground`: in law, where the resident did not agree."""

    ground: LegalGround | None = None


class PlanReturnedFromSpecialist(CaseEvent, type="nl.omzien.plans.returned-from-specialist.v1"):
    pass


class PlanClosed(CaseEvent, type="nl.omzien.plans.closed.v1"):
    """`with_case`: its case had closed already, so that this says nothing about a case that was reopened since.

    `before_clarification`: its case was reopened, and closed before it was clarified anew. Goals and results are those
    of the last time that it closed.
    """

    goals: int
    goals_met: int
    with_case: bool = False
    before_clarification: bool = False
    results: tuple[DomainResult, ...] = ()


class PlanReopened(CaseEvent, type="nl.omzien.plans.reopened.v1"):
    """Its case was reopened, which is where a plan begins anew."""
