"""What is shown: on terminals of every width, as plain lines, as a page; and how it ends when something differs."""

import io

import pytest
from rich.console import Console

from omzien.demo import ending, report
from omzien.demo.checks import Check
from omzien.demo.figures import Published
from omzien.demo.latency import Stage
from omzien.demo.pictures import ladder
from omzien.demo.screen import Screen
from omzien.demo.story import CLOCK, Story
from omzien.demo.summary import Summary
from omzien.demo.tally import Tally


def summary(*checks: Check) -> Summary:
    return Summary(
        run="demo_1",
        file="delivery.json",
        seconds=1.0,
        tally=Tally(),
        published=Published(),
        checks=checks,
        stages=[Stage("published → accepted", 3, 4.0, 1_234.5)],
        wire_duplicates=2,
        broken=0,
    )


KEPT = Check("what holds", 3)
DIFFERS = Check("what differs", 3, lost=("<one>",), doubled=("two",))


@pytest.mark.parametrize("width", [80, 100, 120])
def test_the_table_fits_the_terminal(width: int) -> None:
    text = io.StringIO()
    console = Console(file=text, width=width, height=24, force_terminal=True, color_system=None)
    screen = Screen(console)
    with screen.live():
        screen.say("partners' signals come in")
    shown = text.getvalue()
    assert "Needs by rung" in shown
    assert "partners' signals come in" in shown
    assert max(map(len, shown.splitlines())) <= width + 20  # control sequences of the last line


def test_where_nobody_watches_there_are_lines_without_control_characters() -> None:
    text = io.StringIO()
    screen = Screen(Console(file=text, width=80))
    with screen.live():
        screen.say("partners' signals come in")
    assert "Signals: received 0 · accepted 0" in text.getvalue()
    assert "\x1b" not in text.getvalue()


def test_the_summary_counts_what_is_lost_and_doubled() -> None:
    content = summary(KEPT, DIFFERS).content()
    assert content["effects"] == {"compared": 6, "lost": 1, "doubled": 1, "strange": 0}
    assert content["holds"] is False
    assert content["wire_duplicates"] == 2
    assert content["latency_ms"]["published → accepted"] == {"number": 3, "p50": 4.0, "p99": 1_234.5}


def test_the_end_names_what_differs() -> None:
    text = io.StringIO()
    ending.conclude(Console(file=text, width=200), summary(KEPT, DIFFERS), None, [])
    assert "not all promises kept" in text.getvalue()
    assert "what differs: 1 missing: <one>" in text.getvalue()


def test_the_years_of_the_story_are_told_apart_from_the_dates_before_the_first_of_them() -> None:
    text, story = io.StringIO(), Story("A story")
    story.begins("2006", "at first", "it begins")
    ending.tell(Console(file=text, width=120), story, [])
    for told in (text.getvalue(), report.page(summary(KEPT), story, [], None)):
        assert 0 < told.find(CLOCK) < told.rfind("t begins")


def test_the_names_of_a_rung_stand_within_its_step() -> None:
    drawn = ladder(Tally())
    for word in ("individual", "provision", "informele", "ondersteuning"):
        assert f">{word}</text>" in drawn


def test_the_page_says_that_every_promise_was_kept() -> None:
    page = report.page(summary(KEPT), Story("A story"), [], None)
    assert "Every promise was kept" in page
    assert page.count("<svg") == page.count("<title>") - 1 == 5


def test_the_page_says_what_differs_and_quotes_safely() -> None:
    page = report.page(summary(DIFFERS), Story("A story"), [], None)
    assert "Not every promise was kept" in page
    assert "what differs: 1 missing: &lt;one&gt;" in page
