"""A referral is no worry to be weighed: the resident asks for help, and comes in by the way of who refers them."""

import pytest

from libs.contracts.signals import SignalRaised, SignalSubmitted
from libs.contracts.words import Mark, PartnerKind, WayIn
from services.signalling.domain.reporters import WAYS_IN
from services.signalling.domain.signal import State
from tests.unit.signalling.office import Office, worry

AGREED = {"referral": True, "resident_agrees": True}


def raised(office: Office) -> SignalRaised:
    [event] = [event for _, event in office.told if isinstance(event, SignalRaised)]
    return event


@pytest.mark.parametrize(("partner", "way_in"), WAYS_IN.items())
def test_who_is_referred_goes_to_intake_at_once_by_that_way(partner: PartnerKind, way_in: WayIn) -> None:
    office = Office()
    office.take(worry(partner=partner, **AGREED))
    assert (raised(office).grounds, raised(office).way_in) == (("referral",), way_in)


@pytest.mark.parametrize(
    "told",
    [
        worry(referral=True),
        worry(referral=True, resident_agrees=False),
        worry(partner=PartnerKind.SHOPKEEPER, **AGREED),
    ],
)
def test_without_their_agreement_or_from_who_refers_nobody_it_is_a_worry_that_is_marked(told: SignalSubmitted) -> None:
    office = Office()
    signal = office.take(told)
    assert signal.state is State.HELD
    assert Mark.REFERRAL_NOT_AGREED in signal.marks


def test_when_they_agree_after_all_what_was_held_is_raised() -> None:
    office = Office()
    signal = office.take(worry(referral=True))
    assert office.amend(signal, worry(**AGREED)).state is State.RAISED
    assert raised(office).way_in is WayIn.GP


def test_told_in_confidence_the_way_would_say_who_told_it() -> None:
    office = Office()
    office.take(worry(discretion="confidential", **AGREED))
    assert raised(office).way_in is None
