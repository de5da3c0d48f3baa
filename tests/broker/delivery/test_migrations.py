"""A schema is brought up to date in two steps around a deploy, once, and never behind anybody's back."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from libs.delivery.database import open_connection
from libs.delivery.migrations import MigrationError, migrate, pending, read
from tests.world import World

pytestmark = pytest.mark.broker


async def test_before_a_deploy_only_what_the_old_code_does_not_mind(world: World, tmp_path: Path) -> None:
    (tmp_path / "0001_pre_thing.sql").write_text("create table thing (old int, new int)")
    (tmp_path / "0002_post_thing.sql").write_text("alter table thing drop column old")
    connection = await _schema(world)
    try:
        found = read([("things", tmp_path)])
        assert await migrate(connection, found, ("pre",)) == ["things/0001_pre_thing"]
        await connection.execute("insert into thing (old) values (1)")
        assert await migrate(connection, found, ("post",)) == ["things/0002_post_thing"]
        assert await migrate(connection, found) == []
        with pytest.raises(asyncpg.UndefinedColumnError):
            await connection.execute("insert into thing (old) values (1)")
    finally:
        await connection.close()


async def test_a_file_that_was_changed_after_it_was_applied_is_refused_by_name(world: World, tmp_path: Path) -> None:
    file = tmp_path / "0001_pre_thing.sql"
    file.write_text("create table thing (a int)")
    connection = await _schema(world)
    try:
        await migrate(connection, read([("things", tmp_path)]))
        file.write_text("create table thing (a bigint)")
        with pytest.raises(MigrationError, match="things/0001_pre_thing: applied already"):
            await pending(connection, read([("things", tmp_path)]))
    finally:
        await connection.close()


async def test_one_that_fails_leaves_nothing_of_itself(world: World, tmp_path: Path) -> None:
    (tmp_path / "0001_pre_thing.sql").write_text("create table thing (a int); select 1 / 0;")
    connection = await _schema(world)
    try:
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrate(connection, read([("things", tmp_path)]))
        assert await connection.fetchval("select to_regclass('thing')") is None
        assert len(await pending(connection, read([("things", tmp_path)]))) == 1
    finally:
        await connection.close()


async def test_machines_that_migrate_at_once_apply_each_file_once(world: World, tmp_path: Path) -> None:
    (tmp_path / "0001_pre_thing.sql").write_text("select pg_sleep(0.2); create table thing (a int)")
    connections = [await _schema(world) for _ in range(3)]
    try:
        found = read([("things", tmp_path)])
        done = await asyncio.gather(*(migrate(connection, found) for connection in connections))
        assert sorted(map(len, done)) == [0, 0, 1]
    finally:
        for connection in connections:
            await connection.close()


async def _schema(world: World) -> "asyncpg.Connection[Any]":
    connection = await asyncpg.connect(world.urls["admin"])
    await connection.execute("create schema if not exists things")
    await connection.close()
    return await open_connection(world.urls["admin"], "things")
