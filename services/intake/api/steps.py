"""What every command of a case does before and after its decision."""

from uuid import UUID

from fastapi import Response

from libs.contracts.needs import NeedWords, StatedNeed
from libs.contracts.payload import CaseEvent
from libs.contracts.refusals import not_found
from libs.delivery.commands import Command
from services.intake import store, views
from services.intake.domain.case import Case


async def locked(work: Command, id_: UUID) -> Case:
    return expected(work, (await store.lock_cases(work, [id_])).get(id_), id_)


def expected(work: Command, case: Case | None, id_: UUID) -> Case:
    if case is None:
        raise not_found("case", id_)
    work.expect(case)
    return case


async def settle(work: Command, before: Case | None, decision: tuple[Case, list[CaseEvent]]) -> Case:
    case = work.record(*decision)
    await store.save(work, [before] if before else [], [case])
    return case


async def answer(work: Command, before: Case, decision: tuple[Case, list[CaseEvent]]) -> Response:
    case = await settle(work, before, decision)
    return await work.answer(views.CaseView.of(case), case)


def require_neighbourhood(work: Command, code: str) -> None:
    """A typing error would make a team that never gets a case, and a case that never gets a team."""
    work.settings.places.require(code)


def require_team(work: Command, code: str) -> None:
    """Of a neighbourhood, or the night's."""
    if code != work.settings.policies.at(work.now).night_team:
        require_neighbourhood(work, code)


def stated(work: Command, needs: tuple[NeedWords, ...]) -> tuple[StatedNeed, ...]:
    return tuple(StatedNeed(need=work.new_id(), **dict(each)) for each in needs)
