"""The story of one case, from its events."""

from datetime import timedelta
from uuid import uuid4

from libs.contracts import cases, plans
from libs.contracts.words import LifeDomain, Rung
from omzien.demo.story import Chapter, Story
from tests.unit.demo.events import BEGAN, CASE, ended, started, told

MEALS, PLAN = uuid4(), uuid4()


def story() -> Story:
    chapters = [Chapter(year, "", "", BEGAN + timedelta(seconds=at)) for year, at in (("2006", 0), ("2009", 10))]
    return Story("", case=CASE, needs={MEALS: "meals"}, chapters=chapters)


def test_an_event_stands_in_the_chapter_in_which_it_happened() -> None:
    events = [told(plans.PlanAgreed(caseid=CASE), PLAN, seconds=at) for at in (1, 11)]
    assert [len(lines) for _, lines in story().told(events)] == [1, 1]


def test_another_case_is_another_story() -> None:
    assert story().events([told(plans.PlanAgreed(caseid=uuid4()), PLAN)]) == []


def test_what_is_told_twice_running_is_one_line() -> None:
    events = [told(plans.PlanAgreed(caseid=CASE), PLAN, seconds=at) for at in (1, 2)]
    (_, [line]), _ = story().told(events)
    assert line.times == 2


def test_the_lighter_support_begins_before_the_heavier_one_ends() -> None:
    heavy, light = uuid4(), uuid4()
    first, second = story().stretches(
        [
            told(started(heavy, MEALS, Rung.INDIVIDUAL_PROVISION), PLAN, seconds=5),
            told(started(light, MEALS, Rung.GENERAL_PROVISION), PLAN, seconds=11),
            told(ended(heavy, MEALS, Rung.INDIVIDUAL_PROVISION), PLAN, seconds=12),
        ]
    )
    assert (first.begins, first.need) == (0.5, "meals")
    assert first.ends is not None
    assert 1 < second.begins < first.ends < 2
    assert second.ends is None


def test_scores_are_those_of_the_clarification_and_of_each_review() -> None:
    scores = {LifeDomain.SOCIAL: 2}
    clarified = cases.CaseClarified(caseid=CASE, complex=False, case_holder=uuid4(), scores=scores)
    reviewed = plans.PlanReviewed(caseid=CASE, reviewed_on=BEGAN.date(), scores={LifeDomain.SOCIAL: 4})
    found = story().scores([told(clarified, CASE), told(reviewed, PLAN, seconds=11)])
    assert found == [{LifeDomain.SOCIAL: 2}, {LifeDomain.SOCIAL: 4}]
