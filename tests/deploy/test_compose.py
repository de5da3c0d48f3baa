"""`docker compose up` brings a system that is confined, does the main job, scales, and stops without a loss.

The tests share one project and go on where the one before them ended: a system takes its time to start.
"""

import asyncio
import itertools
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from libs.contracts.signals import SignalAccepted
from libs.contracts.topology import INLETS, SERVICES
from omzien.demo.checks import Checks
from omzien.demo.figures import Published
from omzien.demo.partners import Partners, signal
from omzien.demo.services import Services
from omzien.demo.subscriber import Subscriber
from tests.deploy import comparison
from tests.deploy.project import IMAGE, ROOT, Project, engine_answers, obstacle
from tests.eventually import eventually
from tests.world import World

pytestmark = [pytest.mark.docker, pytest.mark.timeout(420)]

THREE = ("--scale", "matching=3")
SECRETS = ("sha256sum", "/run/omzien/tokens", "/run/omzien/key")

#: What signalling has before it at the moment of the stop; while it stops, one more comes every so many seconds.
BEFORE, PACE = 200, 0.01


@pytest.fixture(scope="module")
def project() -> Iterator[Project]:
    """Up and healthy; gone afterwards, with all that it kept."""
    if reason := obstacle():
        if os.environ.get("CI") == "true" and engine_answers():
            pytest.fail(f"a Docker engine answers, so that compose has to be tried: {reason}")
        pytest.skip(f"compose is not tried: {reason}")
    project = Project.new()
    try:
        project.up()
        yield project
    finally:
        project.down()


def test_everything_comes_up_healthy(project: Project) -> None:
    found = {_service(each): each["State"] for each in project.containers()}
    assert found.keys() == {*SERVICES, "broker", "database", "setup"}
    setup = found.pop("setup")
    assert (setup["Status"], setup["ExitCode"]) == ("exited", 0)
    assert {name: state["Health"]["Status"] for name, state in found.items()} == dict.fromkeys(found, "healthy")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_as_nobody_special_without_any_capability(project: Project, service: str) -> None:
    lines = project.compose("exec", "-T", service, "cat", "/proc/1/status").splitlines()
    status = {name: value.split() for name, _, value in (line.partition(":") for line in lines)}
    assert set(status["Uid"] + status["Gid"]).isdisjoint({"0"})
    assert {int(status[each][0], 16) for each in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == ["1"]


def test_no_container_of_ours_could_become_root_or_change_its_files(project: Project) -> None:
    ours = [each for each in project.containers() if each["Config"]["Image"] == IMAGE]
    assert {_service(each) for each in ours} == {*SERVICES, "setup"}
    for each in ours:
        host, mounts = each["HostConfig"], {mount["Destination"]: mount["RW"] for mount in each["Mounts"]}
        assert int(each["Config"]["User"]) > 0, "a number: an orchestrator can see that it is not root"
        assert host["ReadonlyRootfs"] and not host["Privileged"]
        assert host["CapDrop"] == ["ALL"] and not host["CapAdd"]
        assert "no-new-privileges:true" in host["SecurityOpt"]
        assert mounts == {"/run/omzien": _service(each) == "setup"}, "secrets are written by the setup only"


def test_every_published_port_is_on_loopback_only(project: Project) -> None:
    published = [at for each in project.containers() for at in _published(each)]
    assert len(published) == len(SERVICES) + 3, "one of each service, the broker's two, the database's"
    assert {at["HostIp"] for at in published} == {"127.0.0.1"}


def test_the_image_holds_what_runs_and_nothing_else(project: Project) -> None:
    names = project.compose("exec", "-T", "signalling", "find", "/omzien", "-not", "-name", "*.pyc").split()
    inside = {Path(name).relative_to("/omzien") for name in names} - {Path()}
    assert {path.parts[0] for path in inside} == {"libs", "services", "omzien", "deploy"}
    assert not [path for path in inside if any(part.startswith(".") or part == "tests" for part in path.parts)]
    known = {Path(line) for line in project.run("git", "ls-files").splitlines()}
    known |= {Path(line) for line in project.run("git", "ls-files", "--others", "--exclude-standard").splitlines()}
    assert {path for path in inside if path.suffix} <= known, "what git ignores may be anything, secrets too"


def test_the_setup_may_be_repeated_and_keeps_the_secrets(project: Project) -> None:
    before = project.compose("exec", "-T", "signalling", *SECRETS)
    assert project.compose("run", "--rm", "-T", "setup") == "", "it tells what it made and applied: nothing"
    assert project.compose("exec", "-T", "intake", *SECRETS) == before


def test_a_second_up_changes_nothing_but_what_it_is_asked_for(project: Project) -> None:
    before = _started(project)
    project.up(*THREE)
    after = _started(project)
    assert before.items() <= after.items()
    assert sorted(service for service, _ in (after.keys() - before.keys())) == ["matching", "matching"]


def test_the_demo_holds_with_three_of_matching(project: Project) -> None:
    summary = ROOT / "build" / "demo" / "summary.json"
    summary.unlink(missing_ok=True)
    project.run(sys.executable, "-m", "omzien", "demo", "--running", within=180, **project.where())
    told = json.loads(summary.read_text())
    assert told["holds"] and (told["effects"]["lost"], told["effects"]["doubled"]) == (0, 0)
    taken = [replica["done"] + replica["passed"] for replica in project.messages("matching")]
    print(f"messages by replica of matching: {taken}; the demo took {told['seconds']} s")
    assert len(taken) == 3 and all(taken)


async def test_a_stop_under_load_finishes_what_it_has_begun_and_gives_nothing_back(
    project: Project, tmp_path: Path
) -> None:
    secrets = project.compose("exec", "-T", "signalling", *SECRETS)
    where = project.where()
    world = World(project.name, where["OMZIEN_AMQP_URL"], {"admin": project.database_url()}, tmp_path)
    told = await world.subscribe("#")
    async with Subscriber.on(await world.channel()) as heard:
        partners = await Partners.on(await world.channel(), Published())
        await partners.publish([_worry(number) for number in range(BEFORE)])
        await eventually(lambda: heard.count(SignalAccepted) > 0, what="the first signal is accepted")

        await _stop_while_more_comes(project, partners)

        ended = {each["Name"]: each["State"]["ExitCode"] for each in project.containers(*SERVICES)}
        assert ended == dict.fromkeys(ended, 0) and len(ended) == len(SERVICES) + 2
        assert 0 < heard.count(SignalAccepted) < len(partners.sent.at), "the stop came in the middle"

        await asyncio.to_thread(project.up, *THREE)

        assert project.compose("exec", "-T", "signalling", *SECRETS) == secrets
        async with Services.at(json.loads(project.where()["OMZIEN_PEERS"]), project.token()) as services:
            await eventually(lambda: _quiet(world, heard, len(partners.sent.at)), within=90, what="all comes to rest")
            receipts = await partners.receipts(services)
        checks = Checks(heard, partners.sent, alone=True).effects(receipts)
        assert [line for check in checks for line in check.differences] == []
        assert len(told.events) == len(comparison.distinct(told.events)), "nothing was told twice"
        assert comparison.unbroken(told.events) == []
        positions = await comparison.positions(world)
        for queue, reached in comparison.told(told.events).items():
            assert reached.items() <= positions[queue].items()
        assert not any((await comparison.dead_letters(world)).values())
    await world.close()

    hot = [inlet.queue for inlets in INLETS.values() for inlet in inlets]
    await eventually(lambda: _all_acknowledged(project, hot), within=20, what="the broker has counted")
    counted = project.queues()
    published, delivered = ({queue: counted[queue][what] for queue in hot} for what in ("publish", "deliver"))
    print(f"published {published}, delivered {delivered}")
    assert delivered == published, "no message was handed out a second time"
    outcomes = [replica for service in SERVICES for replica in project.messages(service)]
    assert not any(each["duplicate"] + each["stale"] + each["retried"] for each in outcomes)


async def _stop_while_more_comes(project: Project, partners: Partners) -> None:
    stopping = asyncio.create_task(asyncio.to_thread(project.compose, "stop", *SERVICES))
    for number in itertools.count(BEFORE):
        if stopping.done():
            break
        await partners.publish([_worry(number)])
        await asyncio.sleep(PACE)
    await stopping


def _worry(number: int) -> dict[str, Any]:
    """Two partners about each household, which nobody else has told of."""
    partner = ("gp", "police")[number % 2]
    address = {"postcode": f"{(3731, 3732, 3721)[number % 3]}AB", "house_number": str(1_000 + number // 2)}
    return signal(
        f"urn:partner:{partner}",
        f"stop-{number}",
        kind="loneliness",
        partner=partner,
        urgency="urgent" if number % 4 == 0 else "soon",
        address=address,
    )


async def _quiet(world: World, heard: Subscriber, expected: int) -> bool:
    before = len(heard.events)
    if heard.count(SignalAccepted) < expected or not await comparison.at_rest(world):
        return False
    await asyncio.sleep(0.5)  # a message that is being handled is in no queue and no outbox
    return await comparison.at_rest(world) and len(heard.events) == before


async def _all_acknowledged(project: Project, queues: list[str]) -> bool:
    counted = await asyncio.to_thread(project.queues)
    return all(counted[queue]["ack"] == counted[queue]["publish"] for queue in queues)


def _service(container: dict[str, Any]) -> str:
    return str(container["Config"]["Labels"]["com.docker.compose.service"])


def _published(container: dict[str, Any]) -> list[dict[str, str]]:
    return [at for places in container["NetworkSettings"]["Ports"].values() for at in places or ()]


def _started(project: Project) -> dict[tuple[str, str], str]:
    """Since when each runs; what has ended, as the setup, is not among them."""
    running = [each for each in project.containers() if each["State"]["Running"]]
    return {(_service(each), each["Id"]): each["State"]["StartedAt"] for each in running}
