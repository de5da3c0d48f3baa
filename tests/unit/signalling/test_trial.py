"""A policy that is tried: the one that holds decides as it did, another one is shown by what would be otherwise."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.contracts.signals import Address
from libs.contracts.words import PartnerKind, SignalKind, Urgency
from services.signalling.domain import cases
from services.signalling.domain.decisions import dismiss_by_person, part_by_person, raise_by_person
from services.signalling.domain.policy import Policy
from services.signalling.domain.signal import State
from services.signalling.domain.trial import Result, Trial
from tests.unit.signalling.office import NOW, POLICY, Office, worry

CARE: dict[str, Any] = {"partner": PartnerKind.HOME_CARE}
BEFORE = NOW - timedelta(days=1)


def tried(office: Office, policy: Policy = POLICY, since: datetime = BEFORE) -> Result:
    trial = Trial(policy, since)
    signals = [each for each in office.register.signals.values() if each.household]
    for signal in sorted(signals, key=lambda each: (each.accepted_at, each.id)):
        trial.replay(signal)
    return trial.result()


def differing(result: Result) -> dict[UUID, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {each.signal: (each.before, each.after) for each in result.tried if each.differs}


def test_a_lower_threshold_would_have_raised_what_was_held() -> None:
    office = Office()
    held = office.take(worry())
    urgent = office.take(worry(urgency=Urgency.URGENT, address=Address(postcode="3732AB", house_number="1")))
    assert differing(tried(office, replace(POLICY, threshold=30))) == {held.id: ((), ("heavy_alone",))}
    assert differing(tried(office, replace(POLICY, at_once=frozenset({Urgency.ACUTE}), threshold=90))) == {
        urgent.id: (("at_once", "heavy_alone"), ())
    }


def test_what_would_have_been_held_no_longer_draws_others_along() -> None:
    office = Office()
    first, second = office.take(worry()), office.take(worry(**CARE), "urn:care")
    third = office.take(worry(partner=PartnerKind.SCHOOL), "urn:school")
    assert {office.now_is(each).state for each in (first, second, third)} == {State.RAISED}
    stricter = differing(tried(office, replace(POLICY, threshold=100)))
    assert set(stricter) == {first.id, second.id, third.id}
    three_partners = replace(POLICY, partners_at_least=3)
    assert differing(tried(office, three_partners)) == {}, "later, but all the same"


def test_other_points_are_weighed_as_they_would_be() -> None:
    office = Office()
    held = office.take(worry(kind=SignalKind.NUISANCE))
    heavier = replace(POLICY, points={**POLICY.points, SignalKind.NUISANCE: 60})
    assert differing(tried(office, heavier)) == {held.id: ((), ("heavy_alone",))}


def test_what_was_raised_too_early_would_have_been_in_care_for_those_after_it() -> None:
    office = Office()
    first = office.take(worry(kind=SignalKind.SELF_NEGLECT))
    later = office.take(worry(kind=SignalKind.NUISANCE))
    found = differing(tried(office, replace(POLICY, threshold=40)))
    assert found == {first.id: ((), ("heavy_alone",)), later.id: ((), ("open_case",))}


def test_what_a_person_decided_stands_and_is_counted_apart() -> None:
    office = Office()
    raised = office.take(worry())
    office.keep(raise_by_person(office.desk, office.register, raised))
    elsewhere = Address(postcode="3732AB", house_number="1")
    dismissed = office.take(worry(address=elsewhere))
    office.keep(dismiss_by_person(office.register, dismissed, "unfounded"))
    result = tried(office, replace(POLICY, threshold=20))
    assert result.by_person == {"raised": 1, "dismissed": 1}
    assert result.tried == []


def test_what_was_raised_with_one_that_was_parted_since_cannot_be_compared() -> None:
    office = Office()
    first, second = office.take(worry()), office.take(worry(**CARE), "urn:care")
    office.keep(part_by_person(office.desk, office.register, office.now_is(second), "other_person"))
    result = tried(office)
    assert (differing(result), result.by_person, result.incomparable) == ({}, {"parted": 1}, 1)
    assert first.id not in {each.signal for each in result.tried}


def test_what_was_accepted_before_the_period_weighs_as_it_did_and_is_not_counted() -> None:
    office = Office()
    early = office.take(worry())
    office.later(days=20)
    since = office.now
    late = office.take(worry(**CARE), "urn:care")
    result = tried(office, since=since)
    assert [(each.signal, each.after) for each in result.tried] == [(late.id, ("added_up",))]
    assert differing(tried(office, replace(POLICY, window=timedelta(days=14)), since)) == {late.id: (("added_up",), ())}
    assert office.now_is(early).state is State.RAISED


def test_an_amendment_that_raised_a_later_one_with_it_does_so_again() -> None:
    office = Office()
    early = office.take(worry())
    later = office.take(worry())
    office.amend(early, worry(urgency=Urgency.URGENT))
    assert office.now_is(later).state is State.RAISED
    assert differing(tried(office)) == {}


DOORS = [Address(postcode="3731AB", house_number=number) for number in "12"]
STEPS = st.one_of(
    st.tuples(
        st.just("take"),
        st.builds(
            worry,
            partner=st.sampled_from(list(PartnerKind)[:3]),
            kind=st.sampled_from([SignalKind.NUISANCE, SignalKind.LONELINESS, SignalKind.SELF_NEGLECT]),
            urgency=st.sampled_from([Urgency.ROUTINE] * 6 + [Urgency.SOON, Urgency.URGENT]),
            address=st.sampled_from(DOORS),
        ),
    ),
    st.tuples(st.sampled_from(["raise", "dismiss", "open", "close", "later"]), st.integers(0, 40)),
)


@settings(max_examples=150)
@given(st.lists(STEPS, max_size=25), st.integers(0, 60))
def test_the_policy_that_holds_makes_no_difference_to_what_was_never_amended(
    steps: list[tuple[str, Any]], days: int
) -> None:
    """Whatever people and cases did meanwhile, wherever the period begins."""
    office = Office()
    for number, (step, what) in enumerate(steps):
        if step == "take":
            office.take(what, f"urn:{what.partner}")
        elif step == "later":
            office.later(days=what)
        else:
            happens(office, step, what, number)
    assert differing(tried(office, since=NOW + timedelta(days=days))) == {}
    assert differing(tried(office)) == {}


def happens(office: Office, step: str, which: int, number: int) -> None:
    signals = list(office.register.signals.values())
    if not signals:
        return
    signal = signals[which % len(signals)]
    household = office.register.households[signal.household] if signal.household else None
    if household is None:
        return
    if step == "open" and household.open_case is None:
        caseid = UUID(int=10**9 + number)
        office.keep(cases.opened(office.desk, office.register, household.id, caseid, (signal.id,)))
    elif step == "close" and household.open_case is not None:
        office.keep(cases.closed(office.register, household.open_case, (signal.id,)))
    elif step == "dismiss" and signal.state is State.HELD:
        office.keep(dismiss_by_person(office.register, signal, "unfounded"))
    elif step == "raise" and signal.state is State.HELD:
        office.keep(raise_by_person(office.desk, office.register, signal))
