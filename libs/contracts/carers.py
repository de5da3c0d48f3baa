"""The informal carer of a resident: a person with limits and needs of their own."""

from enum import StrEnum

from pydantic import Field

from libs.contracts.payload import Part


class Burden(StrEnum):
    """How an informal carer bears it. `too_heavy`: they cannot go on like this."""

    BEARABLE = "bearable"
    HEAVY = "heavy"
    TOO_HEAVY = "too_heavy"


class CarerLimit(StrEnum):
    """What an informal carer cannot or will not do, or when."""

    NOT_AT_NIGHT = "not_at_night"
    NOT_BY_DAY = "not_by_day"
    NOT_IN_WEEKEND = "not_in_weekend"
    NO_PERSONAL_CARE = "no_personal_care"
    NO_LIFTING = "no_lifting"
    NO_MONEY_MATTERS = "no_money_matters"
    NOT_ALONE = "not_alone"
    ENDS_SOON = "ends_soon"


class Carer(Part):
    """The informal carer: what they give and where it ends. Their own needs are needs with `whose: carer`."""

    burden: Burden
    hours_per_week: int | None = Field(default=None, ge=0, le=168)
    limits: tuple[CarerLimit, ...] = ()
