"""What stands in a file with arrangement's policy."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from libs.contracts.words import Urgency
from libs.delivery import policies
from libs.delivery.policies import Table
from services.arrangement.domain.policy import Policy

Weeks = Annotated[int, Field(ge=1, le=520)]


class Review(Table):
    first_weeks: Weeks
    lasting_weeks: Weeks
    before_end_weeks: int = Field(ge=0, le=520)


class FollowUp(Table):
    weeks: Weeks


class PolicyFile(policies.PolicyFile[Policy]):
    """Every urgency must be there."""

    cover_days: dict[Urgency, Annotated[int, Field(ge=0)]]
    review: Review
    follow_up: FollowUp

    @model_validator(mode="after")
    def _complete(self) -> "PolicyFile":
        if missing := set(Urgency) - set(self.cover_days):
            raise ValueError(f"cover_days says nothing about {', '.join(sorted(missing))}")
        return self

    def policy(self, content_hash: str) -> Policy:
        return Policy(
            version=self.version,
            holds_from=self.holds_from,
            content_hash=content_hash,
            cover={urgency: timedelta(days=days) for urgency, days in self.cover_days.items()},
            review_after=timedelta(weeks=self.review.first_weeks),
            follow_up_after=timedelta(weeks=self.follow_up.weeks),
            lasting_review_after=timedelta(weeks=self.review.lasting_weeks),
            review_before_end=timedelta(weeks=self.review.before_end_weeks),
        )
