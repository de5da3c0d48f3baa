"""`omzien watch`: events as they happen, or from the first."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
import uuid_utils.compat
from faststream.rabbit import RabbitBroker

from deploy.local import virtual_hosts
from deploy.local.stack import Stack
from libs.contracts.topology import EVENTS
from libs.delivery import topology
from omzien.errors import Advice
from omzien.wanted import Wanted
from omzien.watch import events
from tests.broker.delivery.letters import case_event, story
from tests.world import World

pytestmark = pytest.mark.broker

CASE = UUID("0191b7c2-0000-7000-8000-000000000001")


@pytest.fixture
async def stage(world: World) -> World:
    """With omzien's exchanges and the stream of all events."""
    async with RabbitBroker(world.amqp_url) as broker:
        await topology.declare(broker, "watched", (), ())
    return world


async def heard(world: World, wanted: Wanted, count: int, *, replay: bool) -> list[dict[str, Any]]:
    """The first so many that a watcher gets."""
    found = []
    async with asyncio.timeout(20):
        async for event in events(world.amqp_url, wanted, replay=replay):
            found.append(event)
            if len(found) == count:
                break
    return found


async def test_a_replay_begins_with_the_first_event_and_shows_what_is_wanted(stage: World) -> None:
    other = uuid_utils.compat.uuid7()
    await stage.publish(EVENTS, [*story(CASE, 3), case_event(other, 1, "de-bilt-oost")])
    everything = await heard(stage, Wanted(), 4, replay=True)
    assert [(event["subject"], event["sequence"]) for event in everything] == [
        (str(CASE), "1"),
        (str(CASE), "2"),
        (str(CASE), "3"),
        (str(other), "1"),
    ]
    [there] = await heard(stage, Wanted.of("cases.opened", "de-bilt-oost"), 1, replay=True)
    assert there["subject"] == str(other)


async def test_a_broker_without_omzien_on_it_says_what_to_start(world: World) -> None:
    for replay in (False, True):
        with pytest.raises(Advice, match="make up"):
            await heard(world, Wanted(), 1, replay=replay)


async def test_lines_come_as_events_happen_copies_are_told_and_ctrl_c_ends_it(stage: World) -> None:
    async with watching(stage, "--type", "cases") as watcher:
        opened = case_event(CASE, 1)
        await stage.publish(EVENTS, [opened, opened])
        first, second = await line(watcher.stdout), await line(watcher.stdout)
        watcher.send_signal(signal.SIGINT)
        rest, said = await asyncio.wait_for(watcher.communicate(), 20)
    assert (
        first
        == "10:00:00  cases.opened                00000001  de-bilt-west      a case was opened: soon, by way of signal"
    )
    assert second == f"{first} (again)"
    assert rest.decode().strip() == "1 events, 1 copies"
    assert (watcher.returncode, said) == (0, b"")


async def test_a_broker_that_goes_away_ends_it_with_one_line(stage: World, local_stack: Stack) -> None:
    async with watching(stage) as watcher:
        virtual_hosts.delete(local_stack, stage.name)
        _, said = await asyncio.wait_for(watcher.communicate(), 30)
    assert watcher.returncode == 1
    assert said.decode().count("\n") == 1
    assert "went away" in said.decode()


@asynccontextmanager
async def watching(world: World, *arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The command, in a process of its own, from the moment that it hears."""
    watcher = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "omzien", "watch", *arguments),
        env=os.environ | {"OMZIEN_AMQP_URL": world.amqp_url, "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert await line(watcher.stderr) == "watching; Ctrl-C ends it"
        yield watcher
    finally:
        if watcher.returncode is None:
            watcher.kill()
            await watcher.wait()


async def line(stream: asyncio.StreamReader | None) -> str:
    assert stream is not None
    return (await asyncio.wait_for(stream.readline(), 20)).decode().rstrip()
