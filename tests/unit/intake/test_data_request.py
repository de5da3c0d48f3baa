"""A request about somebody's own data: a month, a decision, and the word of every service."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from libs.contracts.refusals import Refused
from libs.contracts.rights import CaseRole, RefusalGround, Right
from libs.contracts.words import CaseOutcome
from services.intake.domain.case import Case
from services.intake.domain.data_request import (
    CONFIRM,
    GROUNDS,
    Confirmed,
    DataRequest,
    RequestState,
    ask,
    carry_out,
    confirm,
    received_on,
    refuse,
)
from services.intake.domain.ending import close
from services.intake.domain.resident import Details, Resident, Standing, erased
from services.intake.forms.persons import NewDataRequest
from tests.unit.intake.words import ANNA, HOUSEHOLD, NOW, opened

ID, RESIDENT, CASE, OTHER = (UUID(int=number) for number in range(50_001, 50_005))
WHO = Resident(RESIDENT, HOUSEHOLD, Details(phone="1"), NOW)
AS_RESIDENT = (Standing(CASE, CaseRole.RESIDENT),)
OPEN = replace(opened(), id=CASE)
CLOSED = close(OPEN, CaseOutcome.MOVED, "", NOW)[0]


def asked(right: Right = Right.SEE, standings: tuple[Standing, ...] = AS_RESIDENT) -> DataRequest:
    return ask(ID, WHO, right, standings, [], NOW, NOW)


def done_by_intake(request: DataRequest, case: Case = CLOSED, **more: Any) -> DataRequest:
    cases = {each.caseid: replace(case, id=each.caseid) for each in request.standings}
    others = more.pop("others", [])
    return carry_out(request, more.pop("standings", request.standings), cases, others, ANNA, NOW, **more)


def given_by(service: str, case: UUID = CASE) -> Confirmed:
    return Confirmed(case, service, 1, NOW)


def test_from_made_to_done_it_says_for_whom_it_waits() -> None:
    request = asked()
    assert (request.state, request.waits_for) == (RequestState.MADE, ("intake",))
    request = done_by_intake(request)
    assert (request.state, request.decided_by, request.waits_for) == (RequestState.CARRIED_OUT, ANNA, CONFIRM)
    request = confirm(confirm(request, given_by("matching")), given_by("matching"))
    assert request.waits_for == ("signalling", "arrangement")
    request = confirm(confirm(request, given_by("arrangement")), given_by("signalling"))
    assert (request.state, request.waits_for, request.done_at) == (RequestState.DONE, (), NOW)
    assert confirm(request, given_by("signalling")) == request


@pytest.mark.parametrize("order", list(permutations(CONFIRM)))
def test_every_service_confirms_for_every_case_in_any_order(order: tuple[str, ...]) -> None:
    request = done_by_intake(asked(standings=(*AS_RESIDENT, Standing(OTHER, CaseRole.CARER))))
    words = [given_by(service, case) for service in order for case in (CASE, OTHER)]
    for word in words[:-1]:
        request = confirm(request, word)
        assert request.state is RequestState.CARRIED_OUT
    assert confirm(request, words[-1]).state is RequestState.DONE


def test_nothing_is_erased_while_a_case_is_open_or_another_request_waits() -> None:
    request = asked(Right.ERASE)
    with pytest.raises(Refused, match="case-open"):
        done_by_intake(request, OPEN)
    with pytest.raises(Refused, match="other-request-waits"):
        done_by_intake(request, others=[replace(asked(Right.CORRECT), id=OTHER)])
    assert done_by_intake(request).dossiers == (CASE,)


def test_a_dossier_about_two_is_not_erased_for_one_of_them() -> None:
    with pytest.raises(Refused, match="dossier-shared") as refused:
        done_by_intake(asked(Right.ERASE), sharing=[OTHER])
    assert str(OTHER) in refused.value.detail
    assert done_by_intake(asked(Right.SEE), sharing=[OTHER]).state is RequestState.CARRIED_OUT


def test_a_request_came_on_a_day_of_the_calendar() -> None:
    with pytest.raises(ValidationError, match="received_on"):
        NewDataRequest(right=Right.SEE, received_on=date.min)


def test_a_carer_is_erased_from_an_open_case_and_its_dossier_stays() -> None:
    request = asked(Right.ERASE, (Standing(CASE, CaseRole.CARER),))
    done = done_by_intake(request, OPEN)
    assert (done.dossiers, done.cared_in) == ((), (CASE,))


def test_a_case_that_came_since_it_was_asked_is_reached_too() -> None:
    later = (*AS_RESIDENT, Standing(OTHER, CaseRole.RESIDENT))
    request = asked(Right.ERASE)
    cases = {each.caseid: replace(CLOSED, id=each.caseid) for each in later}
    assert carry_out(request, later, cases, [], ANNA, NOW).dossiers == (CASE, OTHER)


@pytest.mark.parametrize("ground", list(RefusalGround))
@pytest.mark.parametrize("right", list(Right))
def test_it_is_refused_on_a_ground_that_fits_with_a_reason_that_can_be_read(
    right: Right, ground: RefusalGround
) -> None:
    if right not in GROUNDS[ground][0]:
        with pytest.raises(Refused, match="ground-does-not-fit"):
            refuse(asked(right), ground, ANNA, NOW)
        return
    refused = refuse(asked(right), ground, ANNA, NOW)
    assert (refused.state, refused.decided_by, refused.waits_for) == (RequestState.REFUSED, ANNA, ())
    assert refused.reason and "artikel" in refused.reason and "bezwaar" in refused.reason
    with pytest.raises(Refused, match="request-decided"):
        done_by_intake(refused)


def test_one_waits_at_a_time_and_an_erased_resident_asks_nothing() -> None:
    with pytest.raises(Refused, match="asked-already"):
        ask(OTHER, WHO, Right.SEE, AS_RESIDENT, [asked()], NOW, NOW)
    for fine in ([asked(Right.ERASE)], [refuse(asked(), RefusalGround.EXCESSIVE, ANNA, NOW)]):
        assert ask(OTHER, WHO, Right.SEE, AS_RESIDENT, fine, NOW, NOW).state is RequestState.MADE
    with pytest.raises(Refused, match="resident-erased"):
        ask(OTHER, erased(WHO, NOW), Right.SEE, AS_RESIDENT, [], NOW, NOW)
    with pytest.raises(Refused, match="not-received-yet"):
        ask(OTHER, WHO, Right.SEE, AS_RESIDENT, [], NOW + timedelta(days=1), NOW)


def test_the_term_runs_from_the_day_on_which_it_came() -> None:
    late = received_on(date(2025, 12, 20), NOW)
    assert ask(ID, WHO, Right.SEE, AS_RESIDENT, [], late, NOW).due == date(2026, 1, 20)
    assert received_on(NOW.date(), NOW) == received_on(None, NOW) == NOW
    assert asked().notice_at == datetime(2026, 1, 28, 23, tzinfo=UTC), "a week before the fifth of February"


@given(st.lists(st.tuples(st.sampled_from([*CONFIRM, "intake", "stranger"]), st.sampled_from([CASE, OTHER]))))
def test_it_is_done_when_and_only_when_all_have_confirmed(words: list[tuple[str, UUID]]) -> None:
    request = done_by_intake(asked())
    for service, case in words:
        request = confirm(request, given_by(service, case))
    heard = {service for service, case in words if case == CASE} & set(CONFIRM)
    assert (request.state is RequestState.DONE) == (heard == set(CONFIRM))
