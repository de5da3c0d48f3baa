"""Somebody sees, corrects and has erased what is known of them: in intake, and in every service that knows the case."""

from functools import partial
from typing import Any

import aio_pika
import orjson
import pytest

from libs.contracts.cases import CaseDataRequestCarriedOut
from libs.contracts.confirmations import ConfirmationGiven
from libs.contracts.topology import SERVICES
from tests.broker.intake_letters import new_id
from tests.broker.rights_letters import ADDRESS, PERSON, TRACES, Town, close, helped, left_of, town
from tests.broker.signalling_letters import event, letter, worry
from tests.broker.test_intake_adviser import get, join, post, walk_in
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker


async def test_erased_is_gone_from_every_table_of_every_service_and_each_has_confirmed(world: World) -> None:
    async with town(world) as here, world.serving("arrangement") as arrangement:
        told = await world.subscribe("#")
        case = await helped(here)
        await eventually(lambda: arrangement.scalar("select count(*) = 1 from plan where state = 'draft'"))
        resident, son = await here.resident_in(case), await here.resident_in(case, "carer")
        assert {each.split(".")[0] for each in await left_of(world)} == {"signalling", "intake"}, "it can be found"
        request = await here.ask(resident, "erase")
        refused = await here.carry_out(request, 409)
        assert refused["type"] == "urn:omzien:problem:case-open"
        await close(here, case)
        await here.carry_out(request)
        done = await here.done(request)
        of_son = await here.ask(son, "erase")
        await here.carry_out(of_son)
        await here.done(of_son)
        await eventually(lambda: here.matching.scalar("select withdrawn from offering where caseid is not null"))
        assert await left_of(world) == []
        found = "select (select count(*) from household) + (select count(*) from household_key) + count(*) from trace"
        assert await here.signalling.scalar(found) == 0, "nothing leads to them any more"
        again = await post(here.intake, f"/v1/residents/{resident}/requests", {"right": "see"}, 409)
        reopened = await post(here.intake, f"/v1/cases/{case}/reopen", None, 409)
        dossier = await get(here.intake, f"/v1/cases/{case}")
        assert await _nothing_dead(world, here)
    assert {each["service"]: each["items"] for each in done["confirmations"]} == {
        "signalling": 1,
        "matching": 1,
        "arrangement": 0,
    }
    assert again["type"] == "urn:omzien:problem:resident-erased"
    assert reopened["type"] == "urn:omzien:problem:case-erased"
    assert [each["text"] for each in dossier["notes"]] == ["", ""]
    assert (dossier["scores"], dossier["attempts"]) == ({"meaning": 3}, 1), "codes and counts stay"
    everything = orjson.dumps(told.events).decode().lower()
    assert not [trace for trace in TRACES if trace in everything]


async def test_what_is_sealed_in_intake_is_erased_or_known_not_to_be_about_a_case(world: World) -> None:
    """A table that comes later and holds free text must be erased too: see `erase_texts`."""
    async with world.serving("intake") as intake:
        rows = await intake.runtime.pool.fetch(
            "select table_name from information_schema.columns "
            "where table_schema = 'intake' and data_type = 'bytea' and column_name = 'sealed'"
        )
    of_cases = {"notes", "conversations", "clarifications", "referrals"}
    of_people = {"residents", "data_requests"}
    # no case and no person stands beside an answer to a survey
    of_nobody = {"survey_answers"}
    assert {row["table_name"] for row in rows} == of_cases | of_people | of_nobody


async def test_a_service_that_was_down_confirms_later_and_an_order_that_comes_again_has_no_effect(world: World) -> None:
    async with town(world) as here:
        told = await world.subscribe("#")
        case = await helped(here)
        await close(here, case)
        request = await here.ask(await here.resident_in(case), "erase")
        await here.carry_out(request)

        async def two_have_confirmed() -> bool:
            return bool((await here.request(request))["waits_for"] == ["arrangement"])

        await eventually(two_have_confirmed, what="only arrangement, which is down, is waited for")
        [order] = told.of(CaseDataRequestCarriedOut.type)
        again = aio_pika.Message(orjson.dumps(order), content_type="application/cloudevents+json")
        await world.publish("", [(f"{service}.events", again) for service in ("signalling", "matching")])
        async with world.serving("arrangement"):
            await here.done(request)
        done = "nl.omzien.cases.data-request-done.v1"
        await eventually(lambda: len(told.of(done)) == 1, what="it is done")
        for service in ("signalling", "matching"):
            await eventually(partial(_drained, world, service), what="the second order was taken")
        assert len(told.of(ConfirmationGiven.type)) == 3
        assert len(told.of(done)) == 1
        assert await here.intake.scalar("select count(*) from timer where kind like 'data_request%'") == 0


async def test_who_asks_sees_all_that_is_held_and_who_read_it(world: World) -> None:
    async with town(world) as here, world.serving("arrangement") as arrangement:
        case = await helped(here)
        await eventually(lambda: arrangement.scalar("select count(*) = 1 from plan where state = 'draft'"))
        resident = await here.resident_in(case)
        await get(here.intake, f"/v1/cases/{case}")
        agreed = {"purpose": "sharing_with_gp", "answer": "given", "said_on": "2026-01-05", "how": "spoken"}
        await post(here.intake, f"/v1/cases/{case}/consents", agreed, 201, **here.by)
        await get(here.intake, f"/v1/cases/{case}/consents")
        shown = await here.intake.http.get(
            f"/v1/residents/{resident}", headers=here.by | {"Omzien-Purpose": "complaint"}
        )
        request = await here.ask(resident, "see")
        early = await here.intake.read(f"/v1/requests/{request}/document")
        await here.carry_out(request)
        await here.done(request)
        document = (await here.intake.read(f"/v1/requests/{request}/document")).json()
        book = (await get(here.intake, f"/v1/cases/{case}/access"))["access"]
        elsewhere = {
            each["service"]: await here_at(here, arrangement, each["service"]).http.get(each["where"])
            for each in document["elsewhere"]
        }
    assert "111222333" not in shown.text, "a citizen number is for the person alone"
    assert (shown.json()["person"]["surname"], shown.json()["address"]["street"]) == ("Willemse", "Kerklaan")
    assert early.json()["type"] == "urn:omzien:problem:nothing-to-see"
    assert document["details"]["person"] == PERSON | {"infix": None}
    [dossier] = document["cases"]
    assert [each["text"] for each in dossier["notes"]] == ["mevrouw Willemse wil weer koken"]
    assert dossier["conversations"][0]["strengths"] == ["Willemse bindt bloemen"]
    assert [each["purpose"] for each in dossier["consents"]] == ["sharing_with_gp"]
    assert [each["case_holder"] for each in dossier["holders"]] == [here.holder]
    assert [each["role"] for each in dossier["residents"]] == ["resident", "carer"]
    assert document["as_carer"] == []
    assert [(each["action"], each["purpose"]) for each in book] == [
        ("dossier_read", "support"),
        ("consents_read", "support"),
        ("resident_read", "complaint"),
        ("document_read", "data_request"),
    ]
    assert [each["id"] for each in document["access"]] == [each["id"] for each in book]
    assert book[2]["actor"] == f"person:{here.holder}"
    assert {name: len(answer.json()["items"]) for name, answer in elsewhere.items()} == {
        "signalling": 1,
        "matching": 1,
        "arrangement": 1,
    }


async def test_a_carer_sees_what_they_said_and_has_it_erased_while_the_residents_words_stay(world: World) -> None:
    async with town(world) as here:
        case = await helped(here)
        son = await here.resident_in(case, "carer")
        see = await here.ask(son, "see")
        await here.carry_out(see)
        document = (await here.intake.read(f"/v1/requests/{see}/document")).json()
        await here.carry_out(await here.ask(son, "erase"))
        [clarified] = (await get(here.intake, f"/v1/cases/{case}"))["clarifications"]
    assert [(each["caseid"], each["carer_own_words"]) for each in document["as_carer"]] == [
        (case, "zoon Willemse kan niet meer")
    ]
    assert document["cases"] == [], "the dossier is about somebody else"
    assert clarified["carer_own_words"] == ""
    assert list(clarified["own_words"].values()) == ["zegt mevrouw Willemse"]


async def test_a_dossier_about_two_is_erased_when_both_ask_for_it(world: World) -> None:
    async with town(world) as here:
        case = await helped(here)
        one = await here.resident_in(case)
        husband = {"person": {"surname": "Jansen", "initials": "B"}}
        other = (await post(here.intake, f"/v1/cases/{case}/residents", husband, 201))["resident"]
        await close(here, case)
        request = await here.ask(one, "erase")
        alone = await here.carry_out(request, 409)
        both = await here.ask(other, "erase")
        await here.carry_out(request)
        await here.carry_out(both)
    assert alone["type"] == "urn:omzien:problem:dossier-shared"
    assert other in alone["detail"]


async def test_what_is_corrected_is_as_it_should_be_and_what_was_there_is_gone(world: World) -> None:
    moved = {"street": "Julianalaan", "house_number": "3", "postcode": "3722 AA", "town": "Bilthoven"}
    async with town(world) as here, world.serving("arrangement"):
        told = await world.subscribe("nl.omzien.cases.#")
        elsewhere = here.intake.runtime.settings.places.neighbourhood("3722 AA")  # type: ignore[attr-defined]
        await join(here.intake, elsewhere)
        walked_in = {"way_in": "resident", "person": PERSON | {"surname": "Wilemsen"}, "address": ADDRESS}
        case = (await post(here.intake, "/v1/first-contacts", walked_in, 201))["id"]
        resident = await here.resident_in(case)
        corrections = {"person": {"surname": "Willemse", "bsn": None}, "address": moved, "phone": "030-1234567"}
        request = await here.ask(resident, "correct", corrections=corrections)
        await here.carry_out(request)
        await here.done(request)
        await post(here.intake, "/v1/first-contacts", walked_in | {"person": PERSON, "address": ADDRESS}, 200)
        assert await here.resident_in(case) == resident, "known by the right name from now on"
        see = await here.ask(resident, "see")
        await here.carry_out(see)
        document = (await here.intake.read(f"/v1/requests/{see}/document")).json()
        found = await get(here.intake, f"/v1/cases/{case}")
        assert await here.intake.scalar("select count(*) from data_requests where sealed is not null") == 0
    assert document["details"]["address"] == moved | {"suffix": None}
    assert document["details"]["person"]["surname"] == "Willemse"
    assert document["details"]["phone"] == "030-1234567"
    assert "Wilemsen" not in str(document)
    assert [each["right"] for each in document["requests"]] == ["correct", "see"], "that it was corrected stays"
    assert found["neighbourhood"] == elsewhere
    assert [each["data"]["neighbourhood"] for each in told.of("nl.omzien.cases.placed.v1")] == [elsewhere]


async def test_the_same_person_is_not_doubled_and_a_carer_is_a_person_of_their_own(world: World) -> None:
    async with world.serving("intake") as intake:
        await join(intake)
        case = await walk_in(intake, person=PERSON, address=ADDRESS)
        path = f"/v1/cases/{case['id']}/residents"
        same = {"person": {"initials": "a.", "surname": "WILLEMSE", "birth_date": "1923-04-05"}, "phone": "1"}
        known = await post(intake, path, same, 200)
        son = await post(intake, path, {"role": "carer", "person": {"surname": "Willemse", "initials": "P"}}, 201)
        said = await post(intake, path, {"role": "family", "resident": son["resident"], "email": "p@example.nl"}, 200)
        nobody = await intake.http.post(path, json={"role": "carer"})
        more = await post(intake, path, {"resident": son["resident"], "phone": "2"}, 200)
        present = (await get(intake, path))["residents"]
        who = {"Omzien-Actor": str(new_id())}
        read = (await intake.http.get(f"/v1/residents/{known['resident']}", headers=who)).json()
        assert await intake.scalar("select count(*) from residents") == 2
        nameless = await post(intake, path, {"address": ADDRESS}, 201)
        two = await post(intake, path, {"resident": nameless["resident"], "person": PERSON}, 409)
    assert two["type"] == "urn:omzien:problem:same-person"
    assert more["role"] == "family", "as whom they stood, where nothing is said of it"
    assert (known["added"], son["added"], said["added"], nobody.status_code) == (False, True, False, 422)
    assert [(each["resident"], each["role"]) for each in present] == [
        (known["resident"], "resident"),
        (son["resident"], "family"),
    ]
    assert (read["person"]["surname"], read["phone"]) == ("Willemse", "1"), "known stays, new is added"


async def test_of_a_case_that_a_signal_opened_the_adviser_fetches_who_it_is_about(world: World) -> None:
    async with town(world) as here:
        letters = [letter(event(worry(urgency="urgent")))]
        await world.publish("signals", letters)
        await eventually(lambda: here.intake.scalar("select count(*) = 1 from cases"))
        [case] = (await get(here.intake, "/v1/cases"))["cases"]
        path = f"/v1/cases/{case['id']}/residents"
        [signal] = case["signals"]
        added = await post(here.intake, path, {"signal": signal, "phone": "030-1234567"}, 201, **here.by)
        again = await post(here.intake, path, {"signal": signal}, 200, **here.by)
        strange = await post(here.intake, path, {"signal": str(new_id())}, 422, **here.by)
        nobody = await post(here.intake, path, {"signal": signal}, 409)
        who = (await here.intake.http.get(f"/v1/residents/{added['resident']}", headers=here.by)).json()
    assert again["resident"] == added["resident"]
    assert (who["person"]["surname"], who["address"]["street"], who["phone"]) == ("Willemse", "Kerklaan", "030-1234567")
    assert strange["type"] == "urn:omzien:problem:signal-tells-nobody"
    assert nobody["type"] == "urn:omzien:problem:nobody-reads", "signalling notes who read the signal"


async def test_a_person_refuses_on_a_ground_and_the_one_who_asked_reads_why(world: World) -> None:
    async with town(world) as here:
        told = await world.subscribe("nl.omzien.cases.#")
        case = await walk_in(here.intake, person=PERSON)
        resident = await here.resident_in(case["id"])
        request = await here.ask(resident, "erase")
        path = f"/v1/requests/{request}/refuse"
        await post(here.intake, path, {"ground": "legal_retention"}, 409)
        unfit = await post(here.intake, path, {"ground": "data_are_right"}, 409, **here.by)
        refused = await post(here.intake, path, {"ground": "legal_retention"}, 200, **here.by)
        twice = await here.carry_out(request, 409)
        waiting = (await get(here.intake, "/v1/requests", state="made"))["requests"]
        await eventually(lambda: len(told.of("nl.omzien.cases.data-request-refused.v1")) == 1)
        assert await here.intake.scalar("select count(*) from timer where kind like 'data_request%'") == 0
    assert unfit["type"] == "urn:omzien:problem:ground-does-not-fit"
    assert (refused["state"], refused["decided_by"], waiting) == ("refused", here.holder, [])
    assert "Wmo 2015, artikel 5.3.4" in refused["reason"]
    assert twice["type"] == "urn:omzien:problem:request-decided"


async def test_a_request_that_is_late_says_who_is_waited_for(world: World) -> None:
    async with town(world) as here:
        told = await world.subscribe("nl.omzien.cases.#")
        case = await walk_in(here.intake, person=PERSON)
        request = await here.ask(await here.resident_in(case["id"]), "see", received_on="2026-01-05")
        overdue = "nl.omzien.cases.data-request-overdue.v1"
        await eventually(lambda: len(told.of(overdue)) == 1, what="it is overdue at once")
        second = await here.ask(await here.resident_in(case["id"]), "correct", corrections={"phone": "1"})
        await here.carry_out(second)

        async def waits() -> bool:
            return bool((await here.request(second))["waits_for"] == ["arrangement"])

        await eventually(waits)
        await here.intake.runtime.pool.execute(
            "update timer set due = now() - interval '1 s' where aggregate = $1", second
        )
        await eventually(lambda: len(told.of(overdue)) == 2, what="the other one is late too")
    assert [(each["data"]["request"], each["data"]["waits_for"]) for each in told.of(overdue)] == [
        (request, ["intake"]),
        (second, ["arrangement"]),
    ]
    assert told.of(overdue)[0]["data"]["due"] == "2026-02-05"
    assert len(told.of("nl.omzien.cases.data-request-nearing-term.v1")) == 2


def here_at(here: Town, arrangement: Any, service: str) -> Any:
    return {"signalling": here.signalling, "matching": here.matching, "arrangement": arrangement}[service]


async def _drained(world: World, service: str) -> bool:
    channel = await world.channel()
    queue = await channel.get_queue(f"{service}.events")
    counted = await channel.declare_queue(queue.name, passive=True)
    return bool(counted.declaration_result.message_count == 0)


async def _nothing_dead(world: World, here: Town) -> bool:
    channel = await world.channel()
    queues = [await channel.declare_queue(f"{service}.dead", passive=True) for service in SERVICES]
    letters = [await each.scalar("select count(*) from dead_letter") for each in (here.signalling, here.intake)]
    return not any(letters) and not any(queue.declaration_result.message_count for queue in queues)
