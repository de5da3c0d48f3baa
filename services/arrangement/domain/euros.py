"""What weeks come to, in whole cents."""

from datetime import date


def granted_cents(per_week: int, from_: date, through: date) -> int:
    """What a grant comes to, both days included; rounded to whole cents, halves up."""
    days = (through - from_).days + 1
    return (2 * per_week * days + 7) // 14


def cents_of(cents: int, times: int, of: int) -> int:
    """What so many times cost where `of` times cost `cents`; whole cents, rounded down: less often and back again is no
    more than before.
    """
    return cents * times // of
