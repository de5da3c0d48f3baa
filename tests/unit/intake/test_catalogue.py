"""What a simple question is answered with."""

from uuid import UUID

import pytest

from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Rung
from services.intake.domain.catalogue import Offering, advised, fitting

KILOMETRES = {"de-bilt-oost": 1.2, "maartensdijk": 5.3}


def kilometres(_: str, other: str) -> float | None:
    return KILOMETRES.get(other)


def offering(number: int, *serves: str, rung: Rung = Rung.GENERAL_PROVISION, capacity: int = 1) -> Offering:
    return Offering(UUID(int=number), rung, (Category.EATING,), serves, capacity)


def found(*offerings: Offering) -> list[int]:
    return [each.id.int for each in fitting(offerings, "de-bilt-west", kilometres)]


def test_the_own_neighbourhood_comes_before_the_whole_municipality_and_nothing_else_is_shown() -> None:
    everywhere, own, near = offering(1), offering(2, "de-bilt-west", "maartensdijk"), offering(3, "de-bilt-oost")
    assert found(everywhere, own, near) == [2, 1]


def test_when_nothing_serves_the_own_neighbourhood_the_nearest_comes_first() -> None:
    far, near, nowhere = (
        offering(1, "maartensdijk"),
        offering(2, "maartensdijk", "de-bilt-oost"),
        offering(3, "utrecht"),
    )
    assert found(far, near, nowhere) == [2, 1, 3]


def test_lighter_comes_first_and_what_needs_an_application_or_is_full_is_never_advised() -> None:
    course, volunteer = offering(1, "de-bilt-west"), offering(2, "de-bilt-west", rung=Rung.VOLUNTEERS)
    indicated, full = offering(3, rung=Rung.INDIVIDUAL_PROVISION), offering(4, "de-bilt-west", capacity=0)
    assert found(course, volunteer, indicated, full) == [2, 1]


def test_what_the_helpdesk_chose_is_advised_when_it_is_in_the_catalogue() -> None:
    catalogue = [offering(number) for number in range(1, 5)]
    ids = [each.id for each in catalogue]
    assert advised([], catalogue, 2) == tuple(ids[:2])
    assert advised([ids[3], ids[3]], catalogue, 2) == (ids[3],)
    assert advised([], [], 2) == ()
    with pytest.raises(Refused, match="offering-not-advisable"):
        advised([UUID(int=9)], catalogue, 2)
