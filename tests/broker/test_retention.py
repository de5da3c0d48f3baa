"""After its term nothing leads to whom a signal was about: looked for in every table, not only asked."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest

from libs.contracts.calendar import day_of
from libs.contracts.cases import CaseClosed
from libs.contracts.signals import Address, Person
from libs.contracts.words import CaseOutcome
from libs.delivery.database import transaction
from libs.delivery.received import Cause
from services.signalling.domain.identity import identify
from services.signalling.erasing import erase_signals
from tests.broker.signalling_letters import CARE, GP, Intake, event, letter, words, worry
from tests.eventually import eventually
from tests.world import Served, Subscriber, World

pytestmark = pytest.mark.broker

PERSON = {"initials": "A.", "surname": "Willemse", "birth_date": "1923-04-05", "bsn": "111222333"}


async def _taken_in(signalling: Served, data: dict[str, Any], source: str = GP, id_: str = "1") -> str:
    answer = await signalling.http.post("/v1/signals", json=event(data, source, id_))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["signal"])


async def _dismissed(signalling: Served, signal: str) -> None:
    answer = await signalling.http.post(f"/v1/signals/{signal}/dismiss", json={"ground": "unfounded"})
    assert answer.status_code == 200, answer.text


async def _erased(signalling: Served, told: Subscriber, days: int, *signals: str) -> None:
    now = signalling.runtime.clock()
    signalling.runtime.clock = lambda: now + timedelta(days=days)
    erased = "nl.omzien.signals.erased.v1"
    await eventually(lambda: {*signals} <= {each["subject"] for each in told.of(erased)})


async def _everything(signalling: Served) -> str:
    """Every row of every table of the schema, as text: bytes as hexadecimal digits."""
    tables = await signalling.runtime.pool.fetch(
        "select table_name from information_schema.tables"
        " where table_schema = 'signalling' and table_type = 'BASE TABLE'"
    )
    assert {"signal", "receipt", "trace", "erasure", "answer", "dead_letter"} <= {row[0] for row in tables}
    rows = [await signalling.runtime.pool.fetch(f"select t::text from {name} t") for (name,) in tables]  # noqa: S608
    return "\n".join(str(row[0]) for found in rows for row in found)


def _hashes(signalling: Served, data: dict[str, Any], reference: str | None = None) -> set[str]:
    """Every keyed hash by which such a signal or the person in it is found, as hexadecimal digits."""
    settings: Any = signalling.runtime.settings
    lookup = settings.sealer.lookup
    person, address = Person.model_validate(data["person"]), Address.model_validate(data["address"])
    identity = identify(person, address, settings.places, lookup, day_of(datetime.now(UTC)))
    found = {*identity.keys, *identity.traces}
    if reference:
        found.add(lookup("reference", reference))
    return {each.hex() for each in found}


async def test_an_erased_signal_is_in_no_table_and_its_erasure_is_proved(world: World) -> None:
    about = worry(person=PERSON, reference="dossier 7")
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        signal = await _taken_in(signalling, about, id_="1")
        assert await _taken_in(signalling, about | {"seen": "Zij eet niet meer."}, id_="2") == signal
        hashes = _hashes(signalling, about, "dossier 7")
        contents = await signalling.runtime.pool.fetch("select content from receipt")
        sealed = await signalling.scalar("select sealed from signal")
        household = await signalling.scalar("select household from signal")
        before = await _everything(signalling)
        early = await signalling.http.get(f"/v1/signals/{signal}/erasure")
        await _dismissed(signalling, signal)
        await _erased(signalling, told, 31, signal)
        after = await _everything(signalling)
        proof = (await signalling.http.get(f"/v1/signals/{signal}/erasure")).json()
        [found] = await signalling.runtime.pool.fetch("select * from signal")
        again = await _taken_in(signalling, about, id_="1")
        other = await _taken_in(signalling, about | {"seen": "Iets anders."}, id_="1")
        anew = await _taken_in(signalling, about, id_="3")
        counts = (await signalling.http.get("/v1/signals/counts")).json()
    sought = hashes | {each["content"].hex() for each in contents} | {sealed.hex(), str(household)}
    assert len(sought) > 10
    assert {each for each in sought if each not in before} == set(), "the search finds what is there"
    assert {each for each in sought if each in after} == set()
    assert early.json()["type"] == "urn:omzien:problem:signal-not-erased"
    assert again == other == signal, "the same id: the same answer"
    assert anew != signal, "the number stands for nothing any more"
    assert (counts["duplicates"], counts["erased"], counts["refused"]) == (2, 1, 0)
    kept = {name for name, value in found.items() if value not in (None, [], False)}
    assert kept == {"id", "sequence", "state", "accepted_at", "source", "partner", "kind", "urgency", "certainty"} | {
        "neighbourhood",
        "points",
        "discretion",
    }
    assert found["neighbourhood"] == "unknown"
    assert proof["nothing_left"] is True
    destroyed = {each["place"]: each["destroyed"] for each in proof["places"]}
    assert destroyed.pop("traces") > 5
    assert destroyed == {"text": 1, "household": 1, "household_keys": 3, "contents": 2, "numbers": 1}


async def test_what_only_the_erased_signal_used_goes_and_what_another_uses_stays(world: World) -> None:
    son = {"initials": "B.", "surname": "Willemse", "birth_date": "1950-01-01"}
    hers, his = worry(person=PERSON), worry(person=son)
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        first, second = await _taken_in(signalling, hers, id_="1"), await _taken_in(signalling, his, id_="2")
        mine, others = _hashes(signalling, hers), _hashes(signalling, his)
        beside = await _beside(signalling, second)
        await _dismissed(signalling, first)
        await _erased(signalling, told, 31, first)
        left = await _everything(signalling)
        proof = (await signalling.http.get(f"/v1/signals/{first}/erasure")).json()
        alone = await _beside(signalling, second)
        third = await _taken_in(signalling, his, CARE, "3")
        households = {(await signalling.read(f"/v1/signals/{each}")).json()["household"] for each in (second, third)}
    assert {each for each in mine - others if each in left} == set()
    assert {each for each in others if each not in left} == set()
    assert proof["nothing_left"] is True
    assert len(households) == 1
    assert beside == ([first], [first]), "the other was weighed with it"
    assert alone == ([], [str(UUID(int=0))]), "that it was weighed with something stays, and with what does not"


async def _beside(signalling: Served, signal: str) -> tuple[list[str], list[str]]:
    """What it was put together with, and what counted in its decision."""
    found = (await signalling.read(f"/v1/signals/{signal}")).json()
    return [each["signal"] for each in found["beside"]], found["decision"]["counted"]


async def test_what_its_partner_had_mended_goes_too_and_nothing_is_erased_twice(world: World) -> None:
    son = {"initials": "B.", "surname": "Willemse", "birth_date": "1950-01-01"}
    slip, hers = (worry(person=PERSON | {"bsn": each}, reference="7") for each in ("123456782", "111222333"))
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        signal = await _taken_in(signalling, slip, id_="1")
        other = await _taken_in(signalling, worry(person=son), id_="2")
        assert await _taken_in(signalling, hers, id_="3") == signal
        before = await _everything(signalling)
        mended = {each for each in _hashes(signalling, slip) - _hashes(signalling, hers) if each in before}
        await _dismissed(signalling, signal)
        await _erased(signalling, told, 31, signal)
        after = await _everything(signalling)
        again = await _erase(signalling, signal, other)
        proofs = await signalling.scalar("select count(*) from erasure")
    assert len(mended) == 1, "the slip still leads to the household, where somebody else is held"
    assert [each for each in mended if each in after] == []
    assert again == set(), "one is erased already, and one is held"
    assert proofs == 1


async def _erase(signalling: Served, *signals: str) -> set[UUID]:
    runtime = signalling.runtime
    async with transaction(runtime.pool) as connection:
        work = runtime.work(connection, Cause("test", "test", "person"))
        gone = await erase_signals(work, {UUID(each): None for each in signals})
        await work.flush()
    return gone


async def test_a_household_that_a_signal_has_left_is_forgotten_with_its_keys(world: World) -> None:
    wrong = worry(reference="7", address={"postcode": "3731AB", "house_number": "99"}, person=None)
    async with world.serving("signalling") as signalling:
        signal = await _taken_in(signalling, wrong, id_="1")
        [door] = _hashes(signalling, {**wrong, "person": {}})
        before = await _everything(signalling)
        assert await _taken_in(signalling, worry(reference="7"), id_="2") == signal
        await eventually(lambda: _is_gone(signalling, door))
        number = await signalling.scalar("select count(*) from household")
    assert door in before
    assert number == 1


async def test_a_household_that_a_signal_has_left_is_not_found_by_it_while_another_is_there(world: World) -> None:
    son = {"initials": "B.", "surname": "Willemse", "birth_date": "1950-01-01"}
    child = {"surname": "Kind", "birth_date": "2020-01-01"}
    async with world.serving("signalling") as signalling:
        signal = await _taken_in(signalling, worry(person=PERSON, reference="7"), id_="1")
        await _taken_in(signalling, worry(person=son), id_="2")
        others = _hashes(signalling, worry(person=son))
        hers = _hashes(signalling, worry(person=PERSON)) - others
        assert await _taken_in(signalling, worry(person=child, reference="7"), id_="3") == signal

        async def nothing_of_hers() -> bool:
            left = await _everything(signalling)
            return not any(each in left for each in hers)

        await eventually(nothing_of_hers)
        left = await _everything(signalling)
    assert {each for each in others if each not in left} == set()


async def _is_gone(signalling: Served, door: str) -> bool:
    return door not in await _everything(signalling)


async def test_every_end_has_its_term_and_what_is_due_can_be_asked(world: World) -> None:
    intake = Intake()
    child = worry(2, person={"surname": "Kind", "birth_date": "2020-01-01"})
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        gap = await _taken_in(signalling, worry(kind="service_gap"), id_="1")
        youth = await _taken_in(signalling, child, id_="2")
        case = await _taken_in(signalling, worry(3, urgency="urgent"), id_="3")
        held = await _taken_in(signalling, worry(4), id_="4")
        await signalling.http.post("/v1/signals", json=event(worry(kind="x"), GP, "5"))
        question = {"source": GP, "partner": "gp", "address": {"postcode": "3731AB", "house_number": "5"}}
        await signalling.http.post("/v1/households/known", json=question)
        await _dismissed(signalling, held)
        done = CaseClosed(caseid=intake.caseid, outcome=CaseOutcome.COMPLETED, signals=(UUID(case),))
        await world.publish("events", [intake.tells(done)])
        await eventually(lambda: words(told.events, case)[-1:] == ["closed"])
        soon = (await signalling.http.get("/v1/retention")).json()
        late = str(date.today() + timedelta(days=366 * 16))  # noqa: DTZ011
        due = (await signalling.http.get("/v1/retention", params={"until": late})).json()
        await _erased(signalling, told, 31, youth, held)
        await _erased(signalling, told, 731, gap)
        halfway = (await signalling.read(f"/v1/signals/{case}")).json()
        await _erased(signalling, told, 366 * 15, case)
        erased = (await signalling.http.get("/v1/erasures", params={"limit": 3})).json()
        rest = (await signalling.http.get("/v1/erasures", params={"after": erased["next"]})).json()
        none = (await signalling.http.get("/v1/retention", params={"until": late})).json()
    assert soon["items"] == []
    assert {(each["state"], each["term"], each["number"]) for each in due["items"]} == {
        ("dismissed", "dismissed_days", 1),
        ("closed", "case_years", 1),
        ("gap_listed", "gap_days", 1),
        ("youth_routed", "youth_days", 1),
        ("refused", "refused_days", 1),
        ("asked", "question_days", 1),
    }
    assert halfway["state"] == "closed", "a case is kept for fifteen years"
    assert [each["signal"] for each in erased["items"] + rest["items"]] == [gap, youth, case, held]
    assert all(each["nothing_left"] for each in erased["items"] + rest["items"])
    assert none["items"] == []


async def test_what_was_refused_is_gone_to_the_last_hash_and_may_come_again(world: World) -> None:
    broken = letter(event(worry(kind="x"), GP, "1"))
    async with world.serving("signalling") as signalling:
        await world.publish("signals", [broken, broken])
        await eventually(lambda: _refused(signalling, 1))
        fingerprint = await signalling.scalar("select fingerprint from refusal")
        now = signalling.runtime.clock()
        signalling.runtime.clock = lambda: now + timedelta(days=31)
        await eventually(lambda: _is_gone(signalling, fingerprint.hex()))
        kept = (await signalling.http.get("/v1/refusals")).json()
        await world.publish("signals", [broken])
        await eventually(lambda: _refused(signalling, 2))
    assert [each["reasons"] for each in kept] == [["data_invalid"]], "why it was refused stays"
    assert orjson.loads(broken[1].body)["id"] == kept[0]["id"]


async def _refused(signalling: Served, number: int) -> bool:
    return bool(await signalling.scalar("select count(*) from refusal") == number)
