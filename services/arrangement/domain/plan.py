"""The plan: one per case, with its needs, goals, items, changes, reviews and grants as parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar
from uuid import UUID

from libs.contracts.carers import Burden
from libs.contracts.casework import LegalGround
from libs.contracts.payload import CaseEvent, Event
from libs.contracts.refusals import Refused, not_found
from libs.contracts.words import Ground, LifeDomain, Rung
from services.arrangement.domain.advised import Advised
from services.arrangement.domain.change import Change
from services.arrangement.domain.contribution import Contribution
from services.arrangement.domain.goal import Goal
from services.arrangement.domain.grant import Grant
from services.arrangement.domain.heard import Heard
from services.arrangement.domain.item import Item, ItemState
from services.arrangement.domain.ladder import exception_among
from services.arrangement.domain.need import Need
from services.arrangement.domain.prompt import Prompt
from services.arrangement.domain.review import CheckIn, Clarified, Review
from services.arrangement.domain.stay import Stay


class PlanState(StrEnum):
    """See the picture in docs/arrangement.md. `awaited` is none yet, and nobody sees it: its case was heard of, and
    what matching told waits for the clarification."""

    AWAITED = "awaited"
    DRAFT = "draft"
    AGREED = "agreed"
    ACTIVE = "active"
    WITH_SPECIALIST = "with_specialist"
    CLOSED = "closed"
    REOPENED = "reopened"


#: The last three: a case can close at any moment (moved, died), and its plan with it.
TRANSITIONS = frozenset(
    {
        (PlanState.AWAITED, PlanState.DRAFT),
        (PlanState.DRAFT, PlanState.AGREED),
        (PlanState.AGREED, PlanState.ACTIVE),
        (PlanState.ACTIVE, PlanState.WITH_SPECIALIST),
        (PlanState.WITH_SPECIALIST, PlanState.ACTIVE),
        (PlanState.ACTIVE, PlanState.CLOSED),
        (PlanState.CLOSED, PlanState.REOPENED),
        (PlanState.REOPENED, PlanState.DRAFT),
        (PlanState.DRAFT, PlanState.CLOSED),
        (PlanState.AGREED, PlanState.CLOSED),
        (PlanState.REOPENED, PlanState.CLOSED),
    }
)

E = TypeVar("E", bound=CaseEvent)


class Part(Protocol):
    """What a plan has several of."""

    @property
    def id(self) -> UUID: ...


P = TypeVar("P", bound=Part)


@dataclass(frozen=True)
class Referable:
    """The resident agrees to it, such as to a referral: `until` that day, where they named one."""

    until: date | None = None

    def on(self, day: date) -> bool:
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Agreement:
    """The resident agreed on that day to the plan as it was: `number` is its sequence, as of the version."""

    on: date
    number: int


@dataclass(frozen=True)
class Handover:
    """Asked for, and not answered yet: to the specialist, or back from them. `ground` in law, without consent."""

    specialist: UUID
    asked_by: UUID
    asked_at: datetime
    ground: LegalGround | None = None


@dataclass(frozen=True)
class Plan:
    """`baseline` are the first scores of the clarification; `exception` is what was declared instead, by whom and when.
    `closed_by` is the person who closed it; None while it is open, or when it closed with its case.

    `review_weeks` and `check_in_weeks` are this plan's own rhythm, where it has one; `carer` how an informal carer
    bears it, as last heard. `referable`, `may_be_asked` and `shareable` are what the resident agrees to: a referral, a
    survey, and that the multi-need network knows of them. `closed_before` says of an awaited plan that its case closed
    before it was clarified. `waiting` is what matching told and the plan cannot take yet, in order, and `prompts` what
    would be proposed if another step were not in its way. `stays` is where support ran before the household moved,
    oldest first. `policy` names the version that it was last decided by.
    """

    id: UUID
    caseid: UUID
    neighbourhood: str
    sequence: int = 0
    state: PlanState = PlanState.AWAITED
    case_holder: UUID | None = None
    coordinator: UUID | None = None
    coordinator_role: str | None = None
    specialist: UUID | None = None
    referable: Referable | None = None
    handover: Handover | None = None
    may_be_asked: Referable | None = None
    shareable: Referable | None = None
    exception: Ground | None = None
    declared_by: str | None = None
    declared_at: datetime | None = None
    closed_by: UUID | None = None
    closed_at: datetime | None = None
    baseline: Mapping[LifeDomain, int] = field(default_factory=dict)
    #: People changed what the resident had agreed to.
    to_agree: bool = False
    review_on: date | None = None
    check_in_on: date | None = None
    review_weeks: int | None = None
    check_in_weeks: int | None = None
    carer: Burden | None = None
    needs: tuple[Need, ...] = ()
    goals: tuple[Goal, ...] = ()
    gives: tuple[Contribution, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    items: tuple[Item, ...] = ()
    changes: tuple[Change, ...] = ()
    clarified_again: tuple[Clarified, ...] = ()
    reviews: tuple[Review, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    advised: tuple[Advised, ...] = ()
    grants: tuple[Grant, ...] = ()
    waiting: tuple[Heard, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    closed_before: bool = False
    stays: tuple[Stay, ...] = ()
    policy: str = ""

    @property
    def open(self) -> bool:
        """Whether the plan is worked on."""
        return self.state not in (PlanState.AWAITED, PlanState.CLOSED, PlanState.REOPENED)

    @property
    def case_over(self) -> bool:
        """Whether nobody works on its case any more, as far as is known here."""
        return self.closed_before or self.state is PlanState.CLOSED

    def excuse_of(self, need: Need) -> Ground | None:
        """What was declared for this need, where that stands in for evidence."""
        return exception_among((self.exception,)) if self.exception and need.excused else None

    @property
    def highest_rung(self) -> Rung | None:
        """The heaviest support that runs; None when nothing does."""
        return max((item.rung for item in self.items if item.runs), default=None)

    def to(self, state: PlanState) -> "Plan":
        """Raises Refused when section 6 knows no such step."""
        if (self.state, state) not in TRANSITIONS:
            raise Refused("plan-state", f"This plan is {self.state}; it cannot become {state} from there.")
        return replace(self, state=state)

    def must_be_open(self) -> None:
        """Raises Refused when the plan is closed."""
        if not self.open:
            raise Refused("plan-state", f"This plan is {self.state}: reopen the case first.")

    def need(self, id_: UUID) -> Need | None:
        """The need, if the plan knows it."""
        return next((need for need in self.needs if need.id == id_), None)

    def item(self, id_: UUID) -> Item:
        """Raises Refused (404) when there is none."""
        return _found("item", self.items, id_)

    def item_or_none(self, id_: UUID) -> Item | None:
        """One that was looked for in vain is gone once a step took its place."""
        return next((item for item in self.items if item.id == id_), None)

    def change(self, id_: UUID) -> Change:
        """Raises Refused (404) when there is none."""
        return _found("change", self.changes, id_)

    def items_of(self, need: UUID) -> tuple[Item, ...]:
        """All that ever answered or is to answer this need, oldest first."""
        return tuple(item for item in self.items if item.need == need)

    def covered(self, need: UUID) -> bool:
        """Whether support for it runs."""
        return any(item.runs for item in self.items_of(need))

    def waits(self, need: UUID) -> bool:
        """Whether support for it is to come, and none runs: else nothing is awaited any more."""
        return not self.covered(need) and any(item.open for item in self.items_of(need))

    def item_of(self, proposal: UUID) -> Item | None:
        """The item that this proposal fills."""
        return next((item for item in self.items if item.proposal == proposal), None)

    def intended_for(self, need: UUID) -> Item | None:
        """The item that waits for a proposal, if one does."""
        return next((item for item in self.items_of(need) if item.state is ItemState.INTENDED), None)

    def grant_for(self, need: UUID, rung: Rung, *, personal_budget: bool | None = None) -> Grant | None:
        """The latest; in this form, where one is named."""
        return next(reversed(self.grants_for(need, rung, personal_budget=personal_budget)), None)

    def grants_for(self, need: UUID, rung: Rung, *, personal_budget: bool | None = None) -> list[Grant]:
        """All, oldest first; in this form, where one is named."""
        of = (each for each in self.grants if (each.need, each.rung) == (need, rung))
        return [each for each in of if personal_budget in (None, each.personal_budget)]

    def in_the_way(self, need: UUID, of: UUID | None = None) -> tuple[Change, ...]:
        """Steps for this need, other than `of`, that must be over first. One that found nobody yet gives way."""
        return tuple(
            change
            for change in self.changes
            if change.need == need and change.open and change.id != of and not self.unfilled(change)
        )

    def unfilled(self, change: Change) -> bool:
        """Whether this accepted step has found nobody yet."""
        vacant = self.intended_for(change.need)
        return vacant is not None and change.new_item == vacant.id

    def change_to(self, item: UUID) -> Change | None:
        """The accepted step that this item carries out, while it is followed."""
        return next((change for change in self.changes if change.new_item == item and change.under_way), None)

    def put(self, part: Need | Goal | Item | Change) -> "Plan":
        """With this part in the place of the one with its id, or added."""
        match part:
            case Need():
                return replace(self, needs=_with(self.needs, part))
            case Goal():
                return replace(self, goals=_with(self.goals, part))
            case Item():
                return replace(self, items=_with(self.items, part))
            case Change():
                return replace(self, changes=_with(self.changes, part))

    def without(self, item: Item) -> "Plan":
        """It lapsed before it was support."""
        return replace(self, items=tuple(each for each in self.items if each.id != item.id))

    def tell(self, kind: type[E], **data: object) -> E:
        """A fact about this plan."""
        return kind.model_validate({"caseid": self.caseid, "neighbourhood": self.neighbourhood, **data})

    def tell_item(self, kind: type[E], item: Item, **data: object) -> E:
        """A fact about one of its items."""
        return self.tell(kind, item=item.id, need=item.need, rung=item.rung, replaces=item.replaces, **data)

    def tell_change(self, kind: type[E], change: Change, **data: object) -> E:
        """A fact about one of its changes."""
        return self.tell(
            kind,
            change=change.id,
            direction=change.direction,
            item=change.item,
            need=change.need,
            from_rung=change.from_rung,
            to_rung=change.to_rung,
            **data,
        )


#: What a decision returns: the new state, and what is to be told of it.
Decision: TypeAlias = tuple[Plan, list[Event]]


def _with(parts: tuple[P, ...], part: P) -> tuple[P, ...]:
    if any(each.id == part.id for each in parts):
        return tuple(part if each.id == part.id else each for each in parts)
    return (*parts, part)


def _found(noun: str, parts: tuple[P, ...], id_: UUID) -> P:
    for part in parts:
        if part.id == id_:
            return part
    raise not_found(noun, id_)
