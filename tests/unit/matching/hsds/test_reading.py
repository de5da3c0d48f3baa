"""What an entry of the catalogue is made of, when it comes as a service of HSDS."""

from datetime import time
from typing import Any
from uuid import UUID

import pytest

from libs.contracts.refusals import Refused
from libs.contracts.words import Category, PartOfDay, Rung
from services.matching.domain.hours import Hours
from services.matching.domain.offering import Kind, Offering
from services.matching.hsds import reading
from services.matching.hsds.reading import Read
from tests.unit.matching.hsds.documents import (
    PLACES,
    SERVICE,
    TABLE,
    area,
    id_of,
    location,
    schedule,
    service,
    term,
)


def told(**changes: Any) -> Read:
    return reading.entry(service(**changes), TABLE, PLACES)


def entry(**changes: Any) -> Offering:
    return told(**changes).offering


def test_every_entry_has_a_rung_and_a_category_by_the_terms_of_the_table() -> None:
    found = entry()
    assert (found.id, found.kind, found.rung) == (SERVICE, Kind.ORGANISATION, Rung.GENERAL_PROVISION)
    assert (found.categories, found.capacity) == ((Category.EATING,), TABLE.capacity)


def test_terms_add_up_and_the_heaviest_rung_that_one_asks_counts() -> None:
    found = entry(attributes=[term("102-05"), term("106-03")])
    assert set(found.categories) == {Category.EATING, Category.MEDICAL, Category.CARE}
    assert found.rung is Rung.SPECIALIST_CARE


def test_words_are_looked_at_where_terms_say_nothing_the_name_first() -> None:
    assert entry(attributes=[], description="Met een wandeling").categories == (Category.EATING,)
    named_otherwise = entry(attributes=[], name="De Brug", description="Elke week wandelen")
    assert named_otherwise.categories == (Category.SPORT,)


def test_what_matches_no_rule_is_refused_with_its_terms() -> None:
    with pytest.raises(Refused, match=r"999-01.*no rule of the table.*otherwise") as refused:
        told(attributes=[term("999-01")], name="Xyz", description=None)
    assert refused.value.slug == "no-category"


def test_a_rung_of_our_own_in_an_attribute_goes_before_the_table() -> None:
    found = entry(attributes=[term("102-05"), term("rung", "Omzien", "4")])
    assert (found.rung, found.categories) == (Rung.INDIVIDUAL_PROVISION, (Category.EATING,))


@pytest.mark.parametrize("rung", ["6", "-1", "x", "²", ""])
def test_a_rung_that_is_none_is_refused(rung: str) -> None:
    with pytest.raises(Refused, match="rung"):
        told(attributes=[term("rung", "Omzien") | {"value": rung}])


@pytest.mark.parametrize(
    ("places", "neighbourhood"),
    [
        ([location("3738 xy")], "noord"),
        ([location("1011 AB", latitude=52.101, longitude=5.171)], "west"),
        ([location(latitude=53.2, longitude=6.5)], "unknown"),
        ([location(latitude=100, longitude=5)], "unknown"),
        ([], "unknown"),
    ],
)
def test_it_is_where_its_postcode_is_or_else_near_its_coordinates(
    places: list[dict[str, Any]], neighbourhood: str
) -> None:
    assert entry(service_at_locations=places).neighbourhood == neighbourhood


@pytest.mark.parametrize(
    ("areas", "serves"),
    [
        ([], ()),
        (["West", "Oost"], ("west", "oost")),
        (["Het Dorp"], ("west", "oost")),
        (["gemeente De Bilt"], ()),
        (["Voor iedereen in Noord en omgeving"], ("noord",)),
        (["3732 AB en 3738AA"], ("oost", "noord")),
        (["Groningen"], ("unknown",)),
    ],
)
def test_it_reaches_the_neighbourhoods_of_its_areas_and_one_for_elsewhere_none(
    areas: list[str], serves: tuple[str, ...]
) -> None:
    assert entry(service_areas=list(map(area, areas))).serves == serves


def test_hours_are_read_from_weekly_schedules() -> None:
    found = entry(
        schedules=[
            schedule(byday="MO,WE", opens_at="09:30", closes_at="12:00:00"),
            schedule(byday="FR", opens_at="22:00", closes_at="02:00"),
            schedule(byday="SA", opens_at="08:00Z", closes_at="11:00Z", dtstart="2026-07-01"),
            schedule(byday="SU", opens_at="10:00+01:00", closes_at="24:00"),
        ]
    )
    assert found.hours == (
        Hours(1, time(9, 30), time(12)),
        Hours(3, time(9, 30), time(12)),
        Hours(5, time(22), time(0)),
        Hours(6, time(0), time(2)),
        Hours(6, time(10), time(13)),
        Hours(7, time(10), time(0)),
    )
    assert found.parts_of_day == (PartOfDay.MORNING, PartOfDay.EVENING, PartOfDay.WEEKEND)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"freq": "MONTHLY", "byday": "2MO"}, "not every week"),
        ({"interval": 2}, "not every week"),
        ({"opens_at": "9am"}, "'9am' is no time"),
        ({"opens_at": "25:00"}, "'25:00' is no time"),
        ({"byday": "maandag"}, "'maandag' is no day"),
        ({"closes_at": None}, "belong together"),
        ({"opens_at": "09:00+99:99"}, "is no offset"),
    ],
)
def test_a_schedule_that_says_nothing_about_a_week_is_kept_and_remarked_on(wrong: dict[str, Any], says: str) -> None:
    found = told(schedules=[schedule(**wrong), schedule(byday="TU")])
    assert [each.weekday for each in found.offering.hours] == [2]
    [remark] = found.remarks
    assert says in remark
    assert len(found.kept["schedules"]) == 2


def test_languages_ages_costs_and_the_organisation_are_read() -> None:
    organization = {"id": id_of("org"), "name": "De Brug", "description": ""}
    found = entry(
        languages=[{"id": id_of("nl"), "name": "Nederlands"}, {"id": id_of("ar"), "code": "ar-MA"}],
        minimum_age=17.5,
        maximum_age=1_000,
        cost_options=[{"id": id_of("cost"), "currency": "eur", "amount": 4.25, "amount_description": "per week"}],
        organization=organization,
    )
    assert (found.languages, found.minimum_age, found.maximum_age) == (("nl", "ar"), 17, None)
    assert (found.cost_cents_per_week, found.organisation) == (425, UUID(organization["id"]))


@pytest.mark.parametrize("status", ["inactive", "temporarily closed", "defunct"])
def test_what_is_not_active_takes_nobody_new(status: str) -> None:
    found = told(status=status)
    assert (found.offering.capacity, found.closed, found.gone) == (0, True, status == "defunct")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "17"}, "id: "),
        ({"name": None}, "name: Field required"),
        ({"status": "open"}, "status: "),
        ({"minimum_age": "18"}, "minimum_age"),
        ({"minimum_age": 40, "maximum_age": 30}, "minimum_age is above maximum_age"),
        ({"url": "www.debrug.nl"}, "url: "),
        ({"email": "de brug"}, "email: "),
        ({"phones": [{"id": id_of("phone")}]}, "phones.0.number: Field required"),
        ({"last_modified": "gisteren"}, "last_modified"),
        ({"name": "a\x00b"}, "no text"),
        ({"extra": {"deep": "\ud800"}}, "no text"),
        ({"extra": float("nan")}, "not finite"),
        ({"extra": 2**70}, "64 bits"),
        ({"name": " "}, "title"),
    ],
)
def test_what_is_not_hsds_is_refused_with_the_place(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused) as refused:
        told(**wrong)
    assert says in refused.value.detail


def test_nesting_without_end_is_refused() -> None:
    deep: Any = {}
    for _ in range(900):
        deep = {"a": deep}
    with pytest.raises(Refused, match="nested"):
        told(extra=deep)


def test_nulls_are_fields_that_are_not_told_and_everything_else_is_kept() -> None:
    given = service(extra={"a": [1, 2.5, None]}, alert=None, wait_time="")
    kept = told(**given).kept
    assert kept == {name: value for name, value in given.items() if name != "alert"}
