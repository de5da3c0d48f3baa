"""What stands in a file with arrangement's policy."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.needs import Code
from libs.contracts.payload import Neighbourhood
from libs.contracts.words import Category, Urgency
from libs.delivery import policies
from libs.delivery.policies import Table
from services.arrangement.domain.cost import Budget
from services.arrangement.domain.funding import Funding
from services.arrangement.domain.policy import Ladder, Network, Policy, Survey, Transition
from services.arrangement.domain.spending import Spending

Weeks = Annotated[int, Field(ge=1, le=520)]


class Review(Table):
    first_weeks: Weeks
    every_weeks: Weeks = 13
    lasting_weeks: Weeks
    before_end_weeks: int = Field(ge=0, le=520)
    within_weeks: Weeks = 53


class CheckIn(Table):
    every_weeks: Weeks = 3
    worry_days: int = Field(default=7, ge=1, le=90)


class Suspension(Table):
    weeks: Weeks = 6


class FollowUp(Table):
    #: 0: it is looked at on the day itself.
    weeks: int = Field(ge=0, le=520)


class Application(Table):
    near_days: int = Field(default=3, ge=0, le=14)
    still_days: int = Field(default=14, ge=1, le=366)


class LadderTable(Table):
    stable_reviews: int = Field(default=2, ge=1, le=12)
    fallen_by: int = Field(default=1, ge=1, le=4)


class Handover(Table):
    checklist: tuple[Code, ...] = ("resident_informed", "plan_shared", "supporters_informed", "risks_discussed")


class TransitionTable(Table):
    conversation_before_weeks: Weeks = 12
    again_weeks: Weeks = 4


class BudgetTable(Table):
    neighbourhood: Neighbourhood
    field: Code
    euros_per_year: int = Field(ge=0, le=1_000_000_000)


Percent = Annotated[int, Field(ge=0, le=100)]


class FundingTable(Table):
    share_while_running_percent: Percent = 70
    share_on_result_percent: Percent = 40
    kept_by_team_percent: Percent = 50


class SpendingTable(Table):
    over_percent: Percent = 10
    under_percent: Percent = 25
    under_after_weeks: int = Field(default=8, ge=0, le=52)


class Satisfaction(Table):
    resident_after_weeks: Weeks = 12
    volunteer_after_weeks: Weeks = 8
    at_closing: bool = True
    answer_within_weeks: Weeks = 4


class NetworkTable(Table):
    every_weeks: Weeks = 6
    first_on: date = date(2026, 1, 12)
    set_days_before: int = Field(default=7, ge=0, le=30)
    low_score: int = Field(default=2, ge=1, le=4)
    domains: int = Field(default=2, ge=1, le=8)


class PolicyFile(policies.PolicyFile[Policy]):
    """Every urgency must be there."""

    cover_days: dict[Urgency, Annotated[int, Field(ge=0, le=36_500)]]
    review: Review
    check_in: CheckIn = CheckIn()
    suspension: Suspension = Suspension()
    follow_up: FollowUp
    application: Application = Application()
    ladder: LadderTable = LadderTable()
    handover: Handover = Handover()
    transition: TransitionTable = TransitionTable()
    fields: dict[Category, Code] = Field(default_factory=dict)
    budgets: tuple[BudgetTable, ...] = ()
    funding: FundingTable = FundingTable()
    spending: SpendingTable = SpendingTable()
    satisfaction: Satisfaction = Satisfaction()
    network: NetworkTable = NetworkTable()

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        if missing := set(Urgency) - set(self.cover_days):
            raise ValueError(f"cover_days says nothing about {', '.join(sorted(missing))}")
        named = [(each.neighbourhood, each.field) for each in self.budgets]
        if len(set(named)) < len(named):
            raise ValueError("budgets names a field of a neighbourhood twice")
        return self

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            cover={urgency: timedelta(days=days) for urgency, days in self.cover_days.items()},
            review_after=timedelta(weeks=self.review.first_weeks),
            ladder=Ladder(self.ladder.stable_reviews, self.ladder.fallen_by),
            transition=Transition(
                timedelta(weeks=self.transition.conversation_before_weeks),
                timedelta(weeks=self.transition.again_weeks),
            ),
            fields=self.fields,
            budgets={Budget(each.neighbourhood, each.field): each.euros_per_year * 100 for each in self.budgets},
            funding=Funding(
                self.funding.share_while_running_percent,
                self.funding.share_on_result_percent,
                self.funding.kept_by_team_percent,
            ),
            spending=Spending(self.spending.over_percent, self.spending.under_percent, self.spending.under_after_weeks),
            handover_checklist=self.handover.checklist,
            decision_near=timedelta(days=self.application.near_days),
            decision_still=timedelta(days=self.application.still_days),
            review_every=timedelta(weeks=self.review.every_weeks),
            review_within=timedelta(weeks=self.review.within_weeks),
            suspended_within=timedelta(weeks=self.suspension.weeks),
            check_in_every=timedelta(weeks=self.check_in.every_weeks),
            worry_within=timedelta(days=self.check_in.worry_days),
            follow_up_after=timedelta(weeks=self.follow_up.weeks),
            lasting_review_after=timedelta(weeks=self.review.lasting_weeks),
            review_before_end=timedelta(weeks=self.review.before_end_weeks),
            network=Network(
                every=timedelta(weeks=self.network.every_weeks),
                first_on=self.network.first_on,
                set_before=timedelta(days=self.network.set_days_before),
                low_score=self.network.low_score,
                domains=self.network.domains,
            ),
            survey=Survey(
                resident_after=timedelta(weeks=self.satisfaction.resident_after_weeks),
                volunteer_after=timedelta(weeks=self.satisfaction.volunteer_after_weeks),
                at_closing=self.satisfaction.at_closing,
                answer_within=timedelta(weeks=self.satisfaction.answer_within_weeks),
            ),
        )
