"""Who may do what to support: on rungs 4 and 5 not just anybody."""

import pytest

from services.arrangement.domain.deciding import may_handle, may_work_on
from tests.unit.arrangement.story import HOLDER, MANDATED, SON, STRANGER, helped, refusal


@pytest.mark.parametrize("rung", [4, 5])
def test_support_that_was_granted_is_handled_by_those_who_propose_for_the_plan_or_have_a_mandate(rung: int) -> None:
    story, _ = helped(rung)
    for by in (HOLDER, SON, MANDATED):
        may_handle(story.plan, story.item(), by, story.mandated)
        may_work_on(story.plan, by, story.mandated)
    with refusal("not-coordinator"):
        may_handle(story.plan, story.item(), STRANGER, story.mandated)
    with refusal("not-coordinator"):
        may_work_on(story.plan, STRANGER, story.mandated)


def test_who_helps_freely_may_suspend_or_end_it() -> None:
    story, _ = helped(3)
    may_handle(story.plan, story.item(), STRANGER, story.mandated)
