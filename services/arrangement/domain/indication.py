"""A running indication under the old law: it keeps its end date, a conversation is due before it, and none ends unseen.

Transition rights: Deventer, "Uitvoeringskader", ch. 6 (the present supporters join the conversation).
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from libs.contracts.calendar import after, day_of, morning_of
from libs.contracts.indications import (
    IndicationChanged,
    IndicationConversationDue,
    IndicationConverted,
    IndicationEnded,
    IndicationEvent,
    IndicationExpired,
    IndicationLinked,
    IndicationRegistered,
    IndicationUnlinked,
)
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.words import Category
from services.arrangement.domain.plan import Plan
from services.arrangement.domain.policy import Transition


class IndicationState(StrEnum):
    """`running` → `due` → `in_conversation` → `converted`; from each of the first three also `ended` or `expired`.
    `in_conversation` → `running` when its case closes and no plan answers it. What had expired runs again when the
    list says that it lasts longer.
    """

    RUNNING = "running"
    DUE = "due"
    IN_CONVERSATION = "in_conversation"
    CONVERTED = "converted"
    ENDED = "ended"
    EXPIRED = "expired"


OVER = frozenset({IndicationState.CONVERTED, IndicationState.ENDED, IndicationState.EXPIRED})


@dataclass(frozen=True)
class Terms:
    """What the municipality's list says of it. `product` and `supplier` are its codes; money in cents a week."""

    neighbourhood: str
    category: Category
    until: date
    product: str = ""
    supplier: str = ""
    begins: date | None = None
    cost_cents_per_week: int = 0


@dataclass(frozen=True)
class Indication:
    """`reference` is its number at the municipality, which knows whose it is; `times_due` how often that was told.

    `over_on`: the last day on which it ran, where that was not its own last day.
    """

    id: UUID
    reference: str
    terms: Terms
    caseid: UUID | None = None
    plan: UUID | None = None
    state: IndicationState = IndicationState.RUNNING
    times_due: int = 0
    over_on: date | None = None
    sequence: int = 0

    @property
    def neighbourhood(self) -> str:
        return self.terms.neighbourhood

    @property
    def over(self) -> bool:
        return self.state in OVER

    def tell(self, kind: type[IndicationEvent], **data: object) -> Event:
        """A fact about it."""
        terms = self.terms
        about = {"neighbourhood": terms.neighbourhood, "category": terms.category, "until": terms.until}
        return kind.model_validate({**about, "caseid": self.caseid, **data})

    def must_run(self) -> None:
        """Raises Refused when it is over."""
        if self.over:
            raise Refused("indication-over", f"This indication is {self.state}: nothing is to be done about it here.")


Decision: TypeAlias = tuple[Indication, list[Event]]


def registered(indication: Indication) -> Decision:
    """It is known here from now on."""
    cost = indication.terms.cost_cents_per_week
    return indication, [indication.tell(IndicationRegistered, cost_cents_per_week=cost)]


def listed(indication: Indication, terms: Terms) -> Decision:
    """The list came again. The same changes nothing; what was ended or converted here stays over. What lasts longer
    than was known, also where that comes in late, is followed to its new end: the conversation is due before that.
    """
    state, longer = indication.state, terms.until > indication.terms.until
    if indication.terms == terms or (indication.over and not (longer and state is IndicationState.EXPIRED)):
        return indication, []
    if longer and state is not IndicationState.IN_CONVERSATION:
        state = IndicationState.IN_CONVERSATION if indication.caseid else IndicationState.RUNNING
    indication = replace(indication, terms=terms, state=state)
    return indication, [indication.tell(IndicationChanged, cost_cents_per_week=terms.cost_cents_per_week)]


def next_look(indication: Indication, policy: Transition) -> datetime | None:
    """When there is something to do or to tell next; None once it is over."""
    if indication.over:
        return None
    end = after(indication.terms.until)
    due = indication.terms.until - policy.conversation_before
    if indication.state is IndicationState.RUNNING:
        return min(morning_of(due), end)
    again = due + indication.times_due * policy.again_every
    # on its last day nobody can do anything about it any more
    waits = indication.state is IndicationState.DUE and again < indication.terms.until
    return morning_of(again) if waits else end


def looked_at(indication: Indication, now: datetime, policy: Transition) -> Decision:
    """Its timer ran: the conversation is due, due again, or its last day is over. Changes nothing before that."""
    look = next_look(indication, policy)
    if look is None or now < look:
        return indication, []
    if now >= after(indication.terms.until):
        held = indication.state is IndicationState.IN_CONVERSATION
        indication = replace(indication, state=IndicationState.EXPIRED)
        return indication, [indication.tell(IndicationExpired, conversation=held)]
    due = indication.terms.until - policy.conversation_before
    # one that was registered late is told once, not for every time that it has missed
    times = 1 + max(0, (day_of(now) - due) // policy.again_every)
    indication = replace(indication, state=IndicationState.DUE, times_due=times)
    return indication, [indication.tell(IndicationConversationDue, time=times)]


def linked(indication: Indication, caseid: UUID, plan: Plan | None) -> Decision:
    """A case was opened for it. Again with the same case changes nothing. `plan`: that of the case, perhaps awaited.

    Raises Refused for a case that nobody works on, or holds: nothing would end the silence about it.
    """
    indication.must_run()
    if indication.caseid == caseid:
        return indication, []
    if indication.caseid is not None:
        raise Refused("linked-already", f"It is talked about in case {indication.caseid} already.")
    if plan is None:
        raise Refused("case-unknown", f"Nothing was heard of case {caseid}: name one that has a case holder.")
    if plan.case_over:
        raise Refused("case-closed", f"Case {caseid} has closed: reopen it, or name the case that talks about it.")
    if plan.case_holder is None:
        raise Refused("nobody-holds-it", f"Nobody holds case {caseid} yet: let intake assign it first.")
    indication = replace(indication, caseid=caseid, state=IndicationState.IN_CONVERSATION)
    return indication, [indication.tell(IndicationLinked)]


def unlinked(indication: Indication) -> Decision:
    """Its case closed. What no plan answers is due again where it still runs; what is over stays as it is."""
    if indication.state in (IndicationState.CONVERTED, IndicationState.ENDED) or indication.caseid is None:
        return indication, []
    told = indication.tell(IndicationUnlinked)
    runs = indication.state is IndicationState.IN_CONVERSATION
    state = IndicationState.RUNNING if runs else indication.state
    return replace(indication, caseid=None, state=state), [told]


def converted(indication: Indication, plan: Plan, today: date) -> Decision:
    """A plan of its case answers from now on what it answered.

    Raises Refused while no support runs in that plan: nobody would be told any more that the resident is without.
    """
    indication.must_run()
    if indication.state is not IndicationState.IN_CONVERSATION:
        raise Refused("no-conversation", "Nobody talked about it yet: link the case in which that is done first.")
    if indication.caseid != plan.caseid:
        raise Refused("another-case", f"It is talked about in case {indication.caseid}: name the plan of that case.")
    if plan.highest_rung is None:
        raise Refused("nothing-runs", "No support runs in that plan yet: convert it once something takes its place.")
    indication = replace(indication, plan=plan.id, state=IndicationState.CONVERTED, over_on=today)
    return indication, [indication.tell(IndicationConverted, plan=plan.id)]


def ended(indication: Indication, ground: str, today: date) -> Decision:
    """Before its time: the resident moved or died, or does not want it any more."""
    indication.must_run()
    indication = replace(indication, state=IndicationState.ENDED, over_on=today)
    return indication, [indication.tell(IndicationEnded, ground=ground)]
