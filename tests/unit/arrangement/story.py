"""One case's plan, told step by step without a database: time stands still unless a test moves it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.cases import CaseClarified, CaseTransferredDirectly, WishedResult
from libs.contracts.casework import LegalGround
from libs.contracts.needs import LowerRung, PassedOver, StatedNeed
from libs.contracts.payload import Event
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Ground, LifeDomain, Rung, WhyNot
from libs.delivery.policies import read
from libs.delivery.settings import ROOT
from services.arrangement.domain import applying, drafting, lifecycle, moving, reviewing, specialist, support
from services.arrangement.domain.application import Application, Terms
from services.arrangement.domain.change import Change
from services.arrangement.domain.heard import Heard, What
from services.arrangement.domain.item import Item
from services.arrangement.domain.moving import Step
from services.arrangement.domain.personal_budget import BudgetKeeper, BudgetPlan, BudgetReason
from services.arrangement.domain.plan import Decision, Plan
from services.arrangement.domain.policy import Policy
from services.arrangement.domain.review import Review
from services.arrangement.domain.specialist import Ask
from services.arrangement.policy_file import PolicyFile

MONDAY = datetime(2026, 1, 5, 10, tzinfo=UTC)
NEIGHBOURHOOD = "de-bilt-west"
POLICY = read(ROOT / "deploy" / "reference" / "arrangement-policy.toml", PolicyFile)


def person(number: int) -> UUID:
    """The same for the same number."""
    return UUID(int=(0xABCD << 64) + number)


HOLDER, SON, MANDATED, STRANGER, SPECIALIST = (person(number) for number in range(5))

#: With nothing missing.
WHOLE = BudgetPlan(reasons=(BudgetReason.SOMEBODY_KNOWN,), kept_by=BudgetKeeper.OWN_NETWORK, quality_assured=True)


def refusal(slug: str) -> AbstractContextManager[object]:
    """The domain refuses, by this slug."""
    return pytest.raises(Refused, match=f"^{slug}:")


def ids() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))


def passed_over(upto: int) -> tuple[PassedOver, ...]:
    """Why not, for every rung below."""
    return tuple(PassedOver(rung=Rung(rung), why_not=WhyNot.NOBODY) for rung in range(upto))


def shopping(need: UUID, **more: Any) -> StatedNeed:
    return StatedNeed(**{"need": need, "category": Category.SERVICES, "domain": LifeDomain.PRACTICAL} | more)


@dataclass
class Story:
    """A plan and all that was told of it."""

    policy: Policy = POLICY
    now: datetime = MONDAY
    events: list[Event] = field(default_factory=list)
    mandated: frozenset[UUID] = frozenset({MANDATED})

    def __post_init__(self) -> None:
        self._ids = ids()
        self.plan = Plan(self.new_id(), self.new_id(), NEIGHBOURHOOD)

    def new_id(self) -> UUID:
        return next(self._ids)

    def take(self, decision: Decision) -> "Story":
        """Go on from what was decided."""
        self.plan, events = decision
        self.events += events
        return self

    @property
    def told(self) -> list[str]:
        """`item-started`, in order."""
        return [event.type.removeprefix("nl.omzien.plans.").removesuffix(".v1") for event in self.events]

    @property
    def state(self) -> str:
        return self.plan.state.value

    def clarified(self, *needs: StatedNeed, score: int = 2, **more: Any) -> "Story":
        said: dict[str, Any] = {
            "caseid": self.plan.caseid,
            "neighbourhood": NEIGHBOURHOOD,
            "complex": False,
            "case_holder": HOLDER,
            "scores": {LifeDomain.PRACTICAL: score},
            "needs": needs,
            "results": [WishedResult(result=self.new_id(), domain=LifeDomain.PRACTICAL, target_score=4)],
        }
        case = CaseClarified.model_validate(said | more)
        return self.take(drafting.clarified(self.plan, case, self.now, self.new_id, self.policy))

    def transferred(self, need: StatedNeed | None, ground: Ground) -> "Story":
        """Around the conversation, as the case holder declared."""
        about: dict[str, Any] = {"caseid": self.plan.caseid, "neighbourhood": NEIGHBOURHOOD, "case_holder": HOLDER}
        case = CaseTransferredDirectly(**about, ground=ground, needs=(need,) if need else ())
        by, now = str(HOLDER), self.now
        return self.take(drafting.transferred_directly(self.plan, case, by, now, now, self.new_id, self.policy))

    def agreed(self) -> "Story":
        self.take(lifecycle.agreed(self.plan, True, self.now, self.policy))
        return self.take(lifecycle.coordinator_named(self.plan, SON, "relative"))

    def hears(self, what: What, need: UUID, proposal: UUID | None = None, rung: int = 0, **more: Any) -> "Story":
        heard = Heard(what, need, proposal, Rung(rung), **more)
        return self.take(support.hear(self.plan, heard, self.now, self.new_id, self.policy))

    def accepts(self, need: UUID, proposal: UUID, rung: int, **more: Any) -> "Story":
        said: dict[str, Any] = {"record": passed_over(rung), "cost_cents_per_week": 100}
        return self.hears(What.ACCEPTED, need, proposal, rung, **said | more)

    def runs(self, need: UUID, proposal: UUID, rung: int) -> "Story":
        """Both said yes, and it began."""
        return self.accepts(need, proposal, rung).hears(What.STARTED, need, proposal, rung)

    def unanswered(self, need: UUID, below: int = 4) -> "Story":
        """Matching looked on all rungs below this one."""
        return self.hears(What.UNANSWERED, need, record=passed_over(below))

    def applies(
        self, need: UUID, rung: int, *grounds: Ground, by: UUID = SON, budget_plan: BudgetPlan | None = None
    ) -> Application:
        terms = Terms(None, 100)
        application, events = applying.submit(
            self.plan, need, Rung(rung), grounds, terms, by, self.now, self.new_id, budget_plan
        )
        self.events += events
        return application

    def grants(self, application: Application, by: UUID = MANDATED, **terms: Any) -> Application:
        asked = Terms(**dict[str, Any]({"until": date(2099, 1, 1), "cost_cents_per_week": 100} | terms))
        granted, events = applying.grant(self.plan, application, asked, by, self.mandated, self.now, self.policy)
        self.events += events
        self.take(applying.noted(self.plan, granted, self.now, self.new_id, self.policy))
        return granted

    def granted(self, need: UUID, rung: int) -> "Story":
        """With evidence, applied for and granted."""
        self.unanswered(need, below=rung)
        self.grants(self.applies(need, rung, Ground.LOWER_RUNGS_TRIED))
        return self

    def proposes(
        self, item: Item, to_rung: int, *grounds: Ground, by: UUID = SON, facts: tuple[UUID, ...] = ()
    ) -> Change:
        step = Step(item.id, Rung(to_rung), grounds, facts)
        self.take(moving.proposed(self.plan, step, by, self.now, self.new_id, self.policy))
        return self.plan.changes[-1]

    def accepts_change(self, change: Change, by: UUID = HOLDER) -> "Story":
        return self.take(moving.accepted(self.plan, change.id, by, self.mandated, self.now, self.new_id, self.policy))

    def rejects_change(self, change: Change, by: UUID = HOLDER) -> "Story":
        return self.take(moving.rejected(self.plan, change.id, by, "not_now", self.mandated, self.now, self.new_id))

    def follows_up(self, change: Change, passed: bool, by: UUID = HOLDER) -> "Story":
        return self.take(moving.followed_up(self.plan, change.id, passed, by, self.mandated, self.now, self.new_id))

    def holds(self, change: Change, by: UUID = HOLDER) -> "Story":
        """The day of its follow-up has come, and it does."""
        day = self.plan.change(change.id).follow_up_on
        assert day is not None
        self.now = max(self.now, datetime.combine(day, self.now.timetz()))
        return self.follows_up(change, passed=True, by=by)

    def reviewed(self, score: int, *goals_met: UUID) -> "Story":
        today = self.now.date()
        review = Review(self.new_id(), today, {LifeDomain.PRACTICAL: score}, goals_met, planned_on=self.plan.review_on)
        later = today + timedelta(weeks=6)
        self.take(reviewing.reviewed(self.plan, review, later, self.now, self.new_id, self.policy))
        self.now += timedelta(weeks=6)
        return self

    def asks_specialist(self, by: UUID = HOLDER, ground: LegalGround | None = LegalGround.COURT_ORDER) -> "Story":
        ask = Ask(SPECIALIST, self.policy.handover_checklist, ground)
        return self.take(specialist.asked(self.plan, ask, by, self.now, self.policy))

    def with_specialist(self) -> "Story":
        """Asked for, and confirmed."""
        self.asks_specialist()
        return self.take(specialist.confirmed(self.plan, SPECIALIST))

    def item(self, number: int = -1) -> Item:
        return self.plan.items[number]

    def states(self) -> list[tuple[int, str]]:
        """(rung, state) of every item."""
        return [(int(item.rung), item.state.value) for item in self.plan.items]


def helped(rung: int = 2, score: int = 2, **need: Any) -> tuple[Story, UUID]:
    """An agreed plan with one need, for which support runs on this rung; rungs 4 and 5 were granted."""
    story = Story()
    id_ = story.new_id()
    story.clarified(shopping(id_, **need), score=score).agreed()
    if Rung(rung).tailor_made:
        story.granted(id_, rung)
    return story.runs(id_, story.new_id(), rung), id_


def own(adequate: bool = True) -> LowerRung:
    """What the conversation found."""
    return LowerRung(adequate=adequate, why_not=None if adequate else WhyNot.NOBODY)
