"""What comes out over HTTP about satisfaction: whom to ask, and figures in which nobody is recognised."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from libs.contracts.surveys import Group, Moment
from libs.delivery.pages import Page
from services.arrangement.domain.figures import FEWEST, Figures
from services.arrangement.domain.satisfaction import SatisfactionState
from services.arrangement.views import View


class SatisfactionView(View):
    """A question, without what was said to it. `part`: the support that it is about, or the plan."""

    id: UUID
    plan: UUID
    caseid: UUID
    neighbourhood: str
    group: Group
    moment: Moment
    part: UUID
    asked_on: date
    answer_by: date
    state: SatisfactionState


class SatisfactionPage(Page[UUID]):
    """In order of asking."""

    items: list[SatisfactionView]


class GroupView(View):
    """`share` of those who are `counted`, 0 ... 1: of who answered, in whole fives of a neighbourhood and a moment, so
    that what the last one said does not show. `too_few`: not enough answers to show anything.
    """

    group: Group
    asked: int
    answered: int
    counted: int
    helped_well: int | None
    share: float | None
    mean_mark: float | None
    too_few: bool


class FiguresView(View):
    """`fewest`: of fewer answers in a group nothing is shown but how many there are."""

    groups: list[GroupView]
    fewest: int

    @classmethod
    def of(cls, figures: Sequence[Figures]) -> "FiguresView":
        return cls(groups=[GroupView.model_validate(each) for each in figures], fewest=FEWEST)
