"""The Willemse scenario through the running services (domain.md, section 7): its table, and each sentence under it.

Each is asked of both ways in: two light worries first, which is our addition, and as it is told.
"""

from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest

from libs.contracts import accounts, cases, offerings, plans, signals
from libs.contracts.words import LifeDomain, PartnerKind, ReporterCategory, Rung, Urgency, WayIn
from omzien.demo.kitchen_table import NEEDS
from omzien.demo.willemse import NEIGHBOURHOOD, WayFirst
from tests.scenarios import seen
from tests.scenarios.played import Played
from tests.scenarios.table import TABLE, Cell, Row

pytestmark = pytest.mark.broker

# ---- who she is


async def test_an_83_year_old_widow_in_de_bilt_no_longer_good_on_her_feet(played: Played) -> None:
    her = played.people["resident"]
    age = (datetime.now(UTC).date() - date.fromisoformat(her["person"]["birth_date"])).days / 365.25
    assert (her["person"]["surname"], her["address"]["town"], int(age)) == ("Willemse", "De Bilt", 83)
    assert played.dossier["neighbourhood"] == NEIGHBOURHOOD
    assert "widow" in played.note(LifeDomain.MENTAL)
    assert "No longer good on her feet" in played.seen_by(PartnerKind.HOME_CARE)
    assert played.dossier["conversations"][0]["scores"][LifeDomain.PHYSICAL] == 2


async def test_her_son_who_did_much_has_moved_to_the_south(played: Played) -> None:
    assert played.people["carer"]["person"]["surname"] == "Willemse"
    [clarified] = played.dossier["clarifications"]
    assert clarified["carer_own_words"] == "I did much for her, and have moved to the south."


async def test_she_does_not_complain_fears_loneliness_and_used_to_know_everybody_in_the_street(played: Played) -> None:
    assert "Does not complain; fears loneliness" in played.note(LifeDomain.SOCIAL)
    assert "everybody in the street" in played.note(LifeDomain.MEANING)


async def test_she_would_like_to_cook_again_and_that_is_met(played: Played) -> None:
    [clarified] = played.dossier["clarifications"]
    [goal] = [goal for goal, words in clarified["own_words"].items() if words == "I would like to cook again."]
    assert {each["id"]: each["met"] for each in played.plan["goals"]}[goal]


async def test_she_asked_her_home_care_worker_and_told_her_gp_who_had_no_answer(played: Played) -> None:
    assert "asked me what there is to do" in played.seen_by(PartnerKind.HOME_CARE)
    assert "told me so. I had no answer." in played.seen_by(PartnerKind.GP)


async def test_by_2009_she_is_a_good_deal_happier(played: Played) -> None:
    [asked] = played.of(cases.CaseConversationHeld)
    told = [each.fact.well_being for each in (asked, *played.of(plans.PlanReviewed))]
    assert told == [5, 7, 8]
    assert [each["well_being"] for each in played.plan["reviews"]] == told[1:]


# ---- the table


def _cells(year: str) -> list[Any]:
    return [pytest.param(row, id=f"{row.need} - {getattr(row, year).words}") for row in TABLE]


@pytest.mark.parametrize("row", _cells("then"))
async def test_in_2006(played: Played, row: Row) -> None:
    assert_seen(seen.then(played, row.need), row.then)


@pytest.mark.parametrize("row", _cells("now"))
async def test_in_2009(played: Played, row: Row) -> None:
    assert_seen(seen.now(played, row.need), row.now)


def assert_seen(there: dict[str, Any], cell: Cell) -> None:
    assert {name: there.get(name) for name in cell.seen} == cell.seen, cell.words


async def test_the_table_is_of_all_that_she_needs(played: Played) -> None:
    assert {row.need for row in TABLE} == set(played.needs)


async def test_forms_were_dreaded_and_transport_hard_to_arrange(played: Played) -> None:
    assert played.note(LifeDomain.FINANCES) == "Dreads the forms; transport is hard to arrange."


async def test_one_of_the_pupils_lives_two_doors_away_and_it_is_by_them_that_his_mother_asks_her(
    played: Played,
) -> None:
    [pupils] = played.of(plans.PlanItemStarted, "garden and snow")
    [coffee] = played.of(plans.PlanItemStarted, "company in the street")
    assert played.at(pupils) < played.at(coffee)
    assert played.change("company in the street")["facts"] == [played.items("garden and snow")[0]["offering"]]
    assert seen.now(played, "garden and snow")["neighbourhood"] == NEIGHBOURHOOD


async def test_she_sees_her_son_on_the_screen_that_came_with_the_aid(played: Played) -> None:
    """On rungs 0 and 1 the plan names no means: that she has the aid is what the curtains' step says."""
    [aid] = [played.offerings[fact] for fact in played.change("curtains")["facts"]]
    assert aid["terms"]["at_distance"]
    assert "screen_contact" in played.skills(aid)
    [contact] = played.items("contact with her son")
    assert (contact["state"], contact["times_per_week"]) == ("active", 2)


async def test_her_son_coordinates_from_a_distance(played: Played) -> None:
    [named] = played.of(plans.PlanCoordinatorNamed)
    assert named.fact.role == played.plan["coordinator_role"] == "relative"
    assert str(named.fact.coordinator) == played.plan["coordinator"] == played.people["carer"]["id"]


async def test_her_son_finds_the_lighter_ways_in_the_catalogue_that_is_open_to_all(played: Played) -> None:
    found = {each["id"] for each in played.found_by_all}
    assert {fact for need in ("meals", "curtains") for fact in played.change(need)["facts"]} <= found


async def test_her_son_talks_with_the_adviser_he_proposes_and_the_case_holder_decides(played: Played) -> None:
    step = played.change("curtains")
    assert step["proposed_by"] == played.people["carer"]["id"]
    assert step["decided_by"] == step["followed_by"] == str(played.willemse.case.holder)


async def test_that_the_cooking_course_has_come_is_proposed_by_itself(played: Played) -> None:
    step = played.change("meals")
    assert (step["proposed_by"], step["grounds"]) == (None, ["lighter_offering"])
    assert step["decided_by"] == str(played.willemse.case.holder)


async def test_what_she_gives_is_a_talent_found_at_the_kitchen_table(played: Played) -> None:
    [talk] = played.dossier["conversations"]
    assert talk["strengths"] == ["arranges flowers"]
    assert talk["contributions"] == ["a flower-arranging course at the neighbourhood centre"]
    [given] = played.of(offerings.OfferingRegistered)
    assert (given.fact.rung, given.subject) == (Rung.VOLUNTEERS, played.willemse.clarified.contributions[0])


async def test_what_she_gives_is_a_flower_arranging_course_in_the_neighbourhood(played: Played) -> None:
    [gives] = played.plan["gives"]
    course = played.offerings[gives["id"]]
    assert (course["kind"], course["categories"], course["neighbourhood"]) == (
        "contribution",
        ["courses"],
        NEIGHBOURHOOD,
    )
    assert played.skills(course) == {"flower_arranging"}


async def test_in_2009_a_neighbour_takes_the_course_that_she_gives(played: Played) -> None:
    [taken] = played.learner["proposals"]
    [later] = played.of(plans.PlanCoordinatorNamed)
    assert datetime.fromisoformat(taken["offered_at"]) > later.at
    assert (taken["offering"], taken["state"], taken["ground"]) == (played.plan["gives"][0]["id"], "ended", "goal_met")


# ---- the ways in


async def test_as_told_she_walked_in_at_the_helpdesk_and_came_to_the_adviser(stories: dict[WayFirst, Played]) -> None:
    played = stories["walk_in"]
    [opened] = played.of(cases.CaseOpened)
    assert opened.fact.way_in is WayIn.HELPDESK
    assert {told.fact.way_in for told in played.of(cases.CaseExtended)} == {WayIn.SIGNAL}
    assert any("cook again" in each["text"] for each in played.dossier["notes"] if each["kind"] == "question")


async def test_when_she_walks_in_later_it_is_the_same_case(stories: dict[WayFirst, Played]) -> None:
    played = stories["signals"]
    [opened] = played.of(cases.CaseOpened)
    assert opened.fact.way_in is WayIn.SIGNAL
    assert WayIn.HELPDESK in {told.fact.way_in for told in played.of(cases.CaseExtended)}
    assert opened.subject == played.willemse.story.case


async def test_gp_and_home_care_each_publish_a_light_worry(played: Played) -> None:
    first, second = played.of(signals.SignalAccepted)
    assert first.fact.reporter is second.fact.reporter is ReporterCategory.CARE
    partners = {each["signal"]: each["told_by"]["partner"] for each in played.signals}
    assert [partners[str(told.subject)] for told in (first, second)] == [PartnerKind.GP, PartnerKind.HOME_CARE]
    assert {first.fact.urgency, second.fact.urgency} == {Urgency.ROUTINE}


async def test_held_alone_and_raised_together(stories: dict[WayFirst, Played]) -> None:
    played = stories["signals"]
    first, second = played.of(signals.SignalAccepted)
    [held] = played.of(signals.SignalHeld)
    assert held.subject == first.subject
    assert held.fact.points < held.fact.threshold
    assert {told.subject for told in played.of(signals.SignalRaised)} == {first.subject, second.subject}
    assert all(told.fact.grounds == ("added_up",) for told in played.of(signals.SignalRaised))


async def test_once_she_has_walked_in_each_worry_reaches_the_holder_of_her_case(
    stories: dict[WayFirst, Played],
) -> None:
    played = stories["walk_in"]
    worries = {told.subject for told in played.of(signals.SignalAccepted)}
    extended = played.of(cases.CaseExtended)
    assert {id_ for told in extended for id_ in told.fact.signals} == worries
    assert {told.fact.case_holder for told in extended} == {played.willemse.case.holder}


async def test_and_the_adviser_comes(played: Played) -> None:
    came, *_ = played.of(cases.CaseContactAttempted)
    [assigned] = played.of(cases.CaseAssigned)
    assert (came.fact.by, came.fact.reached) == (assigned.fact.case_holder, True)
    [talked] = played.of(cases.CaseConversationHeld)
    assert played.at(came) < played.at(talked)
    assert set(talked.fact.domains) == set(LifeDomain)


async def test_gp_and_home_care_are_told_that_their_worries_are_picked_up(played: Played) -> None:
    worries = {told.subject for told in played.of(signals.SignalAccepted)}
    assert {told.subject for told in played.of(signals.SignalPickedUp)} == worries
    assert {told["state"] for told in played.signals} == {"picked_up"}


async def test_both_ways_in_end_in_the_same_plan(stories: dict[WayFirst, Played]) -> None:
    signalled, walked_in = stories["signals"], stories["walk_in"]
    assert walked_in.plan["baseline"] == signalled.plan["baseline"]
    for need in NEEDS:
        assert walked_in.kinds(need) == signalled.kinds(need)
        assert seen.now(walked_in, need) == seen.now(signalled, need)
        assert seen.then(walked_in, need) == seen.then(signalled, need)


# ---- up and down the ladder


@pytest.mark.parametrize(("need", "to"), [("meals", Rung.GENERAL_PROVISION), ("curtains", Rung.OWN_STRENGTH)])
async def test_down_the_ladder_the_lighter_way_runs_before_the_heavier_one_ends(
    played: Played, need: str, to: Rung
) -> None:
    kinds = played.kinds(need)
    down = [
        "change-proposed",
        "item-intended",
        "change-accepted",
        "item-agreed",
        "item-started",
        "change-effected",
        "change-follow-up-began",
        "change-confirmed",
        "item-ended",
    ]
    assert kinds[kinds.index("change-proposed") :][: len(down)] == down
    [ended] = played.of(plans.PlanItemEnded, need)
    assert ended.fact.rung is Rung.INDIVIDUAL_PROVISION
    assert played.of(plans.PlanItemStarted, need)[-1].fact.rung is to


@pytest.mark.parametrize("need", ["meals", "curtains"])
async def test_the_heavier_one_ends_once_the_day_of_the_follow_up_has_come(played: Played, need: str) -> None:
    [effected] = played.of(plans.PlanChangeEffected, need)
    [ended] = played.of(plans.PlanItemEnded, need)
    assert effected.at.date() < effected.fact.follow_up_on <= ended.at.date()


async def test_shopping_stays_on_its_rung_and_becomes_company(played: Played) -> None:
    supports = played.of(plans.PlanItemStarted, "shopping")
    assert [told.fact.rung for told in supports] == [Rung.VOLUNTEERS, Rung.VOLUNTEERS]
    assert supports[1].fact.replaces == supports[0].fact.item
    assert not played.of(plans.PlanChangeAccepted, "shopping")


async def test_the_stockings_stay_marked_lasting_and_nobody_proposes_otherwise(played: Played) -> None:
    [agreed] = played.of(plans.PlanItemAgreed, "support stockings")
    assert agreed.fact.lasting
    assert not played.of(plans.PlanChangeProposed, "support stockings")


async def test_she_earns_points_by_teaching(played: Played) -> None:
    [credited] = played.of(accounts.AccountCredited)
    assert (credited.fact.reason, credited.fact.kind) == (accounts.Reason.EARNED, accounts.AccountKind.RESIDENT)
    assert credited.fact.points > 0
    kinds = [told.type for told in played.events if told.noun == "accounts"]
    assert kinds == ["nl.omzien.accounts.opened.v1", "nl.omzien.accounts.credited.v1"]


async def test_her_scores_for_social_functioning_meaning_and_daytime_activities_rise(played: Played) -> None:
    scores = [told.fact.scores for told in (*played.of(cases.CaseClarified), *played.of(plans.PlanReviewed))]
    for domain in (LifeDomain.SOCIAL, LifeDomain.MEANING, LifeDomain.DAYTIME):
        assert [each[domain] for each in scores] == [2, 3, 4]


async def test_nothing_stands_on_rung_four_without_the_record_of_every_lighter_rung(played: Played) -> None:
    heavy = [told for told in played.of(plans.PlanItemAgreed) if told.fact.rung.tailor_made]
    assert len(heavy) == 3
    for told in heavy:
        assert {each.rung for each in told.fact.why_not_lower} == {Rung(rung) for rung in range(4)}


async def test_what_is_left_costs_what_remains(played: Played) -> None:
    """Of three supports on rung 4 one is left; every other costs nothing by the week."""
    started = {told.fact.item: told for told in played.of(plans.PlanItemStarted)}
    ended = {told.fact.item for told in played.of(plans.PlanItemEnded)}
    cost = {told.fact.item: told.fact.cost_cents_per_week for told in played.of(plans.PlanItemAgreed)}
    assert sum(cost[item] for item in started) == 3 * 9_500
    assert sum(cost[item] for item in started.keys() - ended) == 9_500


async def test_every_day_of_the_plan_can_be_read_again(played: Played) -> None:
    versions = played.versions
    assert len(versions) > 20
    assert all(one["until"] == other["since"] for one, other in pairwise(versions))
    assert versions[-1]["until"] is None


# ---- and her name in none


async def test_every_step_is_an_event_that_a_subscriber_can_see(played: Played) -> None:
    ran = {each["id"] for need in NEEDS for each in played.items(need)}
    assert {str(told.fact.item) for told in played.of(plans.PlanItemStarted)} == ran
    ended = {each["id"] for each in played.plan["items"] if each["state"] == "ended"}
    assert {str(told.fact.item) for told in played.of(plans.PlanItemEnded)} == ended
    steps = {each["id"]: each["state"] for each in played.plan["changes"]}
    assert {str(told.fact.change) for told in played.of(plans.PlanChangeProposed)} == steps.keys()
    for kind, state in ((plans.PlanChangeConfirmed, "confirmed"), (plans.PlanChangeRejected, "rejected")):
        assert [steps[str(told.fact.change)] for told in played.of(kind)] == [state] * list(steps.values()).count(state)
    assert set(steps.values()) == {"confirmed", "rejected"}


async def test_her_name_is_in_no_event(played: Played) -> None:
    assert len(played.bodies) >= len(played.events) > 100
    person, address = played.willemse.resident.person, played.willemse.resident.address
    secrets = [person["surname"], person["birth_date"], address["street"], address["postcode"]]
    secrets += [each["told_by"]["name"] for each in played.signals]
    secrets += ["complain", "cook again", "widow", "moved to the south", "dreads", "arranges flowers"]
    for body in played.bodies:
        assert not [secret for secret in secrets if secret.lower() in body.decode().lower()]
