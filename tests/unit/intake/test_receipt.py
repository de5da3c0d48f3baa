"""What a resident reads at once: everyday words, and the days that the law gives."""

import re
from dataclasses import replace
from datetime import date

import pytest

from libs.contracts.casework import SuspensionGround
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from services.intake.domain.arrival import Arrival
from services.intake.domain.case import Case, CaseState
from services.intake.domain.clocks import receive_personal_plan, suspend
from services.intake.domain.ending import close
from services.intake.domain.receipt import receipt
from tests.unit.intake.words import HOUSEHOLD, NOW, opened, signal

ASKED = opened(Arrival(HOUSEHOLD, "de-bilt-west", WayIn.HELPDESK, Urgency.ROUTINE))


def test_it_says_what_came_in_what_happens_by_when_and_whom_to_ask() -> None:
    text = receipt(ASKED)
    for said in (
        "Op maandag 5 januari 2026 kregen wij uw vraag om hulp.",
        "Geef het ons uiterlijk op maandag 12 januari 2026.",
        "Dat is uiterlijk op maandag 16 februari 2026 klaar.",
        "Dat is uw recht. Die persoon heet een cliëntondersteuner",
        "Bel ons en vraag naar uw vaste medewerker.",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("case", "said", "unsaid"),
    [
        (opened(), "hoorden wij dat u misschien hulp kunt gebruiken", "uw vraag om hulp"),
        (opened(signal(urgency=Urgency.ACUTE)), "Uw vraag kan niet wachten", "belt u of komt langs"),
        (replace(ASKED, case_holder=None), "Ga naar het wijkservicepunt", "vaste medewerker"),
        (receive_personal_plan(ASKED, NOW.date(), NOW)[0], "U gaf ons op maandag 5 januari 2026", "Het hoeft niet"),
        (suspend(ASKED, SuspensionGround.FORCE_MAJEURE, None, NOW)[0], "Wij wachten nu even", "uiterlijk op"),
        (close(ASKED, CaseOutcome.MOVED, "", NOW)[0], "Wij zijn klaar", "uiterlijk op"),
        (replace(ASKED, state=CaseState.CLARIFIED), "Wij maken samen met u een plan", "mee eens"),
        (replace(ASKED, state=CaseState.PLANNED), "Er is een plan waar u het mee eens bent", "Wij maken samen met u"),
        (replace(ASKED, personal_plan_by=None, investigation_by=None), "binnen zes weken", "Geef het ons"),
        (replace(ASKED, reported_on=date(2026, 3, 1)), "Op zondag 1 maart 2026", "januari 2026 kregen"),
    ],
)
def test_it_says_what_is_so(case: Case, said: str, unsaid: str) -> None:
    assert said in receipt(case)
    assert unsaid not in receipt(case)


def test_its_sentences_are_short() -> None:
    for sentence in re.split(r"(?<=[.?!])\s+", receipt(ASKED)):
        assert len(sentence.split()) <= 15, sentence
