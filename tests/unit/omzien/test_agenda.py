"""The agenda of the service consultation as a paper: in Dutch, without numbers that could point at a household."""

import csv
import io
from typing import Any

import pytest

from libs.contracts.words import Category, PartOfDay, Rung, SignalKind, Urgency, WhyNot
from omzien.agenda import dutch
from omzien.agenda.paper import paper
from omzien.agenda.writing import markdown, separated
from services.matching.domain.offering import Kind

NUMBERS = {
    "needs": 5,
    "cases": 4,
    "since": "2026-03-03T10:00:00Z",
    "median_weeks": 6,
    "parts_of_day": {"evening": 4, "any": 1},
    "why_not": [
        {"rung": 2, "why_not": "no_capacity", "needs": 5, "candidates": 7},
        {"rung": 3, "why_not": "too_far", "needs": 4, "candidates": 2},
    ],
}
GAP = {
    "gap": "0199",
    "neighbourhood": "de-bilt-west",
    "category": "eating",
    "urgency": "soon",
    "numbers": NUMBERS,
    "trend": "rising",
    "outcome": None,
}
FEW = GAP | {"category": "sport", "numbers": None, "trend": None}
FULL = {
    "title": "=Samen | eten\nin de wijk",
    "kind": "organisation",
    "neighbourhood": "de-bilt-west",
    "rung": 3,
    "categories": ["eating"],
    "capacity": 12,
    "cases": None,
}


def agenda(**changes: Any) -> dict[str, Any]:
    told = {"made_on": "2026-11-26", "period_weeks": 13, "enough": 3, "gaps": [], "bottlenecks": [], "falling_away": []}
    return told | changes


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (dutch.CATEGORIES, Category),
        (dutch.URGENCIES, Urgency),
        (dutch.RUNGS, Rung),
        (dutch.WHY_NOT, WhyNot),
        (dutch.PARTS_OF_DAY, [*PartOfDay, "any"]),
        (dutch.KINDS, Kind),
        (dutch.WORRIES, SignalKind),
    ],
)
def test_every_word_that_can_be_told_has_a_dutch_one(words: dict[Any, str], told: Any) -> None:
    assert set(words) == set(told)


def test_a_gap_says_since_when_and_why_not_by_rung() -> None:
    page = markdown(paper(agenda(gaps=[GAP]), []))
    assert "# Agenda van het dienstenoverleg, 26 november 2026" in page
    assert "| de-bilt-west | eten en drinken | binnenkort | 5 | 4 | 3 maart 2026 | 6 weken | stijgt |" in page
    assert "vrijwilligers en buren: vol 5; algemene voorzieningen: te ver 4" in page


def test_a_certificate_that_has_ended_already_is_told_apart_from_one_that_soon_does() -> None:
    helping = FULL | {"kind": "volunteer", "taken": 1}
    ended, soon = (helping | {"screened_until": day} for day in ("2024-03-31", "2026-12-31"))
    page = markdown(paper(agenda(falling_away=[ended, soon]), []))
    assert "| 1 van 12 | 31 maart 2024, verlopen |" in page
    assert "| 1 van 12 | 31 december 2026 |" in page


def test_few_households_have_no_numbers() -> None:
    page = markdown(paper(agenda(gaps=[FEW], bottlenecks=[FULL]), []))
    assert "| de-bilt-west | sport en bewegen | binnenkort |  | minder dan 3 |" in page
    assert "| 12 | minder dan 3 |" in page


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ({"result": "not_solved", "ground": "no_volunteers"}, "niet opgelost (no_volunteers)"),
        (
            {"result": "taken_up", "name": "Samen Eten", "promised_on": "2026-12-01", "overdue": True},
            "Samen Eten, uiterlijk 1 december 2026, te laat",
        ),
    ],
)
def test_what_was_said_last_stands_beside_it(outcome: dict[str, Any], told: str) -> None:
    assert f"| {told} |" in markdown(paper(agenda(gaps=[GAP | {"outcome": outcome}]), []))


def test_a_title_breaks_no_table_and_is_no_formula() -> None:
    there = paper(agenda(bottlenecks=[FULL]), [])
    assert "| =Samen \\| eten in de wijk | organisatie |" in markdown(there)
    rows = list(csv.reader(io.StringIO(separated(there)[1:], newline=""), delimiter=";"))
    [row] = [row for row in rows if "organisatie" in row]
    assert row[1] == "'=Samen | eten\nin de wijk"


def test_without_signals_the_paper_says_whether_there_were_none_or_nobody_answered() -> None:
    assert "Er kwamen geen signalen." in markdown(paper(agenda(), []))
    assert "Niet bekend: de signalering antwoordt niet." in markdown(paper(agenda(), None))
