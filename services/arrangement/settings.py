"""What this service is told by its environment, beside what every service is."""

from datetime import timedelta
from functools import cached_property

from pydantic import Field

from libs.contracts.words import Urgency
from libs.delivery import settings
from services.arrangement.domain.policy import COVER_DAYS, Policy


class Settings(settings.Settings):
    """The municipality's terms."""

    cover_days: dict[Urgency, int] = Field(
        default=dict(COVER_DAYS), description="Days that a need may go without support, by urgency."
    )
    review_weeks: int = Field(default=6, ge=1, description="From agreeing on a plan to its first review.")
    follow_up_weeks: int = Field(default=4, ge=1, description="From a step on the ladder to looking whether it holds.")
    lasting_review_weeks: int = Field(default=26, ge=1, description="How often lasting support is looked at.")
    review_before_end_weeks: int = Field(default=4, ge=0, description="How long before its end a grant is reviewed.")

    @cached_property
    def policy(self) -> Policy:
        """The terms as decisions take them. A missing urgency keeps its default."""
        return Policy(
            cover_days={**COVER_DAYS, **self.cover_days},
            review_after=timedelta(weeks=self.review_weeks),
            follow_up_after=timedelta(weeks=self.follow_up_weeks),
            lasting_review_after=timedelta(weeks=self.lasting_review_weeks),
            review_before_end=timedelta(weeks=self.review_before_end_weeks),
        )
