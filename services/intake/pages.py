"""The cursors between the pages of a work list."""

import base64
from datetime import datetime
from uuid import UUID

from libs.delivery.problems import Problem
from services.intake.domain.case import Case
from services.intake.domain.worklist import Order


def cursor_of(case: Case) -> str:
    """Where the page after this case begins, also when the case has changed since."""
    at = Order.of(case)
    place = f"{at.ordinary:d} {at.due.isoformat()} {at.calm} {at.since.isoformat()} {at.id}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Order | None:
    """Raises 400 when it is no cursor of ours."""
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        ordinary, due, calm, since, id_ = text.split(" ")
        moments = [datetime.fromisoformat(each) for each in (due, since)]
        if not (all(each.tzinfo for each in moments) and -4 <= int(calm) <= 0):
            raise ValueError(text)
        return Order(bool(int(ordinary)), moments[0], int(calm), moments[1], UUID(id_))
    except (ValueError, OverflowError):
        raise Problem(400, "bad-cursor", "Give `after` exactly as an earlier page gave it in `next`.") from None
