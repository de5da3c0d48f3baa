"""An ordinary day: more processes, fewer, slower ones, restarts, and a clock that is off."""

from collections.abc import AsyncIterator

from libs.contracts.topology import SERVICES
from tests.chaos.fault import fault
from tests.chaos.scene import Scene

#: Seconds by which a clock is off.
HOUR = 3_600


@fault(
    "consumer slower than its producer",
    "What comes too fast waits at the broker, and holds up nobody else.",
    befalls=SERVICES,
    hold=(4, 8),
)
async def slow(scene: Scene, service: str) -> AsyncIterator[None]:
    """Each of its transactions takes 0.2 s longer, two messages at a time; a hundred signals come at once."""
    await scene.fleet.replace(service, OMZIEN_FAILPOINTS="consumer.before_commit=sleep:0.2", OMZIEN_BATCH="2")
    scene.partners.publish([scene.partners.worry() for _ in range(100)])
    yield
    await scene.fleet.replace(service)


@fault("clock off by an hour", "No order and no identity hangs on a clock.", befalls=SERVICES, hold=(3, 6))
async def clock(scene: Scene, service: str) -> AsyncIterator[None]:
    """The service is restarted with a clock that is an hour ahead or behind; its ids are too."""
    off = scene.choice.choice((-HOUR, HOUR))
    await scene.fleet.replace(service, "tests.chaos.off_clock", OFF_SECONDS=str(off))
    await scene.fleet.ready([service])
    scene.seen.append(f"its clock was {off} s off")
    yield
    await scene.fleet.replace(service)


@fault("scaled from 1 to 4 and back", "Processes come and go under load; each message is one's.", befalls=SERVICES)
async def scaled(scene: Scene, service: str) -> AsyncIterator[None]:
    """Three processes more, under load; then they are stopped in order."""
    more = [scene.fleet.add(service) for _ in range(3)]
    await scene.fleet.ready([service])
    yield
    await scene.fleet.leave(*more)


@fault("rolling restart of everything", "Each service in turn stops in order and starts again.", hold=(0, 0))
async def rolling(scene: Scene, _: str) -> AsyncIterator[None]:
    """Every service is stopped in order and started anew, one after the other."""
    for service in SERVICES:
        await scene.fleet.replace(service)
        await scene.fleet.ready([service])
    yield
