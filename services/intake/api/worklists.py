"""What waits for whom: the work lists, a page at a time."""

from collections.abc import Set as AbstractSet
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from libs.contracts.payload import Neighbourhood
from libs.delivery.commands import QuestionWork
from libs.delivery.pages import Limit, cut
from libs.delivery.problems import Problem
from services.intake import store, views
from services.intake.domain.worklist import List, work_list
from services.intake.pages import cursor_of, place_of
from services.intake.store import IntakeWork

router = APIRouter(tags=["work lists"])

#: The whole of it, as before there were pages, for who asks for no page.
ALL = 500
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]


@router.get("/worklist", summary="What waits for whom", response_model=views.WorkListView)
async def worklist(
    work: QuestionWork,
    role: views.Role | None = None,
    case_holder: UUID | None = None,
    neighbourhood: Neighbourhood | None = None,
    after: Cursor = None,
    limit: Limit = ALL,
) -> views.WorkListView:
    """What waits for a role, or in a neighbourhood (`unknown`: where they live is not known yet).

    An adviser's list has the cases of `case_holder` and of everyone for whom they stand in today; the helpdesk's what
    has no place or no case holder, and simple questions; outreach's who does not come by themselves. Exceptions stand
    first, then what is overdue, then what is due soonest.
    """
    if case_holder is not None and neighbourhood is None and role in (None, views.Role.ADVISER):
        people = {case_holder, *await store.stood_in_for(work, case_holder)}
        return await _page(work, List.ADVISER, None, after, limit, people)
    if case_holder is None and role is not views.Role.ADVISER and (role or neighbourhood):
        return await _page(work, List(role or List.NEIGHBOURHOOD), neighbourhood, after, limit)
    raise Problem(
        422,
        "invalid-request",
        "Ask for the work list of one case_holder (an adviser's), of one neighbourhood, or of one other role: "
        "helpdesk or outreach.",
    )


# before /cases/{id}, which would take "exceptions" for an id
@router.get(
    "/cases/exceptions",
    summary="What is acute or palliative and not yet transferred",
    response_model=views.WorkListView,
)
async def exceptions(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, after: Cursor = None, limit: Limit = 100
) -> views.WorkListView:
    """What is acute or palliative, until it is transferred or a person sent it another way with a reason."""
    return await _page(work, List.EXCEPTIONS, neighbourhood, after, limit)


async def _page(
    work: IntakeWork,
    which: List,
    neighbourhood: str | None,
    after: str | None,
    limit: int,
    people: AbstractSet[UUID] = frozenset(),
) -> views.WorkListView:
    night = await _night(work)
    found = await store.work_list(
        work, which, limit + 1, people=people, night=night, neighbourhood=neighbourhood, after=place_of(after)
    )
    page, last = cut(found, limit)
    items = work_list(page, work.now, people, night)
    return views.WorkListView(items=tuple(map(views.WorkItemView.of, items)), next=cursor_of(last) if last else None)


async def _night(work: IntakeWork) -> frozenset[UUID]:
    """By day, those of the night team: what they hold goes on to the neighbourhood."""
    policy = work.settings.policies.at(work.now)
    if policy.night_team is None or policy.team_at_night(work.now):
        return frozenset()
    return frozenset(each.case_holder for each in await store.list_case_holders(work, policy.night_team))
