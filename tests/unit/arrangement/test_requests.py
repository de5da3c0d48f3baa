"""What is asked for in a request lies in a calendar that terms can be counted in."""

from datetime import date
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from services.arrangement.indication_requests import IndicationRow
from services.arrangement.requests import (
    Held,
    NetworkAdvice,
    NewApplication,
    NewCheckIn,
    NewGrant,
    Suspension,
)

TODAY = date(2026, 1, 5)
ROW = {"reference": "2014-0001", "category": "care"}
APPLICATION = {"need": UUID(int=1), "rung": 4, "grounds": ["acute"]}


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize(
    ("form", "field", "rest"),
    [
        (NewGrant, "until", {}),
        (NewGrant, "review_on", {}),
        (NewApplication, "until", APPLICATION),
        (Suspension, "until", {"ground": "awaiting_resident"}),
        (NetworkAdvice, "review_on", {"outcomes": ["nothing_new"]}),
        (Held, "next_review_on", {"planned_on": TODAY, "reviewed_on": TODAY, "scores": {}}),
        (Held, "reviewed_on", {"planned_on": TODAY, "scores": {}}),
        (NewCheckIn, "on", {}),
        (IndicationRow, "until", ROW),
        (IndicationRow, "begins", ROW | {"until": TODAY}),
    ],
)
def test_no_day_is_taken_that_lies_at_the_end_of_the_calendar(
    form: type[BaseModel], field: str, rest: dict[str, object], day: date
) -> None:
    form.model_validate(rest | {field: TODAY})
    with pytest.raises(ValidationError):
        form.model_validate(rest | {field: day})
