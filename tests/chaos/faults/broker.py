"""The broker stops, dies, freezes, or takes nothing more."""

from collections.abc import AsyncIterator

from tests.chaos.fault import fault
from tests.chaos.scene import Scene

#: What the memory and the disk alarm are set to for a while, and back to.
NO_MEMORY, MEMORY = "1MB", "1GB"
NO_DISK, DISK = "1000000GB", "200MB"


@fault("broker stopped and started", "What waited at the broker is there again; what was to be sent is sent then.")
async def restarted(scene: Scene, _: str) -> AsyncIterator[None]:
    """The broker gets SIGTERM, and is started again with its data."""
    await scene.ground.do(scene.ground.broker.stop)
    yield
    await scene.ground.do(scene.ground.broker.start)


@fault("broker killed", "What the broker has confirmed survives its kill -9.", hold=(0.5, 2))
async def killed(scene: Scene, _: str) -> AsyncIterator[None]:
    """The broker gets kill -9, and is started again with its data."""
    await scene.ground.do(scene.ground.broker.kill)
    yield
    await scene.ground.do(scene.ground.broker.start)


@fault("all connections to the broker closed", "Everybody connects again and goes on where they were.", hold=(0, 1))
async def closed(scene: Scene, _: str) -> AsyncIterator[None]:
    """The broker closes them, those of services, partners and subscribers alike."""
    await scene.ground.do(scene.ground.broker.control, "close_all_connections", "chaos")
    yield


@fault("broker frozen", "A broker that says nothing is noticed, and nothing is taken for sent.", hold=(3, 12))
async def frozen(scene: Scene, _: str) -> AsyncIterator[None]:
    """Its processes get SIGSTOP: connections stay open, and nobody answers."""
    scene.ground.broker.freeze()
    try:
        yield
    finally:
        scene.ground.broker.thaw()


@fault("memory alarm", "While the broker takes nothing, events wait in the outbox.", hold=(2, 10))
async def memory_alarm(scene: Scene, _: str) -> AsyncIterator[None]:
    """The limit of its memory is set below what it uses: publishers are blocked."""
    limit = ("set_vm_memory_high_watermark", "absolute")
    await scene.ground.do(scene.ground.broker.control, *limit, NO_MEMORY)
    try:
        yield
    finally:
        await scene.ground.do(scene.ground.broker.control, *limit, MEMORY)


@fault("disk alarm", "While the broker takes nothing, events wait in the outbox.", hold=(2, 10))
async def disk_alarm(scene: Scene, _: str) -> AsyncIterator[None]:
    """The limit of free disk is set above what there is: publishers are blocked."""
    await scene.ground.do(scene.ground.broker.control, "set_disk_free_limit", NO_DISK)
    try:
        yield
    finally:
        await scene.ground.do(scene.ground.broker.control, "set_disk_free_limit", DISK)
