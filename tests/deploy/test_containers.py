"""Durable containers of a checkout that forgot its secrets begin again, and do not wait for data that none can open."""

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local import containers
from deploy.local.plan import Plan

pytestmark = pytest.mark.broker


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    if reason := containers.obstacle():
        pytest.skip(reason)
    yield tmp_path
    for volume in containers.volumes(tmp_path):
        volume.remove(force=True)


async def test_a_folder_that_was_made_anew_starts_empty_and_the_old_data_are_gone(folder: Path) -> None:
    old, new = (Plan(durable=True, password=password, programs=None) for password in ("first", "second"))
    with containers.running(folder, old) as stack:
        connection = await asyncpg.connect(stack.database_url)
        await connection.execute("create table note as select 'remembered' as text")
        await connection.close()
    with containers.running(folder, old) as stack:
        connection = await asyncpg.connect(stack.database_url)
        assert await connection.fetchval("select text from note") == "remembered"
        await connection.close()
    with containers.running(folder, new) as stack:
        connection = await asyncpg.connect(stack.database_url)
        assert await connection.fetchval("select to_regclass('note')") is None
        await connection.close()
        assert len(containers.volumes(folder)) == 2, "one of the database, one of the broker"
