"""Gaps and the agenda of the service consultation: what nobody answers, and who takes it up."""

from uuid import UUID

from fastapi import APIRouter, Response

from libs.contracts.calendar import day_of
from libs.contracts.payload import Neighbourhood
from libs.contracts.words import Category
from libs.delivery.commands import CommandWork, QuestionWork
from services.matching import gaps
from services.matching.consultation import (
    Agenda,
    AgendaGap,
    Bottleneck,
    FallingAway,
    GapState,
    GapView,
    NewOutcome,
    OutcomeView,
)
from services.matching.domain import gap as decisions
from services.matching.domain.gap import Change, Gap
from services.matching.store import gaps as kept

router = APIRouter(tags=["service consultation"])

#: Full offerings, and volunteers who may fall away, that stand on one agenda.
LISTED = 50


@router.get("/gaps", summary="Needs that nobody answers, by neighbourhood and category")
async def list_gaps(
    work: QuestionWork, neighbourhood: Neighbourhood | None = None, category: Category | None = None
) -> list[GapView]:
    """With exact numbers, also of few: for the team itself. What leaves the team is the agenda."""
    period = work.settings.policies.at(work.now).gaps.period
    return [GapView.of(row) for row in await kept.gaps(work.connection, neighbourhood, category, work.now, period)]


@router.get("/agenda", summary="The agenda of the service consultation")
async def show_agenda(work: QuestionWork, neighbourhood: Neighbourhood | None = None) -> Agenda:
    """Gaps, full offerings for which people wait, and suppliers who may fall away."""
    rules, today = work.settings.policies.at(work.now).gaps, day_of(work.now)
    found = await list_gaps(work, neighbourhood)
    found.sort(key=lambda gap: (-gap.urgency.weight, -gap.cases, gap.since, gap.neighbourhood, gap.category))
    said = await kept.last_outcomes(work.connection, (gap.gap for gap in found if gap.gap))
    outcomes = {id_: OutcomeView(**row) for id_, row in said.items()}
    full = await kept.bottlenecks(work.connection, neighbourhood, LISTED)
    leaving = await kept.falling_away(work.connection, neighbourhood, today + rules.certificate_ends, LISTED)
    return Agenda(
        made_on=today,
        period_weeks=rules.period.days // 7,
        enough=rules.enough,
        gaps=[AgendaGap.of(gap, outcomes.get(gap.gap) if gap.gap else None, rules.enough) for gap in found],
        bottlenecks=[
            Bottleneck(**row | {"cases": row["cases"] if row["cases"] >= rules.enough else None}) for row in full
        ],
        falling_away=[FallingAway(**row) for row in leaving],
    )


@router.post("/agenda/{gap}/outcome", summary="What the service consultation says to a gap", response_model=GapState)
async def record_outcome(work: CommandWork, gap: UUID, body: NewOutcome) -> Response:
    """A later outcome takes the place of an earlier one, and both are kept. A promise that is not kept is told."""

    def decision(found: Gap) -> Change:
        if body.promised_on is not None:
            return decisions.taken_up(found, body.organisation, body.promised_on, day_of(work.now))
        return decisions.left_open(found, body.ground or "")

    after = await gaps.decide(work, gap, decision)
    said = body.result, body.organisation, body.name, body.promised_on, body.ground
    await kept.save_outcome(work.connection, work.new_id(), gap, work.now, work.person, *said)
    view = GapState(gap=gap, **{name: getattr(after, name) for name in GapState.model_fields if name != "gap"})
    return await work.answer(view, after)
