"""The database stops, dies, freezes, ends every session, or commits and does not say so."""

from collections.abc import AsyncIterator

import asyncpg

from libs.contracts.topology import SERVICES
from tests.chaos.fault import fault
from tests.chaos.scene import Scene
from tests.eventually import eventually

END_ALL = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


@fault("database stopped and started", "Messages wait at the broker until the database is back.")
async def restarted(scene: Scene, _: str) -> AsyncIterator[None]:
    """The database is shut down with all its sessions, and started again."""
    await scene.ground.do(scene.ground.database.stop)
    yield
    await scene.ground.do(scene.ground.database.start)


@fault("database killed", "What was committed survives the database's kill -9; the rest is done again.", hold=(0.5, 2))
async def killed(scene: Scene, _: str) -> AsyncIterator[None]:
    """The database gets kill -9, and recovers from its log."""
    await scene.ground.do(scene.ground.database.kill)
    yield
    await scene.ground.do(scene.ground.database.start)


@fault("all sessions of the database ended", "Every transaction under way is undone and done again.", hold=(0, 1))
async def ended(scene: Scene, _: str) -> AsyncIterator[None]:
    """The database ends every session of every service."""
    connection = await asyncpg.connect(scene.place.admin_url)
    scene.seen.append(f"{await connection.fetchval(END_ALL)} sessions were ended")
    await connection.close()
    yield


@fault("database frozen", "A database that says nothing is waited for; nothing is taken for done.", hold=(3, 12))
async def frozen(scene: Scene, _: str) -> AsyncIterator[None]:
    """All its processes get SIGSTOP: connections stay open, and nobody answers."""
    scene.ground.database.freeze()
    try:
        yield
    finally:
        scene.ground.database.thaw()


@fault(
    "answer to COMMIT lost",
    "Whoever cannot know whether it was committed asks again, and it is done once.",
    befalls=SERVICES,
    hold=(0, 1),
)
async def unanswered(scene: Scene, service: str) -> AsyncIterator[None]:
    """Three transactions are committed, and the connection breaks before the service hears of it."""
    line = scene.to_database[service]
    before = line.answers_lost
    line.lose_answers(3)
    await eventually(lambda: line.answers_lost >= before + 3, within=30, what="three answers are lost")
    scene.seen.append("3 answers to COMMIT were lost")
    yield
