"""One case holder at any time, by workload, and a warm hand-over."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.refusals import Refused
from libs.contracts.words import CaseOutcome
from services.intake.domain.arrival import arrive
from services.intake.domain.ending import close
from services.intake.domain.teams import (
    CaseHolder,
    Teams,
    assign,
    confirm_handover,
    place,
    propose_handover,
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
        confirm_handover(case, ANNA)
    case, told = confirm_handover(case, BEN)
    assert (names(told), case.case_holder, case.receiver) == (["assigned"], BEN, None)
    with pytest.raises(Refused, match="no-handover"):
        confirm_handover(case, BEN)


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
