"""A message that cannot be handled is set aside alone, with its reason, and nothing else suffers."""

from uuid import UUID, uuid4

import aio_pika
import orjson
import pytest

from libs.contracts.topology import EVENTS
from libs.delivery import settling
from tests.broker.delivery.books import dead, entries, waiting, written
from tests.broker.delivery.ledger import EVENTS_INLET, KILLER, LEDGER, POISON
from tests.broker.delivery.letters import case_event, story
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker
QUEUE = EVENTS_INLET.queue


async def test_a_poison_in_a_batch_is_set_aside_and_all_others_take_effect(ledger_world: World) -> None:
    healthy = [uuid4() for _ in range(30)]
    letters = [case_event(case, 1) for case in healthy]
    letters.insert(17, case_event(uuid4(), 1, POISON))
    async with ledger_world.serving(LEDGER, retry_seconds=()) as ledger:
        await ledger_world.publish(EVENTS, letters)
        await eventually(lambda: _reasons(ledger, ["failed"]))
        await eventually(lambda: _has(ledger, 30))
        assert await entries(ledger) == {case: [1] for case in healthy}


async def test_a_handler_that_fails_is_tried_again_up_the_ladder_before_its_message_is_dead(
    ledger_world: World,
) -> None:
    async with ledger_world.serving(LEDGER, retry_seconds=(1, 1)) as ledger:
        await ledger_world.publish(EVENTS, [case_event(uuid4(), 1, POISON)])
        await eventually(lambda: _reasons(ledger, ["failed"]))
        [letter] = (await ledger.http.get("/v1/dead-letters")).json()
        assert letter["detail"] == "3 attempts; the last: KeyError"
        assert await waiting(ledger_world, QUEUE) == 0


async def test_a_message_that_recovers_on_the_ladder_has_its_effect_and_frees_those_behind_it(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER, retry_seconds=(1,)) as ledger:
        monkeypatch.setattr("tests.broker.delivery.ledger.POISON", "de-bilt-west")
        await ledger_world.publish(EVENTS, story(case, 3))
        await eventually(lambda: _parked(ledger, 2))
        monkeypatch.undo()
        await eventually(lambda: _has(ledger, 3))
        assert await entries(ledger) == {case: [1, 2, 3]}


async def test_a_poison_that_waited_for_its_turn_is_not_held_against_the_message_before_it(
    ledger_world: World,
) -> None:
    case = uuid4()
    async with ledger_world.serving(LEDGER, retry_seconds=()) as ledger:
        await ledger_world.publish(EVENTS, [case_event(case, 2, POISON), case_event(case, 3)])
        await eventually(lambda: _parked(ledger, 2))
        await ledger_world.publish(EVENTS, [case_event(case, 1)])
        await eventually(lambda: _reasons(ledger, ["failed"]))
        await eventually(lambda: _parked(ledger, 1))
        assert await entries(ledger) == {case: [1]}
        [letter] = (await ledger.http.get("/v1/dead-letters")).json()
        shown = (await ledger.read(f"/v1/dead-letters/{letter['id']}")).json()
        assert orjson.loads(shown["body"])["sequence"] == "2"


async def test_a_message_on_which_the_consumer_dies_ends_in_the_table_and_takes_no_other_along(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.delivery.consumer.FIRST_WAIT", 0.01)
    monkeypatch.setattr("libs.delivery.consumer.LONGEST_WAIT", 0.01)
    healthy = [uuid4() for _ in range(20)]
    letters = [case_event(case, 1) for case in healthy]
    letters.insert(10, case_event(uuid4(), 1, KILLER))
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, letters)
        await eventually(lambda: _reasons(ledger, ["delivery_limit"]), within=30)
        await eventually(lambda: _has(ledger, 20))
        assert await entries(ledger) == {case: [1] for case in healthy}
        assert await dead(ledger) == [(QUEUE, "delivery_limit")]


UNREADABLE: list[dict[str, object]] = [
    {"id": "not-a-uuid"},
    {"id": None},
    {"source": "urn:\0"},
    {"subject": ["Jan"]},
    {"sequence": "Jan"},
    {"sequence": str(2**64)},
    {"sequence": "0"},
]
INVALID: list[dict[str, object]] = [{"time": "yesterday"}, {"data": {"caseid": "Jan"}}]


async def test_what_cannot_be_read_is_dead_at_once_with_a_reason_that_quotes_nothing(ledger_world: World) -> None:
    async with ledger_world.serving(LEDGER, retry_seconds=(60,)) as ledger:
        await ledger_world.publish(EVENTS, [_changed(each) for each in UNREADABLE + INVALID])
        await ledger_world.publish(EVENTS, [case_event(uuid4(), 1)])
        await eventually(lambda: _has(ledger, 1))
        expected = ["data_invalid"] * len(INVALID) + ["not_a_cloudevent"] * len(UNREADABLE)
        await eventually(lambda: _reasons(ledger, expected))
        assert "Jan" not in str((await ledger.http.get("/v1/dead-letters")).json())


async def test_an_id_that_is_written_in_capitals_counts_as_the_same_id(ledger_world: World) -> None:
    case = uuid4()
    key, message = case_event(case, 1)
    attributes = orjson.loads(message.body)
    capitals = aio_pika.Message(orjson.dumps({**attributes, "id": attributes["id"].upper()}))
    async with ledger_world.serving(LEDGER) as ledger:
        await ledger_world.publish(EVENTS, [(key, capitals), (key, message), case_event(case, 2)])
        await eventually(lambda: _has(ledger, 2))
        assert await entries(ledger) == {case: [1, 2]}


async def test_a_stranger_cannot_break_the_ladder_with_a_header(ledger_world: World) -> None:
    strange: list[object] = ["often", -7, 10**6, True, None]
    letters = [case_event(uuid4(), 1, POISON) for _ in strange]
    for (_, message), attempt in zip(letters, strange, strict=True):
        message.headers = {settling.ATTEMPT: attempt, "CC": ["ledger.signals"], "x-odd": "yes"}  # type: ignore[dict-item]
    async with ledger_world.serving(LEDGER, retry_seconds=(1,)) as ledger:
        await ledger_world.publish(EVENTS, letters)
        await eventually(lambda: _reasons(ledger, ["failed"] * len(strange)))
        # on the ladder, with our rights, a CC would have reached any queue
        assert await ledger.scalar("select count(*) from letter") == 0


async def test_properties_that_are_no_text_do_not_end_the_consumer(
    ledger_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, message = case_event(uuid4(), 1)
    message.message_id = "Jos\N{LATIN SMALL LETTER E WITH ACUTE}"
    after = uuid4()
    async with ledger_world.serving(LEDGER) as ledger:
        with monkeypatch.context() as latin:
            latin.setitem(_encoders(), "shortstr", _latin)
            await ledger_world.publish(EVENTS, [(key, message)])
        await ledger_world.publish(EVENTS, [case_event(after, 1)])
        await eventually(lambda: _has(ledger, 2))
        assert await entries(ledger) == {UUID(orjson.loads(message.body)["subject"]): [1], after: [1]}


def _encoders() -> dict[str, object]:
    from pamqp import encode

    return encode.METHODS  # type: ignore[return-value]


def _latin(text: str) -> bytes:
    encoded = text.encode("latin-1")
    return bytes([len(encoded)]) + encoded


async def _has(ledger: Served, count: int) -> bool:
    return await written(ledger) == count


async def _parked(ledger: Served, count: int) -> bool:
    return bool(await ledger.scalar("select count(*) = $1 from parked", count))


async def _reasons(ledger: Served, reasons: list[str]) -> bool:
    return sorted(reason for _, reason in await dead(ledger)) == reasons


def _changed(change: dict[str, object]) -> tuple[str, aio_pika.Message]:
    key, message = case_event(uuid4(), 1)
    return key, aio_pika.Message(orjson.dumps({**orjson.loads(message.body), **change}))
