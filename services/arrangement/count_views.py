"""What comes out over HTTP about how many plans there are, and what came of steps."""

from pydantic import BaseModel, computed_field

from libs.contracts.words import Rung
from services.arrangement.domain.change import ChangeState
from services.arrangement.domain.plan import PlanState


class StepsDown(BaseModel):
    """What came of steps down between two rungs: those that held in the follow-up, those that did not, and those of the
    first that were taken back later.
    """

    from_rung: Rung
    to_rung: Rung
    confirmed: int
    fallen_back: int
    taken_back: int

    @computed_field(description="The part that fell back, in the follow-up or later: 0 ... 1.")  # type: ignore[prop-decorator]
    @property
    def fall_back_rate(self) -> float:
        return round((self.fallen_back + self.taken_back) / (self.confirmed + self.fallen_back), 3)


class Counts(BaseModel):
    """`plans_by_highest_rung`: of open plans in which support runs. Steps that lapsed are not counted."""

    plans_by_state: dict[PlanState, int]
    plans_by_highest_rung: dict[str, int]
    escalations: dict[ChangeState, int]
    deescalations: dict[ChangeState, int]
    steps_down: list[StepsDown]
