"""Who told it, and what each kind of partner may give and hear: by what was asked, and by what the policy says."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from structlog.testing import capture_logs

from libs.delivery.settings import ROOT
from tests.broker.signalling_letters import GP, event, letter, words, worry
from tests.eventually import eventually
from tests.world import Served, World

pytestmark = pytest.mark.broker

POLICY = (ROOT / "deploy" / "reference" / "signalling-policy.toml").read_text(encoding="utf-8")
GP_RULES = POLICY[POLICY.index("[partners.gp]") : POLICY.index("[partners.home_care]")]
NEIGHBOUR = {"name": "Buurvrouw De Wit", "phone": "030-1234567", "email": "dewit@example.org"}


async def _told(signalling: Served, id_: str, discretion: str, **more: Any) -> str:
    body = event(worry(reporter=NEIGHBOUR, discretion=discretion, **more), GP, id_)
    answer = await signalling.http.post("/v1/signals", json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["signal"])


async def _shown(signalling: Served, signal: str) -> dict[str, Any]:
    found: dict[str, Any] = (await signalling.read(f"/v1/signals/{signal}")).json()
    return found


async def test_what_was_told_openly_shows_who_told_it(world: World) -> None:
    async with world.serving("signalling") as signalling:
        shown = await _shown(signalling, await _told(signalling, "1", "open"))
    assert (shown["reporter"], shown["reported_by"], shown["discretion"]) == ("care", NEIGHBOUR, "open")


async def test_what_was_told_in_confidence_is_a_question_of_its_own_and_who_asks_is_logged(world: World) -> None:
    actor = uuid4()
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        signal = await _told(signalling, "1", "confidential", urgency="acute")
        shown = await signalling.read(f"/v1/signals/{signal}")
        listed = (await signalling.http.get("/v1/signals")).json()["items"]
        with capture_logs() as logs:
            asked = await signalling.read(f"/v1/signals/{signal}/reporter", by=actor)
        await eventually(lambda: words(told.events) == ["accepted", "raised"])
    assert (shown.json()["reporter"], shown.json()["discretion"]) == ("undisclosed", "confidential")
    assert not any(value in shown.text for value in NEIGHBOUR.values())
    assert [each["reporter"] for each in listed] == ["undisclosed"]
    assert asked.json() == {**NEIGHBOUR, "signal": signal, "partner": "gp", "discretion": "confidential"}
    [entry] = [each for each in logs if each["event"] == "reporter_opened"]
    assert (entry["signal"], entry["actor"]) == (signal, f"person:{actor}")
    assert {each["data"]["reporter"] for each in told.events} == {"undisclosed"}


async def test_of_what_was_told_anonymously_nothing_is_kept_and_the_partner_has_its_answer(world: World) -> None:
    async with world.serving("signalling") as signalling:
        signal = await _told(signalling, "1", "anonymous")
        wrong = event(worry(kind="lonely", reporter=NEIGHBOUR, discretion="anonymous"), GP, "2")
        await world.publish("signals", [letter(wrong)])
        await eventually(lambda: _refused(signalling))
        asked = await signalling.read(f"/v1/signals/{signal}/reporter")
        shown = await _shown(signalling, signal)
        receipt = (await signalling.http.get("/v1/receipts", params={"source": GP, "id": "1"})).json()
        kept = [
            signalling.runtime.settings.sealer.open(
                await signalling.scalar(f"select sealed from {table} limit 1")  # noqa: S608
            )
            for table in ("signal", "refusal")
        ]
    assert asked.status_code == 404
    assert (shown["reporter"], shown["reported_by"]) == ("undisclosed", None)
    assert receipt["state"] == "received"
    assert [orjson.loads(each) != {} for each in kept] == [True, True]
    for value in NEIGHBOUR.values():
        assert not any(value.encode() in each for each in kept)


async def test_nobodys_name_is_no_answer(world: World) -> None:
    async with world.serving("signalling") as signalling:
        answer = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
        unnamed = await signalling.read(f"/v1/signals/{answer.json()['signal']}/reporter")
        missing = await signalling.read(f"/v1/signals/{uuid4()}/reporter")
    assert (unnamed.status_code, missing.status_code) == (404, 404)


async def test_a_partner_hears_no_more_than_the_policy_lets_its_kind_hear(world: World, tmp_path: Path) -> None:
    quiet = _policy(tmp_path, GP_RULES.replace(', "picked_up", "closed"', ""))
    async with world.serving("signalling", signalling_policy_file=quiet) as signalling:
        answer = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
        await signalling.http.post(f"/v1/signals/{answer.json()['signal']}/dismiss", json={"ground": "unfounded"})
        quietly = (await signalling.http.get("/v1/receipts", params={"source": GP, "id": "1"})).json()
    async with world.serving("signalling") as signalling:
        openly = (await signalling.http.get("/v1/receipts", params={"source": GP, "id": "1"})).json()
    assert (quietly["state"], openly["state"]) == ("received", "closed")


async def test_a_change_of_policy_never_refuses_what_was_accepted_before(world: World, tmp_path: Path) -> None:
    strict = _policy(tmp_path, GP_RULES.replace('"any"', '["declining_health"]'))
    async with world.serving("signalling") as signalling:
        before = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
    async with world.serving("signalling", signalling_policy_file=strict) as signalling:
        again = await signalling.http.post("/v1/signals", json=event(worry(), GP, "1"))
        other = await signalling.http.post("/v1/signals", json=event(worry(), GP, "2"))
        await world.publish("signals", [letter(event(worry(), GP, "1"))])
        await eventually(lambda: _repeated(signalling, UUID(before.json()["signal"])))
        refused = await signalling.scalar("select count(*) from refusal")
    assert again.json() == before.json()
    assert (other.status_code, other.json()["reasons"], refused) == (422, ["kind_not_allowed"], 1)


def _policy(folder: Path, rules: str) -> Path:
    path = folder / "policy.toml"
    path.write_text(POLICY.replace(GP_RULES, rules), encoding="utf-8")
    return path


async def _refused(signalling: Served) -> bool:
    return bool(await signalling.scalar("select count(*) = 1 from refusal"))


async def _repeated(signalling: Served, signal: UUID) -> bool:
    return bool(await signalling.scalar("select deliveries = 3 from receipt where signal = $1", signal))
