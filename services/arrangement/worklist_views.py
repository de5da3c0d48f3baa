"""What waits for a case holder, as it comes out over HTTP."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.arrangement.domain.worklist import Task, Waits
from services.arrangement.views import View


class TaskView(View):
    """`part`: the change, the need or the proposal that waits.

    `support_above_grant`: accepted at more a week than was granted. Apply for more, or let the supplier drop out in
    matching, so that another is found. `support_unplaced`: no step of the plan asked for it; decide on that step.
    """

    waits: Waits
    plan: UUID
    caseid: UUID
    part: UUID | None
    due: date | None


class Worklist(BaseModel):
    items: list[TaskView]

    @classmethod
    def of(cls, tasks: list[Task]) -> "Worklist":
        return cls(items=[TaskView.model_validate(task) for task in tasks])
