"""Whatever partners send, over the broker or over HTTP, has its answer; nothing is lost, and the next one is taken."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import httpx
import orjson
import pytest

from deploy.local import databases, virtual_hosts
from deploy.local.stack import Stack
from libs.contracts.envelope import CONTENT_TYPE
from libs.contracts.signals import SignalSubmitted
from tests.broker.signalling_letters import GP, event, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

DEEP = "[" * 10_000 + "]" * 10_000


@dataclass
class Sent:
    """A message as it goes out. `named`: its source and id can be read, so that its partner finds it by them."""

    body: bytes
    content_type: str = CONTENT_TYPE
    headers: dict[str, str] = field(default_factory=dict)
    named: bool = True


@dataclass
class Office:
    """Signalling, running for all tests of this module."""

    served: Served
    signals: aio_pika.abc.AbstractExchange

    async def over_the_broker(self, sent: Sent) -> None:
        message = aio_pika.Message(sent.body, content_type=sent.content_type, headers=dict(sent.headers))
        await self.signals.publish(message, SignalSubmitted.type)

    async def over_http(self, sent: Sent) -> httpx.Response:
        headers = sent.headers | {"content-type": sent.content_type}
        return await self.served.http.post("/v1/signals", content=sent.body, headers=headers)

    async def receipt(self, id_: str) -> dict[str, Any] | None:
        answer = await self.served.http.get("/v1/receipts", params={"source": GP, "id": id_})
        return answer.json() if answer.status_code == 200 else None

    async def is_told(self, id_: str, state: str) -> bool:
        told = await self.receipt(id_)
        return told is not None and told["state"] == state

    async def kept(self, body: bytes) -> dict[str, Any] | None:
        """The latest refusal of exactly these bytes, as it is kept aside."""
        for row in await self.served.runtime.pool.fetch(
            "select id, reasons, detail, sealed from refusal order by id desc"
        ):
            if self.served.runtime.settings.sealer.open(row["sealed"]) == body:
                return dict(row)
        return None

    async def goes_on(self) -> None:
        """A good signal that comes now is accepted, and nothing was set aside as a fault of ours."""
        id_ = str(uuid4())
        await self.over_the_broker(signal(id_))
        await eventually(lambda: self.is_told(id_, "received"), what="a good signal is accepted")
        assert await self.served.scalar("select count(*) from dead_letter") == 0


@pytest.fixture(scope="module")
async def office(
    local_stack: Stack, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    folder: Path = tmp_path_factory.mktemp("office")
    world = await World.create(local_stack, template_database, folder)
    async with world.serving("signalling") as served:
        yield Office(served, await (await world.channel()).get_exchange("signals"))
    await world.close()
    virtual_hosts.delete(local_stack, world.name)
    await databases.drop_database(local_stack.database_url, world.name)


def signal(id_: str, **more: Any) -> Sent:
    """In order but for what is said otherwise."""
    return Sent(orjson.dumps(event(worry(**more), GP, id_)))


def without(id_: str, name: str) -> Sent:
    told = worry()
    del told[name]
    return Sent(orjson.dumps(event(told, GP, id_)))


def envelope(id_: str, more: str, data: str = "") -> Sent:
    """Written by hand, with what no decent serializer writes."""
    data = data or orjson.dumps(worry()).decode()
    head = f'{{"specversion": "1.0", "id": "{id_}", "source": "{GP}", "type": "{SignalSubmitted.type}"'
    return Sent(f'{head}, {more}"data": {data}}}'.encode())


def data(id_: str, more: str) -> Sent:
    """The same in the data."""
    told = orjson.dumps(worry()).decode()
    return envelope(id_, "", f"{told[:-1]}, {more}}}")


def binary(id_: str, body: bytes) -> Sent:
    headers = {"ce-specversion": "1.0", "ce-id": id_, "ce-source": GP, "ce-type": SignalSubmitted.type}
    return Sent(body, "application/json", headers)


def unnamed(sent: Sent) -> Sent:
    sent.named = False
    return sent


BAD: dict[str, tuple[Callable[[str], Sent], str, str]] = {
    "a field is missing": (lambda i: without(i, "kind"), "data_invalid", "data.kind: Field required"),
    "too long": (lambda i: signal(i, seen="x" * 8_001), "data_invalid", "data.seen: "),
    "a text for a part": (lambda i: signal(i, person="Willemse"), "data_invalid", "data.person: "),
    "a text for a number": (lambda i: signal(i, arrears={"amount_cents": "veel"}), "data_invalid", "data.arrears."),
    "an effort nobody knows": (lambda i: signal(i, efforts=["prayed"]), "data_invalid", "data.efforts.0: "),
    "a partner nobody knows": (lambda i: signal(i, partner="bakery"), "partner_unknown", "'housing_corporation'"),
    "a partner that is no word": (lambda i: signal(i, partner={"a": 1}), "partner_unknown", "data.partner: "),
    "a partner with NUL": (lambda i: signal(i, partner="gp\0"), "partner_unknown", "data.partner: "),
    "seen in the future": (lambda i: signal(i, seen_on="2062-01-01"), "in_the_future", "data.seen_on: "),
    "arrears of the future": (
        lambda i: signal(i, arrears={"since": "2062-01-01"}),
        "in_the_future",
        "data.arrears.since: ",
    ),
    "an effort is missing": (
        lambda i: signal(i, kind="payment_arrears", partner="energy", efforts=["written_reminder", "no_objection"]),
        "precondition_missing",
        "lacks personal_contact, help_pointed_out,",
    ),
    "not this partner's to give": (
        lambda i: signal(i, partner="health_insurer"),
        "kind_not_allowed",
        "may give payment_arrears, service_gap",
    ),
    "about nobody": (lambda i: signal(i, person=None, address={}), "about_nobody", "neither person nor address"),
    "another type": (lambda i: Sent(orjson.dumps(event(worry(), GP, i, type="nl.x.y"))), "type_unknown", "type: "),
    "over 64 KiB": (lambda i: signal(i, seen="x" * 70_000), "too_large", "65536"),
    "rubbish": (lambda _: unnamed(Sent(b"\x00\xff\xfe\x89PNG\r\n")), "not_json", "JSON"),
    "rubbish in binary mode": (lambda i: binary(i, b"\x89PNG\r\n\x00\xff"), "not_json", "JSON"),
    "nothing in binary mode": (lambda i: binary(i, b""), "not_json", "JSON"),
    "cut off": (lambda i: Sent(signal(i).body[:-20]), "not_json", "JSON"),
    "a deep envelope": (lambda i: envelope(i, f'"deep": {DEEP}, '), "not_json", "deep"),
    "deep data": (lambda i: data(i, f'"deep": {DEEP}'), "not_json", "deep"),
    "deep data in binary mode": (lambda i: binary(i, f'{{"deep": {DEEP}}}'.encode()), "not_json", "deep"),
    "data of 500 levels": (lambda i: data(i, f'"d": {"[" * 500}{"]" * 500}'), "data_invalid", "deep"),
    "data twice": (lambda i: envelope(i, '"data": {}, '), "not_json", "twice"),
    "a field twice": (lambda i: data(i, '"seen": "Iets anders."'), "not_json", "twice"),
    "a field twice in binary mode": (lambda i: binary(i, b'{"kind": "nuisance", "kind": 1}'), "not_json", "twice"),
    "no number": (lambda i: data(i, '"arrears": {"amount_cents": NaN}'), "not_json", "NaN"),
    "minus infinity": (lambda i: data(i, '"arrears": {"amount_cents": -Infinity}'), "not_json", "Infinity"),
    "a number without end": (lambda i: data(i, '"arrears": {"amount_cents": 1e999}'), "not_json", "too large"),
    "a number of 5000 digits": (lambda i: data(i, f'"x": {"9" * 5_000}'), "not_json", "JSON"),
    "a number of 70 bits": (lambda i: data(i, f'"arrears": {{"amount_cents": {2**70}}}'), "data_invalid", "64 bits"),
    "half a character": (lambda i: data(i, '"reference": "\\ud800"'), "data_invalid", "Unicode"),
    "half a character as id": (lambda _: unnamed(envelope("\\ud800", "")), "not_a_cloudevent", "id"),
    "NUL in the id": (lambda _: unnamed(envelope("a\\u0000b", "")), "not_a_cloudevent", "id"),
    "an id without end": (lambda _: unnamed(envelope("x" * 300, "")), "not_a_cloudevent", "id"),
    "a list": (lambda _: unnamed(Sent(b"[1, 2]")), "not_a_cloudevent", ""),
}


@pytest.mark.parametrize("case", BAD)
async def test_what_is_wrong_is_refused_over_the_broker_and_the_next_one_is_taken(office: Office, case: str) -> None:
    make, reason, says = BAD[case]
    sent = make(id_ := str(uuid4()))
    await office.over_the_broker(sent)
    await office.goes_on()
    kept = await office.kept(sent.body)
    assert kept is not None, "it is kept aside, sealed, as it came"
    assert (kept["reasons"], says in kept["detail"]) == ([reason], True), kept["detail"]
    await _can_be_read_back(office, sent, id_, kept)


@pytest.mark.parametrize("case", BAD)
async def test_what_is_wrong_is_refused_over_http_and_the_next_one_is_taken(office: Office, case: str) -> None:
    make, reason, says = BAD[case]
    sent = make(id_ := str(uuid4()))
    answer = await office.over_http(sent)
    assert (answer.status_code, answer.json()["reasons"]) == (422, [reason]), answer.text
    assert says in answer.json()["detail"]
    kept = await office.kept(sent.body)
    assert kept is not None, "it is kept aside, sealed, as it came"
    assert answer.json()["refusal"] == str(kept["id"])
    await _can_be_read_back(office, sent, id_, kept)
    await office.goes_on()


async def _can_be_read_back(office: Office, sent: Sent, id_: str, kept: dict[str, Any]) -> None:
    listed = (await office.served.http.get("/v1/refusals", params={"limit": 500})).json()
    found = [each for each in listed if each["refusal"] == str(kept["id"])]
    assert [(each["reasons"], each["detail"]) for each in found] == [(kept["reasons"], kept["detail"])]
    if sent.named:
        receipt = await office.receipt(id_)
        assert receipt is not None, "its partner finds it by source and id"
        assert (receipt["state"], receipt["reasons"]) == ("refused", kept["reasons"])


TOMORROW = datetime.now(UTC) + timedelta(hours=20)

ODD: dict[str, tuple[Callable[[str], Sent], list[str]]] = {
    "a citizen number of four digits": (
        lambda i: signal(i, person={"surname": "Smit", "bsn": "1234"}),
        ["bsn_invalid"],
    ),
    "a birth date as people write it": (lambda i: _born(i, "1 februari 1950"), []),
    "a birth date without quotes": (lambda i: _born(i, 19500201), []),
    "a birth date of which the year is known": (lambda i: _born(i, "00-00-1950"), ["birth_date_unclear"]),
    "a birth date that is none": (lambda i: _born(i, "onbekend"), ["birth_date_unclear"]),
    "a birth date of two centuries": (lambda i: _born(i, "01-02-50"), ["birth_date_unclear"]),
    "a birth date in the future": (lambda i: _born(i, "2062-02-01"), ["birth_date_unclear"]),
    "NUL in a text": (lambda i: signal(i, seen="a\0b", reference=f"{i}\0"), []),
    "a clock that is ahead": (lambda i: Sent(orjson.dumps(event(worry(), GP, i, time=TOMORROW.isoformat()))), []),
    "seen tomorrow, there": (lambda i: signal(i, seen_on=TOMORROW.date().isoformat()), []),
    "urgent, and not this partner's to give": (
        lambda i: signal(i, partner="health_insurer", urgency="urgent"),
        ["kind_not_allowed"],
    ),
    "safety, and not this partner's to give": (
        lambda i: signal(i, partner="health_insurer", kind="home_safety"),
        ["kind_not_allowed"],
    ),
    "a shut-off, and no effort": (
        lambda i: signal(i, partner="energy", kind="payment_arrears", urgency="urgent"),
        ["precondition_missing"],
    ),
}


def _born(id_: str, written: str | int) -> Sent:
    return signal(id_, person={"initials": "A.", "surname": "Smit", "birth_date": written})


@pytest.mark.parametrize("case", ODD)
async def test_a_worry_is_not_lost_over_a_detail(office: Office, case: str) -> None:
    make, marks = ODD[case]
    await office.over_the_broker(make(id_ := str(uuid4())))
    await eventually(lambda: office.is_told(id_, "received"))
    receipt = await office.receipt(id_)
    assert receipt is not None
    assert receipt["marks"] == marks
    again = await office.over_http(make(id_))
    assert (again.status_code, again.json()["signal"]) == (202, receipt["signal"])


async def test_a_refusal_does_not_use_up_the_id_and_the_mended_message_is_accepted_under_it(office: Office) -> None:
    arrears = {"kind": "payment_arrears", "partner": "energy"}
    efforts = ["personal_contact", "help_pointed_out", "written_reminder", "no_objection"]
    id_ = str(uuid4())
    await office.over_the_broker(signal(id_, **arrears))
    await eventually(lambda: office.is_told(id_, "refused"))
    await office.over_the_broker(signal(id_, **arrears, efforts=efforts))
    await eventually(lambda: office.is_told(id_, "received"))
    receipt = await office.receipt(id_)
    assert receipt is not None
    assert receipt["marks"] == []
