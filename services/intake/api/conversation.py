"""The kitchen-table conversation and what it brings out."""

from fastapi import APIRouter, Response

from libs.contracts.carers import Carer
from libs.contracts.cases import WishedResult
from libs.contracts.needs import StatedContribution
from libs.delivery.commands import CommandWork
from services.intake import requests, store, views
from services.intake.api import questions
from services.intake.api.steps import answer, locked, settle, stated
from services.intake.domain import conversation
from services.intake.domain.case import require_open

router = APIRouter(tags=["cases"])


@router.post("/cases/{id}/conversations", summary="A kitchen-table conversation", response_model=views.CaseView)
async def converse(id_: questions.CaseId, asked: requests.NewConversation, work: CommandWork) -> Response:
    """A kitchen-table conversation; several over days. The notes are kept sealed."""
    case = await locked(work, id_)
    held = conversation.Conversation(
        id=work.new_id(),
        held_on=asked.held_on,
        scores=(*_scored(asked), *conversation.scored_in(asked.self_reliance_matrix)),
        not_discussed={each.domain: each.note for each in asked.domains if each.score is None},
        matrix=asked.self_reliance_matrix,
        well_being=asked.well_being,
        strengths=asked.strengths,
        contributions=asked.contributions,
        wished_results=asked.wished_results,
        client_support_offered=asked.client_support_offered,
        client_support_accepted=asked.client_support_accepted,
        client_supporter_present=asked.client_supporter_present,
    )
    decision = conversation.converse(case, held, work.now, work.person)
    await store.add_conversation(work, case, held)
    return await answer(work, case, decision)


@router.post(
    "/cases/{id}/clarification",
    summary="What came out, confirmed with the resident",
    response_model=views.ClarifiedView,
)
async def clarify(id_: questions.CaseId, asked: requests.NewClarification, work: CommandWork) -> Response:
    """What the conversations brought out, confirmed with the resident: needs, contributions, wished results."""
    case = await locked(work, id_)
    scores = await store.latest_scores(work, id_)
    results = [
        WishedResult(result=work.new_id(), domain=each.domain, target_score=each.target_score) for each in asked.results
    ]
    what = conversation.Clarification(
        confirmed_with_resident=asked.confirmed_with_resident,
        needs=stated(work, asked.needs),
        contributions=tuple(
            StatedContribution(contribution=work.new_id(), **dict(each)) for each in asked.contributions
        ),
        results=tuple(results),
        complex=asked.complex,
        carer=Carer(**asked.carer.model_dump(exclude={"own_words"})) if asked.carer else None,
    )
    policy = work.settings.policies.at(work.now)
    case = await settle(work, case, conversation.clarify(case, what, scores, policy, work.now))
    own_words = {result.result: each.own_words for result, each in zip(results, asked.results, strict=True)}
    carer_own_words = asked.carer.own_words if asked.carer else ""
    await store.add_clarification(work, case, what, policy.suggests_complex(scores), own_words, carer_own_words)
    view = views.ClarifiedView.of(case).model_copy(
        update={
            "needs": tuple(each.need for each in what.needs),
            "contributions": tuple(each.contribution for each in what.contributions),
            "results": tuple(each.result for each in what.results),
        }
    )
    return await work.answer(view, case)


@router.post("/cases/{id}/goal-words", summary="A goal in the resident's own words", response_model=views.CaseView)
async def say_in_own_words(id_: questions.CaseId, asked: requests.GoalWords, work: CommandWork) -> Response:
    """What a goal that was set after the clarification is to the resident. Said again, the latest counts."""
    case = await locked(work, id_)
    require_open(case)
    await store.add_note(work, case, "goal", asked.own_words, about=asked.goal)
    return await answer(work, case, (case, []))


def _scored(asked: requests.NewConversation) -> list[conversation.Score]:
    return [conversation.Score(each.domain, each.score, each.note) for each in asked.domains if each.score is not None]
