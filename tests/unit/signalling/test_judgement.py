"""The policy: what weighs how much, and when somebody must act."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.words import Certainty, PartnerKind, SignalKind, Urgency
from services.signalling.domain.judgement import judge, weigh
from services.signalling.domain.signal import Signal, State
from tests.unit.signalling.office import NOW, POLICY

PARTNERS = list(PartnerKind)


def signal(partner: int = 0, points: int = 30, days_ago: float = 0, **more: object) -> Signal:
    number = hash((partner, points, days_ago)) & (2**64 - 1)
    told = Signal(
        id=UUID(int=number),
        source=f"urn:{partner}",
        partner=PARTNERS[partner % len(PARTNERS)],
        kind=SignalKind.LONELINESS,
        urgency=Urgency.ROUTINE,
        certainty=Certainty.LIKELY,
        marks=(),
        points=points,
        accepted_at=NOW - timedelta(days=days_ago),
        neighbourhood="west",
        state=State.HELD,
    )
    return replace(told, **more)  # type: ignore[arg-type]


def grounds(new: Signal, held: Sequence[Signal] = (), in_care: bool = False) -> tuple[str, ...]:
    return judge(POLICY, new, held, in_care=in_care, now=NOW).grounds


@given(st.integers(1, 200), st.integers(0, 99))
def test_three_partners_with_a_light_worry_weigh_more_than_one_partner_three_times(points: int, repeat: int) -> None:
    three = weigh([signal(partner, points) for partner in range(3)], repeat)
    thrice = weigh([signal(0, points)] * 3, repeat)
    assert three.points > thrice.points
    assert (three.partners, thrice.partners) == (3, 1)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 100)), min_size=1),
    st.tuples(st.integers(0, 3), st.integers(0, 100)),
)
def test_one_more_signal_never_weighs_less_in_whatever_order(
    have: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    before = weigh([signal(*each) for each in have], 20)
    after = weigh([signal(*each) for each in [more, *have]], 20)
    assert after.points >= before.points
    assert after == weigh([signal(*each) for each in reversed([more, *have])], 20)


def test_a_light_worry_alone_is_held_and_says_what_was_weighed() -> None:
    decision = judge(POLICY, signal(), [], in_care=False, now=NOW)
    assert (decision.grounds, decision.points, decision.threshold, decision.partners) == ((), 30, 50, 1)
    assert decision.policy.content_hash == POLICY.content_hash


def test_two_different_partners_add_up_and_one_who_repeats_does_not() -> None:
    assert grounds(signal(1), [signal(0)]) == ("added_up",)
    assert grounds(signal(0), [signal(0, days_ago=day) for day in range(1, 20)]) == ()


def test_what_is_older_than_the_window_does_not_count() -> None:
    assert grounds(signal(1), [signal(0, days_ago=41)]) == ("added_up",)
    assert grounds(signal(1), [signal(0, days_ago=42)]) == ()


def test_one_urgent_signal_is_enough_and_acute_goes_straight_through() -> None:
    assert grounds(signal(points=1, urgency=Urgency.URGENT)) == ("at_once",)
    assert grounds(signal(points=1, urgency=Urgency.ACUTE)) == ("at_once",)


def test_a_heavy_one_is_enough_alone_and_an_open_case_is_always_told() -> None:
    assert grounds(signal(points=50)) == ("heavy_alone",)
    assert grounds(signal(points=1), in_care=True) == ("open_case",)
