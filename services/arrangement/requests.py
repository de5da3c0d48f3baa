"""What goes in over HTTP: codes, ids and dates only, no words about anybody."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from libs.contracts.agendas import NetworkOutcome
from libs.contracts.calendar import Day
from libs.contracts.carers import Burden
from libs.contracts.casework import LegalGround, SuspensionGround
from libs.contracts.needs import Code
from libs.contracts.words import Ground, ItemEnd, LifeDomain, Rung
from services.arrangement.domain.application import Application, Terms
from services.arrangement.domain.personal_budget import BudgetKeeper, BudgetPlan, BudgetReason, BudgetRefusal

Score = Annotated[int, Field(ge=1, le=5, description="1 acute problem ... 5 fully self-reliant.")]
WellBeing = Annotated[int, Field(ge=0, le=10, description="0 not at all ... 10 wholly satisfied with life.")]
Mark = Annotated[int, Field(ge=1, le=10, description="1 very bad ... 10 excellent.")]
RhythmWeeks = Annotated[int, Field(ge=1, le=104)]
TimesPerWeek = Annotated[int, Field(ge=1, le=28)]
Cents = Annotated[int, Field(ge=0, le=10_000_000)]


class Asked(BaseModel):
    """A command's body. A field that we do not know is refused: a typing error must not pass in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Role(StrEnum):
    """Who may coordinate a plan."""

    RELATIVE = "relative"
    TRUSTED_PERSON = "trusted_person"
    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"
    SPECIALIST = "specialist"


class Agreement(Asked):
    with_resident: bool


class Coordinator(Asked):
    coordinator: UUID
    role: Role


class AskSpecialist(Asked):
    """`checklist`: what was done of what the municipality's policy asks for before a hand-over."""

    specialist: UUID
    checklist: tuple[Code, ...] = Field(default=(), max_length=40)
    without_consent: LegalGround | None = Field(default=None, description="Where the resident does not agree to it.")


class Returning(Asked):
    item: UUID


class NewGoal(Asked):
    domain: LifeDomain
    target_score: Score


class Closing(Asked):
    end_items: ItemEnd | None = Field(
        default=None, description="How what still runs ends with it; nothing replaces it."
    )


class Suspending(Asked):
    look_again_on: Day | None = Field(default=None, description="By policy unless a day is named.")


class Ending(Asked):
    """`reason`: what a person can know, `goal_met` or `dropped_out`; the others follow by themselves."""

    reason: ItemEnd = ItemEnd.GOAL_MET


class NewTerms(Asked):
    """Of an item; what is not named stays as it is. `open_ended`: without a last day from now on. How often and until
    when bind who delivers it: `supplier_agrees` says that they agree.
    """

    times_per_week: TimesPerWeek | None = None
    until: Day | None = None
    review_on: Day | None = None
    open_ended: bool = False
    supplier_agrees: bool = False


class Held(Asked):
    """A review as it was held. `planned_on` is the planned moment that it answers: the plan's `review_on`."""

    planned_on: Day
    reviewed_on: Day
    scores: dict[LifeDomain, Score] = Field(description="Of the domains that were discussed.")
    goals_met: tuple[UUID, ...] = ()
    well_being: WellBeing | None = None
    carer: Burden | None = Field(default=None, description="How the informal carer bears it, where there is one.")
    next_review_on: Day | None = Field(default=None, description="By the rhythm unless a day is named.")


class NewCheckIn(Asked):
    """Light contact between reviews, as it was. `worry`: something is not right."""

    on: Day
    worry: bool = False
    well_being: WellBeing | None = None
    carer: Burden | None = None


class Rhythm(Asked):
    """Of this plan; empty: as policy has it."""

    review_weeks: RhythmWeeks | None = None
    check_in_weeks: RhythmWeeks | None = None


class NewChange(Asked):
    item: UUID
    to_rung: Rung
    grounds: tuple[Ground, ...] = Field(min_length=1)
    facts: tuple[UUID, ...] = Field(default=(), description="What is new, such as a lighter offering.")


class Rejection(Asked):
    ground: Code


class FollowUp(Asked):
    passed: bool


class WayBack(Asked):
    facts: tuple[UUID, ...] = Field(
        default=(), description="What is new since it was rejected, beside reviews and worries, such as a signal."
    )


class NewBudgetPlan(Asked):
    """Why not in kind, who keeps the budget, and that what is bought is good and safe (Wmo 2015, art. 2.3.6(2))."""

    reasons: tuple[BudgetReason, ...] = ()
    kept_by: BudgetKeeper | None = None
    quality_assured: bool = False

    def plan(self) -> BudgetPlan:
        return BudgetPlan(self.reasons, self.kept_by, self.quality_assured)


class NewApplication(Asked):
    need: UUID
    rung: Rung
    grounds: tuple[Ground, ...] = Field(min_length=1)
    until: Day | None = None
    cost_cents_per_week: Cents = Field(default=0, description="What a week may cost; whoever grants it may say so too.")
    times_per_week: TimesPerWeek | None = Field(default=None, description="As the need asks, unless named.")
    personal_budget: NewBudgetPlan | None = Field(default=None, description="Where the resident wants to buy it.")


class Suspension(Asked):
    """Why the legal term of a decision stands still (Awb art. 4:15), and through which day, where it is known."""

    ground: SuspensionGround
    until: Day | None = None


class NewGrant(Asked):
    """`until`, or lasting; lasting support has a review date, half a year on unless given.

    Whoever asked for a personal budget is granted it, or told why not in `budget_refused`.
    """

    until: Day | None = None
    cost_cents_per_week: Cents | None = Field(default=None, description="As asked unless named; 0: it costs nothing.")
    lasting: bool = False
    review_on: Day | None = None
    personal_budget: bool = False
    budget_refused: BudgetRefusal | None = None

    def terms(self, asked: Application) -> Terms:
        named = self.cost_cents_per_week
        return Terms(
            self.until,
            (asked.cost_cents_per_week or None) if named is None else named,
            self.lasting,
            self.review_on,
            personal_budget=self.personal_budget,
            budget_refused=self.budget_refused,
        )


class HelpedWell(Asked):
    """What somebody said, asked by a person who does not work on the plan."""

    helped_well: bool
    mark: Mark | None = None


class NetworkAdvice(Asked):
    """What the multi-need network came to, as codes and goals."""

    outcomes: tuple[NetworkOutcome, ...] = Field(min_length=1)
    goals: tuple[NewGoal, ...] = ()
    review_on: Day | None = None


class Mandate(Asked):
    person: UUID
