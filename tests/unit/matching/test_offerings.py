"""An entry of the catalogue belongs to its owner, but what was promised from it stays promised."""

from dataclasses import replace

import pytest

from libs.contracts.needs import StatedContribution
from libs.contracts.offerings import OfferingChanged, OfferingRegistered, OfferingWithdrawn
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Rung
from services.matching.domain.offering import Kind, change, from_contribution, register, withdraw
from tests.unit.matching.people import an_offering, new_id


def test_registering_changing_and_withdrawing_are_each_told_once() -> None:
    entry, [registered] = register(an_offering(capacity=2))
    assert isinstance(registered, OfferingRegistered)
    same, nothing = change(entry, entry)
    assert (same, nothing) == (entry, [])
    more, [changed] = change(entry, replace(entry, capacity=3))
    assert isinstance(changed, OfferingChanged)
    assert changed.capacity == 3
    gone, [left] = withdraw(more)
    assert isinstance(left, OfferingWithdrawn)
    assert withdraw(gone) == (gone, [])
    with pytest.raises(Refused, match="left the catalogue"):
        change(gone, entry)


def test_capacity_never_falls_below_what_is_taken() -> None:
    entry = an_offering(capacity=3, taken=2)
    with pytest.raises(Refused, match="2 places are taken"):
        change(entry, replace(entry, capacity=1))
    kept, _ = change(entry, replace(entry, capacity=2, taken=0, sequence=9))
    assert (kept.taken, kept.sequence) == (2, entry.sequence)


def test_a_contribution_stands_on_the_volunteers_rung_unscreened() -> None:
    given = StatedContribution(contribution=new_id(), category=Category.COURSES, skills=("flower_arranging",))
    offering = from_contribution(given, new_id(), "west")
    assert (offering.kind, offering.rung, offering.serves) == (Kind.CONTRIBUTION, Rung.VOLUNTEERS, ("west",))
    with pytest.raises(Refused, match="in a conversation"):
        change(offering, replace(offering, capacity=9))
    assert not offering.may_enter_homes(an_offering().screened_until)  # type: ignore[arg-type]
