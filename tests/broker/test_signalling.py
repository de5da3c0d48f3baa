"""Partners' signals over the broker: taken in once, put together, and followed to the end of their case."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID

import aio_pika
import orjson
import pytest
from cloudevents.core.bindings.rabbitmq import to_binary_event, to_structured_event
from cloudevents.core.v1.event import CloudEvent

from libs.contracts.cases import CaseClosed, CaseContactAttempted, CaseOpened
from libs.contracts.signals import SignalSubmitted
from libs.contracts.words import CaseOutcome, Urgency, WayIn
from libs.delivery.raw import RawMessage
from libs.delivery.received import Cause
from services.signalling.reception import take_in
from tests.broker.signalling_letters import CARE, ENERGY, GP, Intake, event, letter, words, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker


async def _counts(signalling: Served) -> dict[str, int]:
    found = (await signalling.http.get("/v1/signals/counts")).json()
    return {name: number for name, number in found.items() if number}


async def _receipt(signalling: Served, id_: str, source: str = GP) -> dict[str, object]:
    answer = await signalling.http.get("/v1/receipts", params={"source": source, "id": id_})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_two_light_worries_of_different_partners_raise_together_and_are_answered(world: World) -> None:
    intake = Intake()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(worry(), GP, "gp-1"))])
        await eventually(lambda: words(told.events) == ["accepted", "held"])
        first = told.events[0]["subject"]
        assert (await _receipt(signalling, "gp-1"))["state"] == "received"
        await world.publish("signals", [letter(event(worry(partner="home_care"), CARE, "care-1"))])
        await eventually(lambda: len(told.events) == 6)
        raised = told.of("nl.omzien.signals.raised.v1")
        opened = CaseOpened(
            caseid=intake.caseid,
            household=raised[0]["data"]["household"],
            way_in=WayIn.SIGNAL,
            urgency=Urgency.ROUTINE,
            signals=tuple(each["subject"] for each in raised),
        )
        tried = CaseContactAttempted(caseid=intake.caseid, by=intake.caseid, reached=True)
        await world.publish("events", [intake.tells(each) for each in (opened, tried)])
        await eventually(lambda: words(told.events, first)[-1:] == ["picked-up"])
        assert (await _receipt(signalling, "gp-1"))["state"] == "picked_up"
        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.COMPLETED)
        await world.publish("events", [intake.tells(done)])
        await eventually(lambda: words(told.events, first) == ["accepted", "held", "raised", "picked-up", "closed"])
        assert (await _receipt(signalling, "gp-1"))["state"] == "closed"
        timers = await signalling.scalar("select array_agg(kind) from timer where aggregate = $1", UUID(first))
    assert [each["data"]["grounds"] for each in raised] == [["added_up"]] * 2
    assert [each["data"]["neighbourhood"] for each in raised] == ["de-bilt-west"] * 2
    assert timers == ["erasure"]


async def test_what_the_cloudevents_sdk_publishes_is_accepted_in_both_modes(world: World) -> None:
    def message(id_: str, binary: bool) -> tuple[str, aio_pika.Message]:
        attributes = {"id": id_, "source": GP, "type": SignalSubmitted.type, "datacontenttype": "application/json"}
        sdk = CloudEvent(attributes, worry())
        made = to_binary_event(sdk) if binary else to_structured_event(sdk)
        return SignalSubmitted.type, aio_pika.Message(
            made.body, headers=dict(made.headers), content_type=made.content_type
        )

    async with world.serving("signalling") as signalling:
        await world.publish("signals", [message("structured", binary=False), message("binary", binary=True)])
        await eventually(lambda: _has(signalling, accepted=2))
        assert (await _receipt(signalling, "binary"))["state"] == "received"


async def test_the_same_again_other_content_and_broken_ones_each_get_their_own_answer(world: World) -> None:
    messages = [
        letter(event(worry(), GP, "1")),
        letter(event(worry(), GP, "1", time="2026-01-05T10:00:00Z")),
        letter(event(worry(seen="Iets heel anders."), GP, "1")),
        letter(event(worry(kind="Willemse"), GP, "2")),
        letter(b'{"specversion": '),
        letter(event(worry(address=None, person=None), GP, "3")),
    ]
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        for _ in range(2):  # once more after everything is known
            await world.publish("signals", messages)
        await eventually(lambda: _has(signalling, accepted=1, refused=4, duplicates=3))
        await eventually(lambda: len(told.events) == 6)
        changed, invalid = await _receipt(signalling, "1"), await _receipt(signalling, "2")
        refusals = (await signalling.http.get("/v1/refusals")).json()
        sealed = await signalling.scalar("select sealed from refusal where event_id = '2'")
        opened = signalling.runtime.settings.sealer.open(sealed)
    assert Counter(words(told.events)) == {"accepted": 1, "held": 1, "refused": 4}
    assert {each["sequence"] for each in told.of("nl.omzien.signals.refused.v1")} == {"1"}
    assert (changed["state"], changed["reasons"]) == ("received", ["content_changed"])
    assert (invalid["state"], invalid["signal"], invalid["reasons"]) == ("refused", None, ["data_invalid"])
    assert str(invalid["detail"]).startswith("data.kind: ")
    assert "Willemse" not in str(refusals)
    assert [each["reasons"][0] for each in refusals if each["source"] is None] == ["not_json"]
    assert b"Willemse" in opened


async def test_an_id_that_was_refused_is_free_for_the_mended_signal(world: World) -> None:
    async with world.serving("signalling") as signalling:
        await world.publish("signals", [letter(event(worry(kind="lonely"), GP, "1"))])
        await eventually(lambda: _has(signalling, refused=1))
        await world.publish("signals", [letter(event(worry(), GP, "1"))])
        await eventually(lambda: _has(signalling, accepted=1))
        assert (await _receipt(signalling, "1"))["state"] == "received"


async def test_the_partners_own_number_makes_amendments_until_the_signal_is_over(world: World) -> None:
    def about(id_: str, **more: object) -> tuple[str, aio_pika.Message]:
        return letter(event(worry(reference="VS-1", **more), ENERGY, id_))

    intake = Intake()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        nowhere = {"postcode": "1234AB", "house_number": "10"}
        await world.publish("signals", [about("1", address=nowhere), about("2")])
        await eventually(lambda: words(told.events) == ["accepted", "held", "amended"])
        await world.publish("signals", [about("2"), about("3", urgency="urgent")])
        await eventually(lambda: words(told.events) == ["accepted", "held", "amended", "amended", "raised"])
        signal = told.events[0]["subject"]
        assert {each["subject"] for each in told.events} == {signal}
        assert [each["sequence"] for each in told.events] == ["1", "2", "3", "4", "5"]
        assert (await _receipt(signalling, "2", ENERGY))["signal"] == signal
        assert told.events[0]["data"]["marks"] == ["postcode_unknown"]
        assert told.events[-1]["data"]["neighbourhood"] == "de-bilt-west"

        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.COMPLETED, signals=(UUID(signal),))
        await world.publish("events", [intake.tells(done)])
        await eventually(lambda: words(told.events)[-1:] == ["closed"])
        await world.publish("signals", [about("4")])
        await eventually(lambda: words(told.events)[-2:] == ["accepted", "held"])
        assert await _counts(signalling) == {"accepted": 2, "closed": 1, "held": 1, "amendments": 2, "duplicates": 1}
        await world.publish("signals", [about("5", seen="Nog eens.")])
        await eventually(lambda: words(told.events)[-1:] == ["amended"])
        assert told.events[-1]["subject"] == told.events[-2]["subject"] != signal


async def test_a_hundred_parallel_signals_on_one_household_stay_on_one_household(world: World) -> None:
    """Two processes, small batches, every message twice, and the same people written in several ways."""

    def one(number: int) -> tuple[str, aio_pika.Message]:
        home = {"postcode": "3731ab" if number % 2 else "3731 AB", "house_number": "012" if number % 3 else "12 "}
        return letter(event(worry(address=home), f"urn:partner:{number}", str(number)))

    letters = [one(number) for number in range(100)]
    async with AsyncExitStack() as exits:
        served = [await exits.enter_async_context(world.serving("signalling", batch=7, pool=4)) for _ in range(2)]
        told = await world.subscribe("nl.omzien.signals.#")
        await asyncio.gather(*(world.publish("signals", letters[at::5] + letters[at::5]) for at in range(5)))
        await eventually(lambda: _has(served[0], accepted=100, raised=100, duplicates=100))
        await eventually(lambda: len(told.of("nl.omzien.signals.raised.v1")) == 100)
        households = await served[0].scalar("select count(*) from household")
    assert households == 1
    assert {each["data"]["household"] for each in told.of("nl.omzien.signals.raised.v1")} == {
        told.events[0]["data"]["household"]
    }
    sequences: dict[str, list[int]] = {}
    for each in {each["id"]: each for each in told.events}.values():
        sequences.setdefault(each["subject"], []).append(int(each["sequence"]))
    assert all(found == list(range(1, len(found) + 1)) for found in sequences.values())


async def test_batches_with_the_same_messages_in_opposite_order_never_deadlock(world: World) -> None:
    def raw(number: int) -> RawMessage:
        told = worry(number % 7 + 1, reference=f"r{number % 11}", partner="school")
        body = orjson.dumps(event(told, f"urn:partner:{number % 3}", str(number)))
        return RawMessage(body, "application/cloudevents+json", {}, "", Cause(str(number), str(number), "partner"))

    messages = [raw(number) for number in range(60)]
    async with world.serving("signalling", pool=8) as signalling:
        runtime = signalling.runtime

        async def take(batch: list[RawMessage]) -> list[object]:
            async with runtime.transaction(Cause("test", "test", "system")) as work:
                results = await take_in(work, batch)
                await work.flush()
            return [*results]

        one, other, *_ = await asyncio.gather(
            take(messages), take(messages[::-1]), take(messages[30:] + messages[:30]), take(messages[::2])
        )
        counts = await _counts(signalling)
    assert one == other[::-1], "the same message has the same result"
    assert (counts["duplicates"], counts["accepted"] + counts["amendments"]) == (60 + 60 + 30, 60)


async def test_a_promise_that_is_not_kept_and_a_window_that_ends_are_told(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        urgent = letter(event(worry(20, urgency="urgent"), GP, "1"))
        await world.publish("signals", [urgent, letter(event(worry(30), GP, "2"))])
        await eventually(lambda: _has(signalling, raised=1, held=1))
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=36)
        await eventually(lambda: len(told.events) == 6)
        listed = (await signalling.http.get("/v1/signals")).json()["items"]
    assert Counter(words(told.events)) == {"accepted": 2, "raised": 1, "held": 1, "overdue": 1, "hold-ending": 1}
    assert [(each["state"], each["overdue"]) for each in listed] == [("held", False), ("raised", True)]


async def test_after_its_retention_nothing_is_left_of_whom_it_was_about(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        await world.publish("signals", [letter(event(worry(), GP, "1")), letter(b"Mevrouw Willemse")])
        await eventually(lambda: len(told.events) == 3)
        [signal] = [each["subject"] for each in told.of("nl.omzien.signals.held.v1")]
        answer = await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
        assert answer.json()["state"] == "dismissed"
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=31)
        await eventually(lambda: words(told.events)[-1:] == ["erased"])
        await eventually(lambda: _erased(signalling))
        shown = (await signalling.read(f"/v1/signals/{signal}")).json()
        sealed = await signalling.scalar("select sealed from signal where id = $1", UUID(signal))
        leads = await signalling.scalar(
            "select (select count(*) from household) + (select count(*) from household_key)"
            " + (select count(*) from trace)"
        )
        assert (await _receipt(signalling, "1"))["state"] == "closed"
        again = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
    assert leads == 0, "nothing leads to the household any more"
    assert (shown["person"], shown["seen"], shown["household"], sealed) == (None, None, None, None)
    assert (again.status_code, again.json()["signal"]) == (202, signal)


async def test_nothing_that_is_stored_or_told_can_be_read_without_the_key(world: World) -> None:
    secret = ("Willemse", "Kerklaan", "3731", "1923-04-05", "durft", "111222333")
    person = {"surname": "Willemse", "bsn": "111222333", "birth_date": "1923-04-05"}
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("#")
        wrong = event(worry(kind="x"), GP, "2")
        sent = [letter(event(worry(person=person, reference="Willemse Kerklaan"), GP, "1")), letter(wrong)]
        await world.publish("signals", sent)
        await eventually(lambda: _has(signalling, accepted=1, refused=1))
        await eventually(lambda: len(told.events) == 3)
        rows = []
        for table in ("signal", "household", "household_key", "trace", "receipt", "partner_record", "refusal", "timer"):
            rows += await signalling.runtime.pool.fetch(f"select * from {table}")  # noqa: S608
    kept = " ".join(str(tuple(row)) for row in rows)
    assert kept.count("x") > 0
    for word in secret:
        assert word not in kept
        assert word not in str(told.events)


async def _erased(signalling: Served) -> bool:
    found: bool = await signalling.scalar("select bool_and(sealed is null) from refusal")
    return found


async def _has(signalling: Served, **wanted: int) -> bool:
    found = await _counts(signalling)
    return all(found.get(name, 0) == number for name, number in wanted.items())
