"""Conversations, what they clarify, and the only ways around them."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from libs.contracts.carers import Burden, Carer
from libs.contracts.cases import CaseClarified, CaseContactAttempted, CaseConversationHeld, WishedResult
from libs.contracts.needs import StatedNeed, Whose
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Ground, LifeDomain, Route
from services.intake.domain.case import Case, CaseState
from services.intake.domain.conversation import (
    Clarification,
    Score,
    clarify,
    converse,
    scored_in,
    transfer_directly,
)
from services.intake.domain.self_reliance import MatrixDomain
from tests.unit.intake.words import ANNA, BEN, NOW, POLICY, conversation, names, opened, signal

NEED = StatedNeed(need=UUID(int=70_001), category=Category.EATING, domain=LifeDomain.SOCIAL)
RESULT = WishedResult(result=UUID(int=70_002), domain=LifeDomain.SOCIAL, target_score=4)
WHAT = Clarification(confirmed_with_resident=True, needs=(NEED,), contributions=(), results=(RESULT,))


def talking() -> Case:
    return converse(opened(), conversation(3), NOW)[0]


def test_a_conversation_implies_that_the_resident_was_reached() -> None:
    case, told = converse(opened(), conversation(2, 3), NOW)
    assert names(told) == ["contact-attempted", "first-contact-made", "conversation-held"]
    assert told[0].model_dump()["signals"] == signal().signals
    assert told[2].model_dump()["domains"] == tuple(LifeDomain)[:2]
    case, told = converse(case, conversation(4), NOW)
    assert (names(told), case.state) == (["conversation-held"], CaseState.CONVERSATION)


def test_the_right_to_client_support_is_always_offered() -> None:
    with pytest.raises(Refused, match="client-support-not-offered"):
        converse(opened(), conversation(3, offered=False), NOW)


def test_a_conversation_is_recorded_when_it_was_held_with_one_score_per_domain() -> None:
    with pytest.raises(Refused, match="not-held-yet"):
        converse(opened(), replace(conversation(3), held_on=NOW.date() + timedelta(days=1)), NOW)
    twice = replace(conversation(3), scores=(Score(LifeDomain.SOCIAL, 3), Score(LifeDomain.SOCIAL, 4)))
    with pytest.raises(Refused, match="domain-twice"):
        converse(opened(), twice, NOW)


def test_a_domain_is_scored_by_itself_or_in_the_matrix_or_said_not_to_be_discussed_and_never_two_of_these() -> None:
    matrix = {MatrixDomain.MENTAL_HEALTH: 4, MatrixDomain.SUBSTANCE_USE: 2}
    held = replace(conversation(), scores=scored_in(matrix), not_discussed={LifeDomain.FINANCES: "not today"})
    [*_, told] = converse(opened(), held, NOW)[1]
    assert isinstance(told, CaseConversationHeld) and told.domains == (LifeDomain.MENTAL,)
    for twice in (
        replace(held, scores=(*held.scores, Score(LifeDomain.MENTAL, 3))),
        replace(held, not_discussed={LifeDomain.MENTAL: ""}),
    ):
        with pytest.raises(Refused, match="domain-twice"):
            converse(opened(), twice, NOW)
    with pytest.raises(Refused, match="nothing-discussed"):
        converse(opened(), replace(held, scores=()), NOW)


def test_well_being_and_whether_client_support_was_accepted_are_told() -> None:
    held = replace(conversation(3), well_being=7, client_support_accepted=True, client_supporter_present=True)
    [*_, told] = converse(opened(), held, NOW)[1]
    assert isinstance(told, CaseConversationHeld)
    assert (told.well_being, told.client_support_accepted) == (7, True)
    with pytest.raises(Refused, match="supporter-not-accepted"):
        converse(opened(), replace(held, client_support_accepted=False), NOW)


def test_a_carer_who_cannot_go_on_has_a_need_of_their_own() -> None:
    fallen = replace(WHAT, carer=Carer(burden=Burden.TOO_HEAVY, hours_per_week=40))
    with pytest.raises(Refused, match="carer-without-relief"):
        clarify(talking(), fallen, {}, POLICY, NOW)
    relief = NEED.model_copy(update={"need": UUID(int=70_003), "whose": Whose.CARER})
    [told] = clarify(talking(), replace(fallen, needs=(NEED, relief)), {}, POLICY, NOW)[1]
    assert isinstance(told, CaseClarified) and told.carer == fallen.carer
    heavy = replace(WHAT, carer=Carer(burden=Burden.HEAVY))
    assert clarify(talking(), heavy, {}, POLICY, NOW)[0].state is CaseState.CLARIFIED


@pytest.mark.parametrize(
    ("scores", "word", "complex_"),
    [
        ({LifeDomain.SOCIAL: 2, LifeDomain.MEANING: 1}, None, True),
        ({LifeDomain.SOCIAL: 2, LifeDomain.MEANING: 3}, None, False),
        ({LifeDomain.SOCIAL: 2, LifeDomain.MEANING: 1}, False, False),
        ({LifeDomain.SOCIAL: 5}, True, True),
    ],
)
def test_policy_suggests_complex_and_the_advisers_word_wins(
    scores: dict[LifeDomain, int], word: bool | None, complex_: bool
) -> None:
    case, told = clarify(talking(), replace(WHAT, complex=word), scores, POLICY, NOW)
    clarified = told[0].model_dump()
    assert (case.state, case.complex, clarified["complex"]) == (CaseState.CLARIFIED, complex_, complex_)
    assert (clarified["scores"], clarified["case_holder"]) == (scores, ANNA)


@pytest.mark.parametrize(
    ("case", "what", "slug"),
    [
        (talking(), replace(WHAT, confirmed_with_resident=False), "not-confirmed"),
        (opened(), WHAT, "no-conversation"),
        (replace(talking(), case_holder=None), WHAT, "no-case-holder"),
        (talking(), replace(WHAT, needs=(), results=()), "nothing-clarified"),
        (clarify(talking(), WHAT, {}, POLICY, NOW)[0], WHAT, "step-not-possible"),
    ],
)
def test_a_clarification_is_refused_without(case: Case, what: Clarification, slug: str) -> None:
    with pytest.raises(Refused, match=slug):
        clarify(case, what, {}, POLICY, NOW)


@pytest.mark.parametrize(
    ("ground", "route"),
    [
        (Ground.ACUTE, Route.ACUTE),
        (Ground.PALLIATIVE, Route.PALLIATIVE),
        (Ground.ALREADY_HELD, Route.SPECIALIST),
    ],
)
def test_three_ways_lead_around_the_conversation(ground: Ground, route: Route) -> None:
    case, told = transfer_directly(opened(), ground, (NEED,), NOW)
    assert names(told)[-2:] == ["triaged", "transferred-directly"]
    assert (case.state, case.route) == (CaseState.DIRECT_TRANSFER, route)


def test_no_other_ground_and_nobody_without_a_case_holder_goes_around_it() -> None:
    with pytest.raises(Refused, match="not-a-way-around"):
        transfer_directly(opened(), Ground.SAFETY, (NEED,), NOW)
    with pytest.raises(Refused, match="no-case-holder"):
        transfer_directly(replace(opened(), case_holder=None), Ground.ACUTE, (NEED,), NOW)
    with pytest.raises(Refused, match="step-not-possible"):
        transfer_directly(talking(), Ground.ACUTE, (NEED,), NOW)


def test_the_first_attempt_is_that_of_whoever_talked_with_the_resident() -> None:
    for by, told_of in ((BEN, BEN), (None, ANNA)):
        _, told = converse(opened(), conversation(3), NOW, by)
        assert [each.by for each in told if isinstance(each, CaseContactAttempted)] == [told_of]
