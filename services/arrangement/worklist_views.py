"""What comes out over HTTP of the worklist."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from services.arrangement.domain.worklist import Task, Waits
from services.arrangement.views import View


class TaskView(View):
    """`part`: the change, the need or the proposal that waits."""

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
