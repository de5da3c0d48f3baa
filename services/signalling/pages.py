"""The cursors between the pages of a work list."""

import base64
from datetime import UTC, datetime
from uuid import UUID

from libs.delivery.pages import FIRST
from libs.delivery.problems import Problem
from services.signalling.domain.signal import Signal, State
from services.signalling.store import Place

BEGINNING: Place = (False, datetime(1, 1, 1, tzinfo=UTC), FIRST)


def cursor_of(signal: Signal) -> str:
    """Where the page after this signal begins."""
    due = signal.hold_until or signal.pick_up_by
    place = f"{signal.state is not State.HELD:d} {due.isoformat() if due else ''} {signal.id}"
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place:
    """Raises 400 when it is no cursor of ours."""
    if not cursor:
        return BEGINNING
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        not_held, due, id_ = text.split(" ")
        last = datetime.fromisoformat(due) if due else datetime.max.replace(tzinfo=UTC)
        return bool(int(not_held)), last.astimezone(UTC), UUID(id_)
    except (ValueError, OverflowError):
        raise Problem(400, "bad-cursor", "Give `after` exactly as an earlier page gave it in `next`.") from None
