"""One case holder at any time, by workload, and a warm hand-over."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome, Urgency
from services.intake.domain.absence import Absence, check
from services.intake.domain.arrival import arrive, choosing_in
from services.intake.domain.ending import close, reopen
from services.intake.domain.teams import (
    CaseHolder,
    Teams,
    assign,
    confirm_handover,
    decline_handover,
    place,
    propose_handover,
    withdraw_handover,
    workload_changes,
)
from tests.unit.intake.words import ANNA, BEN, NOW, POLICY, Ids, names, opened, signal, team


@given(
    capacities=st.lists(st.integers(min_value=0, max_value=20), min_size=1, max_size=8),
    cases=st.integers(min_value=0, max_value=120),
)
def test_workloads_relative_to_capacity_stay_within_one_case_of_each_other(capacities: list[int], cases: int) -> None:
    teams, new_id = team(*capacities), Ids()
    for number in range(cases):
        case, _ = arrive(None, signal(number, household=UUID(int=50_000 + number)), teams, NOW, new_id, POLICY)
        teams = teams.after(None, case)
    working = [each for each in teams.holders.values() if each.capacity]
    assert sum(each.open_cases for each in working) == (cases if working else 0)
    assert all(each.open_cases == 0 for each in teams.holders.values() if not each.capacity)
    for one in working:
        for other in working:
            # the last case that came to one did so when one's load was not above the other's
            assert (one.open_cases - 1) * other.capacity <= other.open_cases * one.capacity


def test_ties_are_broken_by_id() -> None:
    assert team(5, 5).least_loaded("de-bilt-west") == ANNA
    busy = Teams.of([CaseHolder(ANNA, "de-bilt-west", 5, 1), CaseHolder(BEN, "de-bilt-west", 5, 0)])
    assert busy.least_loaded("de-bilt-west") == BEN
    assert busy.least_loaded("maartensdijk") is None


def test_until_the_receiver_confirms_the_old_one_holds() -> None:
    teams = team(10, 10)
    case = opened(teams=teams)
    case, told = propose_handover(case, BEN, teams)
    assert (names(told), case.case_holder, case.receiver) == (["handover-proposed"], ANNA, BEN)
    with pytest.raises(Refused, match="not-the-receiver"):
        confirm_handover(case, ANNA, teams)
    case, told = confirm_handover(case, BEN, teams)
    assert (names(told), case.case_holder, case.receiver) == (["assigned"], BEN, None)
    with pytest.raises(Refused, match="no-handover"):
        confirm_handover(case, BEN, teams)


def test_who_is_no_more_of_the_cases_team_does_not_get_it_by_a_proposal_of_before() -> None:
    teams = team(10, 10)
    elsewhere = Teams({**teams.holders, CARLA: CaseHolder(CARLA, "maartensdijk", 10)})
    proposed, _ = propose_handover(opened(teams=teams), BEN, teams)
    placed, _ = place(proposed, "maartensdijk", elsewhere)
    with pytest.raises(Refused, match="not-in-team"):
        confirm_handover(placed, BEN, elsewhere)
    moved = Teams({**teams.holders, BEN: CaseHolder(BEN, "maartensdijk", 10)})
    with pytest.raises(Refused, match="not-in-team"):
        confirm_handover(proposed, BEN, moved)
    again, _ = propose_handover(placed, CARLA, elsewhere)
    assert confirm_handover(again, CARLA, elsewhere)[0].case_holder == CARLA


def test_a_handover_goes_to_someone_of_the_own_team() -> None:
    stranger = UUID(int=20_099)
    teams = Teams({**team(10).holders, stranger: CaseHolder(stranger, "maartensdijk", 10)})
    case = opened(teams=team(10))
    with pytest.raises(Refused, match="not-in-team"):
        propose_handover(case, stranger, teams)
    with pytest.raises(Refused, match="case-holder-not-found"):
        propose_handover(case, UUID(int=1), teams)
    with pytest.raises(Refused, match="already-held"):
        propose_handover(case, ANNA, teams)


def test_the_helpdesk_assigns_only_what_nobody_holds() -> None:
    case, told = assign(opened(signal(neighbourhood="unknown")), ANNA, team(10))
    assert (names(told), case.case_holder) == (["assigned"], ANNA)
    assert assign(case, ANNA, team(10)) == (case, [])
    with pytest.raises(Refused, match="already-held"):
        assign(case, BEN, team(10, 10))


def test_a_place_gives_a_case_holder_but_takes_none_away() -> None:
    case, told = place(opened(signal(neighbourhood="unknown")), "de-bilt-west", team(10))
    assert (names(told), case.case_holder) == (["placed", "assigned"], ANNA)
    moved, told = place(case, "maartensdijk", team(10, neighbourhood="maartensdijk"))
    assert (names(told), moved.case_holder, moved.neighbourhood) == (["placed"], ANNA, "maartensdijk")
    assert place(moved, "unknown", team(10)) == (moved, [])


def test_a_workload_counts_open_cases_only() -> None:
    case = opened(teams=team(10, 10))
    closed, _ = close(case, CaseOutcome.MOVED, "", NOW)
    handed_over = replace(case, case_holder=BEN)
    assert workload_changes([(None, case)]) == {ANNA: 1}
    assert workload_changes([(case, replace(case, receiver=BEN))]) == {}
    assert workload_changes([(case, handed_over)]) == {ANNA: -1, BEN: 1}
    assert workload_changes([(case, closed)]) == {ANNA: -1}
    assert workload_changes([(None, case), (case, closed)]) == {}


TODAY = NOW.date()
CARLA = UUID(int=20_003)
NIGHT_NURSE = UUID(int=20_050)
ACUTE = signal(urgency=Urgency.ACUTE)
#: The evening of NOW, and the Sunday before it.
EVENING, SUNDAY = datetime(2026, 1, 5, 20, tzinfo=UTC), datetime(2026, 1, 4, 12, tzinfo=UTC)


def away(who: UUID, stand_in: UUID, *capacities: int) -> Teams:
    """The team, in which somebody is absent."""
    teams = team(*capacities)
    absent = replace(teams.holders[who], absence=Absence(who, stand_in, TODAY), absent=True)
    return Teams({**teams.holders, who: absent})


def test_who_does_not_take_it_over_leaves_it_with_its_case_holder() -> None:
    teams = team(10, 10, 10)
    proposed, _ = propose_handover(opened(teams=teams), BEN, teams)
    case, told = decline_handover(proposed, BEN, teams)
    assert (names(told), case.case_holder, case.receiver) == (["handover-declined"], ANNA, None)
    with pytest.raises(Refused, match="no-handover"):
        decline_handover(case, BEN, teams)
    case, told = withdraw_handover(proposed, ANNA, teams)
    assert (names(told), case.case_holder, case.receiver) == (["handover-withdrawn"], ANNA, None)
    with pytest.raises(Refused, match="not-the-receiver"):
        decline_handover(proposed, ANNA, teams)
    with pytest.raises(Refused, match="not-the-case-holder"):
        withdraw_handover(proposed, BEN, teams)


def test_who_stands_in_may_decline_and_withdraw_but_confirms_nothing_for_the_absent() -> None:
    proposed = replace(opened(), receiver=BEN)
    assert decline_handover(proposed, CARLA, away(BEN, CARLA, 10, 10, 10))[0].receiver is None
    assert withdraw_handover(proposed, CARLA, away(ANNA, CARLA, 10, 10, 10))[0].receiver is None
    with pytest.raises(Refused, match="not-the-receiver"):
        confirm_handover(proposed, CARLA, away(BEN, CARLA, 10, 10, 10))


def test_who_is_absent_gets_no_new_cases_and_keeps_what_they_hold() -> None:
    teams = away(ANNA, BEN, 10, 1)
    assert opened(teams=teams).case_holder == BEN
    held = opened()
    with pytest.raises(Refused, match="absent"):
        assign(replace(held, case_holder=None), ANNA, teams)
    with pytest.raises(Refused, match="absent"):
        propose_handover(replace(held, case_holder=BEN), ANNA, teams)
    closed, _ = close(held, CaseOutcome.MOVED, "", NOW)
    assert reopen(closed, teams, NOW, POLICY, household_busy=False)[0].case_holder == BEN
    case, told = arrive(held, signal(2), teams, NOW, Ids(), POLICY)
    assert (names(told), case.case_holder) == (["extended"], ANNA)


def test_while_a_team_is_absent_as_a_whole_its_cases_may_go_to_anyone_by_hand() -> None:
    stranger = CaseHolder(CARLA, "maartensdijk", 10)
    teams = Teams({**away(ANNA, CARLA, 10).holders, CARLA: stranger})
    case = opened(teams=teams)
    assert case.case_holder is None
    assert assign(case, CARLA, teams)[0].case_holder == CARLA


def test_a_new_case_of_a_household_goes_to_who_held_its_last_one_if_they_can() -> None:
    def holder(teams: Teams, former: UUID | None) -> UUID | None:
        return arrive(None, signal(), teams, NOW, Ids(), POLICY, former)[0].case_holder

    assert holder(team(10, 10), BEN) == BEN
    assert holder(team(10, 10), UUID(int=20_099)) == ANNA
    assert holder(team(10, 0), BEN) == ANNA
    assert holder(away(BEN, ANNA, 10, 10), BEN) == ANNA


@pytest.mark.parametrize("now", [EVENING, SUNDAY])
def test_what_is_acute_outside_office_hours_is_held_by_the_night_team(now: datetime) -> None:
    night = Teams({**team(10).holders, NIGHT_NURSE: CaseHolder(NIGHT_NURSE, "night", 1)})
    assert choosing_in(None, ACUTE, POLICY, now) == {"de-bilt-west", "night"}
    assert arrive(None, ACUTE, night, now, Ids(), POLICY, ANNA)[0].case_holder == NIGHT_NURSE
    assert arrive(None, ACUTE, team(10), now, Ids(), POLICY)[0].case_holder == ANNA
    assert arrive(None, signal(), night, now, Ids(), POLICY)[0].case_holder == ANNA
    assert arrive(None, ACUTE, night, NOW, Ids(), POLICY)[0].case_holder == ANNA
    assert choosing_in(None, ACUTE, POLICY, NOW) == choosing_in(None, signal(), POLICY, now) == {"de-bilt-west"}


def test_in_the_morning_it_goes_on_to_the_neighbourhood_warmly() -> None:
    night = Teams({**team(10).holders, NIGHT_NURSE: CaseHolder(NIGHT_NURSE, "night", 1)})
    case, _ = arrive(None, ACUTE, night, EVENING, Ids(), POLICY)
    case, _ = propose_handover(case, ANNA, night)
    assert case.case_holder == NIGHT_NURSE
    assert confirm_handover(case, ANNA, night)[0].case_holder == ANNA


@pytest.mark.parametrize(
    ("absence", "slug"),
    [
        (Absence(ANNA, ANNA, TODAY), "own-stand-in"),
        (Absence(ANNA, BEN, date(2026, 1, 9), date(2026, 1, 8)), "over-already"),
        (Absence(ANNA, BEN, date(2026, 1, 1), date(2026, 1, 2)), "over-already"),
        (Absence(ANNA, BEN, TODAY, date(2026, 1, 10)), "stand-in-absent"),
        (Absence(ANNA, BEN, date(2026, 1, 15)), "stands-in"),
    ],
)
def test_no_absence_leaves_work_in_nobodys_hands(absence: Absence, slug: str) -> None:
    others = [Absence(BEN, CARLA, date(2026, 1, 10), date(2026, 1, 12)), Absence(CARLA, ANNA, date(2026, 1, 20))]
    with pytest.raises(Refused, match=slug):
        check(absence, others, TODAY)


def test_absences_that_do_not_meet_are_no_trouble() -> None:
    check(Absence(ANNA, BEN, TODAY, date(2026, 1, 9)), [Absence(BEN, ANNA, date(2026, 1, 10))], TODAY)
    assert [Absence(ANNA, BEN, TODAY, date(2026, 1, 9)).on(date(2026, 1, day)) for day in (4, 5, 9, 10)] == [
        *(False, True, True, False)
    ]
