"""On which terms somebody can be asked: each is a hard constraint, and a proposal never breaks one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.contracts.needs import PassedOver, Preference, Whose
from libs.contracts.refusals import Refused
from libs.contracts.words import Category, Rung, Urgency, WhyNot
from services.matching.domain import ladder, scoring, search
from services.matching.domain import offering as offerings
from services.matching.domain.hours import Hours
from services.matching.domain.ladder import Found, climb
from services.matching.domain.offering import Kind, Offering
from services.matching.domain.past import Past
from services.matching.domain.terms import Reservation, Terms
from tests.unit.matching.people import NOW, a_market, a_need, an_offering, new_id, quick

GUIDE = new_id()


def guided(**terms: Any) -> Terms:
    return Terms(guide=GUIDE, **terms)


@pytest.mark.parametrize(
    ("rung", "stated", "offered", "why_not"),
    [
        # where: a place of its own does not come to the home; domotica, care and persons do
        (3, {"where": "at_home"}, {}, WhyNot.NOT_ADEQUATE),
        (3, {"where": "at_home"}, {"terms": Terms(visits=True)}, None),
        (3, {"where": "at_home"}, {"terms": Terms(at_distance=True)}, None),
        (3, {"where": "at_home"}, {"neighbourhood": "unknown"}, None),
        (4, {"where": "at_home"}, {}, None),
        (2, {"where": "at_home"}, {}, None),
        (2, {"where": "at_home"}, {"terms": guided(visits=False)}, WhyNot.NOT_ADEQUATE),
        (3, {"where": "nearby"}, {"neighbourhood": "noord"}, WhyNot.TOO_FAR),
        (3, {"where": "nearby"}, {"neighbourhood": "oost"}, None),
        (3, {"where": "nearby"}, {"neighbourhood": "noord", "terms": Terms(visits=True)}, None),
        (3, {"where": "anywhere"}, {"neighbourhood": "noord"}, None),
        (3, {}, {"neighbourhood": "noord", "reach_km": 1.0, "terms": Terms(at_distance=True)}, None),
        # for whom
        (3, {"whose": "carer"}, {"terms": Terms(whose=(Whose.RESIDENT,))}, WhyNot.NOT_ADEQUATE),
        (3, {"whose": "carer"}, {"terms": Terms(whose=(Whose.CARER,))}, None),
        (3, {}, {"terms": Terms(whose=(Whose.CARER,))}, WhyNot.NOT_ADEQUATE),
        # conditions
        (3, {}, {"terms": Terms(conditions=("city_card",))}, WhyNot.CONDITIONS),
        (3, {"meets": ("city_card",)}, {"terms": Terms(conditions=("city_card",))}, None),
        (3, {"age": 17}, {"minimum_age": 18}, WhyNot.CONDITIONS),
        (3, {"age": 18}, {"minimum_age": 18, "maximum_age": 18}, None),
        (3, {"age": 19}, {"maximum_age": 18}, WhyNot.CONDITIONS),
        (3, {}, {"minimum_age": 18}, None),
        # screening until the proposal has had its time (a week), training by name, guidance
        (2, {"inside_home": True}, {"screened_until": date(2026, 1, 11)}, WhyNot.SCREENING),
        (2, {"inside_home": True}, {"screened_until": date(2026, 1, 12)}, None),
        (2, {"skills": ("lifting",)}, {"skills": ("lifting",)}, WhyNot.SCREENING),
        (2, {"skills": ("lifting",)}, {"skills": ("lifting",), "terms": guided(trained_in=("lifting",))}, None),
        (3, {"skills": ("lifting",)}, {"skills": ("lifting",)}, None),
        (2, {"inside_home": True}, {"terms": Terms()}, WhyNot.GUIDANCE),
        (2, {}, {"terms": Terms()}, None),
        # wishes that are conditions, of both sides
        (2, {"musts": ("woman_preferred",)}, {}, WhyNot.PREFERENCE),
        (2, {"musts": ("woman_preferred",)}, {"terms": guided(traits=("woman",))}, None),
        (3, {"musts": ("woman_preferred",)}, {}, None),
        (2, {"musts": ("same_gender",), "traits": ("man",)}, {"terms": guided(traits=("woman",))}, WhyNot.PREFERENCE),
        (2, {"musts": ("same_gender",), "traits": ("man",)}, {"terms": guided(traits=("man",))}, None),
        (2, {"musts": ("no_pets",)}, {"terms": guided(traits=("pets",))}, WhyNot.PREFERENCE),
        (2, {"musts": ("no_trainee",)}, {"terms": guided(traits=("trainee",))}, WhyNot.PREFERENCE),
        (2, {"musts": ("not_from_own_street",)}, {}, WhyNot.PREFERENCE),
        (2, {"musts": ("not_from_own_street",)}, {"neighbourhood": "oost"}, None),
        (2, {"musts": ("same_language",), "languages": ("tr", "nl")}, {}, WhyNot.PREFERENCE),
        (2, {"musts": ("same_person",)}, {}, None),
        (2, {"preferences": ("woman_preferred",)}, {}, None),
        (2, {"traits": ("smokes",)}, {"unwilling": ("smokes",)}, WhyNot.PREFERENCE),
        # time-out: not while the proposal waits
        (2, {}, {"terms": guided(away_from=date(2026, 1, 5), away_until=date(2026, 1, 5))}, WhyNot.AWAY),
        (2, {}, {"terms": guided(away_until=date(2026, 1, 4))}, None),
        (2, {}, {"terms": guided(away_from=date(2026, 1, 12))}, WhyNot.AWAY),
        (2, {}, {"terms": guided(away_from=date(2026, 1, 13))}, None),
        # places held back
        (3, {}, {"terms": Terms(reserved=(Reservation(1, date(2026, 1, 5), "acute"),))}, WhyNot.NO_CAPACITY),
        (3, {}, {"terms": Terms(reserved=(Reservation(1, date(2026, 1, 4), "acute"),))}, None),
        (3, {}, {"terms": Terms(reserved=(Reservation(1, date(2026, 1, 5), "services"),))}, None),
        (3, {}, {"capacity": 2, "terms": Terms(reserved=(Reservation(1, date(2026, 1, 5), "acute"),))}, None),
        # a team that counts by the day: each visit is a place
        (
            2,
            {"times_per_week": 3},
            {"kind": "service_team", "capacity": 2, "terms": guided(per_day=1)},
            WhyNot.NO_CAPACITY,
        ),
        (2, {"times_per_week": 2}, {"kind": "service_team", "capacity": 2, "terms": guided(per_day=1)}, None),
        # at any hour
        (3, {"parts_of_day": ("evening",)}, {"parts_of_day": ("morning",), "terms": Terms(any_hour=True)}, None),
    ],
)
def test_a_term_is_met_or_told(
    rung: int, stated: dict[str, Any], offered: dict[str, Any], why_not: WhyNot | None
) -> None:
    offering = an_offering(rung, **offered | ({"kind": Kind(offered["kind"])} if "kind" in offered else {}))
    need = a_need(granted=Rung(rung) if rung > 3 else None, **stated)
    assert ladder.obstacle(need, offering, a_market([offering])) == why_not


needs = st.builds(
    a_need,
    inside_home=st.booleans(),
    where=st.sampled_from([None, "at_home", "nearby", "anywhere"]),
    whose=st.sampled_from(list(Whose)),
    musts=st.lists(st.sampled_from(list(Preference)), max_size=2).map(tuple),
    traits=st.sampled_from([(), ("woman",), ("man", "pets")]),
    meets=st.sampled_from([(), ("card",)]),
    age=st.sampled_from([None, 16, 80]),
    urgency=st.sampled_from(list(Urgency)),
    times_per_week=st.integers(1, 9),
)
terms = st.builds(
    Terms,
    visits=st.sampled_from([None, True, False]),
    at_distance=st.booleans(),
    any_hour=st.booleans(),
    whose=st.sampled_from([(), (Whose.CARER,)]),
    conditions=st.sampled_from([(), ("card",)]),
    traits=st.sampled_from([(), ("woman",), ("man", "smokes"), ("trainee", "pets")]),
    guide=st.sampled_from([None, GUIDE]),
    away_from=st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1)]),
    away_until=st.sampled_from([None, date(2026, 1, 2), date(2026, 3, 1)]),
    reserved=st.sampled_from([(), (Reservation(1, date(2026, 6, 1), "acute"),)]),
)
supply = st.builds(
    an_offering,
    rung=st.integers(2, 3),
    neighbourhood=st.sampled_from(["west", "oost", "noord", "unknown"]),
    reach_km=st.sampled_from([None, 2.0]),
    capacity=st.integers(0, 2),
    trained=st.booleans(),
    minimum_age=st.sampled_from([None, 18]),
    unwilling=st.sampled_from([(), ("pets",)]),
    terms=terms,
)
markets = st.lists(supply, max_size=10)


def breaks(need: Any, it: Offering) -> set[str]:
    """The hard constraints that this answer would break, by their definition in docs/supply.md."""
    stated, person = need.stated, it.kind is not Kind.ORGANISATION
    last = a_market().through(need)
    said = it.terms
    away = (said.away_from or said.away_until) and (said.away_from or date.min) <= last
    held = sum(each.places for each in said.reserved if stated.urgency != each.purpose)
    found = {
        "full": it.taken + held >= it.capacity,
        "whose": bool(said.whose) and stated.whose not in said.whose,
        "conditions": bool(set(said.conditions) - set(stated.meets)),
        "age": stated.age is not None and it.minimum_age is not None and stated.age < it.minimum_age,
        "unscreened": stated.inside_home
        and person
        and not (it.trained and it.screened_until and it.screened_until >= last),
        "unguided": stated.inside_home and person and said.guide is None,
        "away": bool(away) and (said.away_until or date.max) >= NOW.date(),
        "pets": Preference.NO_PETS in stated.musts and "pets" in said.traits,
        "smoke": Preference.NO_SMOKING in stated.musts and "smokes" in said.traits,
        "woman": Preference.WOMAN in stated.musts and person and "woman" not in said.traits,
        "dislikes": bool(set(stated.traits) & set(it.unwilling)),
        "not at home": stated.where == "at_home" and said.visits is False and not said.at_distance,
    }
    return {name for name, broken in found.items() if broken}


@quick
@given(needs, markets)
def test_a_proposal_never_breaks_a_hard_constraint(need: Any, catalogue: list[Offering]) -> None:
    market = a_market(catalogue)
    result = climb(need, market)
    if isinstance(result, Found):
        for id_ in (result.offering.id if result.offering else None, *result.equals):
            it = market.offering(id_) if id_ else None
            assert it is None or not breaks(need, it)


@quick
@given(needs, markets)
def test_every_candidate_who_was_passed_over_is_counted_and_known_by_id(need: Any, catalogue: list[Offering]) -> None:
    result = climb(need, a_market(catalogue))
    if isinstance(result, Found):
        counted = sum(each.candidates for each in result.passed_over)
        below = [each.id for each in catalogue if each.rung < result.rung]
        assert counted == len(below)
        assert {each.offering for each in result.candidates} == set(below)
        by_reason = [(each.rung, each.why_not) for each in result.candidates]
        for each in result.passed_over:
            assert by_reason.count((each.rung, each.why_not)) == each.candidates
        assert sum(share.share for share in result.why) == 100


def test_an_acute_need_at_night_goes_to_the_night_care_centre() -> None:
    at_three = datetime(2026, 1, 7, 2, tzinfo=UTC)
    neighbour = an_offering(categories=(Category.CARE,))
    by_day = an_offering(3, categories=(Category.CARE,), hours=(Hours(3, time(9), time(17)),))
    centre = an_offering(3, categories=(Category.CARE,), neighbourhood="noord", terms=Terms(any_hour=True))
    acute = a_need(category=Category.CARE, urgency=Urgency.ACUTE)
    result = climb(acute, a_market([neighbour, by_day, centre], at_three))
    assert isinstance(result, Found)
    assert result.offering == centre
    assert PassedOver(rung=Rung.VOLUNTEERS, why_not=WhyNot.TIMES, candidates=1) in result.passed_over
    # who is open now is there too; and when nobody is, by agreement is better than nobody
    open_now = climb(acute, a_market([neighbour, by_day], at_three.replace(hour=10)))
    assert isinstance(open_now, Found)
    assert open_now.offering == by_day
    nobody_there = climb(acute, a_market([neighbour], at_three))
    assert isinstance(nobody_there, Found)
    assert nobody_there.offering == neighbour


def test_a_team_gives_as_many_visits_as_it_has_and_each_is_given_back() -> None:
    team = an_offering(2, kind=Kind.SERVICE_TEAM, capacity=5, terms=guided(per_day=1, members=(new_id(),)))
    market, often = a_market([team]), a_need(times_per_week=3)
    taken, _ = search.look(often, market, new_id)
    market.settle(often, taken)
    assert market.moved[team.id] == 3
    assert not isinstance(climb(a_need(times_per_week=3), market), Found)
    assert isinstance(climb(a_need(times_per_week=2), market), Found)
    market.settle(taken, often)
    assert market.moved[team.id] == 0
    with pytest.raises(Refused, match="counted by the day"):
        offerings.change(replace(team, taken=3), replace(team, terms=guided()))


def test_who_helped_before_is_preferred_and_so_is_what_the_two_would_rather_have() -> None:
    one, other = an_offering(), an_offering()
    need = a_need(preferences=("same_person",))
    known = a_market([one, other], pasts={need.caseid: Past(helped=frozenset({one.id}))})
    result = climb(need, known)
    assert isinstance(result, Found)
    assert (result.offering, result.equals) == (one, ())
    woman, man = an_offering(terms=guided(traits=("woman",))), an_offering(terms=guided(traits=("man",)))
    wish = climb(a_need(preferences=("woman_preferred",)), a_market([man, woman]))
    assert isinstance(wish, Found)
    assert wish.offering == woman
    likes = an_offering(terms=guided(prefers=("services",)))
    likes_other = an_offering(terms=guided(prefers=("garden",)))
    liked = climb(a_need(), a_market([likes_other, likes]))
    assert isinstance(liked, Found)
    assert liked.offering == likes


def test_for_company_people_travel_further_than_for_the_shopping() -> None:
    def lost_by_distance(category: Category) -> float:
        need = a_need(category=category)
        near, far = (an_offering(categories=(category,), neighbourhood=where) for where in ("west", "noord"))
        market = a_market([near, far])
        scores = [sum(scoring.points(need, each, market).values()) for each in (near, far)]
        return scores[0] - scores[1]

    assert 0 < lost_by_distance(Category.RECREATION) < lost_by_distance(Category.SERVICES)
