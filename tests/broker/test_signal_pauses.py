"""A promise that is paused: nothing is overdue meanwhile, and it holds again when the clock runs."""

from datetime import timedelta

import pytest

from tests.broker.signalling_letters import GP, event, words, worry
from tests.eventually import eventually
from tests.world import World

pytestmark = pytest.mark.broker


async def test_a_paused_signal_is_overdue_only_after_it_was_resumed(world: World) -> None:
    async with world.serving("signalling") as signalling:
        told = await world.subscribe("nl.omzien.signals.#")
        sent = await signalling.http.post("/v1/signals", json=event(worry(urgency="urgent"), GP, "1"))
        signal = sent.json()["signal"]
        wordy = await signalling.http.post(f"/v1/signals/{signal}/pause", json={"ground": "Zij is bij haar zoon"})
        paused = await signalling.http.post(f"/v1/signals/{signal}/pause", json={"ground": "resident_away"})
        again = await signalling.http.post(f"/v1/signals/{signal}/pause", json={"ground": "resident_away"})
        timers = await signalling.scalar("select count(*) from timer")
        real = signalling.runtime.clock
        signalling.runtime.clock = lambda: real() + timedelta(days=14)
        shown = (await signalling.read(f"/v1/signals/{signal}")).json()
        resumed = (await signalling.http.post(f"/v1/signals/{signal}/resume")).json()
        assert (await signalling.http.post(f"/v1/signals/{signal}/resume")).status_code == 409
        signalling.runtime.clock = lambda: real() + timedelta(days=40)
        await eventually(lambda: words(told.events)[-1:] == ["overdue"])
    assert [wordy.status_code, paused.status_code, again.status_code] == [422, 200, 409]
    assert paused.json()["pause"]["ground"] == shown["pause"]["ground"] == "resident_away"
    assert timers == 0, "nothing is due while it is paused"
    assert (shown["overdue"], resumed["overdue"], resumed["pause"]) == (False, False, None)
    assert words(told.events) == ["accepted", "raised", "paused", "resumed", "overdue"]
    raised, _, resumption, overdue = told.events[1:]
    assert resumption["data"]["pick_up_by"] == overdue["data"]["pick_up_by"] == resumed["pick_up_by"]
    assert raised["data"]["pick_up_by"] < resumed["pick_up_by"]
    assert told.events[2]["data"]["ground"] == "resident_away"


async def test_what_is_acute_is_not_paused(world: World) -> None:
    async with world.serving("signalling") as signalling:
        sent = await signalling.http.post("/v1/signals", json=event(worry(urgency="acute"), GP, "1"))
        answer = await signalling.http.post(
            f"/v1/signals/{sent.json()['signal']}/pause", json={"ground": "resident_away"}
        )
        timers = await signalling.scalar("select array_agg(kind) from timer")
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:omzien:problem:acute-not-paused")
    assert timers == ["overdue"]
