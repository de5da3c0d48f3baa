"""Whether a signal may be given as it is: what of it a partner must mend first, and what only a person looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from libs.contracts.signals import SignalSubmitted
from libs.contracts.words import Mark, RefusalReason
from services.signalling.domain.policy import Policy
from services.signalling.domain.reporters import way_in_of

#: Another zone, or a clock that is a little fast, is no fault.
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True)
class Objection:
    """`detail` says what to do about it, in codes of our own only."""

    reason: RefusalReason
    detail: str


def objection(policy: Policy, today: date, told: SignalSubmitted) -> Objection | None:
    """The first reason for which it is refused. A worry about safety is refused for what lies in the future only."""
    for field, day in _days(told):
        if day > today + TOLERANCE:
            return Objection(RefusalReason.IN_THE_FUTURE, f"data.{field}: lies in the future; give the day that it was")
    if policy.about_safety(told.kind, told.urgency):
        return None
    if not policy.may_give(told.partner, told.kind):
        given = ", ".join(sorted(policy.partners[told.partner].kinds)) or "nothing"
        return Objection(
            RefusalReason.KIND_NOT_ALLOWED,
            f"data.kind: not for a partner of kind {told.partner} to give here; it may give {given}",
        )
    if missing := policy.missing_efforts(told):
        return Objection(
            RefusalReason.PRECONDITION_MISSING,
            f"data.efforts: lacks {', '.join(missing)}, without which a partner of kind {told.partner} may not give "
            f"{told.kind}; do this first, then send it again under the same id with all of data.efforts",
        )
    return None


def marks_of(policy: Policy, told: SignalSubmitted) -> tuple[Mark, ...]:
    """What a person looks at, in a worry about safety that is accepted all the same or in a referral that is none."""
    found = {
        Mark.KIND_NOT_ALLOWED: not policy.may_give(told.partner, told.kind),
        Mark.PRECONDITION_MISSING: bool(policy.missing_efforts(told)),
        Mark.REFERRAL_NOT_AGREED: told.referral and way_in_of(told) is None,
    }
    return tuple(mark for mark, is_so in found.items() if is_so)


def _days(told: SignalSubmitted) -> Iterator[tuple[str, date]]:
    if told.seen_on:
        yield "seen_on", told.seen_on
    if told.arrears and told.arrears.since:
        yield "arrears.since", told.arrears.since
